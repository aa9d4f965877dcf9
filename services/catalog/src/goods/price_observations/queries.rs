//! All SQL of the prices that were seen. Every party reads all of them.

use api_types::catalog::{ListPriceObservationsQuery, PriceSeriesQuery};
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::not;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::catalog::SeriesPeriod;
use domain::shared::{Id as _, PartyId, PriceBasis, PriceObservationId, RegionCode};
use serde::{Deserialize, Serialize};
use service::Error;
use service::imports::MOST_COLLISIONS;

use super::rows::PriceObservationRow;
use crate::schema::price_observation;

/// Where a page of prices ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) observed_date: NaiveDate,
    pub(super) id: PriceObservationId,
}

pub(super) async fn find_observation(
    mut conn: &Connection,
    id: PriceObservationId,
) -> Result<Option<PriceObservationRow>, Error> {
    let stored = price_observation::table.find(id).select(PriceObservationRow::as_select());
    Ok(stored.first(&mut conn).await.optional()?)
}

pub(super) async fn lock_observation(
    conn: &mut Connection,
    id: PriceObservationId,
) -> Result<Option<PriceObservationRow>, Error> {
    let stored = price_observation::table.find(id).select(PriceObservationRow::as_select());
    Ok(stored.for_no_key_update().first(conn).await.optional()?)
}

/// Inserts a price; false when its id is taken.
pub(super) async fn insert_observation(
    conn: &mut Connection,
    row: &PriceObservationRow,
) -> Result<bool, Error> {
    let inserting = diesel::insert_into(price_observation::table).values(row).on_conflict_do_nothing();
    Ok(inserting.prepared().execute(conn).await? == 1)
}

/// Rows of the file that are recorded already, and those that say what another row says, with the first that does.
pub(super) async fn staged_already(conn: &mut Connection) -> Result<Vec<(i64, Option<u64>)>, Error> {
    const RECORDED: &str = "
        select line, nullif(first, line) as first
        from (
            select id, line, min(line) over (partition by commodity_code, form_code, grade, region_code, level,
                price_basis, price_rupiah, observed_date, source) as first
            from staged
        ) as said
        where line > first or id in (select id from price_observation)
        order by line limit $1";
    #[derive(QueryableByName)]
    struct Recorded {
        #[diesel(sql_type = BigInt)]
        line: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        first: Option<i64>,
    }
    let recorded: Vec<Recorded> =
        diesel::sql_query(RECORDED).bind::<BigInt, _>(MOST_COLLISIONS).load(conn).await?;
    let known = |Recorded { line, first }| (line, first.and_then(|first| u64::try_from(first).ok()));
    Ok(recorded.into_iter().map(known).collect())
}

/// Inserts the prices of a file, recorded by somebody of a party.
pub(super) async fn insert_staged(
    conn: &mut Connection,
    (party, subject): (PartyId, String),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    const INSERT: &str = "
        insert into price_observation (id, commodity_code, form_code, grade, region_code, level, price_basis,
            price_rupiah, observed_date, source, party_id, actor_subject, recorded_at)
        select id, commodity_code, form_code, grade, region_code, level, price_basis, price_rupiah, observed_date,
            source, $1, $2, $3
        from staged order by line";
    diesel::sql_query(INSERT)
        .bind::<SqlUuid, _>(party.uuid())
        .bind::<Text, _>(subject)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn mark_corrected(
    conn: &mut Connection,
    id: PriceObservationId,
    by: PriceObservationId,
) -> Result<(), Error> {
    let target = price_observation::table.find(id);
    diesel::update(target).set(price_observation::corrected_by_id.eq(by)).execute(conn).await?;
    Ok(())
}

/// Today's codes of a region and what lies in it.
fn parts(region: &str) -> Vec<String> {
    let region: Option<RegionCode> = region.parse().ok();
    region.iter().flat_map(RegionCode::parts).map(str::to_owned).collect()
}

type Listed<'a> = price_observation::BoxedQuery<
    'a,
    Pg,
    diesel::dsl::SqlTypeOf<diesel::dsl::AsSelect<PriceObservationRow, Pg>>,
>;

fn listed(query: &ListPriceObservationsQuery, after: Option<Position>, limit: i64) -> Listed<'static> {
    use price_observation as seen;
    let mut statement = seen::table
        .select(PriceObservationRow::as_select())
        .filter(seen::corrected_by_id.is_null())
        .order((seen::observed_date.desc(), seen::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(code) = &query.commodity_code {
        statement = statement.filter(seen::commodity_code.eq(code.clone()));
    }
    if let Some(code) = &query.form_code {
        statement = statement.filter(seen::form_code.eq(code.clone()));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(seen::region_code.eq_any(parts(region)));
    }
    if let Some(level) = query.level {
        statement = statement.filter(seen::level.eq(level));
    }
    if let Some(day) = query.from_date {
        statement = statement.filter(seen::observed_date.ge(day));
    }
    if let Some(day) = query.until_date {
        statement = statement.filter(seen::observed_date.le(day));
    }
    if let Some(Position { observed_date, id }) = after {
        let later = seen::observed_date.eq(observed_date).and(seen::id.ge(id));
        statement = statement.filter(seen::observed_date.le(observed_date)).filter(not(later));
    }
    statement
}

/// A page of the prices that count, the latest first.
pub(super) async fn list_observations(
    conn: &mut Connection,
    query: &ListPriceObservationsQuery,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<PriceObservationRow>, Error> {
    Ok(listed(query, after, limit).load(conn).await?)
}

/// The prices of one period in which some were seen.
#[derive(Debug, Clone, QueryableByName)]
pub(super) struct PricesRow {
    /// Its first day within the range.
    #[diesel(sql_type = Date)]
    pub(super) first_day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    pub(super) number: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) low: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) high: i64,
    /// The two in the middle; of an odd number the same twice.
    #[diesel(sql_type = BigInt)]
    pub(super) lower_middle: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) upper_middle: i64,
}

