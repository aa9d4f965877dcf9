//! Where goods went and came from: what buyers give to their outlets, and traces over all that is known of goods.

pub(crate) mod distributions;
pub(crate) mod traces;
