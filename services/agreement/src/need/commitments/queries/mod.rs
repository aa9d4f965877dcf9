//! All SQL of the commitments; who may read them stands in [`super::visibility`].

pub(super) mod elsewhere;
pub(super) mod shares;

use std::collections::BTreeMap;

use api_types::agreement::ListCommitmentsQuery;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{
    AcceptedOnLine, CommitmentState, ContractState, CooperationLimit, DemandState, LimitKind, Promise,
    ShareBp, limit_on,
};
use domain::shared::{
    CommitmentId, ContractId, ContractLineId, DemandId, DemandLineId, PartyId, Scheduled, Unit,
};
use service::Error;
use service::dated::rules;
use service::work_items::After;
use web::Caller;

use super::rows::{CommitmentRow, DemandSeen, LinkRow, OfferRow, WholeCommitment};
use super::visibility::{visible, visible_to};
use crate::cooperation::read_contracts;
use crate::need::demands::{DemandLineRow, DemandPeriodRow};
use crate::outside::accepted_by_day;
use crate::schema::{
    commitment, commitment_link, commitment_offer, contract, contract_line, demand, demand_line,
    demand_period,
};

/// A commitment that the caller may read.
pub(super) async fn get_commitment(
    conn: &mut Connection,
    caller: &Caller,
    id: CommitmentId,
) -> Result<WholeCommitment, Error> {
    let row = visible(caller).filter(commitment::id.eq(id)).select(CommitmentRow::as_select());
    let row = row.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    complete_one(conn, row).await
}

/// The same, locked until the transaction ends, its demand before it: whatever moves commitments of one demand waits in one
/// line.
pub(super) async fn lock_commitment(
    conn: &mut Connection,
    caller: &Caller,
    id: CommitmentId,
) -> Result<WholeCommitment, Error> {
    let seen = commitment::table.find(id).filter(visible_to(caller.party())).select(commitment::demand_id);
    let of: DemandId = seen.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    let held = demand::table.find(of).select(demand::id).for_no_key_update();
    held.first::<DemandId>(conn).await?;
    let row = commitment::table.find(id).select(CommitmentRow::as_select()).for_no_key_update();
    let row = row.first(conn).await?;
    complete_one(conn, row).await
}

pub(super) async fn list_commitments(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListCommitmentsQuery,
    after: Option<CommitmentId>,
    limit: i64,
) -> Result<Vec<WholeCommitment>, Error> {
    let mut statement =
        visible(caller).order(commitment::id.asc()).limit(limit).select(CommitmentRow::as_select());
    if let Some(state) = query.state {
        statement = statement.filter(commitment::state.eq(state));
    }
    if let Some(of) = query.demand_id {
        statement = statement.filter(commitment::demand_id.eq(of));
    }
    if let Some(agreement) = query.agreement_id {
        statement = statement.filter(commitment::agreement_id.eq(agreement));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(commitment::region_code.eq(region.clone()));
    }
    if let Some(after) = after {
        statement = statement.filter(commitment::id.gt(after));
    }
    let rows = statement.load(conn).await?;
    complete(conn, rows).await
}

/// Those in some states that the caller may read, the longest waiting first.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    states: &[CommitmentState],
    after: Option<After<CommitmentId>>,
    limit: i64,
) -> Result<Vec<WholeCommitment>, Error> {
    let mut statement = visible(caller)
        .filter(commitment::state.eq_any(states.to_vec()))
        .order((commitment::updated_at.asc(), commitment::id.asc()))
        .limit(limit)
        .select(CommitmentRow::as_select());
    if let Some(After { at, id }) = after {
        let same = commitment::updated_at.eq(at).and(commitment::id.gt(id));
        statement = statement.filter(commitment::updated_at.gt(at).or(same));
    }
    let rows = statement.load(conn).await?;
    complete(conn, rows).await
}

/// One commitment with what its view shows.
pub(super) async fn complete_one(
    conn: &mut Connection,
    row: CommitmentRow,
) -> Result<WholeCommitment, Error> {
    let mut whole = complete(conn, vec![row]).await?;
    whole.pop().ok_or_else(|| Error::Internal("a commitment is gone while it is read".to_owned()))
}

