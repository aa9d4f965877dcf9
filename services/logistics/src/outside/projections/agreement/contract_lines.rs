//! Lines of contracts: what they say, by each text of their contract.

use std::collections::BTreeMap;

use api_types::agreement::{ContractLineView, ContractPeriodView, ContractVersionView};
use api_types::told_price;
use chrono::{DateTime, NaiveDate, Utc};
use client::ClientError;
use diesel::prelude::*;
use domain::logistics::{CommittedPeriod, LineTerms, LineText, LineTexts, TakenOn, committed_in};
use domain::shared::{
    ContractId, ContractLineId, Invalid, LinePrice, PriceBasis, PriceRule, Quantity, Unit, in_force_at,
    jakarta_date,
};
use service::Error;

use serde::Deserialize as _;

use super::texts::{LineSays, PeriodSays, Text, periods_at, stored, text_at, texts};
use crate::outside::projections::exact;
use crate::schema::projected_contract_line;

/// A line of a contract as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract_line, treat_none_as_null = true)]
pub struct ContractLineRow {
    /// Its id.
    pub id: ContractLineId,
    /// Its contract.
    pub contract_id: ContractId,
    /// Its place on the paper.
    pub number: i32,
    /// Commodity.
    pub commodity_code: String,
    /// Form of the commodity.
    pub form_code: String,
    /// The unit people order in.
    pub unit: Unit,
    /// Committed, in base units; none where nothing limits.
    pub committed_base: Option<i64>,
    /// How much more may be received, in basis points.
    pub over_tolerance_bp: i32,
    /// Rupiah per basis, where the price is fixed.
    pub price_rupiah: Option<i64>,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// What people call it.
    pub description: Option<String>,
    /// What its texts say of it, once its contract was amended; nothing of one in which it does not stand.
    pub texts: serde_json::Value,
    /// The lower quantity that a proposed amendment asks for, in base units.
    pub cap_base: Option<i64>,
    /// The last day on which that holds anything back.
    pub cap_ends: Option<NaiveDate>,
    /// What a share line commits by its present text, as it was recorded; nothing of other lines.
    pub schedule: serde_json::Value,
    /// Whether what one of its periods did not take goes on to the next; none but of a share line.
    pub rolls_over: Option<bool>,
    /// How the price is found, where it is not fixed.
    pub price_rule: Option<serde_json::Value>,
    /// Other forms of the commodity that it may be met in, by the text last read.
    pub also_form_codes: Vec<String>,
}

impl ContractLineRow {
    /// The terms that orders and receipts are judged by on a day: those in force, and what later texts let be ordered less.
    /// Of a share line the periods count that have begun on another day: what is received late is no less committed.
    pub(crate) fn terms_on(&self, (day, begun): (NaiveDate, NaiveDate), taken: &[TakenOn]) -> LineTerms {
        let terms = self.all_texts(|texts| texts.terms_on(day), day);
        self.of_periods(terms, (day, begun), DateTime::<Utc>::MAX_UTC, taken)
    }

    /// The terms in force on a day, as far as they were signed by then. A line that does not stand in a text commits nothing
    /// by it.
    pub(crate) fn terms_at(
        &self,
        (day, begun): (NaiveDate, NaiveDate),
        known_at: DateTime<Utc>,
        taken: &[TakenOn],
    ) -> LineTerms {
        let terms = self.all_texts(|texts| texts.terms_at(day, known_at), day);
        self.of_periods(terms, (day, begun), known_at, taken)
    }

    /// Of a share line what its periods commit.
    fn of_periods(
        &self,
        terms: LineTerms,
        (day, begun): (NaiveDate, NaiveDate),
        known_at: DateTime<Utc>,
        taken: &[TakenOn],
    ) -> LineTerms {
        let Some(periods) = self.periods_at(day, known_at) else { return terms };
        let counted: Vec<CommittedPeriod> = periods.iter().map(PeriodSays::counted).collect();
        let committed = committed_in(&counted, self.lapses().then_some(taken), begun);
        LineTerms { committed: Some(committed), ..terms }
    }