/// A series whose first day and range are checked.
fn series(query: &PriceSeriesQuery, basis: PriceBasis) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    let unit = match query.period {
        SeriesPeriod::Day => "day",
        SeriesPeriod::Week => "week",
        SeriesPeriod::Month => "month",
    };
    let region = if query.region_code.is_some() { "and region_code = any($7)" } else { "" };
    let place = if query.region_code.is_some() { 8 } else { 7 };
    let grade = if query.grade.is_some() { format!("and grade = ${place}") } else { String::new() };
    let text = format!(
        "with seen as (
            select greatest(date_trunc('{unit}', observed_date::timestamp)::date, $5) as first_day, price_rupiah as price
            from price_observation
            where corrected_by_id is null and commodity_code = $1 and form_code = $2 and level = $3 and price_basis = $4
                and observed_date between $5 and $6 {region} {grade}
        ), placed as (
            select first_day, price, row_number() over (partition by first_day order by price) as place,
                count(*) over (partition by first_day) as number
            from seen
        )
        select first_day, max(number) as number, min(price) as low, max(price) as high,
            max(price) filter (where place = (number + 1) / 2) as lower_middle,
            max(price) filter (where place = number / 2 + 1) as upper_middle
        from placed group by first_day order by first_day"
    );
    let mut statement = diesel::sql_query(text)
        .into_boxed::<Pg>()
        .bind::<Text, _>(query.commodity_code.clone())
        .bind::<Text, _>(query.form_code.clone())
        .bind::<Text, _>(query.level)
        .bind::<Text, _>(basis)
        .bind::<Date, _>(query.from_date)
        .bind::<Date, _>(query.until_date);
    if let Some(region) = &query.region_code {
        statement = statement.bind::<Array<Text>, _>(parts(region));
    }
    if let Some(grade) = &query.grade {
        statement = statement.bind::<Text, _>(grade.clone());
    }
    statement
}

/// The periods in which prices were seen, in order.
pub(super) async fn sum_series(
    conn: &mut Connection,
    query: &PriceSeriesQuery,
    basis: PriceBasis,
) -> Result<Vec<PricesRow>, Error> {
    Ok(series(query, basis).load(conn).await?)
}

/// The statements as text with what is bound, for the test that asks the database how it would run them.
pub mod plans {
    use super::{ListPriceObservationsQuery, Pg, PriceBasis, PriceSeriesQuery};

    /// That of a page.
    pub fn list(query: &ListPriceObservationsQuery) -> String {
        diesel::debug_query::<Pg, _>(&super::listed(query, None, 51)).to_string()
    }

    /// That of a series.
    pub fn series(query: &PriceSeriesQuery, basis: PriceBasis) -> String {
        diesel::debug_query::<Pg, _>(&super::series(query, basis)).to_string()
    }
}
