//! Whether a supplier is what it says: its papers, their files, the check and the decision.

pub(crate) mod files;
pub(crate) mod requirements;
pub(crate) mod verifications;

pub use files::{CopiedFiles, FileStore, copy_files, restore_files, tend as tend_files};
pub(crate) use files::{Uploads, attach_scans, look_after, scan};
pub(crate) use verifications::{PartyStanding, Standings, standing};
