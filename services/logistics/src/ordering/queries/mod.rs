//! SQL over several features of ordering: what facts follow from, and what counts against order lines.

pub(super) mod causes;
pub(super) mod limits;