/// Loads what the views of some commitments show, in as many statements however many there are.
pub(super) async fn complete(
    conn: &mut Connection,
    rows: Vec<CommitmentRow>,
) -> Result<Vec<WholeCommitment>, Error> {
    let ids: Vec<CommitmentId> = rows.iter().map(|row| row.id).collect();
    let mut offers = last_offers(conn, &ids).await?;
    let lines: Vec<DemandLineId> = rows.iter().map(|row| row.line_id).collect();
    let demands = demands_seen(conn, &lines).await?;
    let links: Vec<LinkRow> = commitment_link::table
        .filter(commitment_link::commitment_id.eq_any(&ids))
        .order((
            commitment_link::commitment_id,
            commitment_link::linked_at,
            commitment_link::contract_line_id,
        ))
        .select(LinkRow::as_select())
        .load(conn)
        .await?;
    let contracts: Vec<ContractId> = links.iter().map(|link| link.contract_id).collect();
    let accepted = accepted_by_day(conn, &contracts).await?;
    let limits = rules::<CooperationLimit>(conn).await?;
    let whole = |row: CommitmentRow| {
        let of_this = |link: &&LinkRow| link.commitment_id == row.id;
        let links: Vec<LinkRow> = links.iter().filter(of_this).cloned().collect();
        let counts = |line, day| links.iter().any(|link| link.contract_line_id == line && link.counts(day));
        let days = accepted.iter().filter(|(line, day, _)| counts(*line, *day));
        let gone = || Error::Internal(format!("{} is without its offer or its line", row.id));
        let mut whole = WholeCommitment {
            offer: offers.remove(&row.id).ok_or_else(gone)?,
            demand: demands.get(&row.line_id).cloned().ok_or_else(gone)?,
            delivered: days.map(|(_, day, base)| (*day, *base)).collect(),
            links,
            grace_days: 0,
            row,
        };
        if let Some(last) = whole.due()? {
            let days = limit_on(&limits, LimitKind::CommitmentGrace, last);
            whole.grace_days =
                days.ok_or_else(|| Error::Internal("no row says how long commitment_grace is".to_owned()))?;
        }
        Ok(whole)
    };
    rows.into_iter().map(whole).collect()
}

async fn last_offers(
    conn: &mut Connection,
    ids: &[CommitmentId],
) -> Result<BTreeMap<CommitmentId, OfferRow>, Error> {
    let offers: Vec<OfferRow> = commitment_offer::table
        .inner_join(commitment::table.on(commitment::id.eq(commitment_offer::commitment_id)))
        .filter(commitment_offer::number.eq(commitment::offer))
        .filter(commitment::id.eq_any(ids))
        .select(OfferRow::as_select())
        .load(conn)
        .await?;
    Ok(offers.into_iter().map(|offer| (offer.commitment_id, offer)).collect())
}

/// What lines need by the present versions of their demands.
async fn demands_seen(
    conn: &mut Connection,
    lines: &[DemandLineId],
) -> Result<BTreeMap<DemandLineId, DemandSeen>, Error> {
    let found: Vec<(DemandLineRow, String, DemandState, i32)> = demand_line::table
        .inner_join(demand::table.on(demand::id.eq(demand_line::demand_id)))
        .filter(demand_line::id.eq_any(lines))
        .select((DemandLineRow::as_select(), demand::title, demand::state, demand::revision))
        .load(conn)
        .await?;
    let periods: Vec<DemandPeriodRow> = demand_period::table
        .inner_join(demand_line::table.on(demand_line::id.eq(demand_period::line_id)))
        .inner_join(demand::table.on(demand::id.eq(demand_line::demand_id)))
        .filter(demand_line::id.eq_any(lines))
        .filter(demand_period::version.eq(demand::revision))
        .order((demand_period::line_id, demand_period::first_day))
        .select(DemandPeriodRow::as_select())
        .load(conn)
        .await?;
    let mut seen = BTreeMap::new();
    for (line, title, state, revision) in found {
        let of_this = periods.iter().filter(|period| period.line_id == line.id);
        let needs = of_this.map(|period| period.need(line.unit)).collect::<Result<Vec<Scheduled>, _>>()?;
        seen.insert(line.id, DemandSeen { title, state, revision, line, needs });
    }
    Ok(seen)
}

