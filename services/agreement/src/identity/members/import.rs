//! A whole roll from one file: first tried, then entered, all of it or nothing.
//!
//! It is done while the caller waits, for a file is small; it is no job. Nothing is kept of a file but its people, once all of
//! them can be entered.

use api_types::agreement::{CreateMemberImportQuery, MemberImportView};
use db::Connection;
use domain::agreement::MemberHappened;
use domain::shared::{Bilingual, PartyId, jakarta_date};
use domain::{say, words};
use service::{Error, Tx};
use web::{ApiError, ProblemCode, Reply, Upload};

use super::access::op;
use super::draft::Draft;
use super::findings::Findings;
use super::operations::{expect_roll, lock_roll};
use super::queries;
use super::rows::MemberRow;
use crate::context::Context;
use crate::identity::parties::find_party;

/// How many bytes a file has at most.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// How many people are written at once.
const CHUNK: usize = 500;

/// Tries a file, or enters its people into the roll of the caller's party; 200.
pub(super) async fn create_member_import(
    context: &Context,
    upload: Upload<op::CreateMemberImport, CreateMemberImportQuery>,
) -> Result<Reply, ApiError> {
    expect_file(&upload)?;
    let (meta, query, bytes) = (upload.meta, upload.params, upload.bytes);
    let (party, today) = (meta.caller.party(), jakarta_date(context.core.clock.now()));
    let key = context.persons.clone();
    let read = move || Draft::read(&bytes, party, &key, today);
    let draft = tokio::task::spawn_blocking(read).await;
    let draft = draft.map_err(|error| Error::Internal(format!("the reading of a file ended: {error}")))?;
    if query.dry_run == Some(true) {
        let mut conn = context.core.read().await?;
        return Reply::json(&tried(&mut conn, party, &draft).await?);
    }
    expect_tried(&query, &draft)?;
    context
        .core
        .write(context.persons.seal(meta), async move |tx| {
            let party = lock_roll(tx, draft.rows).await?;
            draft.judged(tx.conn, party).await?.refuse()?;
            enter(tx, party, &draft).await?;
            Ok(Reply::json(&view(&draft, draft.rows, &Findings::default()))?)
        })
        .await
}

/// What would come of a file now.
async fn tried(conn: &mut Connection, party: PartyId, draft: &Draft) -> Result<MemberImportView, Error> {
    let party = find_party(conn, party).await?.ok_or(Error::NotFound)?;
    expect_roll(conn, &party, draft.rows).await?;
    Ok(view(draft, 0, &draft.judged(conn, party.id).await?))
}

/// Enters everybody, each with a history and an event of its own.
async fn enter(tx: &mut Tx<'_>, party: PartyId, draft: &Draft) -> Result<(), Error> {
    let rows: Vec<MemberRow> =
        draft.entries.iter().map(|entry| entry.person.row(tx, party, entry.hash.clone())).collect();
    for chunk in rows.chunks(CHUNK) {
        queries::insert_members(tx.conn, chunk).await?;
    }
    for row in &rows {
        tx.first(row, MemberHappened::Registered).await?;
    }
    Ok(())
}

fn view(draft: &Draft, entered: u64, findings: &Findings) -> MemberImportView {
    MemberImportView {
        sha256: draft.sha256.clone(),
        rows: draft.rows,
        entered,
        findings: findings.views(),
        findings_in_all: findings.all(),
    }
}

/// A file of the right kind and size.
fn expect_file(upload: &Upload<op::CreateMemberImport, CreateMemberImportQuery>) -> Result<(), ApiError> {
    let media = upload.media_type.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case("text/csv") {
        return Err(ApiError::new(ProblemCode::UnsupportedMediaType)
            .detail(Bilingual::new("Kirim berkas sebagai `text/csv`.", "Send the file as `text/csv`.")));
    }
    if upload.bytes.len() > MOST_BYTES {
        let most = words::count(2 * 1024 * 1024);
        let detail = say!("Kirim paling banyak {most} byte.", "Send {most} bytes at most.", most = most);
        return Err(ApiError::new(ProblemCode::PayloadTooLarge).detail(detail));
    }
    Ok(())
}

/// The very file that was tried.
fn expect_tried(query: &CreateMemberImportQuery, draft: &Draft) -> Result<(), Error> {
    match &query.sha256 {
        Some(sha256) if *sha256 == draft.sha256 => Ok(()),
        Some(_) => Err(Error::field(
            "?sha256",
            "other-file",
            "Berkas ini bukan berkas yang diuji. Uji dahulu dengan `dry_run=true`, lalu kirim berkas yang sama.",
            "This is not the file that was tried. Try it with `dry_run=true` first, then send the same file.",
        )),
        None => Err(Error::field(
            "?sha256",
            "required",
            "Uji berkas dahulu dengan `dry_run=true`, lalu kirim lagi dengan `sha256` dari jawabannya.",
            "Try the file with `dry_run=true` first, then send it again with the `sha256` of the answer.",
        )),
    }
}
