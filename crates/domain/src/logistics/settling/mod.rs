//! What is settled after goods were received: what was lost on the way, and what one side claims of the other for it.

pub(crate) mod claim;
pub(crate) mod found;
pub(crate) mod limits;
pub(crate) mod terms;

pub use claim::{
    ClaimCondition, ClaimEvent, ClaimHappened, ClaimKind, ClaimState, ClaimSubject, check_kind,
    check_no_identity_claim, check_not_agreed, unmet_by_identity_claims,
};
pub use found::{Loss, ShownByFigures, shown_by_figures};
pub use limits::{
    ClaimFigure, ClaimRule, check_notice, decision_due, notice_due, pursue_until, seed_claim_rules,
};
pub use terms::{ClaimBounds, ClaimRemedy, ClaimTerms, ClaimedOf, check_offer_taken};
