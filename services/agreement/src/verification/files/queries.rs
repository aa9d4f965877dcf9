//! All SQL of files; every read of a request is filtered by the caller's [`Viewer`].

use chrono::{DateTime, Utc};
use db::files::let_go;
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, now, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::shared::{FileId, Id as _, PartyId, TextHash, UNATTACHED_HOURS, jakarta_date, jakarta_midnight};
use service::Error;
use service::files::{Brought, Stored};
use uuid::Uuid;

use super::rows::FileRow;
use crate::identity::keeper_of;
use crate::schema::{
    file, file_content, party, supplier_verification as sv, text_scan, verification_document as doc,
};
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

/// A file of the caller's own party, and the database's time.
pub(super) async fn find_own_file(
    conn: &mut Connection,
    owner: PartyId,
    id: FileId,
) -> Result<(FileRow, DateTime<Utc>), Error> {
    let own = file::table.filter(file::id.eq(id)).filter(file::party_id.eq(owner));
    let row = own.select((FileRow::as_select(), now.into_sql::<Timestamptz>())).first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

/// The same, locked for what is said of its bytes.
pub(super) async fn lock_own_file(
    conn: &mut Connection,
    owner: PartyId,
    id: FileId,
) -> Result<FileRow, Error> {
    let own = file::table.filter(file::id.eq(id)).filter(file::party_id.eq(owner));
    let row = own.select(FileRow::as_select()).for_no_key_update().first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

/// Refers to a file of a party whose bytes have arrived: from now on it stays. False when there is none, or it has gone.
pub(crate) async fn attach_own_upload(
    conn: &mut Connection,
    owner: PartyId,
    id: FileId,
) -> Result<bool, Error> {
    let own = file::table
        .filter(file::id.eq(id))
        .filter(file::party_id.eq(owner))
        .filter(file::uploaded_at.is_not_null());
    // Written even where it is attached already: whoever deletes it waits, or has deleted it.
    let attached = diesel::update(own).set(file::attached_at.eq(now)).prepared().execute(conn).await?;
    Ok(attached == 1)
}

/// The hash of a file, and the first file with the same bytes that another party shows as a paper, with that party; whoever
/// attaches the same bytes at this moment is waited for.
pub(crate) async fn shown_before(
    conn: &mut Connection,
    id: FileId,
) -> Result<Option<(TextHash, FileId, PartyId)>, Error> {
    let mine: Option<(String, PartyId)> =
        file::table.find(id).select((file::sha256, file::party_id)).first(conn).await.optional()?;
    let Some((sha256, owner)) = mine else { return Ok(None) };
    let lock = diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))");
    lock.bind::<diesel::sql_types::Text, _>(&sha256).execute(conn).await?;
    let others = file::table
        .filter(file::sha256.eq(&sha256))
        .filter(file::party_id.ne(owner))
        .filter(exists(doc::table.filter(doc::file_id.eq(file::id))))
        .order(file::id)
        .select((file::id, file::party_id));
    let other: Option<(FileId, PartyId)> = others.first(conn).await.optional()?;
    let hash = sha256.parse().map_err(|_| Error::Internal(format!("the stored hash of {id}")))?;
    Ok(other.map(|(file, party)| (hash, file, party)))
}

/// Attaches to a text the uploads of a party that it names by their hashes: they stay, and are read by who reads the text.
/// False when there is none.
pub(crate) async fn attach_scans(
    conn: &mut Connection,
    owner: PartyId,
    text: Uuid,
    hashes: &[TextHash],
) -> Result<bool, Error> {
    if hashes.is_empty() {
        return Ok(false);
    }
    let hashes: Vec<&str> = hashes.iter().map(TextHash::as_str).collect();
    let own = file::table
        .filter(file::party_id.eq(owner))
        .filter(file::sha256.eq_any(hashes))
        .filter(file::uploaded_at.is_not_null())
        .order(file::id)
        .select(file::id)
        .for_no_key_update();
    let files: Vec<FileId> = own.load(conn).await?;
    if files.is_empty() {
        return Ok(false);
    }
    diesel::update(file::table.filter(file::id.eq_any(&files)))
        .set(file::attached_at.eq(now))
        .execute(conn)
        .await?;
    let rows: Vec<_> =
        files.iter().map(|id| (text_scan::subject_id.eq(text), text_scan::file_id.eq(*id))).collect();
    diesel::insert_into(text_scan::table).values(rows).on_conflict_do_nothing().execute(conn).await?;
    Ok(true)
}

/// The scan with a hash that its owner attached to a text.
pub(super) async fn find_scan(
    conn: &mut Connection,
    text: Uuid,
    hash: &TextHash,
) -> Result<Option<FileRow>, Error> {
    let of_text = text_scan::table.filter(text_scan::subject_id.eq(text)).select(text_scan::file_id);
    let scans =
        file::table.filter(file::id.eq_any(of_text)).filter(file::sha256.eq(hash.as_str())).order(file::id);
    Ok(scans.select(FileRow::as_select()).first(conn).await.optional()?)
}

