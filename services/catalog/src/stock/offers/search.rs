//! What can be had on a day: published, not used up, in its days, with enough left; those first whose days end first.

use api_types::Check;
use api_types::catalog::ListAvailableStockQuery;
use chrono::NaiveDate;
use db::Connection;
use diesel::dsl::{not, sql};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use diesel_async::RunQueryDsl;
use domain::catalog::StockOfferState;
use domain::shared::{DateSense, Invalid, Quantity, RegionCode, StockOfferId, Unit};
use serde::{Deserialize, Serialize};
use service::Error;

use super::queries::held_of_offer;
use super::rows::StockOfferRow;
use crate::goods::{forms_named, search_words};
use crate::schema::stock_offer;

/// Where a page of the search ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    pub(super) until: NaiveDate,
    pub(super) id: StockOfferId,
}

/// What is looked for, as it was read.
#[derive(Debug)]
pub(super) struct Wanted {
    day: NaiveDate,
    today: NaiveDate,
    least: Option<Quantity>,
    regions: Option<Vec<&'static str>>,
    commodity: Option<String>,
    /// Commodities and forms that the words name.
    named: Option<Vec<(String, String)>>,
}

impl Wanted {
    /// Reads what is looked for and looks its words up.
    ///
    /// # Errors
    /// 422 that names the parameter; database errors.
    pub(super) async fn of(
        conn: &mut Connection,
        query: &ListAvailableStockQuery,
        today: NaiveDate,
    ) -> Result<Self, Error> {
        let mut check = Check::new();
        let day = check.date("?day", query.day.unwrap_or(today), DateSense::Planned, today);
        let least = least(&mut check, query);
        check.finish()?;
        let named = match &query.q {
            Some(text) => Some(forms_named(conn, &search_words(text)?).await?),
            None => None,
        };
        let region: Option<RegionCode> = query.region_code.as_ref().and_then(|code| code.parse().ok());
        let regions = region.map(|region| region.parts().collect());
        Ok(Self { day, today, least, regions, commodity: query.commodity_code.clone(), named })
    }
}

fn least(check: &mut Check, query: &ListAvailableStockQuery) -> Option<Quantity> {
    match (&query.least_quantity, query.unit) {
        (Some(text), Some(unit)) => check.figure("?least_quantity".to_owned(), text, unit),
        (None, None) => None,
        _ => {
            check.push(Invalid::new(
                "?least_quantity",
                "quantity-and-unit",
                "Isi jumlah terkecil bersama satuannya, misalnya `least_quantity=500&unit=KGM`.",
                "Give the least quantity with its unit, such as `least_quantity=500&unit=KGM`.",
            ));
            None
        }
    }
}

/// The units that measure the same.
fn units_like(unit: Unit) -> Vec<Unit> {
    Unit::ALL.iter().copied().filter(|one| one.dimension() == unit.dimension()).collect()
}

type Goods = Box<dyn BoxableExpression<stock_offer::table, Pg, SqlType = Bool>>;

/// Whether an offer is of one of these commodities and forms; nothing where there are none. Each pair stands for itself, so that
/// the planner knows how many offers there are of it.
fn any_of(named: &[(String, String)]) -> Option<Goods> {
    let one = |(commodity, form): &(String, String)| -> Goods {
        let commodity = stock_offer::commodity_code.eq(commodity.clone());
        Box::new(commodity.and(stock_offer::form_code.eq(form.clone())))
    };
    named.iter().map(one).reduce(|all, next| Box::new(all.or(next)))
}

/// A page of what can be had.
pub(super) async fn list_available(
    conn: &mut Connection,
    wanted: &Wanted,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<StockOfferRow>, Error> {
    let left = stock_offer::offered_base
        - stock_offer::converted_base
        - held_of_offer(stock_offer::id, wanted.today);
    // Where less is left than the least lot, nothing can be had.
    let least = wanted.least.map_or(0, Quantity::base);
    let enough = sql::<BigInt>("greatest(stock_offer.least_lot_base, ").bind::<BigInt, _>(least).sql(")");
    let mut statement = stock_offer::table
        .filter(stock_offer::state.eq(StockOfferState::Published))
        .filter(stock_offer::converted_base.lt(stock_offer::offered_base))
        .filter(stock_offer::available_until_date.ge(wanted.day))
        .filter(stock_offer::available_from_date.le(wanted.day))
        .filter(left.ge(enough))
        .order((stock_offer::available_until_date.asc(), stock_offer::id.asc()))
        .limit(limit)
        .select(StockOfferRow::as_select())
        .into_boxed();
    if let Some(code) = &wanted.commodity {
        statement = statement.filter(stock_offer::commodity_code.eq(code));
    }
    if let Some(regions) = &wanted.regions {
        statement = statement.filter(stock_offer::region_code.eq_any(regions));
    }
    if let Some(least) = wanted.least {
        statement = statement.filter(stock_offer::quantity_unit.eq_any(units_like(least.unit())));
    }
    if let Some(named) = &wanted.named {
        match any_of(named) {
            Some(goods) => statement = statement.filter(goods),
            None => return Ok(Vec::new()),
        }
    }
    if let Some(Position { until, id }) = after {
        let earlier = stock_offer::available_until_date.eq(until).and(stock_offer::id.le(id));
        statement = statement.filter(stock_offer::available_until_date.ge(until)).filter(not(earlier));
    }
    Ok(statement.load(conn).await?)
}
