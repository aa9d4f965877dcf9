//! What is to be known.

mod realization;

pub use realization::{NaturalAmountView, RealizationLineView, RealizationQuery, RealizationView};
