//! All SQL of the sales reports. Who runs the outlet reads a report whole; a maker reads the lines of its own goods.

use std::collections::BTreeMap;

use api_types::catalog::{ListSalesReportsQuery, SalesReportView};
use chrono::NaiveDate;
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::catalog::ListingState;
use domain::shared::{OutletId, PartyId, SalesReportId, VariantId};
use serde::{Deserialize, Serialize};
use service::Error;
use web::Caller;

use super::rows::{SalesLineRow, SalesReportRow};
use crate::schema::{listing, sales_report, sales_report_line};

/// Where a page of reports ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) first_date: NaiveDate,
    pub(super) id: SalesReportId,
}

type Said = Box<dyn BoxableExpression<sales_report::table, Pg, SqlType = Bool>>;

/// Whether a report is the latest on its period.
fn is_current() -> Said {
    let later = diesel::alias!(sales_report as later);
    let replaced = later
        .filter(later.field(sales_report::outlet_id).eq(sales_report::outlet_id))
        .filter(later.field(sales_report::first_date).eq(sales_report::first_date))
        .filter(later.field(sales_report::period).eq(sales_report::period))
        .filter(later.field(sales_report::turn).gt(sales_report::turn));
    Box::new(not(exists(replaced)))
}

/// The reports that the caller may read; services read all.
fn visible(caller: &Caller) -> Said {
    if caller.is_service() {
        return Box::new(sales_report::period.ne(""));
    }
    let me = caller.party();
    let own = sales_report_line::table
        .filter(sales_report_line::report_id.eq(sales_report::id))
        .filter(sales_report_line::supplier_id.eq(me));
    Box::new(sales_report::operator_party_id.eq(me).or(exists(own)))
}

/// What stands under an id, if anything: with all its lines, and whether it is the latest on its period.
pub(super) async fn find_report(
    mut conn: &Connection,
    id: SalesReportId,
) -> Result<Option<((SalesReportRow, bool), Vec<SalesLineRow>)>, Error> {
    let stored = sales_report::table.filter(sales_report::id.eq(id));
    let found =
        stored.select((SalesReportRow::as_select(), is_current())).first(&mut conn).await.optional()?;
    let Some(found) = found else { return Ok(None) };
    let lines = sales_report_line::table
        .filter(sales_report_line::report_id.eq(id))
        .order(sales_report_line::number)
        .select(SalesLineRow::as_select());
    Ok(Some((found, lines.load(&mut conn).await?)))
}

/// A report that the caller may read.
pub(super) async fn read_report(
    conn: &mut Connection,
    caller: &Caller,
    id: SalesReportId,
) -> Result<Option<(SalesReportRow, bool)>, Error> {
    let row = sales_report::table.filter(sales_report::id.eq(id)).filter(visible(caller));
    Ok(row.select((SalesReportRow::as_select(), is_current())).first(conn).await.optional()?)
}

/// Inserts a report; false when its id is taken.
pub(super) async fn insert_report(
    conn: &mut Connection,
    row: &SalesReportRow,
    lines: &[SalesLineRow],
) -> Result<bool, Error> {
    let inserting = diesel::insert_into(sales_report::table).values(row).on_conflict_do_nothing();
    if inserting.prepared().execute(conn).await? == 0 {
        return Ok(false);
    }
    diesel::insert_into(sales_report_line::table).values(lines).execute(conn).await?;
    Ok(true)
}

