//! What is to be known: the realisation report and its sentence.

pub(crate) mod realization;

pub use realization::{
    AcceptedPart, NaturalAmount, RealizationLine, RealizationReport, RealizationRow, realize,
};
