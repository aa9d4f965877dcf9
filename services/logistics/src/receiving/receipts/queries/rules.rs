//! The rules of receiving that are kept as dated rows: plausible weights, thresholds and windows.

use chrono::NaiveDate;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{Measure, ReceivingFigure, ReceivingRule, WeightRange};
use domain::shared::Period;
use service::Error;

use crate::schema::{receiving_rule, weight_range};

type FigureData = (ReceivingFigure, i64, NaiveDate, Option<NaiveDate>, String);

/// The figures by which receipts are judged.
pub(in super::super) async fn receiving_rules(conn: &mut Connection) -> Result<Vec<ReceivingRule>, Error> {
    let rows: Vec<FigureData> = receiving_rule::table
        .order(receiving_rule::id.asc())
        .select((
            receiving_rule::key,
            receiving_rule::value,
            receiving_rule::in_force_from_date,
            receiving_rule::in_force_until_date,
            receiving_rule::source,
        ))
        .load(conn)
        .await?;
    let rule = |(key, value, from, until, source)| ReceivingRule {
        key,
        value,
        in_force: Period { from, until },
        source,
    };
    Ok(rows.into_iter().map(rule).collect())
}

type RangeData = (String, Option<String>, Measure, i64, i64, NaiveDate, Option<NaiveDate>, String);

/// What heads and pieces of some commodities plausibly weigh.
pub(in super::super) async fn weight_ranges(
    conn: &mut Connection,
    commodities: &[String],
) -> Result<Vec<WeightRange>, Error> {
    let rows: Vec<RangeData> = weight_range::table
        .filter(weight_range::commodity_code.eq_any(commodities))
        .order(weight_range::id.asc())
        .select((
            weight_range::commodity_code,
            weight_range::form_code,
            weight_range::measure,
            weight_range::least_grams,
            weight_range::most_grams,
            weight_range::in_force_from_date,
            weight_range::in_force_until_date,
            weight_range::source,
        ))
        .load(conn)
        .await?;
    let range = |(commodity, form, measure, least_grams, most_grams, from, until, source)| WeightRange {
        commodity,
        form,
        measure,
        least_grams,
        most_grams,
        in_force: Period { from, until },
        source,
    };
    Ok(rows.into_iter().map(range).collect())
}
