//! Which product may enter which outlet.

mod curations;
mod rules;

pub use curations::{
    CreateCurationRequest, CriterionMean, CriterionPoints, CurationChange, CurationView, CuratorView,
    DecideCurationRequest, ListCurationsQuery, ListCuratorsQuery, ReviewCurationRequest,
    ScoreCurationRequest, SubmitCurationRequest, WireChannel, WirePanelist, WireScore,
};
pub use rules::{
    CreateCurationGradesRequest, CurationGradesEventData, CurationGradesView, ListCurationGradesQuery,
};
