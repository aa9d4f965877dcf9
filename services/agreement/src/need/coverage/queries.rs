//! All SQL of the coverage: `open_need`, and what is known of a demand's commitments, contracts, orders and receipts.

use std::collections::{BTreeMap, BTreeSet};

use api_types::agreement::ListDemandGapsQuery;
use chrono::{Days, NaiveDate};
use db::Connection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::agreement::{ContractState, CoveredPeriod, DemandState, cover};
use domain::catalog::SeasonState;
use domain::shared::{
    CommitmentId, ContractId, ContractLineId, DemandId, DemandLineId, Id as _, PartyId, Scheduled, SeasonId,
    Unit,
};
use serde::{Deserialize, Serialize};
use service::Error;
use web::Caller;

use crate::cooperation::find_contracts;
use crate::need::commitments::{LinkRow, commitments_read, promises_on};
use crate::need::demands::{Sight, WholeDemand, WholeLine, find_demand};
use crate::outside::{accepted_by_day, ordered_by_day};
use crate::schema::{commitment, commitment_link, contract, contract_line, open_need, projected_season};

/// A period of a published need with what was promised for it.
#[derive(Debug, Clone, Insertable, QueryableByName)]
#[diesel(table_name = open_need)]
pub(super) struct GapRow {
    pub(super) line_id: DemandLineId,
    pub(super) first_day: NaiveDate,
    pub(super) last_day: NaiveDate,
    pub(super) demand_id: DemandId,
    pub(super) buyer_id: PartyId,
    pub(super) buyer_region_code: String,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) grade: Option<String>,
    pub(super) region_code: String,
    pub(super) unit: Unit,
    pub(super) code: String,
    pub(super) name: Option<String>,
    pub(super) need_base: i64,
    pub(super) committed_base: i64,
}

/// Where a page of gaps ended: they come in order of their first days, then of their lines.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Place {
    first_day: NaiveDate,
    line_id: DemandLineId,
}

impl GapRow {
    pub(super) fn place(&self) -> Place {
        Place { first_day: self.first_day, line_id: self.line_id }
    }
}

/// Writes anew what is needed and promised of a locked demand; of one that is not published nothing is open.
pub(crate) async fn settle(conn: &mut Connection, whole: &WholeDemand) -> Result<(), Error> {
    diesel::delete(open_need::table.filter(open_need::demand_id.eq(whole.row.id))).execute(conn).await?;
    if whole.row.state != DemandState::Published {
        return Ok(());
    }
    let promises = promises_on(conn, whole.row.id).await?;
    let mut rows = Vec::new();
    for line in &whole.lines {
        let of_line = promises.iter().filter(|promise| promise.row.line_id == line.row.id);
        let schedules: Vec<Vec<Scheduled>> =
            of_line.map(|promise| promise.row.comes_to(&promise.promise, &line.needs)).collect();
        let covered = cover(&line.needs, schedules.iter().flatten());
        rows.extend(covered.iter().map(|one| row(whole, line, one)));
    }
    diesel::insert_into(open_need::table).values(rows).execute(conn).await?;
    Ok(())
}

/// The same of a demand that is named.
pub(crate) async fn settle_demand(conn: &mut Connection, id: DemandId, day: NaiveDate) -> Result<(), Error> {
    let whole = find_demand(conn, id, day).await?;
    settle(conn, &whole).await
}

fn row(whole: &WholeDemand, line: &WholeLine, one: &CoveredPeriod) -> GapRow {
    let (demand, row, period) = (&whole.row, &line.row, &one.need.period);
    GapRow {
        line_id: row.id,
        first_day: period.first(),
        last_day: period.last(),
        demand_id: demand.id,
        buyer_id: demand.buyer_id,
        buyer_region_code: demand.buyer_region_code.clone(),
        commodity_code: row.commodity_code.clone(),
        form_code: row.form_code.clone(),
        grade: row.grade.clone(),
        region_code: row.region_code.clone(),
        unit: row.unit,
        code: period.code(),
        name: period.name().map(str::to_owned),
        need_base: one.need.quantity.base(),
        committed_base: one.committed,
    }
}

