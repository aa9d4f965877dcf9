//! What buyers need and what regions commit to: demands in versions, shares of them.

pub(crate) mod demand;
pub(crate) mod revision;
pub(crate) mod share;

pub use demand::{DemandEvent, DemandHappened, DemandState};
pub use revision::{LineGoods, NeedLine, check_revision};
pub use share::{NeedVersion, PeriodShare, ShareBp, ShareOfNeed, needs_in_force, share_of_need};
