//! What buyers need and what regions commit to: demands in versions, commitments to a part of them, how they are covered.

pub(crate) mod commitment;
pub(crate) mod coverage;
pub(crate) mod demand;
pub(crate) mod promise;
pub(crate) mod revision;
pub(crate) mod share;
pub(crate) mod share_schedule;

pub use commitment::{
    CommitmentCondition, CommitmentEvent, CommitmentFacts, CommitmentHappened, CommitmentSide,
    CommitmentState, EXPLAINERS, ShortClosingReason, commitment_condition,
};
pub use coverage::{CoveredPeriod, amounts_in, cover};
pub use demand::{DemandEvent, DemandHappened, DemandState};
pub use promise::{
    AcceptedOnLine, CommitmentKind, OfferTerms, Promise, check_accepted_stays, check_nothing_runs,
    check_offer, check_shares,
};
pub use revision::{LineGoods, NeedLine, check_revision, check_still_needed};
pub use share::{NeedVersion, PeriodShare, ShareBp, ShareOfNeed, needs_in_force, share_of_need};
pub use share_schedule::{
    RecordedPeriod, TextDays, committed_on, counting_at, newly_recorded, owed_on, recorded_by_text,
};
