//! Where goods are kept, killed, milled and cooked: facilities, their papers, and whether one may be used on a day.

pub(crate) mod facility;
pub(crate) mod paper;
pub(crate) mod rules;
pub(crate) mod usability;

pub use facility::{CapacityPeriod, FacilityEvent, FacilityHappened, FacilityKind, FacilityState};
pub use paper::{
    FacilityPaper, FacilityPaperEvent, FacilityPaperHappened, FacilityPaperState, FacilityPaperType,
    check_paper_checker, facility_paper_number,
};
pub use rules::{FacilityRule, FacilityRuleKind, FacilityRules, PaperNeed, PaperTerm, seed_facility_rules};
pub use usability::{FacilityFacts, facility_usable};