/// A commitment that was accepted, with what it promises.
#[derive(Debug, Clone)]
pub(crate) struct PromiseOn {
    pub(crate) row: CommitmentRow,
    pub(crate) promise: Promise,
}

/// What was accepted on the lines of a demand, also what was closed short since.
pub(crate) async fn promises_on(conn: &mut Connection, of: DemandId) -> Result<Vec<PromiseOn>, Error> {
    let rows: Vec<(CommitmentRow, OfferRow, Unit)> = commitment::table
        .inner_join(commitment_offer::table.on(commitment::id.eq(commitment_offer::commitment_id)))
        .inner_join(demand_line::table.on(demand_line::id.eq(commitment::line_id)))
        .filter(commitment_offer::number.eq(commitment::offer))
        .filter(commitment::demand_id.eq(of))
        .filter(commitment::state.eq_any([CommitmentState::Accepted, CommitmentState::ShortClosed]))
        .order(commitment::id)
        .select((CommitmentRow::as_select(), OfferRow::as_select(), demand_line::unit))
        .load(conn)
        .await?;
    let promise = |(row, offer, unit): (CommitmentRow, OfferRow, Unit)| {
        Ok(PromiseOn { promise: offer.promise(unit)?, row })
    };
    rows.into_iter().map(promise).collect()
}

/// What was accepted on the lines of a locked demand and is not closed short.
pub(crate) async fn accepted_on(conn: &mut Connection, of: DemandId) -> Result<Vec<AcceptedOnLine>, Error> {
    let accepted = promises_on(conn, of).await?.into_iter();
    let accepted = accepted.filter(|one| one.row.state == CommitmentState::Accepted);
    Ok(accepted.map(|one| AcceptedOnLine { line: one.row.line_id, promise: one.promise }).collect())
}

/// Which commitments of a demand a caller reads.
pub(crate) async fn commitments_read(
    conn: &mut Connection,
    caller: &Caller,
    of: DemandId,
) -> Result<Vec<CommitmentId>, Error> {
    let read = visible(caller).filter(commitment::demand_id.eq(of));
    Ok(read.select(commitment::id).load(conn).await?)
}

/// The shares accepted on a line of a locked demand.
pub(super) async fn shares_on(conn: &mut Connection, line: DemandLineId) -> Result<Vec<ShareBp>, Error> {
    let shares: Vec<Option<i32>> = commitment_offer::table
        .inner_join(commitment::table.on(commitment::id.eq(commitment_offer::commitment_id)))
        .filter(commitment_offer::number.eq(commitment::offer))
        .filter(commitment::line_id.eq(line))
        .filter(commitment::state.eq(CommitmentState::Accepted))
        .select(commitment_offer::share_bp)
        .load(conn)
        .await?;
    let share = |one: i32| u16::try_from(one).ok().and_then(ShareBp::new);
    Ok(shares.into_iter().flatten().filter_map(share).collect())
}

/// The accepted commitments of a demand that run on a day: neither closed short, met, explained nor lapsed.
pub(crate) async fn running_on(
    conn: &mut Connection,
    of: DemandId,
    day: NaiveDate,
) -> Result<Vec<CommitmentId>, Error> {
    let rows: Vec<CommitmentRow> = commitment::table
        .filter(commitment::demand_id.eq(of))
        .filter(commitment::state.eq(CommitmentState::Accepted))
        .order(commitment::id)
        .select(CommitmentRow::as_select())
        .load(conn)
        .await?;
    let mut running = Vec::new();
    for whole in complete(conn, rows).await? {
        // Of which nothing is left to promise, nothing runs.
        if !whole.promised()?.is_empty() && whole.is_undecided(day)? {
            running.push(whole.row.id);
        }
    }
    Ok(running)
}

/// All offers of a commitment, oldest first.
pub(super) async fn list_offers(
    conn: &mut Connection,
    id: CommitmentId,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<OfferRow>, Error> {
    let offers = commitment_offer::table
        .filter(commitment_offer::commitment_id.eq(id))
        .filter(commitment_offer::number.gt(after.unwrap_or(0)))
        .order(commitment_offer::number)
        .limit(limit)
        .select(OfferRow::as_select());
    Ok(offers.load(conn).await?)
}

/// A line of a contract that the caller may read, as far as linking asks for it.
#[derive(Debug, Clone, Queryable)]
pub(super) struct LineToLink {
    pub(super) id: ContractLineId,
    pub(super) contract: ContractId,
    pub(super) agreement: domain::shared::AgreementId,
    pub(super) buyer: PartyId,
    pub(super) supplier: PartyId,
    pub(super) state: ContractState,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) unit: Unit,
    /// The commitment that the contract itself names.
    pub(super) named: Option<CommitmentId>,
}

