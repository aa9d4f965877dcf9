//! All SQL of the contracts; who may read them stands in [`super::visibility`].

pub(super) mod schedules;

use std::collections::BTreeMap;

use api_types::agreement::ListContractsQuery;
use chrono::NaiveDate;
use db::functions::nextval;
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use domain::agreement::{AgreementDays, AgreementState, ContractState, ContractType, VerificationState};
use domain::shared::{AgreementId, ContractId, Id as _, PartyId, Period, SeasonId, SupplierVerificationId};
use service::Error;
use uuid::Uuid;
use web::Caller;

use schedules::Schedules;

use super::references::References;
use super::rows::{ContractLineRow, ContractRow, SignedName, Umbrella, WholeContract};
use super::visibility::{visible, visible_to};
use crate::cooperation::amendments::{StoredVersion, open_amendments, texts_of, versions};
use crate::cooperation::consents::{ConsentRow, list_consents};
use crate::outside::failed_seasons;
use crate::schema::{agreement, contract, contract_line, supplier_verification};
use crate::verification::Standings;

/// A contract that the caller may read.
pub(crate) async fn get_contract(
    conn: &mut Connection,
    caller: &Caller,
    id: ContractId,
) -> Result<WholeContract, Error> {
    let query = visible(caller).filter(contract::id.eq(id)).select(ContractRow::as_select());
    let row = query.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    complete_one(conn, row).await
}

/// Locks it for a change.
pub(crate) async fn lock_contract(
    conn: &mut Connection,
    caller: &Caller,
    id: ContractId,
) -> Result<WholeContract, Error> {
    let query = contract::table
        .find(id)
        .filter(visible_to(caller.party()))
        .select(ContractRow::as_select())
        .for_no_key_update();
    let row = query.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    complete_one(conn, row).await
}

/// Locks one for a change that follows from another.
pub(super) async fn hold_contract(conn: &mut Connection, id: ContractId) -> Result<WholeContract, Error> {
    let row = contract::table.find(id).select(ContractRow::as_select()).for_no_key_update();
    let row = row.first(conn).await?;
    complete_one(conn, row).await
}

pub(super) async fn list_contracts(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListContractsQuery,
    after: Option<ContractId>,
    limit: i64,
) -> Result<Vec<WholeContract>, Error> {
    let mut query = visible(caller).order(contract::id.asc()).limit(limit).select(ContractRow::as_select());
    if let Some(agreement) = filters.agreement_id {
        query = query.filter(contract::agreement_id.eq(agreement));
    }
    if let Some(state) = filters.state {
        query = query.filter(contract::state.eq(state));
    }
    if let Some(contract_type) = filters.r#type {
        query = query.filter(contract::type_.eq(contract_type));
    }
    if let Some(supplier) = filters.supplier_id {
        query = query.filter(contract::supplier_id.eq(supplier));
    }
    if let Some(buyer) = filters.buyer_id {
        query = query.filter(contract::buyer_id.eq(buyer));
    }
    if let Some(after) = after {
        query = query.filter(contract::id.gt(after));
    }
    let rows = query.load(conn).await?;
    complete(conn, rows).await
}

/// Every contract under an agreement, locked, in order of their ids: the caller ends what they hang under.
pub(crate) async fn contracts_under(
    conn: &mut Connection,
    agreement: AgreementId,
) -> Result<Vec<WholeContract>, Error> {
    let query = contract::table
        .filter(contract::agreement_id.eq(agreement))
        .order(contract::id.asc())
        .select(ContractRow::as_select())
        .for_no_key_update();
    let rows = query.load(conn).await?;
    complete(conn, rows).await
}

/// One, whoever asks: of a paper that names it.
pub(crate) async fn find_contract_by_id(
    conn: &mut Connection,
    id: ContractId,
) -> Result<Option<WholeContract>, Error> {
    let query = contract::table.find(id).select(ContractRow::as_select());
    match query.first(conn).await.optional()? {
        Some(row) => complete_one(conn, row).await.map(Some),
        None => Ok(None),
    }
}

/// For the public check: the contract with this code, whoever asks.
pub(crate) async fn find_contract_by_code(
    conn: &mut Connection,
    code: &str,
) -> Result<Option<WholeContract>, Error> {
    let query = contract::table.filter(contract::authenticity_code.eq(code)).select(ContractRow::as_select());
    match query.first(conn).await.optional()? {
        Some(row) => complete_one(conn, row).await.map(Some),
        None => Ok(None),
    }
}

