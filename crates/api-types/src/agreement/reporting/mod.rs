//! What is to be known.

mod realization;

pub use realization::{
    CountedByView, FormPartView, FormSumView, NamedForm, NaturalAmountView, RealizationLineView,
    RealizationQuery, RealizationView, RecordedLaterView,
};
