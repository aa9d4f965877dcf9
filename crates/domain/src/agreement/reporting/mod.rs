//! What is to be known: the realisation report and its sentence.

pub(crate) mod form_sums;
pub(crate) mod realization;

pub use form_sums::{FormPart, FormSum, TargetForm, form_sums};
pub use realization::{
    AcceptedPart, NaturalAmount, RealizationLine, RealizationReport, RealizationRow, realize,
};
