//! All SQL of supplier verifications; every read of one is filtered by the caller's [`Sight`].

use api_types::agreement::ListSupplierVerificationsQuery;
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{DocumentCheckState, DocumentRequirement, VerificationState};
use domain::shared::{PartyId, PartyKind, SupplierVerificationId, VerificationDocumentId};
use service::Error;
use uuid::Uuid;

use super::Sight;
use super::rows::{DocumentRow, RequirementRow, Verification, VerificationRow};
use crate::parties::PartyRow;
use crate::schema::{document_requirement, party, supplier_verification as sv, verification_document as doc};

/// One verification the caller may see, whole.
pub(super) async fn find_verification(
    conn: &mut Connection,
    sight: &Sight,
    id: SupplierVerificationId,
) -> Result<Option<Verification>, Error> {
    let statement = sv::table.inner_join(party::table.on(party::id.eq(sv::party_id))).filter(sv::id.eq(id));
    let mut statement = statement.select((VerificationRow::as_select(), PartyRow::as_select())).into_boxed();
    if !sight.everything {
        let home = party::region_code.nullable().eq(sight.region.clone());
        statement = statement.filter(sv::party_id.eq(sight.party).or(home));
    }
    let found: Option<(VerificationRow, PartyRow)> = statement.first(conn).await.optional()?;
    let Some((row, party)) = found else { return Ok(None) };
    complete(conn, vec![(row, party)]).await.map(|mut whole| whole.pop())
}

/// The same, locked until the end of the transaction.
pub(super) async fn lock_verification(
    conn: &mut Connection,
    sight: &Sight,
    id: SupplierVerificationId,
) -> Result<Verification, Error> {
    let locked = sv::table.find(id).select(sv::id).for_no_key_update();
    let _: Option<SupplierVerificationId> = locked.first(conn).await.optional()?;
    find_verification(conn, sight, id).await?.ok_or(Error::NotFound)
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

pub(super) async fn list_verifications(
    conn: &mut Connection,
    sight: &Sight,
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
    if !sight.everything {
        let home = party::region_code.nullable().eq(sight.region.clone());
        statement = statement.filter(sv::party_id.eq(sight.party).or(home));
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
    let kinds: Vec<PartyKind> = rows.iter().map(|(_, party)| party.kind).collect();
    let papers: Vec<DocumentRow> = doc::table
        .filter(doc::verification_id.eq_any(ids))
        .order(doc::id.asc())
        .select(DocumentRow::as_select())
        .load(conn)
        .await?;
    let requirements = list_requirements(conn, &kinds).await?;
    let whole = rows.into_iter().map(|(row, party)| {
        let documents = papers.iter().filter(|paper| paper.verification_id == row.id).cloned().collect();
        let requirements = requirements.iter().filter(|one| one.party_kind == party.kind).cloned().collect();
        Verification { row, party, documents, requirements }
    });
    Ok(whole.collect())
}

/// The papers that these kinds of suppliers need, in order of the table.
pub(super) async fn list_requirements(
    conn: &mut Connection,
    kinds: &[PartyKind],
) -> Result<Vec<DocumentRequirement>, Error> {
    let rows: Vec<RequirementRow> = document_requirement::table
        .filter(document_requirement::party_kind.eq_any(kinds))
        .order(document_requirement::position.asc())
        .select(RequirementRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(DocumentRequirement::from).collect())
}

pub(super) async fn insert_verification(conn: &mut Connection, row: &VerificationRow) -> Result<(), Error> {
    diesel::insert_into(sv::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

pub(super) async fn insert_document(conn: &mut Connection, row: &DocumentRow) -> Result<(), Error> {
    diesel::insert_into(doc::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// New values of a verification; its version moves on by one.
pub(super) struct VerificationChanges {
    pub(super) state: VerificationState,
    pub(super) conditions: Option<String>,
    pub(super) checked_by: Vec<String>,
    pub(super) updated_at: DateTime<Utc>,
}

/// Writes changes where the version is still `seen`.
pub(super) async fn update_verification(
    conn: &mut Connection,
    id: SupplierVerificationId,
    seen: i64,
    changes: VerificationChanges,
) -> Result<VerificationRow, Error> {
    let target = sv::table.filter(sv::id.eq(id)).filter(sv::version.eq(seen));
    let row = diesel::update(target)
        .set((
            sv::state.eq(changes.state),
            sv::conditions.eq(changes.conditions),
            sv::checked_by.eq(changes.checked_by),
            sv::updated_at.eq(changes.updated_at),
            sv::version.eq(seen + 1),
        ))
        .returning(VerificationRow::as_returning())
        .prepared()
        .get_result(conn)
        .await;
    row.optional()?.ok_or_else(|| Error::Internal("the locked version is gone".to_owned()))
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
pub(super) async fn government_of(conn: &mut Connection, region: &str) -> Result<Option<Uuid>, Error> {
    let government = party::table
        .filter(party::kind.eq(PartyKind::RegionalGovernment))
        .filter(party::region_code.eq(region));
    let id: Option<PartyId> = government.select(party::id).first(conn).await.optional()?;
    Ok(id.map(|id| domain::shared::Id::uuid(&id)))
}
