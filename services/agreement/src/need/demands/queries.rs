//! All SQL of the demands; who may read them stands in [`super::visibility`].

use api_types::agreement::ListDemandsQuery;
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Date, Nullable, Text, Uuid};
use diesel_async::RunQueryDsl;
use domain::agreement::DemandState;
use domain::shared::DemandId;
use service::Error;
use service::work_items::After;

use super::rows::{DemandLineRow, DemandPeriodRow, DemandRow, DemandVersionRow, WholeDemand, WholeLine};
use super::visibility::{Sight, visible};
use crate::schema::{demand, demand_line, demand_period, demand_version};

/// A demand that the caller may read.
pub(crate) async fn get_demand(
    conn: &mut Connection,
    sight: &Sight,
    id: DemandId,
) -> Result<WholeDemand, Error> {
    let row = visible(sight).filter(demand::id.eq(id)).select(DemandRow::as_select());
    let row = row.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    complete_one(conn, row, sight.day).await
}

/// One, whoever asks: of what was promised of it.
pub(crate) async fn find_demand(
    conn: &mut Connection,
    id: DemandId,
    day: NaiveDate,
) -> Result<WholeDemand, Error> {
    let row = demand::table.find(id).select(DemandRow::as_select()).first(conn).await?;
    complete_one(conn, row, day).await
}

/// The same, locked until the transaction ends.
pub(super) async fn lock_demand(
    conn: &mut Connection,
    sight: &Sight,
    id: DemandId,
) -> Result<WholeDemand, Error> {
    let seen = visible(sight).filter(demand::id.eq(id)).select(demand::id);
    seen.first::<DemandId>(conn).await.optional()?.ok_or(Error::NotFound)?;
    let row = demand::table.find(id).select(DemandRow::as_select()).for_no_key_update();
    let row = row.first(conn).await.optional()?.ok_or(Error::NotFound)?;
    complete_one(conn, row, sight.day).await
}

/// Demands with a line of the present version that the filters and the caller's sight let through.
pub(super) async fn list_demands(
    conn: &mut Connection,
    sight: &Sight,
    query: &ListDemandsQuery,
    after: Option<DemandId>,
    limit: i64,
) -> Result<Vec<WholeDemand>, Error> {
    let mut statement = visible(sight).order(demand::id.asc()).limit(limit).select(DemandRow::as_select());
    if let Some(state) = query.state {
        statement = statement.filter(demand::state.eq(state));
    }
    if let Some(buyer) = query.buyer_id {
        statement = statement.filter(demand::buyer_id.eq(buyer));
    }
    if query.commodity_code.is_some() || query.region_code.is_some() {
        let line = sql::<Bool>(
            "exists (select from demand_line as line
                join demand_period as period on period.line_id = line.id and period.version = demand.revision
                where line.demand_id = demand.id and coalesce(line.commodity_code = ",
        )
        .bind::<Nullable<Text>, _>(query.commodity_code.clone())
        .sql(", true) and coalesce(line.region_code = ")
        .bind::<Nullable<Text>, _>(query.region_code.clone())
        .sql(", true) and (")
        .bind::<Bool, _>(sight.all)
        .sql(" or demand.buyer_id = ")
        .bind::<Uuid, _>(sight.party)
        .sql(" or demand.buyer_region_code = any(")
        .bind::<Array<Text>, _>(sight.governed.clone())
        .sql(") or demand.buyer_region_code || ' ' || line.commodity_code = any(")
        .bind::<Array<Text>, _>(sight.open.clone())
        .sql(")))");
        statement = statement.filter(line);
    }
    if let Some(after) = after {
        statement = statement.filter(demand::id.gt(after));
    }
    let rows = statement.load(conn).await?;
    complete(conn, rows, sight.day).await
}

/// What waits in some states, the longest waiting first: the drafts of the caller's party, and what was published by buyers of a
/// region that an agreement of the caller's government faces, needs goods of it from today on, and has no offer of it.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    sight: &Sight,
    states: &[DemandState],
    after: Option<After<DemandId>>,
    limit: i64,
) -> Result<Vec<DemandRow>, Error> {
    let mut statement = visible(sight)
        .filter(demand::state.eq_any(states.to_vec()))
        .filter(unanswered(sight))
        .order((demand::updated_at.asc(), demand::id.asc()))
        .limit(limit)
        .select(DemandRow::as_select());
    if let Some(After { at, id }) = after {
        let same = demand::updated_at.eq(at).and(demand::id.gt(id));
        statement = statement.filter(demand::updated_at.gt(at).or(same));
    }
    Ok(statement.load(conn).await?)
}

