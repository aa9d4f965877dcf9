//! What is to be known: the realisation report and its sentence.

pub(crate) mod realization;

pub use realization::{
    NaturalAmount, RealizationLine, RealizationReport, RealizationRow, committed_in, realize,
};