    /// Everything that its texts say, with what a proposed one holds back on a day.
    fn all_texts(&self, ask: impl FnOnce(LineTexts<'_>) -> LineTerms, day: NaiveDate) -> LineTerms {
        // Tolerances are read from a u16; never negative.
        let over = |bp: i32| bp.unsigned_abs();
        let text = |text: Text<Option<LineSays>>| LineText {
            in_force_from: text.in_force_from,
            recorded_at: text.recorded_at,
            says: text.says.map(|says| (says.committed_base, over(says.over_tolerance_bp))),
        };
        let texts: Vec<LineText> = texts(&self.texts).into_iter().map(text).collect();
        let (committed, over_tolerance_bp) = (self.committed_base, over(self.over_tolerance_bp));
        let present = LineTerms { committed, over_tolerance_bp, cap: None, unit: self.unit };
        let proposed = self.cap_base.filter(|_| self.cap_ends.is_some_and(|ends| day <= ends));
        ask(LineTexts { present, texts: &texts, proposed })
    }

    /// Whether what one of its periods did not take lapses at its end.
    pub(crate) fn lapses(&self) -> bool {
        self.rolls_over == Some(false)
    }

    /// The periods of a share line by the text in force on a day, as far as they were recorded by then; none of other lines, and
    /// of one that does not stand in it.
    pub(crate) fn periods_at(&self, day: NaiveDate, known_at: DateTime<Utc>) -> Option<Vec<PeriodSays>> {
        self.rolls_over?;
        let texts = texts::<Option<LineSays>>(&self.texts);
        let recorded = match text_at(&texts, day, known_at) {
            None => Vec::deserialize(&self.schedule).unwrap_or_default(),
            Some(says) => says.as_ref()?.schedule.clone(),
        };
        Some(periods_at(&recorded, known_at))
    }

    /// The same before its contract commits anything.
    pub(crate) fn terms_before(&self, day: NaiveDate) -> LineTerms {
        let terms = self.terms_at((day, day), DateTime::<Utc>::MAX_UTC, &[]);
        LineTerms { committed: terms.committed.map(|_| 0), ..terms }
    }

    /// Other forms that it may be met in, by the text in force on a day.
    pub(crate) fn also_forms_on(&self, day: NaiveDate) -> Vec<String> {
        let texts = texts::<Option<LineSays>>(&self.texts);
        match text_at(&texts, day, DateTime::<Utc>::MAX_UTC) {
            None => self.also_form_codes.clone(),
            Some(says) => says.as_ref().map(|says| says.also_form_codes.clone()).unwrap_or_default(),
        }
    }

    /// Whether its contract has more than one text.
    pub(crate) fn was_amended(&self) -> bool {
        self.texts.as_array().is_some_and(|texts| !texts.is_empty())
    }

    /// Whether a rule finds its price by any of its texts.
    pub(crate) fn has_rules(&self) -> bool {
        let texts = texts::<Option<LineSays>>(&self.texts);
        let ruled =
            |text: &Text<Option<LineSays>>| text.says.as_ref().is_some_and(|says| says.price_rule.is_some());
        self.price_rule.is_some() || texts.iter().any(ruled)
    }

    /// What one of the basis costs by the text last read.
    ///
    /// # Errors
    /// A rule that this release cannot read.
    pub(crate) fn price(&self) -> Result<LinePrice, Error> {
        self.says().price(self.id)
    }

    /// The same by the text in force at an instant, as far as it was signed by then.
    ///
    /// # Errors
    /// As [`Self::price`].
    pub(crate) fn price_at(&self, at: DateTime<Utc>, known_at: DateTime<Utc>) -> Result<LinePrice, Error> {
        match text_at(&texts::<Option<LineSays>>(&self.texts), jakarta_date(at), known_at) {
            Some(Some(says)) => says.price(self.id),
            _ => self.price(),
        }
    }

    /// The first day of the text in force at an instant, as far as it was signed by then; none where there is one text alone.
    pub(crate) fn text_from(&self, at: DateTime<Utc>, known_at: DateTime<Utc>) -> Option<NaiveDate> {
        let texts = texts::<Option<LineSays>>(&self.texts);
        let first_day = |text: &Text<Option<LineSays>>| (text.in_force_from, text.recorded_at);
        in_force_at(&texts, first_day, jakarta_date(at), known_at)
            .filter(|text| text.says.is_some())
            .map(|text| text.in_force_from)
    }

    fn of(contract: ContractId, view: ContractLineView) -> Result<Self, ClientError> {
        let schedule = view.schedule.iter().map(PeriodSays::of).collect::<Result<Vec<_>, _>>()?;
        let (price_rupiah, price_rule) = told_price(view.price.as_ref(), view.price_rule.as_ref())
            .map_err(|unread| untold(view.id, &unread))?
            .stored();
        Ok(Self {
            committed_base: view.quantity.as_ref().map(exact).transpose()?.map(Quantity::base),
            id: view.id,
            contract_id: contract,
            number: view.number,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            unit: view.unit,
            over_tolerance_bp: i32::from(view.over_tolerance_bp),
            price_rupiah,
            price_rule,
            price_basis: view.price_basis,
            description: view.description,
            texts: stored::<LineSays>(&[]),
            cap_base: None,
            cap_ends: None,
            schedule: serde_json::to_value(&schedule).unwrap_or_default(),
            rolls_over: view.commitment_id.map(|_| view.rolls_over.unwrap_or(true)),
            also_form_codes: view.also_form_codes,
        })
    }

    fn says(&self) -> LineSays {
        LineSays {
            committed_base: self.committed_base,
            over_tolerance_bp: self.over_tolerance_bp,
            price_rupiah: self.price_rupiah,
            price_rule: self.price_rule.clone(),
            price_basis: self.price_basis,
            schedule: Vec::deserialize(&self.schedule).unwrap_or_default(),
            also_form_codes: self.also_form_codes.clone(),
        }
    }
}

impl PeriodSays {
    fn of(view: &ContractPeriodView) -> Result<Self, ClientError> {
        Ok(Self {
            period: view.period.clone(),
            from_date: view.from_date,
            until_date: view.until_date,
            quantity_base: exact(&view.quantity)?.base(),
            recorded_at: view.recorded_at,
        })
    }

