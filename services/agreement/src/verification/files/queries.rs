//! All SQL of files; every read is filtered by the caller's [`Viewer`].

use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{FileId, PartyId};
use service::Error;

use super::rows::FileRow;
use crate::identity::keeper_of;
use crate::schema::{file, file_content, party, supplier_verification as sv, verification_document as doc};
use crate::verification::verifications::Viewer;

pub(super) async fn insert_file(conn: &mut Connection, row: &FileRow) -> Result<(), Error> {
    diesel::insert_into(file::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// A file the caller owns, or checks because it is attached to a verification of its region.
pub(super) async fn find_file(
    conn: &mut Connection,
    viewer: &Viewer,
    id: FileId,
) -> Result<Option<FileRow>, Error> {
    let mut statement = file::table.filter(file::id.eq(id)).select(FileRow::as_select()).into_boxed();
    if !viewer.everything {
        let attached = doc::table
            .inner_join(sv::table.on(sv::id.eq(doc::verification_id)))
            .inner_join(party::table.on(party::id.eq(sv::party_id)))
            .filter(doc::file_id.eq(id))
            .filter(keeper_of(party::region_code).nullable().eq(viewer.region.clone()))
            .select(doc::id);
        statement = statement.filter(file::party_id.eq(viewer.party).or(exists(attached)));
    }
    Ok(statement.first(conn).await.optional()?)
}

/// A file of the caller's own party, locked for its bytes.
pub(super) async fn lock_own_file(
    conn: &mut Connection,
    owner: PartyId,
    id: FileId,
) -> Result<FileRow, Error> {
    let own = file::table.filter(file::id.eq(id)).filter(file::party_id.eq(owner));
    let row = own.select(FileRow::as_select()).for_no_key_update().first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

/// Whether a file is the party's own and its bytes have arrived.
pub(crate) async fn find_own_upload(
    conn: &mut Connection,
    owner: PartyId,
    id: FileId,
) -> Result<bool, Error> {
    let own = file::table
        .filter(file::id.eq(id))
        .filter(file::party_id.eq(owner))
        .filter(file::uploaded_at.is_not_null());
    Ok(diesel::select(exists(own)).get_result(conn).await?)
}

/// Stores the bytes of a locked file, once.
pub(super) async fn store_content(
    conn: &mut Connection,
    id: FileId,
    bytes: &[u8],
    at: DateTime<Utc>,
) -> Result<FileRow, Error> {
    diesel::insert_into(file_content::table)
        .values((file_content::file_id.eq(id), file_content::bytes.eq(bytes)))
        .prepared()
        .execute(conn)
        .await?;
    let stored = diesel::update(file::table.find(id))
        .set((file::uploaded_at.eq(at), file::version.eq(file::version + 1)))
        .returning(FileRow::as_returning())
        .prepared()
        .get_result(conn)
        .await?;
    Ok(stored)
}

/// The bytes of a file that may be seen.
pub(super) async fn find_content(conn: &mut Connection, id: FileId) -> Result<Option<Vec<u8>>, Error> {
    Ok(file_content::table.find(id).select(file_content::bytes).first(conn).await.optional()?)
}