/// Says where the bytes of a locked file are, once.
pub(super) async fn record_content(
    conn: &mut Connection,
    id: FileId,
    name: &str,
    at: DateTime<Utc>,
) -> Result<FileRow, Error> {
    let stored = diesel::update(file::table.find(id))
        .set((file::uploaded_at.eq(at), file::stored_as.eq(name), file::version.eq(file::version + 1)))
        .returning(FileRow::as_returning())
        .prepared()
        .get_result(conn)
        .await?;
    Ok(stored)
}

/// The bytes of a file that may be seen and came before there was a store.
pub(super) async fn find_content(conn: &mut Connection, id: FileId) -> Result<Option<Vec<u8>>, Error> {
    Ok(file_content::table.find(id).select(file_content::bytes).first(conn).await.optional()?)
}

/// What a party has brought until now; nobody else brings anything for it until the transaction ends.
pub(super) async fn lock_use(
    conn: &mut Connection,
    owner: PartyId,
    at: DateTime<Utc>,
) -> Result<Brought, Error> {
    db::files::lock_use(conn, owner.uuid()).await?;
    let own = || file::table.filter(file::party_id.eq(owner));
    let midnight = jakarta_midnight(jakarta_date(at));
    let today = own().filter(file::created_at.ge(midnight)).select(file::size).load(conn).await?;
    let unattached = own()
        .filter(file::attached_at.is_null())
        .order(file::recorded_at)
        .select((file::size, file::recorded_at, now.into_sql::<Timestamptz>()))
        .load(conn)
        .await?;
    Ok(Brought { today, unattached })
}

/// Forgets files that nothing referred to for a day, and notes whose bytes are to go. Whoever refers to one at this moment
/// holds its row, which is then left alone.
///
/// What the release before refers to does not say so in the row: it is found by the papers, and says so afterwards.
pub(super) async fn forget_unattached(conn: &mut Connection, most: i64) -> Result<(), Error> {
    const FORGET: &str = "
        with old as materialized (
            select id from file where attached_at is null and recorded_at < now() - make_interval(hours => $1::int)
            order by recorded_at limit $2 for update skip locked
        ), used as materialized (
            select id from old where exists (select from verification_document where file_id = old.id)
        ), said as (
            update file set attached_at = now() from used where file.id = used.id
        ), bytes as (
            delete from file_content using old where file_id = old.id and old.id not in (select id from used)
        ), gone as (
            delete from file using old where file.id = old.id and old.id not in (select id from used)
            returning file.stored_as
        )
        insert into file_gone (stored_as) select stored_as from gone where stored_as is not null";
    let forget = diesel::sql_query(FORGET);
    forget.bind::<BigInt, _>(UNATTACHED_HOURS).bind::<BigInt, _>(most).execute(conn).await?;
    Ok(())
}

/// Those of these names that a row knows.
pub(super) async fn known_among(conn: &mut Connection, names: &[String]) -> Result<Vec<String>, Error> {
    let stored = file::table.filter(file::stored_as.eq_any(names)).select(file::stored_as.assume_not_null());
    Ok(stored.load(conn).await?)
}

/// A file whose bytes still lie in the database, with them and the database's time. For an hour after the store came to be
/// none moves: servers of the release before read them there.
pub(super) async fn next_to_move(
    conn: &mut Connection,
) -> Result<Option<(FileId, Vec<u8>, DateTime<Utc>)>, Error> {
    let settled = sql::<Bool>("exists (select from file_place where since < now() - interval '1 hour')");
    let next = file_content::table.filter(settled).order(file_content::file_id).select((
        file_content::file_id,
        file_content::bytes,
        now.into_sql::<Timestamptz>(),
    ));
    Ok(next.first(conn).await.optional()?)
}

/// Says that the bytes of a file have moved. Where another process was faster, or the file is gone, they go again.
pub(super) async fn record_move(conn: &mut Connection, id: FileId, name: &str) -> Result<(), Error> {
    let still = file::table.find(id).filter(file::stored_as.is_null());
    let moved = diesel::update(still).set(file::stored_as.eq(name)).execute(conn).await?;
    diesel::delete(file_content::table.find(id)).execute(conn).await?;
    if moved == 0 { Ok(let_go(conn, name).await?) } else { Ok(()) }
}

/// All files in the store.
pub(super) async fn stored(conn: &mut Connection) -> Result<Vec<Stored>, Error> {
    let papers = doc::table.filter(doc::file_id.eq(file::id)).select(doc::id);
    let attached = file::attached_at.is_not_null().or(exists(papers));
    let all = file::table.filter(file::stored_as.is_not_null()).order(file::id);
    Ok(all.select((file::stored_as.assume_not_null(), file::sha256, attached)).load(conn).await?)
}
