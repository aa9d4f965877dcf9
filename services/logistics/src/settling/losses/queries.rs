//! All SQL of the loss statistics.

use api_types::logistics::{ListLossStatisticsQuery, LossStatisticView};
use db::Connection;
use db::functions::{greatest, least, or_else, sum};
use diesel::IntoSql as _;
use diesel::dsl::{case_when, count_star};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use domain::logistics::{Measure, signed_value};
use domain::shared::{Unit, jakarta_midnight};
use serde::{Deserialize, Serialize};
use service::Error;
use web::Caller;

use crate::schema::{receipt, receipt_line, receipt_measure, shipment};
use crate::transport::traded_by;

diesel::allow_columns_to_appear_in_same_group_by_clause!(
    shipment::origin_region_code,
    shipment::destination_region_code,
    receipt_line::commodity_code,
    receipt_measure::dimension,
);

/// What an entry is of; entries come in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct LossKey {
    origin: String,
    destination: String,
    commodity: String,
    measure: Measure,
}

impl LossKey {
    /// What an entry is of.
    pub(super) fn of(view: &LossStatisticView) -> Self {
        Self {
            origin: view.origin_region_code.clone(),
            destination: view.destination_region_code.clone(),
            commodity: view.commodity_code.clone(),
            measure: view.measure,
        }
    }
}

type Key = (String, String, String, Measure);
type Sums = (i64, i64, i64, i64, i64, i64, i64, i64);
type Counts = (i64, i64);

/// A page of entries after one.
pub(super) async fn losses(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListLossStatisticsQuery,
    after: Option<&LossKey>,
    limit: i64,
) -> Result<Vec<LossStatisticView>, Error> {
    let zero = || 0.into_sql::<BigInt>();
    let key = (
        shipment::origin_region_code,
        shipment::destination_region_code,
        receipt_line::commodity_code,
        receipt_measure::dimension,
    );
    // The same division as `domain::logistics::Loss`, line by line.
    let lost = || greatest(receipt_measure::shrink, 0) + receipt_measure::dead;
    let allowed = || {
        case_when(receipt_measure::dimension.eq(Measure::Mass), or_else(receipt_line::shrink_allowed_base, 0))
            .when(receipt_measure::dimension.eq(Measure::Head), or_else(receipt_line::deaths_allowed, 0))
            .otherwise(zero())
    };
    let within = || least(lost(), allowed());
    let beyond = || lost() - within();
    let received = receipt_measure::accepted + receipt_measure::held_excess + receipt_measure::rejected;
    let removed = receipt_measure::removed + receipt_measure::emergency_slaughtered;
    let mut statement = receipt_measure::table
        .inner_join(receipt_line::table.on(receipt_line::id.eq(receipt_measure::receipt_line_id)))
        .inner_join(receipt::table.on(receipt::id.eq(receipt_line::receipt_id)))
        .inner_join(shipment::table.on(shipment::id.eq(receipt::shipment_id)))
        .filter(receipt_line::posted_at.is_not_null())
        .filter(receipt_line::reversed_at.is_null())
        .filter(receipt::shipment_id.eq_any(traded_by(caller)))
        .group_by(key)
        .order(key)
        .limit(limit)
        .select((
            key,
            (
                sum(receipt_measure::loaded),
                sum(received),
                sum(within()),
                sum(beyond()),
                sum(receipt_measure::missing),
                sum(removed),
                sum(receipt_measure::surplus),
                sum(greatest(zero() - receipt_measure::shrink, 0)),
            ),
            (count_star(), sum(case_when(beyond().gt(0), 1.into_sql::<BigInt>()).otherwise(zero()))),
        ))
        .into_boxed();
    if let Some(origin) = &query.origin_region_code {
        statement = statement.filter(shipment::origin_region_code.eq(origin));
    }
    if let Some(destination) = &query.destination_region_code {
        statement = statement.filter(shipment::destination_region_code.eq(destination));
    }
    if let Some(commodity) = &query.commodity_code {
        statement = statement.filter(receipt_line::commodity_code.eq(commodity));
    }
    if let Some(from) = query.received_from_date {
        statement = statement.filter(receipt_line::received_at.ge(jakarta_midnight(from)));
    }
    if let Some(next) = query.received_until_date.and_then(|until| until.succ_opt()) {
        statement = statement.filter(receipt_line::received_at.lt(jakarta_midnight(next)));
    }
    if let Some(after) = after {
        let LossKey { origin, destination, commodity, measure } = after;
        let same = shipment::origin_region_code.eq(origin);
        let same_route = same.and(shipment::destination_region_code.eq(destination));
        let same_goods = same_route.and(receipt_line::commodity_code.eq(commodity));
        statement = statement.filter(
            shipment::origin_region_code
                .gt(origin)
                .or(same.and(shipment::destination_region_code.gt(destination)))
                .or(same_route.and(receipt_line::commodity_code.gt(commodity)))
                .or(same_goods.and(receipt_measure::dimension.gt(measure))),
        );
    }
    let rows: Vec<(Key, Sums, Counts)> = statement.load(conn).await?;
    Ok(rows.into_iter().map(view).collect())
}

fn view((key, sums, counts): (Key, Sums, Counts)) -> LossStatisticView {
    let (origin_region_code, destination_region_code, commodity_code, measure) = key;
    let (loaded, received, within, beyond, missing, removed, surplus, gained) = sums;
    let (lines, lines_beyond_allowance) = counts;
    let unit = match measure {
        Measure::Head => Unit::Hea,
        Measure::Piece | Measure::Package => Unit::H87,
        Measure::Mass => Unit::Kgm,
        Measure::Volume => Unit::Ltr,
    };
    let text = |base: i64| signed_value(base.into(), unit);
    LossStatisticView {
        origin_region_code,
        destination_region_code,
        commodity_code,
        measure,
        unit,
        loaded: text(loaded),
        received: text(received),
        lost_within_allowance: text(within),
        lost_beyond_allowance: text(beyond),
        missing: text(missing),
        removed: text(removed),
        surplus: text(surplus),
        gained: text(gained),
        lines,
        lines_beyond_allowance,
    }
}
