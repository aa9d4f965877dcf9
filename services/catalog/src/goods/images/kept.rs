//! The pictures in the store.

use db::Connection;
use service::Error;
use service::files::{KeptFiles, Stored};

use super::queries;

/// The pictures that the catalog keeps.
pub struct Images;

impl KeptFiles for Images {
    async fn forget_unattached(conn: &mut Connection, most: i64) -> Result<(), Error> {
        queries::forget_unattached(conn, most).await
    }

    async fn known_among(conn: &mut Connection, names: &[String]) -> Result<Vec<String>, Error> {
        queries::known_among(conn, names).await
    }

    async fn stored(conn: &mut Connection) -> Result<Vec<Stored>, Error> {
        queries::stored(conn).await
    }
}
