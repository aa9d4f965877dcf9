//! All SQL of the agreements; who may read them stands in [`super::visibility`].

use std::collections::BTreeMap;

use api_types::agreement::ListAgreementsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{Side, VerificationState};
use domain::shared::{
    AgreementId, AmendmentId, BackfillGrantId, CommitmentId, ContractId, PartyId, SupplierVerificationId,
};
use service::Error;
use web::Caller;

use super::rows::AgreementRow;
use super::visibility::{known, visible, visible_to};
use crate::schema::{agreement, amendment, backfill_grant, commitment, contract, supplier_verification};

diesel::define_sql_function! {
    /// The two governments of an agreement.
    fn sides_of_agreement(agreement: diesel::sql_types::Uuid) -> diesel::sql_types::Array<diesel::sql_types::Uuid>;
}

pub(crate) async fn get_agreement(
    conn: &mut Connection,
    caller: &Caller,
    id: AgreementId,
) -> Result<AgreementRow, Error> {
    let query = visible(caller).filter(agreement::id.eq(id)).select(AgreementRow::as_select());
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// One that the caller may read, whole or in part.
pub(super) async fn get_known_agreement(
    conn: &mut Connection,
    caller: &Caller,
    id: AgreementId,
) -> Result<AgreementRow, Error> {
    let query = known(caller).filter(agreement::id.eq(id)).select(AgreementRow::as_select());
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Locks it for a change.
pub(crate) async fn lock_agreement(
    conn: &mut Connection,
    caller: &Caller,
    id: AgreementId,
) -> Result<AgreementRow, Error> {
    let query = agreement::table
        .find(id)
        .filter(visible_to(caller.party()))
        .select(AgreementRow::as_select())
        .for_no_key_update();
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Without the tenant scope: for what hangs under it, whose own scope has been checked or is checked next.
pub(crate) async fn find_agreement_by_id(
    conn: &mut Connection,
    id: AgreementId,
) -> Result<Option<AgreementRow>, Error> {
    Ok(agreement::table.find(id).select(AgreementRow::as_select()).first(conn).await.optional()?)
}

/// The same, of some at once.
pub(crate) async fn find_agreements(
    conn: &mut Connection,
    ids: &[AgreementId],
) -> Result<BTreeMap<AgreementId, AgreementRow>, Error> {
    let query = agreement::table.filter(agreement::id.eq_any(ids)).select(AgreementRow::as_select());
    let rows: Vec<AgreementRow> = query.load(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The same, held so that it cannot be suspended or ended before this transaction is done.
pub(crate) async fn share_agreement(
    conn: &mut Connection,
    id: AgreementId,
) -> Result<Option<AgreementRow>, Error> {
    let query = agreement::table.find(id).select(AgreementRow::as_select()).for_share();
    Ok(query.first(conn).await.optional()?)
}

/// Everything that who reads an agreement whole reads below it: contracts, amendments, grants, commitments, verifications that
/// were handed in.
pub(super) async fn subjects_below(conn: &mut Connection, id: AgreementId) -> Result<Vec<String>, Error> {
    let under = || contract::table.filter(contract::agreement_id.eq(id));
    let contracts: Vec<ContractId> = under().select(contract::id).load(conn).await?;
    let grants = backfill_grant::table.filter(backfill_grant::agreement_id.eq(id));
    let grants: Vec<BackfillGrantId> = grants.select(backfill_grant::id).load(conn).await?;
    let verifications = supplier_verification::table
        .filter(supplier_verification::party_id.eq_any(under().select(contract::supplier_id)))
        .filter(supplier_verification::state.ne(VerificationState::Draft));
    let verifications: Vec<SupplierVerificationId> =
        verifications.select(supplier_verification::id).load(conn).await?;
    let amendments = amendment::table.filter(amendment::agreement_id.eq(id));
    let amendments: Vec<AmendmentId> = amendments.select(amendment::id).load(conn).await?;
    let amendments = amendments.iter().map(ToString::to_string);
    let contracts = contracts.iter().map(ToString::to_string).chain(amendments);
    let commitments = commitment::table.filter(commitment::agreement_id.eq(id));
    let commitments: Vec<CommitmentId> = commitments.select(commitment::id).load(conn).await?;
    let contracts = contracts.chain(commitments.iter().map(ToString::to_string));
    let grants = grants.iter().map(ToString::to_string);
    Ok(contracts.chain(grants).chain(verifications.iter().map(ToString::to_string)).collect())
}

pub(super) async fn insert_agreement(conn: &mut Connection, row: &AgreementRow) -> Result<(), Error> {
    diesel::insert_into(agreement::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_agreement(
    conn: &mut Connection,
    row: &AgreementRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = agreement::table.filter(agreement::id.eq(row.id)).filter(agreement::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_agreements(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListAgreementsQuery,
    after: Option<AgreementId>,
    limit: i64,
) -> Result<Vec<AgreementRow>, Error> {
    let mut query = known(caller).order(agreement::id.asc()).limit(limit).select(AgreementRow::as_select());
    if let Some(state) = filters.state {
        query = query.filter(agreement::state.eq(state));
    }
    if let Some(region) = &filters.region_code {
        let one = agreement::initiator_region_code.eq(region.clone());
        query = query.filter(one.or(agreement::counterpart_region_code.eq(region.clone())));
    }
    if let Some(commodity) = &filters.commodity_code {
        let amended = serde_json::json!([{"text": {"commodities": [commodity]}}]);
        let first = agreement::commodities.contains(vec![commodity.clone()]);
        query = query.filter(first.or(agreement::amended.contains(amended)));
    }
    if let Some(after) = after {
        query = query.filter(agreement::id.gt(after));
    }
    Ok(query.load(conn).await?)
}

/// The side a party is in some agreements; those in which it is none are left out.
pub(crate) async fn sides_of(
    conn: &mut Connection,
    ids: &[AgreementId],
    party: PartyId,
) -> Result<BTreeMap<AgreementId, Side>, Error> {
    let rows: Vec<(AgreementId, PartyId, PartyId)> = agreement::table
        .filter(agreement::id.eq_any(ids))
        .select((agreement::id, agreement::initiator_party_id, agreement::counterpart_party_id))
        .load(conn)
        .await?;
    let side = |(id, initiator, counterpart)| {
        let sides = [(initiator, Side::Initiator), (counterpart, Side::Counterpart)];
        sides.into_iter().find(|(government, _)| *government == party).map(|(_, side)| (id, side))
    };
    Ok(rows.into_iter().filter_map(side).collect())
}
