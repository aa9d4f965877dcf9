//! Whether a supplier is what it says: its papers, their files, the check and the decision.

pub(crate) mod files;
pub(crate) mod requirements;
pub(crate) mod verifications;

pub use files::Papers;
pub(crate) use files::{attach_scans, scan};
pub(crate) use verifications::{PartyStanding, Standings, standing};