pub(super) async fn lines_to_link(
    conn: &mut Connection,
    caller: &Caller,
    ids: &[ContractLineId],
) -> Result<Vec<LineToLink>, Error> {
    let lines = contract_line::table
        .inner_join(contract::table.on(contract::id.eq(contract_line::contract_id)))
        .filter(read_contracts(caller.party()))
        .filter(contract_line::id.eq_any(ids))
        .select((
            contract_line::id,
            contract::id,
            contract::agreement_id,
            contract::buyer_id,
            contract::supplier_id,
            contract::state,
            contract_line::commodity_code,
            contract_line::form_code,
            contract_line::unit,
            contract_line::commitment_id,
        ));
    Ok(lines.load(conn).await?)
}

/// Links lines to a commitment; what counts for one that they delivered on before does not count here.
pub(super) async fn insert_links(
    conn: &mut Connection,
    commitment_id: CommitmentId,
    lines: &[(ContractLineId, ContractId)],
    linked_at: DateTime<Utc>,
) -> Result<(), Error> {
    let counted: Vec<(ContractLineId, Option<NaiveDate>)> = commitment_link::table
        .filter(commitment_link::contract_line_id.eq_any(lines.iter().map(|(line, _)| *line)))
        .group_by(commitment_link::contract_line_id)
        .select((commitment_link::contract_line_id, max(commitment_link::counts_until)))
        .load(conn)
        .await?;
    let link = |(contract_line_id, contract_id): &(ContractLineId, ContractId)| {
        let before = counted.iter().find(|(line, _)| line == contract_line_id);
        LinkRow {
            commitment_id,
            contract_line_id: *contract_line_id,
            contract_id: *contract_id,
            linked_at,
            ended_at: None,
            counts_from: before.and_then(|(_, until)| until.as_ref()?.succ_opt()),
            counts_until: None,
        }
    };
    let links: Vec<LinkRow> = lines.iter().map(link).collect();
    diesel::insert_into(commitment_link::table).values(links).execute(conn).await?;
    Ok(())
}

/// How a link ends.
#[derive(Clone, Copy, AsChangeset)]
#[diesel(table_name = commitment_link)]
pub(super) struct Ended {
    #[diesel(column_name = ended_at)]
    pub(super) at: DateTime<Utc>,
    pub(super) counts_until: Option<NaiveDate>,
}

/// Whether a contract line names a commitment in the text of its contract.
pub(super) async fn is_named(
    conn: &mut Connection,
    id: CommitmentId,
    line: ContractLineId,
) -> Result<bool, Error> {
    let named = contract_line::table.find(line).filter(contract_line::commitment_id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(named)).get_result(conn).await?)
}

/// Ends the link of a line; gives how many there were.
pub(super) async fn end_link(
    conn: &mut Connection,
    id: CommitmentId,
    line: ContractLineId,
    ended: Ended,
) -> Result<usize, Error> {
    let target = commitment_link::table
        .filter(commitment_link::commitment_id.eq(id))
        .filter(commitment_link::contract_line_id.eq(line))
        .filter(commitment_link::ended_at.is_null());
    Ok(diesel::update(target).set(ended).execute(conn).await?)
}

pub(super) async fn insert_commitment(
    conn: &mut Connection,
    row: &CommitmentRow,
    offer: &OfferRow,
) -> Result<(), Error> {
    diesel::insert_into(commitment::table).values(row).prepared().execute(conn).await?;
    insert_offer(conn, offer).await
}

pub(super) async fn insert_offer(conn: &mut Connection, offer: &OfferRow) -> Result<(), Error> {
    diesel::insert_into(commitment_offer::table).values(offer).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_commitment(
    conn: &mut Connection,
    row: &CommitmentRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = commitment::table.filter(commitment::id.eq(row.id)).filter(commitment::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}
