//! Where goods are kept, killed, milled and cooked.

mod facilities;
mod papers;
mod rules;

pub use facilities::{
    CreateFacilityRequest, FacilityUnmetView, FacilityUsabilityQuery, FacilityUsabilityView, FacilityView,
    ListFacilitiesQuery, UpdateFacilityRequest, WireCapacity,
};
pub use papers::{DeclareFacilityPaperRequest, FacilityPaperView, ListFacilityPapersQuery};
pub use rules::{CreateFacilityRuleRequest, FacilityRuleEventData, FacilityRuleView, ListFacilityRulesQuery};
