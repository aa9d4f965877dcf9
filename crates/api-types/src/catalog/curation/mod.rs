//! Which product may enter which outlet.

mod curations;

pub use curations::{
    CreateCurationRequest, CriterionMean, CriterionPoints, CurationView, CuratorView, DecideCurationRequest,
    ListCurationsQuery, ListCuratorsQuery, ReviewCurationRequest, ScoreCurationRequest, WireChannel,
    WirePanelist, WireScore,
};
