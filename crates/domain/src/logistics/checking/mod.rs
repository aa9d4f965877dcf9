//! What shows that trade may not be what it seems: one plate on two vehicles, a speed that no truck has, weights that repeat to
//! the gram. A signal is a finding with its evidence; it bars nothing, and a coordinator says what it was.

pub(crate) mod figures;
pub(crate) mod goods;
pub(crate) mod happened;
pub(crate) mod road;
pub(crate) mod signal;

#[cfg(test)]
mod honest_days;

pub use figures::{SignalFigure, SignalFigures, SignalRule, seed_signal_rules};
pub use goods::{
    PriceGap, account_changed_before, heads_beyond, is_telling_weight, price_far_outside, repeats_within,
};
pub use happened::PartyFactHappened;
pub use road::{OnTheRoad, Position, TooFast, together, too_fast};
pub use signal::{SignalEvent, SignalFinding, SignalHappened, SignalKind, SignalState, signal_state_after};
