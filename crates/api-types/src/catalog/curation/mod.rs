//! Which product may enter which outlet.

mod curations;

pub use curations::{
    CreateCurationRequest, CriterionMean, CurationView, DecideCurationRequest, ListCurationsQuery,
    ReviewCurationRequest, WireChannel, WirePanelist, WireScore,
};