/// Not published, or published and not answered.
fn unanswered(sight: &Sight) -> Box<dyn BoxableExpression<demand::table, Pg, SqlType = Bool>> {
    let condition = sql::<Bool>(
        "(demand.state <> 'published' or exists (select from demand_line as line
            join demand_period as period on period.line_id = line.id and period.version = demand.revision
            join sides_held(",
    )
    .bind::<Date, _>(sight.day)
    .sql(") as side on line.commodity_code = any(side.commodities) and lies_in(demand.buyer_region_code, side.facing)
            where line.demand_id = demand.id and period.last_day >= ")
    .bind::<Date, _>(sight.day)
    .sql(" and side.government = ")
    .bind::<Uuid, _>(sight.party)
    .sql(" and exists (select from agreement where agreement.id = side.agreement_id and agreement.state = 'active'
                and agreement.valid_from <= ")
    .bind::<Date, _>(sight.day)
    .sql(")) and not exists (select from commitment where commitment.demand_id = demand.id and commitment.government_id = ")
    .bind::<Uuid, _>(sight.party)
    .sql("))");
    Box::new(condition)
}

async fn complete_one(conn: &mut Connection, row: DemandRow, day: NaiveDate) -> Result<WholeDemand, Error> {
    let mut whole = complete(conn, vec![row], day).await?;
    whole.pop().ok_or_else(|| Error::Internal("a demand is gone while it is read".to_owned()))
}

/// Demands with the lines of their present versions, in as many statements however many there are.
async fn complete(
    conn: &mut Connection,
    rows: Vec<DemandRow>,
    day: NaiveDate,
) -> Result<Vec<WholeDemand>, Error> {
    let ids: Vec<DemandId> = rows.iter().map(|row| row.id).collect();
    let lines: Vec<(DemandLineRow, DemandPeriodRow)> =
        demand_line::table
            .inner_join(demand::table.on(demand::id.eq(demand_line::demand_id)))
            .inner_join(demand_period::table.on(
                demand_period::line_id.eq(demand_line::id).and(demand_period::version.eq(demand::revision)),
            ))
            .filter(demand_line::demand_id.eq_any(ids))
            .order((demand_line::demand_id, demand_line::number, demand_period::first_day))
            .select((DemandLineRow::as_select(), DemandPeriodRow::as_select()))
            .load(conn)
            .await?;
    let lines = gather(lines)?;
    let of = |row: &DemandRow| lines.iter().filter(|line| line.row.demand_id == row.id).cloned().collect();
    Ok(rows.into_iter().map(|row| WholeDemand { lines: of(&row), row, day }).collect())
}

/// Lines with their periods, which stand together in this order.
fn gather(found: Vec<(DemandLineRow, DemandPeriodRow)>) -> Result<Vec<WholeLine>, Error> {
    let mut lines: Vec<WholeLine> = Vec::new();
    for (row, period) in found {
        let need = period.need(row.unit)?;
        match lines.last_mut().filter(|line| line.row.id == row.id) {
            Some(line) => line.needs.push(need),
            None => lines.push(WholeLine { row, needs: vec![need] }),
        }
    }
    Ok(lines)
}

/// Some versions of a demand with their lines, oldest first.
pub(super) async fn list_versions(
    conn: &mut Connection,
    id: DemandId,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<(DemandVersionRow, Vec<WholeLine>)>, Error> {
    let versions: Vec<DemandVersionRow> = demand_version::table
        .filter(demand_version::demand_id.eq(id))
        .filter(demand_version::number.gt(after.unwrap_or(0)))
        .order(demand_version::number)
        .limit(limit)
        .select(DemandVersionRow::as_select())
        .load(conn)
        .await?;
    let numbers: Vec<i32> = versions.iter().map(|version| version.number).collect();
    let found: Vec<(DemandLineRow, DemandPeriodRow)> = demand_line::table
        .inner_join(demand_period::table.on(demand_period::line_id.eq(demand_line::id)))
        .filter(demand_line::demand_id.eq(id))
        .filter(demand_period::version.eq_any(numbers))
        .order((demand_period::version, demand_line::number, demand_period::first_day))
        .select((DemandLineRow::as_select(), DemandPeriodRow::as_select()))
        .load(conn)
        .await?;
    let of = |number: i32| found.iter().filter(|(_, period)| period.version == number).cloned().collect();
    versions.into_iter().map(|version| Ok((version.clone(), gather(of(version.number))?))).collect()
}

pub(super) async fn insert_demand(conn: &mut Connection, whole: &WholeDemand) -> Result<(), Error> {
    diesel::insert_into(demand::table).values(&whole.row).prepared().execute(conn).await?;
    let first = DemandVersionRow {
        demand_id: whole.row.id,
        number: whole.row.revision,
        rationale: None,
        published_date: None,
    };
    diesel::insert_into(demand_version::table).values(first).prepared().execute(conn).await?;
    insert_lines(conn, &whole.lines).await?;
    insert_periods(conn, &whole.lines, whole.row.revision).await
}

async fn insert_lines(conn: &mut Connection, lines: &[WholeLine]) -> Result<(), Error> {
    let rows: Vec<DemandLineRow> = lines.iter().map(|line| line.row.clone()).collect();
    diesel::insert_into(demand_line::table).values(rows).execute(conn).await?;
    Ok(())
}

async fn insert_periods(conn: &mut Connection, lines: &[WholeLine], version: i32) -> Result<(), Error> {
    let rows: Vec<DemandPeriodRow> = lines.iter().flat_map(|line| line.periods(version)).collect();
    diesel::insert_into(demand_period::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Replaces all lines of a locked draft.
pub(super) async fn replace_lines(
    conn: &mut Connection,
    row: &DemandRow,
    lines: &[WholeLine],
) -> Result<(), Error> {
    let former = || demand_line::table.filter(demand_line::demand_id.eq(row.id));
    let periods = demand_period::line_id.eq_any(former().select(demand_line::id));
    diesel::delete(demand_period::table.filter(periods)).execute(conn).await?;
    diesel::delete(former()).execute(conn).await?;
    insert_lines(conn, lines).await?;
    insert_periods(conn, lines, row.revision).await
}

/// Adds the present version of a locked demand: lines that go on stay, and take what the version says of oversubscription.
pub(super) async fn insert_version(
    conn: &mut Connection,
    version: &DemandVersionRow,
    lines: &[WholeLine],
    new: &[WholeLine],
) -> Result<(), Error> {
    diesel::insert_into(demand_version::table).values(version).prepared().execute(conn).await?;
    for over in [true, false] {
        let ids: Vec<_> =
            lines.iter().filter(|line| line.row.oversubscribed == over).map(|line| line.row.id).collect();
        let target = demand_line::table.filter(demand_line::id.eq_any(ids));
        diesel::update(target).set(demand_line::oversubscribed.eq(over)).execute(conn).await?;
    }
    if !new.is_empty() {
        insert_lines(conn, new).await?;
    }
    insert_periods(conn, lines, version.number).await
}

/// The highest number that a line of a demand ever had.
pub(super) async fn last_number(conn: &mut Connection, id: DemandId) -> Result<i32, Error> {
    let lines = demand_line::table.filter(demand_line::demand_id.eq(id));
    let last: Option<i32> = lines.select(diesel::dsl::max(demand_line::number)).first(conn).await?;
    Ok(last.unwrap_or(0))
}

/// The first version counts from this day.
pub(super) async fn publish_first(conn: &mut Connection, id: DemandId, day: NaiveDate) -> Result<(), Error> {
    let first = demand_version::table.filter(demand_version::demand_id.eq(id));
    diesel::update(first).set(demand_version::published_date.eq(day)).execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_demand(conn: &mut Connection, row: &DemandRow, seen: i64) -> Result<usize, Error> {
    let target = demand::table.filter(demand::id.eq(row.id)).filter(demand::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}