/// One range of an index for each buyer's region and commodity that the reader sees, and one for its own needs, merged in their
/// order until there are enough. No period is longer than a year: what begins two years before the first day wanted has ended.
const GAPS_OF_A_PARTY: &str = "
    with failed as (/* failed */), opened as (
        select split_part(open, ' ', 1) as region, split_part(open, ' ', 2) as goods from unnest($1) as open
        union
        select region, code from unnest($2) as region cross join projected_commodity
    )
    select found.* from (
        (select failed.* from failed
            where failed.buyer_id = $3 or exists (select from opened
                where region = failed.buyer_region_code and goods = failed.commodity_code)
            order by first_day, line_id limit $11)
        union
        select part.* from (select region, goods from opened where $4 is null or goods = $4) as seen
        cross join lateral (
            select * from open_need
            where buyer_region_code = seen.region and commodity_code = seen.goods and need_base > committed_base
                and ($5 is null or region_code = $5)
                and first_day >= $6 and last_day >= $7 and first_day <= $8 and (first_day, line_id) > ($9, $10)
            order by first_day, line_id limit $11
        ) as part
        union
        select own.* from (
            select * from open_need
            where buyer_id = $3 and need_base > committed_base
                and ($4 is null or commodity_code = $4) and ($5 is null or region_code = $5)
                and first_day >= $6 and last_day >= $7 and first_day <= $8 and (first_day, line_id) > ($9, $10)
            order by first_day, line_id limit $11
        ) as own
    ) as found
    order by found.first_day, found.line_id limit $11";

/// The same for the services, which see all: one range of one index.
const ALL_GAPS: &str = "
    with failed as (/* failed */)
    select found.* from (
        (select * from open_need
        where need_base > committed_base and $1 = $1 and $2 = $2 and $3 = $3
            and ($4 is null or commodity_code = $4) and ($5 is null or region_code = $5)
            and first_day >= $6 and last_day >= $7 and first_day <= $8 and (first_day, line_id) > ($9, $10)
        order by first_day, line_id limit $11)
        union
        (select * from failed order by first_day, line_id limit $11)
    ) as found
    order by found.first_day, found.line_id limit $11";

/// What buyers need in the days in which a season that was grown for a contract of theirs was to be harvested, and failed: also
/// where enough is promised. Few seasons fail, and they are looked for first.
const FAILED: &str = "
    select open_need.* from projected_season season
    join contract on contract.id = season.contract_id
    join open_need on open_need.buyer_id = contract.buyer_id
        and open_need.commodity_code = season.commodity_code
        and open_need.first_day between season.harvest_from - 366 and season.harvest_until
        and open_need.last_day >= season.harvest_from
    where season.state = 'failed' and season.version >= 0 and season.harvest_until >= $7
        and ($4 is null or open_need.commodity_code = $4) and ($5 is null or open_need.region_code = $5)
        and open_need.first_day >= $6 and open_need.last_day >= $7 and open_need.first_day <= $8
        and (open_need.first_day, open_need.line_id) > ($9, $10)";

