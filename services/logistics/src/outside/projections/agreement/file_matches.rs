//! Papers of parties whose scans another party showed before, from the agreement service.

use api_types::agreement::FileMatchEventData;
use api_types::logistics::PartyFactEventData;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::PartyFactHappened;
use domain::shared::{FileId, PartyId};
use futures_util::future::LocalBoxFuture;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_file_match;

/// A file that two parties showed, as last told.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_file_match, treat_none_as_null = true)]
pub struct FileMatchRow {
    /// The file.
    pub id: FileId,
    /// Who showed it.
    pub party_id: PartyId,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The same bytes, as they were shown before.
    pub other_file_id: FileId,
    /// By whom.
    pub other_party_id: PartyId,
    /// A file never changes: 1.
    pub version: i64,
}

impl FileMatchRow {
    /// What is kept of a match: its event tells all of it.
    pub fn of(told: &FileMatchEventData) -> Self {
        Self {
            id: told.file_id,
            party_id: told.party_id,
            sha256: told.sha256.to_string(),
            other_file_id: told.other_file_id,
            other_party_id: told.other_party_id,
            version: told.version,
        }
    }
}

impl Projected for FileMatchRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            if keep_newer!(conn, projected_file_match, id, self)? {
                let told = PartyFactEventData { party_id: self.party_id };
                service::projection::tell(conn, self.party_id, PartyFactHappened::Learned, told).await?;
            }
            Ok(())
        })
    }
}

/// The files of a party that another showed before.
pub(crate) async fn file_matches_of(
    conn: &mut Connection,
    party: PartyId,
) -> Result<Vec<FileMatchRow>, Error> {
    let rows = projected_file_match::table
        .filter(projected_file_match::party_id.eq(party))
        .filter(projected_file_match::version.ge(0))
        .order(projected_file_match::id)
        .limit(100)
        .select(FileMatchRow::as_select());
    Ok(rows.load(conn).await?)
}
