//! Which product may enter which outlet: the panel and its decision.

pub(crate) mod lifecycle;
pub(crate) mod panel;

pub use lifecycle::{
    Approval, ApprovalCondition, CurationEvent, CurationHappened, CurationOutcome, CurationState,
    check_version_unchanged, standing_approval,
};
pub use panel::{
    Criterion, PanelSides, Panelist, Score, check_all_scored, check_impartial, check_nobody_scored,
    check_panel, check_sheet, mean_points,
};