/// The gaps that a caller may read, in order of their days.
pub(super) async fn list_gaps(
    conn: &mut Connection,
    sight: &Sight,
    query: &ListDemandGapsQuery,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<GapRow>, Error> {
    let from = query.from_date.unwrap_or(NaiveDate::MIN);
    let begun = from.checked_sub_days(Days::new(366)).unwrap_or(earliest());
    let after =
        after.unwrap_or(Place { first_day: earliest(), line_id: DemandLineId::from_uuid(uuid::Uuid::nil()) });
    let text = if sight.all { ALL_GAPS } else { GAPS_OF_A_PARTY };
    let statement = diesel::sql_query(text.replace("/* failed */", FAILED))
        .bind::<Array<Text>, _>(&sight.open)
        .bind::<Array<Text>, _>(&sight.governed)
        .bind::<SqlUuid, _>(sight.party)
        .bind::<Nullable<Text>, _>(&query.commodity_code)
        .bind::<Nullable<Text>, _>(&query.region_code)
        .bind::<Date, _>(begun.max(earliest()))
        .bind::<Date, _>(from.max(earliest()))
        .bind::<Date, _>(query.until_date.unwrap_or(latest()))
        .bind::<Date, _>(after.first_day)
        .bind::<SqlUuid, _>(after.line_id)
        .bind::<BigInt, _>(limit);
    Ok(statement.load(conn).await?)
}

/// A season that failed, and whose need it was grown for.
#[derive(Debug, Clone, Queryable)]
pub(super) struct FailedSeason {
    pub(super) id: SeasonId,
    buyer_id: PartyId,
    commodity_code: String,
    harvest_from: NaiveDate,
    harvest_until: NaiveDate,
}

impl FailedSeason {
    /// Whether it was to be harvested in the days of a need of its buyer.
    pub(super) fn was_for(&self, row: &GapRow) -> bool {
        (self.buyer_id, self.commodity_code.as_str()) == (row.buyer_id, row.commodity_code.as_str())
            && self.harvest_from <= row.last_day
            && row.first_day <= self.harvest_until
    }
}

/// The seasons that failed and were grown for the buyers of some gaps.
pub(super) async fn failed_for(conn: &mut Connection, rows: &[GapRow]) -> Result<Vec<FailedSeason>, Error> {
    let Some(first) = rows.iter().map(|row| row.first_day).min() else { return Ok(Vec::new()) };
    let buyers: Vec<PartyId> = rows.iter().map(|row| row.buyer_id).collect();
    let goods: Vec<&str> = rows.iter().map(|row| row.commodity_code.as_str()).collect();
    let seasons = projected_season::table
        .inner_join(contract::table.on(projected_season::contract_id.eq(contract::id.nullable())))
        .filter(projected_season::state.eq(SeasonState::Failed))
        .filter(projected_season::version.ge(0))
        .filter(projected_season::commodity_code.eq_any(goods))
        .filter(projected_season::harvest_until.ge(first))
        .filter(contract::buyer_id.eq_any(buyers))
        .order(projected_season::id)
        .select((
            projected_season::id,
            contract::buyer_id,
            projected_season::commodity_code,
            projected_season::harvest_from,
            projected_season::harvest_until,
        ));
    Ok(seasons.load(conn).await?)
}

/// Before every period there is.
fn earliest() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).unwrap_or(NaiveDate::MIN)
}

