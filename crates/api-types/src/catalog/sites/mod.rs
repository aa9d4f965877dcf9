//! Where goods are kept, killed, milled and cooked.

mod checklists;
mod facilities;
mod findings;
mod inspections;
mod papers;
mod rules;

pub use checklists::{
    ChecklistEventData, ChecklistView, CreateChecklistRequest, ListChecklistsQuery, WireChecklistItem,
    WireReadingLimit,
};
pub use facilities::{
    CreateFacilityRequest, FacilityUnmetView, FacilityUsabilityQuery, FacilityUsabilitySpanView,
    FacilityUsabilitySpansView, FacilityUsabilityView, FacilityView, ListFacilitiesQuery,
    ListFacilityUsabilitiesQuery, UpdateFacilityRequest, WireCapacity,
};
pub use findings::{FindingView, ListFindingsQuery};
pub use inspections::{
    CorrectInspectionRequest, InspectionAnswerView, InspectionView, ListInspectionAnswersQuery,
    ListInspectionsQuery, PutInspectionAnswerRequest, ScheduleInspectionRequest, SubmitInspectionRequest,
    WireParticipant, WirePhoto, WireReading,
};
pub use papers::{DeclareFacilityPaperRequest, FacilityPaperView, ListFacilityPapersQuery};
pub use rules::{CreateFacilityRuleRequest, FacilityRuleEventData, FacilityRuleView, ListFacilityRulesQuery};
