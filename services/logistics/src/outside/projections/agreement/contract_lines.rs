//! Lines of contracts: what they say, by each text of their contract.

use std::collections::BTreeMap;

use api_types::WireQuantity;
use api_types::agreement::{ContractLineView, ContractVersionView};
use chrono::{DateTime, NaiveDate, Utc};
use client::ClientError;
use diesel::prelude::*;
use domain::logistics::LineTerms;
use domain::shared::{ContractId, ContractLineId, Money, Price, PriceBasis, Quantity, Unit, jakarta_date};

use super::texts::{LineSays, Text, stored, text_at, texts};
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
    /// Rupiah per basis.
    pub price_rupiah: i64,
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
    /// Other forms of the commodity that it may be met in, by the text last read.
    pub also_form_codes: Vec<String>,
}

impl ContractLineRow {
    /// The terms that orders and receipts are judged by on a day: those in force, and what later texts let be ordered less.
    pub(crate) fn terms_on(&self, day: NaiveDate) -> LineTerms {
        let texts = texts::<Option<LineSays>>(&self.texts);
        // A text that the next one replaces on its own day never holds.
        let holds = |place: usize, text: &Text<_>| {
            texts.get(place + 1).is_none_or(|next: &Text<_>| next.in_force_from > text.in_force_from)
        };
        let later = texts.iter().enumerate().skip(1).filter(|(place, text)| holds(*place, text));
        let later = later.map(|(_, text)| text).filter(|text| text.in_force_from > day);
        let lower = later.filter_map(|text| text.says.as_ref().map_or(Some(0), |says| says.committed_base));
        let proposed = self.cap_base.filter(|_| self.cap_ends.is_some_and(|ends| day <= ends));
        LineTerms { cap: lower.chain(proposed).min(), ..self.terms_at(day, DateTime::<Utc>::MAX_UTC) }
    }

    /// The terms in force on a day, as far as they were signed by then. A line that does not stand in a text commits nothing
    /// by it.
    pub(crate) fn terms_at(&self, day: NaiveDate, known_at: DateTime<Utc>) -> LineTerms {
        let (committed, over) = match text_at(&texts::<Option<LineSays>>(&self.texts), day, known_at) {
            None => (self.committed_base, self.over_tolerance_bp),
            Some(None) => (Some(0), 0),
            Some(Some(says)) => (says.committed_base, says.over_tolerance_bp),
        };
        // Tolerances are read from a u16; never negative.
        LineTerms { committed, over_tolerance_bp: over.unsigned_abs(), cap: None, unit: self.unit }
    }

    /// The same before its contract commits anything.
    pub(crate) fn terms_before(&self, day: NaiveDate) -> LineTerms {
        let terms = self.terms_at(day, DateTime::<Utc>::MAX_UTC);
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

    /// What one of the basis costs by the text last read.
    pub(crate) fn price(&self) -> Price {
        Price { money: Money(self.price_rupiah), basis: self.price_basis }
    }

    /// The same by the text in force at an instant, as far as it was signed by then.
    pub(crate) fn price_at(&self, at: DateTime<Utc>, known_at: DateTime<Utc>) -> Price {
        match text_at(&texts::<Option<LineSays>>(&self.texts), jakarta_date(at), known_at) {
            Some(Some(says)) => Price { money: Money(says.price_rupiah), basis: says.price_basis },
            _ => self.price(),
        }
    }

    fn of(contract: ContractId, view: ContractLineView) -> Result<Self, ClientError> {
        Ok(Self {
            committed_base: view.quantity.as_ref().map(exact).transpose()?.map(Quantity::base),
            id: view.id,
            contract_id: contract,
            number: view.number,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            unit: view.unit,
            over_tolerance_bp: i32::from(view.over_tolerance_bp),
            price_rupiah: view.price.ok_or_else(untold)?.amount,
            price_basis: view.price_basis,
            description: view.description,
            texts: stored::<LineSays>(&[]),
            cap_base: None,
            cap_ends: None,
            also_form_codes: view.also_form_codes,
        })
    }

    fn says(&self) -> LineSays {
        LineSays {
            committed_base: self.committed_base,
            over_tolerance_bp: self.over_tolerance_bp,
            price_rupiah: self.price_rupiah,
            price_basis: self.price_basis,
            also_form_codes: self.also_form_codes.clone(),
        }
    }
}

fn untold() -> ClientError {
    ClientError::Unexpected("a contract line was told without its price".to_owned())
}

pub(super) fn exact(quantity: &WireQuantity) -> Result<Quantity, ClientError> {
    Quantity::parse(&quantity.value, quantity.unit)
        .map_err(|error| ClientError::Unexpected(format!("{quantity:?} of a contract line: {error}")))
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
