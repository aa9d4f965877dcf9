//! A whole roll from one file: first tried, then entered, all of it or nothing.
//!
//! It is done while the caller waits, for a file is small; it is no job (see [`service::imports`]). Nothing is kept of a file but its people, once all of
//! them can be entered.

use api_types::{ImportQuery, ImportReportView};
use db::Connection;
use domain::agreement::MemberHappened;
use domain::shared::{PartyId, jakarta_date};
use service::imports::{expect_format, expect_tried};
use service::{Error, Tx};
use sheet::Findings;
use web::{ApiError, Reply, Upload};

use super::access::op;
use super::draft::Draft;
use super::operations::{expect_roll, lock_roll};
use super::queries;
use super::rows::MemberRow;
use crate::context::Context;
use crate::identity::parties::find_party;

/// How many bytes a file has at most.
pub(super) const MOST_BYTES: usize = 2 * 1024 * 1024;
/// How many people are written at once.
const CHUNK: usize = 500;

/// Tries a file, or enters its people into the roll of the caller's party; 200.
pub(super) async fn create_member_import(
    context: &Context,
    upload: Upload<op::CreateMemberImport, ImportQuery, MOST_BYTES>,
) -> Result<Reply, ApiError> {
    let format = expect_format(&upload.media_type)?;
    let (meta, query, bytes) = (upload.meta, upload.params, upload.bytes);
    let (party, today) = (meta.caller.party(), jakarta_date(context.core.clock.now()));
    let key = context.persons.clone();
    let read = move || Draft::read(format, &bytes, party, &key, today);
    let draft = tokio::task::spawn_blocking(read).await;
    let draft = draft.map_err(|error| Error::Internal(format!("the reading of a file ended: {error}")))?;
    if expect_tried(&query, &draft.sha256)? {
        let mut conn = context.core.read().await?;
        return Reply::json(&tried(&mut conn, party, &draft).await?);
    }
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
async fn tried(conn: &mut Connection, party: PartyId, draft: &Draft) -> Result<ImportReportView, Error> {
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

fn view(draft: &Draft, entered: u64, findings: &Findings) -> ImportReportView {
    ImportReportView {
        sha256: draft.sha256.clone(),
        rows: draft.rows,
        entered,
        findings: findings.views(),
        findings_in_all: findings.all(),
    }
}
