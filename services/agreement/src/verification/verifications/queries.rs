//! All SQL of supplier verifications; every read of one is filtered by the caller's [`Viewer`].

use std::sync::Arc;

use api_types::agreement::ListSupplierVerificationsQuery;
use chrono::{DateTime, Utc};
use db::functions::sum;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{DocumentCheckState, DocumentRequirement, VerificationState};
use domain::shared::{Dated, PartyId, PartyKind, SupplierVerificationId, VerificationDocumentId};
use service::{Error, dated};

use super::rows::{DocumentRow, Verification, VerificationRow};
use super::visibility::{Viewer, visible_to};
use crate::identity::PartyRow;
use crate::schema::{party, supplier_verification as sv, verification_document as doc};

/// One verification the caller may see, whole.
pub(super) async fn find_verification(
    conn: &mut Connection,
    viewer: &Viewer,
    id: SupplierVerificationId,
) -> Result<Option<Verification>, Error> {
    let statement = sv::table.inner_join(party::table.on(party::id.eq(sv::party_id))).filter(sv::id.eq(id));
    let mut statement = statement.select((VerificationRow::as_select(), PartyRow::as_select())).into_boxed();
    if !viewer.everything {
        statement = statement.filter(visible_to(viewer));
    }
    let found: Option<(VerificationRow, PartyRow)> = statement.first(conn).await.optional()?;
    let Some((row, party)) = found else { return Ok(None) };
    complete(conn, vec![(row, party)]).await.map(|mut whole| whole.pop())
}

/// The same, locked until the end of the transaction.
pub(super) async fn lock_verification(
    conn: &mut Connection,
    viewer: &Viewer,
    id: SupplierVerificationId,
) -> Result<Verification, Error> {
    let locked = sv::table.find(id).select(sv::id).for_no_key_update();
    let _: Option<SupplierVerificationId> = locked.first(conn).await.optional()?;
    find_verification(conn, viewer, id).await?.ok_or(Error::NotFound)
}

/// The verification a supplier has now: the one not revoked, or the last.
pub(super) async fn current_verification(
    conn: &mut Connection,
    party: &PartyRow,
) -> Result<Option<Verification>, Error> {
    let order = (sv::state.eq(VerificationState::Revoked).asc(), sv::id.desc());
    let latest = sv::table.filter(sv::party_id.eq(party.id)).order(order);
    let row = latest.select(VerificationRow::as_select()).first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    complete(conn, vec![(row, party.clone())]).await.map(|mut whole| whole.pop())
}

/// The verifications in force of one kind of party.
pub(super) async fn verified_of_kind(
    conn: &mut Connection,
    kind: PartyKind,
) -> Result<Vec<Verification>, Error> {
    let verified = [VerificationState::Verified, VerificationState::VerifiedWithConditions];
    let rows: Vec<(VerificationRow, PartyRow)> = sv::table
        .inner_join(party::table.on(party::id.eq(sv::party_id)))
        .filter(party::kind.eq(kind))
        .filter(sv::state.eq_any(verified))
        .order(sv::id.asc())
        .select((VerificationRow::as_select(), PartyRow::as_select()))
        .load(conn)
        .await?;
    complete(conn, rows).await
}

/// How often the verifications of a supplier changed, of which there is at least one: it only grows, also when a new
/// verification follows a revoked one.
pub(super) async fn count_changes(conn: &mut Connection, supplier: PartyId) -> Result<i64, Error> {
    let all = sv::table.filter(sv::party_id.eq(supplier));
    Ok(all.select(sum(sv::version)).first(conn).await?)
}

pub(super) async fn list_verifications(
    conn: &mut Connection,
    viewer: &Viewer,
    query: &ListSupplierVerificationsQuery,
    after: Option<SupplierVerificationId>,
    limit: i64,
) -> Result<Vec<Verification>, Error> {
    let joined = sv::table.inner_join(party::table.on(party::id.eq(sv::party_id)));
    let mut statement = joined
        .order(sv::id.asc())
        .limit(limit)
        .select((VerificationRow::as_select(), PartyRow::as_select()))
        .into_boxed();
    if !viewer.everything {
        statement = statement.filter(visible_to(viewer));
    }
    if let Some(party) = query.party_id {
        statement = statement.filter(sv::party_id.eq(party));
    }
    if let Some(state) = query.state {
        statement = statement.filter(sv::state.eq(state));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(party::region_code.eq(region));
    }
    if let Some(after) = after {
        statement = statement.filter(sv::id.gt(after));
    }
    let rows: Vec<(VerificationRow, PartyRow)> = statement.load(conn).await?;
    complete(conn, rows).await
}

/// Adds papers and requirements, with one statement each.
async fn complete(
    conn: &mut Connection,
    rows: Vec<(VerificationRow, PartyRow)>,
) -> Result<Vec<Verification>, Error> {
    let ids: Vec<SupplierVerificationId> = rows.iter().map(|(row, _)| row.id).collect();
    let papers: Vec<DocumentRow> = doc::table
        .filter(doc::verification_id.eq_any(ids))
        .order(doc::id.asc())
        .select(DocumentRow::as_select())
        .load(conn)
        .await?;
    let requirements: Arc<[Dated<DocumentRequirement>]> = dated::rules(conn).await?.into();
    let whole = rows.into_iter().map(|(row, party)| {
        let documents = papers.iter().filter(|paper| paper.verification_id == row.id).cloned().collect();
        Verification { row, party, documents, requirements: requirements.clone() }
    });
    Ok(whole.collect())
}

pub(super) async fn insert_verification(conn: &mut Connection, row: &VerificationRow) -> Result<(), Error> {
    diesel::insert_into(sv::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

pub(super) async fn insert_document(conn: &mut Connection, row: &DocumentRow) -> Result<(), Error> {
    diesel::insert_into(doc::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_verification(
    conn: &mut Connection,
    row: &VerificationRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = sv::table.filter(sv::id.eq(row.id)).filter(sv::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Writes the finding on one paper.
pub(super) async fn check_document(
    conn: &mut Connection,
    id: VerificationDocumentId,
    state: DocumentCheckState,
    note: Option<String>,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::update(doc::table.find(id))
        .set((doc::check_state.eq(state), doc::check_note.eq(note), doc::checked_at.eq(at)))
        .prepared()
        .execute(conn)
        .await?;
    Ok(())
}

/// The government of a region, which hears of its suppliers.
pub(super) async fn government_of(conn: &mut Connection, region: &str) -> Result<Option<PartyId>, Error> {
    let government = party::table
        .filter(party::kind.eq(PartyKind::RegionalGovernment))
        .filter(party::region_code.eq(region));
    Ok(government.select(party::id).first(conn).await.optional()?)
}
