//! What buyers need: demands in versions, told to the regions they have agreements with; what these commit to; how needs are
//! covered.

pub(crate) mod commitments;
pub(crate) mod coverage;
pub(crate) mod demands;
mod schedule;

pub(crate) use commitments::{SharePromise, deliver_on, hold_shares, share_promises, shares_of_demand};
