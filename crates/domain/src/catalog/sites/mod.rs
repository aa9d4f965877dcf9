//! Where goods are kept, killed, milled and cooked: facilities, their papers, inspections and what these found, and whether one
//! may be used on a day.

pub(crate) mod checklist;
pub(crate) mod facility;
pub(crate) mod finding;
pub(crate) mod inspection;
pub(crate) mod paper;
pub(crate) mod reading;
pub(crate) mod rules;
pub(crate) mod usability;

pub use checklist::{
    AnswerOutcome, Checklist, ChecklistItem, InspectionResult, checklist_on, checklist_version,
    seed_checklists,
};
pub use facility::{CapacityPeriod, FacilityEvent, FacilityHappened, FacilityKind, FacilityState};
pub use finding::{
    FindingEvent, FindingHappened, FindingSeverity, FindingState, KnownFinding, check_verifier, check_waiver,
    stood_settled,
};
pub use inspection::{
    InspectionEvent, InspectionHappened, InspectionSide, InspectionState, check_closing, check_corrector,
    check_in_use, check_participants, inspection_holds,
};
pub use paper::{
    FacilityPaper, FacilityPaperEvent, FacilityPaperHappened, FacilityPaperState, FacilityPaperType,
    check_paper_checker, facility_paper_number,
};
pub use reading::{Reading, ReadingKind, ReadingLimit, Thousandths, check_limit, check_readings};
pub use rules::{
    FacilityRule, FacilityRuleKind, FacilityRules, FindingTerm, InspectionTerm, NoticeTerm, PaperNeed,
    PaperTerm, seed_facility_rules,
};
pub use usability::{FacilityFacts, UsabilitySpan, facility_usable, usability_spans};

use inspection::inspection_ends;