/// Contracts by id, whoever asks: the caller has checked what hangs under them.
pub(crate) async fn find_contracts(
    conn: &mut Connection,
    ids: &[ContractId],
) -> Result<BTreeMap<ContractId, WholeContract>, Error> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = contract::table.filter(contract::id.eq_any(ids)).select(ContractRow::as_select());
    let rows = query.load(conn).await?;
    let whole = complete(conn, rows).await?;
    Ok(whole.into_iter().map(|one| (one.row.id, one)).collect())
}

/// One contract with its lines, consents and agreement.
pub(super) async fn complete_one(conn: &mut Connection, row: ContractRow) -> Result<WholeContract, Error> {
    let mut whole = complete(conn, vec![row]).await?;
    whole.pop().ok_or_else(|| Error::Internal("a contract without its agreement".to_owned()))
}

/// Loads what the views of some contracts show, in as many statements however many there are.
pub(super) async fn complete(
    conn: &mut Connection,
    rows: Vec<ContractRow>,
) -> Result<Vec<WholeContract>, Error> {
    let ids: Vec<ContractId> = rows.iter().map(|row| row.id).collect();
    let mut texts = texts_of(conn, &ids).await?;
    let amendments = texts.values().flatten().filter_map(|one| one.amendment_id).map(|id| id.uuid());
    let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).chain(amendments).collect();
    let amended: Vec<ContractId> =
        rows.iter().filter(|row| row.state.is_amended()).map(|row| row.id).collect();
    let open = open_amendments(conn, &amended).await?;
    let umbrellas: Vec<AgreementId> = rows.iter().map(|row| row.agreement_id).collect();
    let lines: Vec<ContractLineRow> = contract_line::table
        .filter(contract_line::contract_id.eq_any(&ids))
        .filter(contract_line::amendment_id.is_null())
        .order((contract_line::contract_id, contract_line::number))
        .select(ContractLineRow::as_select())
        .load(conn)
        .await?;
    let consents = list_consents(conn, &subjects).await?;
    let agreements = umbrellas_by_id(conn, &umbrellas).await?;
    let signed = signed_names(conn, &subjects).await?;
    let active = rows.iter().filter(|row| row.state == ContractState::Active);
    let suppliers: Vec<PartyId> = active.map(|row| row.supplier_id).collect();
    let standings =
        if suppliers.is_empty() { Standings::default() } else { Standings::of(conn, &suppliers).await? };
    let traded = lines.iter().chain(texts.values().flatten().flat_map(|one| &one.text.lines));
    let references = References::of(conn, traded).await?;
    let shares: Vec<ContractId> = of_type(&rows, ContractType::ShareOfDemand).map(|row| row.id).collect();
    let schedules =
        if shares.is_empty() { Schedules::default() } else { Schedules::of(conn, &shares).await? };
    let seasons: Vec<SeasonId> = named_seasons(&lines, &texts);
    let failed = if seasons.is_empty() { Vec::new() } else { failed_seasons(conn, &seasons).await? };
    let whole = |row: ContractRow| {
        let versions = texts.remove(&row.id).unwrap_or_default();
        let umbrella = agreements.get(&row.agreement_id).cloned();
        let umbrella =
            umbrella.ok_or_else(|| Error::Internal(format!("{} is without its agreement", row.id)))?;
        let own = |one: &&ConsentRow| {
            one.subject_id == row.id.uuid()
                || versions.iter().any(|text| text.amendment_id.is_some_and(|id| id.uuid() == one.subject_id))
        };
        Ok(WholeContract {
            open_amendment: open.get(&row.id).cloned(),
            consents: consents.iter().filter(own).cloned().collect(),
            lines: lines.iter().filter(|line| line.contract_id == row.id).cloned().collect(),
            signed_names: signed.iter().filter(|one| one.contract == row.id).cloned().collect(),
            umbrella,
            standings: standings.clone(),
            references: references.clone(),
            schedules: schedules.clone(),
            failed_seasons: failed.clone(),
            versions,
            row,
        })
    };
    rows.into_iter().map(whole).collect()
}

fn of_type(rows: &[ContractRow], wanted: ContractType) -> impl Iterator<Item = &ContractRow> {
    rows.iter().filter(move |row| row.contract_type == wanted)
}

/// The seasons that lines name, by their first or a later text.
fn named_seasons(
    lines: &[ContractLineRow],
    texts: &BTreeMap<ContractId, Vec<StoredVersion>>,
) -> Vec<SeasonId> {
    let amended = texts.values().flatten().flat_map(|version| &version.text.lines);
    lines.iter().chain(amended).flat_map(|line| line.season_ids.iter().copied()).collect()
}

