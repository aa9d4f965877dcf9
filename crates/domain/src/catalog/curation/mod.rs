//! Which product may enter which outlet: the panel and its decision.

pub(crate) mod changes;
pub(crate) mod grade;
pub(crate) mod lifecycle;
pub(crate) mod panel;

pub use changes::{VersionChange, version_changes};
pub use grade::{CurationGrade, CurationGrades, overall_points, seed_curation_grades};
pub use lifecycle::{
    Approval, ApprovalCondition, CurationEvent, CurationHappened, CurationOutcome, CurationState,
    LEAST_PHOTOS, check_version_unchanged, standing_approval,
};
pub use panel::{
    Criterion, PanelSides, Panelist, Score, check_all_scored, check_impartial, check_nobody_scored,
    check_panel, check_sheet, mean_points,
};
