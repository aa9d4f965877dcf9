//! What is to be known.

mod realization;

pub use realization::{
    NamedForm, NaturalAmountView, RealizationLineView, RealizationQuery, RealizationView, RecordedLaterView,
};
