//! The figures of a contract as its evaluation shows them: of its orders and receipts, and of its prices beside the reference
//! prices of their days. Computed from what has arrived here; nobody types them.

use api_types::WireQuantity;
use api_types::agreement::{ComparedPriceView, EvaluatedLineView, EvaluationFiguresView, RejectedPartView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use domain::agreement::line_figures;
use domain::shared::{Dimension, GradeCode, Money, RegionCode, Unit, jakarta_date, signed_value};
use service::Error;

use crate::cooperation::contracts::{ContractLineRow, WholeContract};
use crate::outside::{Deliveries, deliveries_of, expect_fresh_logistics};

/// The figures of a contract as of a time, as they are known now; prices included.
///
/// # Errors
/// 503 while it cannot be told whether all that logistics said is known here.
pub(super) async fn figures_of(
    conn: &mut Connection,
    whole: &WholeContract,
    (as_of, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<EvaluationFiguresView, Error> {
    expect_fresh_logistics(conn, now).await?;
    let delivered = deliveries_of(conn, whole.row.id, as_of).await?;
    let day = jakarta_date(as_of);
    let lines = whole.lines_on(day);
    let compared = Compared { whole, regions: whole.row.regions()?, day };
    let lines = lines.iter().map(|line| line_view(line, &delivered, &compared)).collect::<Result<_, _>>()?;
    Ok(EvaluationFiguresView { contract_id: whole.row.id, as_of, known_at: now, lines })
}

fn line_view(
    line: &ContractLineRow,
    delivered: &Deliveries,
    compared: &Compared<'_>,
) -> Result<EvaluatedLineView, Error> {
    let figures = line_figures(line.id, &delivered.orders, &delivered.received);
    let wire = |base: i128, unit: Unit| WireQuantity { value: signed_value(base, unit), unit };
    let weight_unit =
        if line.unit.dimension() == Dimension::Mass { line.unit } else { Dimension::Mass.plain_unit() };
    let rejected = figures.rejected.into_iter();
    Ok(EvaluatedLineView {
        contract_line_id: line.id,
        number: line.number,
        commodity_code: line.commodity_code.clone(),
        form_code: line.form_code.clone(),
        unit: line.unit,
        committed: line.quantity().map(Into::into),
        ordered: wire(figures.ordered, line.unit),
        delivered: wire(figures.delivered, line.unit),
        delivered_on_time: wire(figures.on_time, line.unit),
        accepted: wire(figures.accepted, line.unit),
        rejected: rejected
            .map(|(reason, base)| RejectedPartView { reason, quantity: wire(base, line.unit) })
            .collect(),
        shrink: figures.shrunk.map(|grams| wire(grams, weight_unit)),
        shrink_allowed: figures.shrink_allowed.map(|grams| wire(grams, weight_unit)),
        prices: Some(compared.prices(line, delivered)?),
    })
}

/// What prices are held against.
struct Compared<'a> {
    whole: &'a WholeContract,
    /// Those of supplier and buyer.
    regions: (RegionCode, RegionCode),
    /// The day of the figures.
    day: NaiveDate,
}

impl Compared<'_> {
    /// The prices of a line on the days of its receipts, each that is told otherwise than the one before it.
    fn prices(
        &self,
        line: &ContractLineRow,
        delivered: &Deliveries,
    ) -> Result<Vec<ComparedPriceView>, Error> {
        let received = delivered.received_on.iter().filter(|(of, _)| *of == line.id).map(|(_, day)| *day);
        let mut days: Vec<NaiveDate> = received.collect();
        if days.is_empty() {
            days.push(self.day);
        }
        let mut prices: Vec<Vec<ComparedPriceView>> =
            days.into_iter().map(|day| self.named(line, day)).collect::<Result<_, _>>()?;
        let same = |(later, earlier): (&ComparedPriceView, &ComparedPriceView)| {
            ComparedPriceView { date: earlier.date, ..later.clone() } == *earlier
        };
        // A rule names several prices on one day: they are compared day by day.
        prices
            .dedup_by(|later, earlier| later.len() == earlier.len() && later.iter().zip(&*earlier).all(same));
        Ok(prices.concat())
    }

    /// The prices that a line names on a day beside the reference price in force then; none where the text of that day has no
    /// such line, or its price follows a reference price itself.
    fn named(&self, line: &ContractLineRow, day: NaiveDate) -> Result<Vec<ComparedPriceView>, Error> {
        let Some(line) = self.whole.lines_on(day).iter().find(|one| one.id == line.id) else {
            return Ok(Vec::new());
        };
        let rule = line.price()?;
        let held = self.whole.references.between(self.regions.clone(), day);
        let rupiah = |figure: Option<i64>| figure.map(|figure| Money(figure).into());
        let compared = |(grade, price): (Option<&GradeCode>, Money)| {
            let reference = held.reference(line, grade);
            ComparedPriceView {
                date: day,
                price: price.into(),
                price_basis: line.price_basis,
                reference_level: reference.map(|row| row.rule.level),
                reference_low: rupiah(reference.and_then(|row| row.rule.low_rupiah)),
                reference_high: rupiah(reference.and_then(|row| row.rule.high_rupiah)),
                reference_legal_basis: reference.map(|row| row.source.clone()),
                flag: reference.map(|row| row.rule.flag(price)),
            }
        };
        Ok(rule.named().into_iter().map(compared).collect())
    }
}