const SIGNED: &str = "
    select contract.id as contract, consent.given_by,
        legal_name_at(case consent.given_by when 'supplier' then supplier_id else buyer_id end, consent.recorded_at)
            as legal_name
    from consent join contract on contract.id = consent.subject_id
    where consent.subject_id = any ($1) and consent.kind = 'signature'
        and consent.round = contract.round and consent.text_sha256 = contract.text_sha256";

/// The names under which businesses have signed.
async fn signed_names(conn: &mut Connection, contracts: &[Uuid]) -> Result<Vec<SignedName>, Error> {
    let query = diesel::sql_query(SIGNED).bind::<sql_types::Array<sql_types::Uuid>, _>(contracts);
    Ok(query.load(conn).await?)
}

/// What contracts show of their agreements.
async fn umbrellas_by_id(
    conn: &mut Connection,
    ids: &[AgreementId],
) -> Result<BTreeMap<AgreementId, Umbrella>, Error> {
    type Row = (AgreementId, AgreementState, Days, Option<PartyId>, Vec<PartyId>);
    type Days = (NaiveDate, NaiveDate, Option<NaiveDate>, serde_json::Value);
    let rows: Vec<Row> = agreement::table
        .filter(agreement::id.eq_any(ids))
        .select((
            agreement::id,
            agreement::state,
            (agreement::valid_from, agreement::valid_until, agreement::ends_date, agreement::amended),
            agreement::facilitator_party_id,
            agreement::auditor_party_ids,
        ))
        .load(conn)
        .await?;
    let umbrella = |(id, state, (from, until, ends_date, amended), facilitator, auditors): Row| {
        let days = AgreementDays { period: Period { from, until: Some(until) }, ends_date };
        Ok((id, Umbrella { state, days, versions: versions(&amended)?, facilitator, auditors }))
    };
    rows.into_iter().map(umbrella).collect()
}

/// The auditors of a contract's agreement, and the verifications of its supplier that were handed in.
pub(super) async fn audited(
    conn: &mut Connection,
    row: &ContractRow,
) -> Result<(Vec<PartyId>, Vec<String>), Error> {
    let auditors = agreement::table.find(row.agreement_id).select(agreement::auditor_party_ids);
    let auditors = auditors.first(conn).await?;
    let verifications: Vec<SupplierVerificationId> = supplier_verification::table
        .filter(supplier_verification::party_id.eq(row.supplier_id))
        .filter(supplier_verification::state.ne(VerificationState::Draft))
        .select(supplier_verification::id)
        .load(conn)
        .await?;
    Ok((auditors, verifications.iter().map(ToString::to_string).collect()))
}

pub(super) async fn insert_contract(
    conn: &mut Connection,
    row: &ContractRow,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    diesel::insert_into(contract::table).values(row).prepared().execute(conn).await?;
    insert_lines(conn, lines).await
}

/// Replaces all lines of a locked contract.
pub(super) async fn replace_lines(
    conn: &mut Connection,
    id: ContractId,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    diesel::delete(contract_line::table.filter(contract_line::contract_id.eq(id))).execute(conn).await?;
    insert_lines(conn, lines).await
}

async fn insert_lines(conn: &mut Connection, lines: &[ContractLineRow]) -> Result<(), Error> {
    diesel::insert_into(contract_line::table).values(lines).execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_contract(
    conn: &mut Connection,
    row: &ContractRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = contract::table.filter(contract::id.eq(row.id)).filter(contract::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// Whether another contract under the same agreement that was not cancelled has a number; of two that want it at once the
/// second waits for the first.
pub(super) async fn is_number_taken(
    conn: &mut Connection,
    row: &ContractRow,
    number: &str,
) -> Result<bool, Error> {
    let name = format!("contract number {} {number}", row.agreement_id);
    let lock = diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))");
    lock.bind::<sql_types::Text, _>(name).execute(conn).await?;
    let same = contract::table
        .filter(contract::agreement_id.eq(row.agreement_id))
        .filter(contract::number.eq(number))
        .filter(contract::id.ne(row.id))
        .filter(contract::state.ne(ContractState::Cancelled));
    Ok(diesel::select(exists(same)).get_result(conn).await?)
}

/// The next running number of contracts without a number of their own.
pub(super) async fn next_number(conn: &mut Connection) -> Result<i64, Error> {
    Ok(diesel::select(nextval("contract_number")).get_result(conn).await?)
}
