//! What the prices of contract lines are held against: the reference prices that the catalog has told of.
//!
//! Until a text is signed its prices are judged on the day on which they are looked at or endorsed; afterwards on the day from
//! which the text holds, so that a later regulation marks nothing that was agreed on before it.

use std::collections::BTreeSet;
use std::sync::Arc;

use api_types::{ReferenceView, TransitionRequest};
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::{HeldPrice, check_note_on_prices};
use domain::shared::{
    Dated, GradeCode, Invalid, Price, PriceRule, Priced, ReferencePrice, RegionCode, reference_between,
};
use service::Error;
use web::{ApiError, Caller};

use super::rows::ContractLineRow;
use crate::outside::reference_prices;

/// The reference prices of some goods, of all days.
#[derive(Debug, Clone, Default)]
pub(crate) struct References(Arc<[Dated<ReferencePrice>]>);

impl References {
    /// Those of the goods of some lines.
    pub(crate) async fn of<'l>(
        conn: &Connection,
        lines: impl IntoIterator<Item = &'l ContractLineRow>,
    ) -> Result<Self, Error> {
        let goods: BTreeSet<String> = lines.into_iter().map(|line| line.commodity_code.clone()).collect();
        if goods.is_empty() {
            return Ok(Self::default());
        }
        let rows = reference_prices(conn, &goods.into_iter().collect::<Vec<_>>()).await?;
        Ok(Self(rows.into()))
    }

    /// What prices between two regions are held against on a day.
    pub(crate) fn between(&self, regions: (RegionCode, RegionCode), day: NaiveDate) -> Judged {
        Judged { rows: self.0.clone(), regions, day }
    }
}

/// What the prices of one text are held against.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    rows: Arc<[Dated<ReferencePrice>]>,
    /// Those of supplier and buyer.
    regions: (RegionCode, RegionCode),
    day: NaiveDate,
}

impl Judged {
    /// What such goods of a grade cost; none where no row speaks of them.
    pub(crate) fn reference(
        &self,
        line: &ContractLineRow,
        grade: Option<&GradeCode>,
    ) -> Option<&Dated<ReferencePrice>> {
        let goods = Priced {
            commodity: &line.commodity_code,
            form: &line.form_code,
            grade: grade.map(GradeCode::as_str),
            region: None,
            level: None,
            basis: line.price_basis,
        };
        let (selling, buying) = &self.regions;
        reference_between(&self.rows, &goods, (selling, buying), self.day)
    }

    /// Every price that a line names, held against what such goods cost; of one that follows a reference price what it makes of it,
    /// held against the row that it follows.
    fn held(&self, line: &ContractLineRow) -> Result<Vec<HeldPrice<'_>>, Error> {
        let held = |(grade, money): (Option<&GradeCode>, _)| {
            let price = Price { money, basis: line.price_basis };
            let reference = self.reference(line, grade)?;
            Some(HeldPrice { line: line.id, number: line.number, price, reference })
        };
        let rule = line.price()?;
        if let PriceRule::ReferencePlusMargin(follows) = &rule {
            let goods = (line.commodity_code.as_str(), line.form_code.as_str());
            let made = follows.price_on(line.price_basis, goods, self.day, &self.rows);
            let held = made.map(|(money, reference)| {
                let price = Price { money, basis: line.price_basis };
                HeldPrice { line: line.id, number: line.number, price, reference }
            });
            return Ok(held.into_iter().collect());
        }
        Ok(rule.named().into_iter().filter_map(held).collect())
    }

    /// What the prices of a line are held against, and for who reads prices how they stand to it: as the first one that lies
    /// outside.
    pub(super) fn view(
        &self,
        line: &ContractLineRow,
        caller: &Caller,
    ) -> Result<Option<ReferenceView>, Error> {
        let held = self.held(line)?;
        let shown = held.iter().find(|held| held.is_flagged()).or(held.first());
        // The row that it follows may not be in force yet.
        let reference = shown.map_or_else(|| self.reference(line, None), |held| Some(held.reference));
        let Some(reference) = reference else { return Ok(None) };
        let price = shown.filter(|_| caller.reads_prices()).map(|held| held.price.money);
        Ok(Some(ReferenceView::of(reference, price)))
    }

    /// A mark of what is shown of lines, empty where no row speaks of them.
    pub(super) fn mark(&self, lines: &[ContractLineRow]) -> String {
        let shown = |line: &ContractLineRow| {
            let held = self.held(line).unwrap_or_default();
            let own = held.is_empty().then(|| self.reference(line, None)).flatten();
            let rows = held.into_iter().map(|held| held.reference).chain(own);
            let said = rows.map(|row| {
                let ReferencePrice { level, low_rupiah, high_rupiah, .. } = &row.rule;
                format!(" {} {level} {low_rupiah:?} {high_rupiah:?} {}", line.number, row.source)
            });
            said.collect::<String>()
        };
        lines.iter().map(shown).collect()
    }

    /// Whether lines may be endorsed: a price outside its reference asks for a note.
    pub(crate) fn expect_note(
        &self,
        lines: &[ContractLineRow],
        request: &TransitionRequest,
    ) -> Result<(), Error> {
        let held = lines.iter().map(|line| self.held(line)).collect::<Result<Vec<_>, _>>()?.concat();
        let noted = request.note.as_deref().is_some_and(|note| !note.trim().is_empty());
        check_note_on_prices(&held, noted).map_err(|refusal| {
            let field = Invalid::new(
                "/note",
                "required",
                "Ada harga di luar harga acuannya; tulis mengapa harga itu disahkan.",
                "A price lies outside its reference; say why it is endorsed.",
            );
            // A row that has ended, or another one, may be on its way here.
            Error::behind("catalog", Error::Api(ApiError::refused(refusal).fields(vec![field])))
        })
    }
}
