//! What this service knows of other services: parties and grants to record the past, from agreement's feed.
//! Refuses what has not arrived yet with `not-yet-known`, which may be tried again.

mod agreement;
mod queries;

pub use agreement::{Fetched, FromAgreement};
pub use queries::{BackfillGrantRow, PartyRow};
pub(crate) use queries::{claimed_time, get_parties, get_party, governments_of};
