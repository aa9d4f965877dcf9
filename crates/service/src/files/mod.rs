//! The bytes that people bring: declared first, then sent and checked, then referred to.
//!
//! Owns the life of the bytes, which is the same in every service that keeps some: they lie in a store outside the database
//! ([`FileStore`]), written before the row that knows them and deleted after it, so that a crash leaves bytes without a row and
//! never a row without bytes; what nothing refers to goes after a day ([`look_after`]); they are copied for backups ([`copy`],
//! [`restore`]); and a party brings only so many ([`expect_room`]). What a file is, who reads it and what refers to it is the
//! service's own ([`KeptFiles`]).

mod care;
mod content;
mod copies;
mod declared;
mod quota;
mod store;
mod uploads;

pub use care::{look_after, tend};
pub use content::{known, undamaged};
pub use copies::{CopiedFiles, copy, restore};
pub use declared::Declared;
pub use quota::{Brought, expect_room};
pub use store::{FileStore, StoreError, new_name};
pub use uploads::{Upload, Uploads};

use db::Connection;

use crate::{Core, Error};

/// The files of a service, as its own tables know them.
pub trait KeptFiles: 'static {
    /// Forgets files that nothing referred to for a day, at most so many, and notes whose bytes are to go
    /// ([`db::files::let_go`]). Whoever refers to one at this moment holds its row, which is then left alone.
    fn forget_unattached(conn: &mut Connection, most: i64) -> impl Future<Output = Result<(), Error>>;

    /// Those of these names that a row knows.
    fn known_among(
        conn: &mut Connection,
        names: &[String],
    ) -> impl Future<Output = Result<Vec<String>, Error>>;

    /// All files in the store.
    fn stored(conn: &mut Connection) -> impl Future<Output = Result<Vec<Stored>, Error>>;

    /// Moves bytes into the store that lie elsewhere.
    fn move_in(_core: &Core, _store: &FileStore) -> impl Future<Output = Result<(), Error>> {
        std::future::ready(Ok(()))
    }
}

/// A file in the store.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable)]
pub struct Stored {
    /// Its name there.
    pub name: String,
    /// The hash of its bytes.
    pub sha256: String,
    /// Whether something refers to it.
    pub attached: bool,
}
