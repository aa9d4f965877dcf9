//! What shows that trade may not be what it seems: signals with their evidence, the figures by which they are raised, and who
//! raises them.

pub(crate) mod findings;
pub(crate) mod signal_rules;
pub(crate) mod signals;

pub use findings::Findings;
