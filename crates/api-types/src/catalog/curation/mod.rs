//! Which product may enter which outlet.

mod curations;

pub use curations::{
    CreateCurationRequest, CriterionMean, CriterionPoints, CurationView, DecideCurationRequest,
    ListCurationsQuery, ReviewCurationRequest, ScoreCurationRequest, WireChannel, WirePanelist, WireScore,
};
