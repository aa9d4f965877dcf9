//! What growers expect to bring in, set against a demand, from what the catalog has told of seasons and forecasts.

use std::collections::{BTreeMap, BTreeSet};

use api_types::WireQuantity;
use api_types::agreement::{DemandForecastsView, ForecastPeriodView, LineForecastsView};
use chrono::{Days, NaiveDate};
use db::Connection;
use domain::agreement::{CooperationLimit, LimitKind, amounts_in, cover, limit_on};
use domain::shared::{DemandLineId, Quantity, Unit, jakarta_date};
use service::Error;
use service::dated::rules;

use super::queries::Known;
use crate::identity::covers;
use crate::need::commitments::promised_elsewhere;
use crate::need::demands::{Sight, WholeDemand, WholeLine};
use crate::outside::current_forecasts;

/// Amounts by day of one line.
#[derive(Debug, Default)]
struct Expected {
    regions: BTreeSet<String>,
    fresh: Vec<(NaiveDate, i64)>,
    stale: Vec<(NaiveDate, i64)>,
    elsewhere: Vec<(NaiveDate, i64)>,
}

/// What is expected for each line of a demand.
#[derive(Debug)]
pub(super) struct ExpectedOf(BTreeMap<DemandLineId, Expected>);

/// What growers of the committing regions expect, of all or of those whose commitments the caller reads.
pub(super) async fn expected_of(
    conn: &mut Connection,
    whole: &WholeDemand,
    known: &Known,
    all: bool,
) -> Result<ExpectedOf, Error> {
    let limits = rules::<CooperationLimit>(conn).await?;
    let age = limit_on(&limits, LimitKind::ForecastAge, whole.day);
    let oldest = age.and_then(|days| whole.day.checked_sub_days(Days::new(days.into())));
    let mut found = BTreeMap::new();
    for line in &whole.lines {
        let (row, needs) = (&line.row, &line.needs);
        let of_line = known.promises.iter().filter(|one| one.line == row.id);
        let read = of_line.filter(|one| all || known.read.contains(&one.commitment));
        let regions: BTreeSet<String> = read.map(|one| one.region_code.clone()).collect();
        let mut expected = Expected { regions, ..Expected::default() };
        let days = needs.iter().map(|need| need.period.days().from).min();
        let (Some(from), false) = (days, expected.regions.is_empty()) else {
            found.insert(row.id, expected);
            continue;
        };
        let goods = (row.commodity_code.as_str(), row.form_code.as_str());
        let here = |code: &str| expected.regions.iter().any(|region| covers(region, code));
        let said = current_forecasts(conn, goods, from).await?;
        for one in said.iter().filter(|one| here(&one.region_code)) {
            let amount = (one.first_day, one.quantity_base);
            let old = oldest.is_some_and(|oldest| jakarta_date(one.captured_at) < oldest);
            if old { expected.stale.push(amount) } else { expected.fresh.push(amount) }
        }
        let regions: Vec<&str> = expected.regions.iter().map(String::as_str).collect();
        expected.elsewhere = promised_elsewhere(conn, whole.row.id, &regions, goods).await?;
        found.insert(row.id, expected);
    }
    Ok(ExpectedOf(found))
}

/// The figures of the lines that a caller reads, or of one of them.
pub(super) fn view(
    whole: &WholeDemand,
    known: &Known,
    sight: &Sight,
    (expected, only): (&ExpectedOf, Option<DemandLineId>),
) -> DemandForecastsView {
    let asked = |line: &&WholeLine| {
        only.is_none_or(|only| only == line.row.id) && sight.reads_line(&whole.row, &line.row.commodity_code)
    };
    let line = |line: &WholeLine| Some(line_view(line, known, expected.0.get(&line.row.id)?));
    DemandForecastsView {
        demand_id: whole.row.id,
        revision: whole.row.revision,
        lines: whole.lines.iter().filter(asked).filter_map(line).collect(),
    }
}

fn line_view(line: &WholeLine, known: &Known, expected: &Expected) -> LineForecastsView {
    let (row, needs, unit) = (&line.row, &line.needs, line.row.unit);
    let promises = known.promises.iter().filter(|one| one.line == row.id);
    let here = promises.filter(|one| expected.regions.contains(&one.region_code));
    let covered = cover(needs, here.flat_map(|promise| &promise.schedule));
    let [fresh, stale, elsewhere] =
        [&expected.fresh, &expected.stale, &expected.elsewhere].map(|amounts| amounts_in(needs, amounts));
    let period = |(index, need): (usize, &domain::shared::Scheduled)| ForecastPeriodView {
        period: need.period.code(),
        first_date: need.period.days().from,
        last_date: need.period.last(),
        need: need.quantity.into(),
        committed: amount(covered[index].committed, unit),
        forecast: amount(fresh[index], unit),
        stale: amount(stale[index], unit),
        promised_elsewhere: amount(elsewhere[index], unit),
    };
    LineForecastsView {
        demand_line_id: row.id,
        commodity_code: row.commodity_code.clone(),
        form_code: row.form_code.clone(),
        region_codes: expected.regions.iter().cloned().collect(),
        periods: needs.iter().enumerate().map(period).collect(),
    }
}

fn amount(base: i64, unit: Unit) -> WireQuantity {
    Quantity::from_stored(base, unit).into()
}