/// The periods that an outlet has told of which have days in common with some others.
pub(super) async fn periods_told(
    conn: &mut Connection,
    outlet: OutletId,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<String>, Error> {
    let periods = sales_report::table
        .filter(sales_report::outlet_id.eq(outlet))
        .filter(sales_report::first_date.le(last))
        .filter(sales_report::last_date.ge(first))
        .filter(is_current())
        .filter(exists(sales_report_line::table.filter(sales_report_line::report_id.eq(sales_report::id))))
        .select(sales_report::period)
        .distinct();
    Ok(periods.load(conn).await?)
}

/// The makers of what was told before of the outlet and the period of a report.
pub(super) async fn makers_told(
    conn: &mut Connection,
    report: &SalesReportRow,
) -> Result<Vec<PartyId>, Error> {
    let before = sales_report::table
        .filter(sales_report::outlet_id.eq(report.outlet_id))
        .filter(sales_report::first_date.eq(report.first_date))
        .filter(sales_report::period.eq(&report.period))
        .select(sales_report::id);
    let makers = sales_report_line::table
        .filter(sales_report_line::report_id.eq_any(before))
        .select(sales_report_line::supplier_id)
        .distinct();
    Ok(makers.load(conn).await?)
}

/// The variants among some that are or were on the shelf of an outlet, and who makes them.
pub(super) async fn makers_in(
    conn: &mut Connection,
    outlet: OutletId,
    variants: &[VariantId],
) -> Result<BTreeMap<VariantId, PartyId>, Error> {
    let pairs = listing::table
        .filter(listing::outlet_id.eq(outlet))
        .filter(listing::variant_id.eq_any(variants))
        .filter(listing::state.ne(ListingState::Pending))
        .select((listing::variant_id, listing::supplier_id))
        .distinct();
    Ok(pairs.load(conn).await?.into_iter().collect())
}

pub(super) async fn list_reports(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListSalesReportsQuery,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<(SalesReportRow, bool)>, Error> {
    use sales_report as said;
    let mut statement = said::table
        .filter(visible(caller))
        .order((said::first_date.asc(), said::id.asc()))
        .limit(limit)
        .select((SalesReportRow::as_select(), is_current()))
        .into_boxed();
    if let Some(outlet) = query.outlet_id {
        statement = statement.filter(said::outlet_id.eq(outlet));
    }
    if let Some(variant) = query.variant_id {
        let of_variant = sales_report_line::table
            .filter(sales_report_line::report_id.eq(said::id))
            .filter(sales_report_line::variant_id.eq(variant));
        statement = if caller.is_service() {
            statement.filter(exists(of_variant))
        } else {
            let me = caller.party();
            let read =
                of_variant.filter(sales_report_line::supplier_id.eq(me).or(said::operator_party_id.eq(me)));
            statement.filter(exists(read))
        };
    }
    if let Some(day) = query.from_date {
        statement = statement.filter(said::last_date.ge(day));
    }
    if let Some(day) = query.until_date {
        statement = statement.filter(said::first_date.le(day));
    }
    match query.current {
        Some(true) => statement = statement.filter(is_current()),
        Some(false) => statement = statement.filter(not(is_current())),
        None => {}
    }
    if let Some(Position { first_date, id }) = after {
        let earlier = said::first_date.eq(first_date).and(said::id.le(id));
        statement = statement.filter(said::first_date.ge(first_date)).filter(not(earlier));
    }
    Ok(statement.load(conn).await?)
}

/// Reports as the caller reads them, in their order.
pub(super) async fn views(
    conn: &mut Connection,
    caller: &Caller,
    rows: Vec<(SalesReportRow, bool)>,
) -> Result<Vec<SalesReportView>, Error> {
    let ids: Vec<SalesReportId> = rows.iter().map(|(row, _)| row.id).collect();
    let lines: Vec<SalesLineRow> = sales_report_line::table
        .filter(sales_report_line::report_id.eq_any(ids))
        .order((sales_report_line::report_id, sales_report_line::number))
        .select(SalesLineRow::as_select())
        .load(conn)
        .await?;
    let mut of: BTreeMap<SalesReportId, Vec<SalesLineRow>> = BTreeMap::new();
    for line in lines {
        of.entry(line.report_id).or_default().push(line);
    }
    let view = |(row, current): (SalesReportRow, bool)| {
        let whole = caller.is_service() || caller.party() == row.operator_party_id;
        let lines = of.remove(&row.id).unwrap_or_default().into_iter();
        let lines = lines.filter(|line| whole || caller.party() == line.supplier_id);
        row.view(current, lines.map(SalesLineRow::view).collect())
    };
    Ok(rows.into_iter().map(view).collect())
}

/// One report as the caller reads it.
pub(super) async fn view(
    conn: &mut Connection,
    caller: &Caller,
    row: (SalesReportRow, bool),
) -> Result<SalesReportView, Error> {
    let view = views(conn, caller, vec![row]).await?.pop();
    view.ok_or_else(|| Error::Internal("one row gives one view".to_owned()))
}
