//! Who may act: regions, parties, their members and machines, and the tokens they act with.

pub(crate) mod bank_accounts;
pub(crate) mod clients;
pub(crate) mod invitations;
mod keyed;
pub(crate) mod me;
pub(crate) mod members;
pub(crate) mod memberships;
pub(crate) mod parties;
pub(crate) mod party_applications;
pub(crate) mod party_corrections;
pub(crate) mod regions;
pub(crate) mod tokens;
mod watched;

pub(crate) use bank_accounts::{AccountKey, show_accounts};
pub(crate) use clients::ClientRow;
pub(crate) use members::PersonKey;
pub(crate) use memberships::{MembershipRow, NewMember};
pub(crate) use parties::{PartyRow, covers, find_party, short_names, with_names};
pub(crate) use regions::{find_keeper, find_region, governed_by, governments_of, keeper_of};
pub use tokens::{KeySecret, rotate_signing_key};
pub(crate) use tokens::{TokenIssuer, ensure_signing_key};
pub(crate) use watched::WATCHED;
