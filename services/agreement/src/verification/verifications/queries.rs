//! All SQL of supplier verifications; every read of one is filtered by the caller's [`Viewer`].

use std::sync::Arc;

use api_types::agreement::ListSupplierVerificationsQuery;
use chrono::{DateTime, Utc};
use db::functions::sum;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use domain::agreement::{DocumentCheckState, DocumentRequirement, VerificationState};
use domain::shared::{Dated, Id as _, PartyId, PartyKind, SupplierVerificationId, VerificationDocumentId};
use service::{Error, dated};
use uuid::Uuid;

use super::rows::{DocumentRow, FindingRow, Verification, VerificationRow};
use super::visibility::{Viewer, visible_to};
use crate::identity::PartyRow;
use crate::schema::{agreement, contract, party, supplier_verification as sv, verification_document as doc};

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
    let mut whole = complete(conn, Vec::from_iter(found)).await?;
    add_findings(conn, &mut whole).await?;
    Ok(whole.pop())
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

/// The latest verification of each of some parties that has not been revoked, else the latest.
pub(super) async fn current_verifications(
    conn: &mut Connection,
    parties: &[PartyId],
) -> Result<Vec<Verification>, Error> {
    let rows: Vec<(VerificationRow, PartyRow)> = sv::table
        .inner_join(party::table.on(party::id.eq(sv::party_id)))
        .filter(sv::party_id.eq_any(parties))
        .order((sv::party_id, sv::state.eq(VerificationState::Revoked).asc(), sv::id.desc()))
        .distinct_on(sv::party_id)
        .select((VerificationRow::as_select(), PartyRow::as_select()))
        .load(conn)
        .await?;
    if rows.is_empty() { Ok(Vec::new()) } else { complete(conn, rows).await }
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
    let mut whole = complete(conn, rows).await?;
    add_findings(conn, &mut whole).await?;
    Ok(whole)
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
        Verification { row, party, documents, requirements: requirements.clone(), findings: Vec::new() }
    });
    Ok(whole.collect())
}

/// Papers that were not refused, beside those of other parties and the numbers of all. A deed is known by its number and
/// its notary or its day: numbers of deeds alone repeat.
const FINDINGS: &str = "
    with paper as (
        select d.id, d.verification_id, d.type, d.number, d.issuer, d.issued_date, v.party_id, f.sha256
        from verification_document as d
        join supplier_verification as v on v.id = d.verification_id
        join file as f on f.id = d.file_id
        where d.verification_id = any ($1) and d.check_state in ('pending', 'accepted')
    )
    select distinct paper.verification_id, paper.id as document_id, 'number_of_another' as kind,
        v.party_id as other_party_id
    from paper
    join verification_document as d on d.type = paper.type and d.number = paper.number
        and d.check_state in ('pending', 'accepted')
        and (paper.type <> 'deed' or lower(d.issuer) = lower(paper.issuer) or d.issued_date = paper.issued_date)
    join supplier_verification as v on v.id = d.verification_id and v.party_id <> paper.party_id
    union
    select paper.verification_id, paper.id, 'number_of_another', party.id
    from paper
    join party on party.id <> paper.party_id and (
        (paper.type = 'business_id' and party.business_id = paper.number)
        or (paper.type = 'tax_id' and party.tax_id = paper.number))
    union
    select paper.verification_id, paper.id, 'scan_of_another', f.party_id
    from paper
    join file as f on f.sha256 = paper.sha256 and f.party_id <> paper.party_id
    join verification_document as d on d.file_id = f.id and d.check_state in ('pending', 'accepted')
    union
    select paper.verification_id, paper.id, 'differs_from_party', null
    from paper
    join party on party.id = paper.party_id and (
        (paper.type = 'business_id' and party.business_id <> paper.number)
        or (paper.type = 'tax_id' and party.tax_id <> paper.number))
    order by document_id, kind, other_party_id";

/// Adds what is found in the papers of some verifications, in one statement. Whoever judges or reads a verification needs
/// it; what one is worth on a day does not depend on it.
async fn add_findings(conn: &mut Connection, whole: &mut [Verification]) -> Result<(), Error> {
    let ids: Vec<Uuid> = whole.iter().map(|one| one.row.id.uuid()).collect();
    let query = diesel::sql_query(FINDINGS).bind::<sql_types::Array<sql_types::Uuid>, _>(ids);
    for found in query.load::<FindingRow>(conn).await? {
        let of = whole.iter_mut().find(|one| one.row.id == found.verification_id);
        of.into_iter().for_each(|one| one.findings.push(found.clone()));
    }
    Ok(())
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

/// Takes back one paper.
pub(super) async fn withdraw_document(
    conn: &mut Connection,
    id: VerificationDocumentId,
) -> Result<(), Error> {
    let withdrawn = doc::check_state.eq(DocumentCheckState::Withdrawn);
    diesel::update(doc::table.find(id)).set(withdrawn).prepared().execute(conn).await?;
    Ok(())
}

/// The auditors of the agreements under which a supplier has contracts.
pub(super) async fn auditors_of(conn: &mut Connection, supplier: PartyId) -> Result<Vec<PartyId>, Error> {
    let traded = contract::table.filter(contract::supplier_id.eq(supplier)).select(contract::agreement_id);
    let audited = agreement::table.filter(agreement::id.eq_any(traded)).select(agreement::auditor_party_ids);
    let auditors: Vec<Vec<PartyId>> = audited.distinct().load(conn).await?;
    Ok(auditors.into_iter().flatten().collect())
}
