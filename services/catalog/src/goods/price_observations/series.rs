//! Prices over time, put together from those that count.

use std::collections::HashMap;

use api_types::catalog::{PricePointView, PriceSeriesQuery, PriceSeriesView};
use api_types::{Check, ReferenceView, WireMoney};
use chrono::NaiveDate;
use domain::catalog::{median, series_periods};
use domain::shared::{
    CommodityCode, DateSense, Dated, GradeCode, Money, PriceBasis, Priced, ReferencePrice, RegionCode,
    jakarta_date, reference_for,
};
use service::{Error, dated};

use super::queries::{self, PricesRow};
use crate::context::Context;
use crate::goods::commodities::expect_asked_form;

/// The series of a query.
pub(super) async fn price_series(
    context: &Context,
    query: &PriceSeriesQuery,
) -> Result<PriceSeriesView, Error> {
    let today = jakarta_date(context.core.clock.now());
    let mut check = Check::new();
    check.take(CommodityCode::from_field("?commodity_code", &query.commodity_code));
    if let Some(grade) = &query.grade {
        check.take(GradeCode::from_field("?grade", grade));
    }
    check.date("?from_date", query.from_date, DateSense::Asked, today);
    check.date("?until_date", query.until_date, DateSense::Asked, today);
    let periods = check.take(series_periods(query.from_date, query.until_date, query.period));
    check.finish()?;
    let mut conn = context.core.read().await?;
    let form = expect_asked_form(&mut conn, &query.commodity_code, &query.form_code).await?;
    let basis = query.price_basis.unwrap_or(PriceBasis::usual(form.unit));
    let seen = queries::sum_series(&mut conn, query, basis).await?;
    let seen = seen.into_iter().map(|row| (row.first_day, row)).collect();
    let references = dated::rules::<ReferencePrice>(&conn).await?;
    let region = query.region_code.as_deref().and_then(|code| code.parse().ok());
    let series = Series { query, basis, region, seen, references };
    Ok(PriceSeriesView {
        commodity_code: query.commodity_code.clone(),
        form_code: query.form_code.clone(),
        price_basis: basis,
        points: periods.unwrap_or_default().into_iter().map(|days| series.point(days)).collect(),
    })
}

/// What the points of a series are made of.
struct Series<'a> {
    query: &'a PriceSeriesQuery,
    basis: PriceBasis,
    region: Option<RegionCode>,
    seen: HashMap<NaiveDate, PricesRow>,
    references: Vec<Dated<ReferencePrice>>,
}

impl Series<'_> {
    fn point(&self, (from_date, until_date): (NaiveDate, NaiveDate)) -> PricePointView {
        let seen = self.seen.get(&from_date);
        let middle = seen.map(|row| median(Money(row.lower_middle), Money(row.upper_middle)));
        let goods = Priced {
            commodity: &self.query.commodity_code,
            form: &self.query.form_code,
            grade: self.query.grade.as_deref(),
            region: self.region.as_ref(),
            level: Some(self.query.level),
            basis: self.basis,
        };
        let reference = reference_for(&self.references, &goods, until_date);
        let shown = |rupiah: i64| WireMoney::from(Money(rupiah));
        PricePointView {
            from_date,
            until_date,
            observations: seen.map_or(0, |row| row.number),
            low: seen.map(|row| shown(row.low)),
            median: middle.map(WireMoney::from),
            high: seen.map(|row| shown(row.high)),
            reference: reference.map(|row| ReferenceView::of(row, middle)),
        }
    }
}