/// After every period there is.
fn latest() -> NaiveDate {
    NaiveDate::from_ymd_opt(2999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// What was promised on a line by a region.
#[derive(Debug)]
pub(super) struct PromisedOn {
    pub(super) commitment: CommitmentId,
    pub(super) line: DemandLineId,
    pub(super) region_code: String,
    pub(super) schedule: Vec<Scheduled>,
}

/// A line of a contract that delivers on a line of the demand for a region.
#[derive(Debug, Queryable)]
struct DeliveringRow {
    commitment: CommitmentId,
    line: DemandLineId,
    region_code: String,
    contract_line: ContractLineId,
    contract: ContractId,
    link: LinkRow,
    state: ContractState,
    quantity_base: Option<i64>,
    /// Whether the line is of a share contract, which states no quantity.
    share: bool,
}

/// The same, with what its contract's state says.
#[derive(Debug)]
pub(super) struct Delivering {
    pub(super) commitment: CommitmentId,
    pub(super) line: DemandLineId,
    pub(super) region_code: String,
    pub(super) contract_line: ContractLineId,
    pub(super) quantity_base: Option<i64>,
    /// Whether it may still be delivered on.
    pub(super) goes_on: bool,
    /// Says of which days it delivers on the commitment.
    pub(super) link: LinkRow,
}

/// Amounts by day, of lines of contracts.
pub(super) type Amounts = BTreeMap<ContractLineId, Vec<(NaiveDate, i64)>>;

/// What is known of a demand besides what it needs.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) promises: Vec<PromisedOn>,
    pub(super) delivering: Vec<Delivering>,
    /// What was ordered.
    pub(super) ordered: Amounts,
    /// What receipts accepted.
    pub(super) accepted: Amounts,
    /// The commitments that the caller reads.
    pub(super) read: BTreeSet<CommitmentId>,
}

/// What is known of a demand.
pub(super) async fn known_of(
    conn: &mut Connection,
    caller: &Caller,
    whole: &WholeDemand,
) -> Result<Known, Error> {
    let id = whole.row.id;
    let promises = promises_on(conn, id).await?.into_iter().filter_map(|promise| {
        let line = whole.lines.iter().find(|line| line.row.id == promise.row.line_id)?;
        let schedule = promise.row.comes_to(&promise.promise, &line.needs);
        Some(PromisedOn {
            commitment: promise.row.id,
            line: line.row.id,
            region_code: promise.row.region_code,
            schedule,
        })
    });
    let promises = promises.collect();
    let rows = delivering(conn, id).await?;
    let contracts: Vec<ContractId> = rows.iter().map(|row| row.contract).collect();
    let ordered = by_line(ordered_by_day(conn, &contracts).await?);
    let accepted = by_line(accepted_by_day(conn, &contracts).await?);
    let read = commitments_read(conn, caller, id).await?.into_iter().collect();
    let shares = contracted_shares(conn, &rows).await?;
    let delivering = rows.into_iter().map(|row| Delivering {
        commitment: row.commitment,
        line: row.line,
        region_code: row.region_code,
        contract_line: row.contract_line,
        quantity_base: row.quantity_base.or(shares.get(&row.contract_line).copied()),
        goes_on: row.link.ended_at.is_none()
            && !row.state.ended()
            && !matches!(row.state, ContractState::Fulfilled | ContractState::EndedShort),
        link: row.link,
    });
    Ok(Known { promises, delivering: delivering.collect(), ordered, accepted, read })
}

fn by_line(amounts: Vec<(ContractLineId, NaiveDate, i64)>) -> Amounts {
    let mut lines = Amounts::new();
    for (line, day, base) in amounts {
        lines.entry(line).or_default().push((day, base));
    }
    lines
}

diesel::define_sql_function! {
    /// What a contract line commits by the text signed last.
    fn contracted_quantity(line: SqlUuid) -> Nullable<BigInt>;
}

async fn delivering(conn: &mut Connection, of: DemandId) -> Result<Vec<DeliveringRow>, Error> {
    let rows = commitment_link::table
        .inner_join(commitment::table.on(commitment::id.eq(commitment_link::commitment_id)))
        .inner_join(contract_line::table.on(contract_line::id.eq(commitment_link::contract_line_id)))
        .inner_join(contract::table.on(contract::id.eq(contract_line::contract_id)))
        .filter(commitment::demand_id.eq(of))
        .filter(commitment_link::ended_at.is_null().or(commitment_link::counts_until.is_not_null()))
        .order((commitment::id, contract_line::id, commitment_link::linked_at))
        .select((
            commitment::id,
            commitment::line_id,
            commitment::region_code,
            contract_line::id,
            contract::id,
            LinkRow::as_select(),
            contract::state,
            contracted_quantity(contract_line::id),
            contract_line::commitment_id.is_not_null(),
        ));
    Ok(rows.load(conn).await?)
}

/// What share lines come to by the text signed last, with all periods to come.
async fn contracted_shares(
    conn: &mut Connection,
    rows: &[DeliveringRow],
) -> Result<BTreeMap<ContractLineId, i64>, Error> {
    let contracts: Vec<ContractId> = rows.iter().filter(|row| row.share).map(|row| row.contract).collect();
    let mut found = BTreeMap::new();
    for whole in find_contracts(conn, &contracts).await?.into_values() {
        for line in whole.last_text().text.lines {
            found.extend(whole.promised_in_all(&line).map(|base| (line.id, base)));
        }
    }
    Ok(found)
}
