//! What buyers need.

mod demands;

pub use demands::{
    CreateDemandRequest, DemandLineRequest, DemandLineView, DemandVersionView, DemandView,
    ListDemandVersionsQuery, ListDemandsQuery, ReviseDemandRequest, ScheduledRequest, ScheduledView,
    UpdateDemandRequest,
};
