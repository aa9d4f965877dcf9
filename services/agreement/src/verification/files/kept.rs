//! The papers in the store, and how those that came before there was one move there.

use db::Connection;
use service::files::{FileStore, KeptFiles, Stored, new_name};
use service::{Core, Error};

use super::queries;

/// Files that move out of the database in one turn, one by one.
const MOVED_AT_ONCE: usize = 50;

/// The scans and photographs that agreement keeps.
pub struct Papers;

impl KeptFiles for Papers {
    async fn forget_unattached(conn: &mut Connection, most: i64) -> Result<(), Error> {
        queries::forget_unattached(conn, most).await
    }

    async fn known_among(conn: &mut Connection, names: &[String]) -> Result<Vec<String>, Error> {
        queries::known_among(conn, names).await
    }

    async fn stored(conn: &mut Connection) -> Result<Vec<Stored>, Error> {
        queries::stored(conn).await
    }

    /// First the bytes, then the row that says where they are.
    async fn move_in(core: &Core, store: &FileStore) -> Result<(), Error> {
        for _ in 0..MOVED_AT_ONCE {
            let next = queries::next_to_move(&mut *core.db.own().await?).await?;
            let Some((id, bytes, now)) = next else { break };
            let name = new_name(now);
            store.put(&name, bytes).await?;
            core.db.transact("move_file", async |conn| queries::record_move(conn, id, &name).await).await?;
        }
        Ok(())
    }
}