    /// As it counts.
    pub(crate) fn counted(&self) -> CommittedPeriod {
        CommittedPeriod { from: self.from_date, until: self.until_date, quantity: self.quantity_base }
    }
}

impl LineSays {
    fn price(&self, line: ContractLineId) -> Result<LinePrice, Error> {
        let rule = PriceRule::from_stored(self.price_rupiah, self.price_rule.as_ref());
        let rule =
            rule.ok_or_else(|| Error::Internal(format!("the stored price of {line} is unreadable")))?;
        Ok(LinePrice { rule, basis: self.price_basis })
    }
}

/// A service reads prices; anything else is the other's mistake and stops the feed.
fn untold(line: ContractLineId, unread: &[Invalid]) -> ClientError {
    ClientError::Unexpected(format!("{line} was told without a price that can be read: {unread:?}"))
}

/// The lines of all texts of a contract: what each is now, and what every text says of it once there are more than one.
pub(super) fn lines_of(
    contract: ContractId,
    present: Vec<ContractLineView>,
    versions: &[ContractVersionView],
) -> Result<Vec<ContractLineRow>, ClientError> {
    let mut lines = BTreeMap::new();
    for view in versions.iter().flat_map(|version| version.lines.clone()).chain(present) {
        // The present text comes last; of a line that does not stand in it, the last that had it.
        lines.insert(view.id, ContractLineRow::of(contract, view)?);
    }
    if versions.len() > 1 {
        let mut texts: BTreeMap<ContractLineId, Vec<Text<Option<LineSays>>>> = BTreeMap::new();
        for version in versions {
            let of_version = |view: &ContractLineView| {
                Ok::<_, ClientError>((view.id, ContractLineRow::of(contract, view.clone())?.says()))
            };
            let says: BTreeMap<_, _> = version.lines.iter().map(of_version).collect::<Result<_, _>>()?;
            for id in lines.keys() {
                texts.entry(*id).or_default().push(text(version, says.get(id).cloned()));
            }
        }
        for (id, line) in &mut lines {
            line.texts = stored(texts.get(id).map(Vec::as_slice).unwrap_or_default());
        }
    }
    Ok(lines.into_values().collect())
}

pub(super) fn text<T>(version: &ContractVersionView, says: T) -> Text<T> {
    Text { in_force_from: version.in_force_from_date, recorded_at: version.recorded_at, says }
}
