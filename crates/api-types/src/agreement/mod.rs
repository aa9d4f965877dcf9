//! The wire of the agreement service, one file per resource.

mod parties;
mod regions;

pub use parties::{CreatePartyRequest, ListPartiesQuery, PartyView, UpdatePartyRequest};
pub use regions::{ListRegionsQuery, RegionView};
