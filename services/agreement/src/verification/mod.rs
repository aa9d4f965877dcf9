//! Whether a supplier is what it says: its papers, their files, the check and the decision.

pub(crate) mod files;
pub(crate) mod requirements;
pub(crate) mod verifications;

pub use files::{CopiedFiles, FileStore, copy_files, restore_files, tend as tend_files};
pub(crate) use files::{Uploads, look_after};
pub(crate) use verifications::{PartyStanding, standing};
