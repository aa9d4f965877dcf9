//! Lines of contracts as they are stored, also within the texts that amendments made.

use api_types::agreement::ContractLineView;
use api_types::shown_price;
use diesel::prelude::*;
use domain::agreement::{ContractLineTerms, LineSource};
use domain::logistics::GoodsAtPrice;
use domain::shared::{
    AmendmentId, CommitmentId, CommodityCode, ContractId, ContractLineId, Price, PriceBasis, PriceRule,
    Quantity, Ratio, SeasonId, Unit, VariantId,
};
use serde::{Deserialize, Serialize};
use service::Error;
use web::Caller;

use super::super::references::Judged;
use crate::schema::contract_line;

/// A line of a contract as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, Deserialize)]
#[diesel(table_name = contract_line)]
pub(crate) struct ContractLineRow {
    pub(crate) id: ContractLineId,
    pub(crate) contract_id: ContractId,
    pub(crate) number: i32,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) unit: Unit,
    pub(crate) quantity_base: Option<i64>,
    pub(crate) over_tolerance_bp: i32,
    /// Of a fixed price; none where a rule finds it.
    pub(crate) price_rupiah: Option<i64>,
    pub(crate) price_basis: PriceBasis,
    pub(crate) description: Option<String>,
    pub(crate) under_tolerance_bp: i32,
    /// The amendment that brought it; none for a line of the first text.
    pub(crate) amendment_id: Option<AmendmentId>,
    /// The accepted share of a need it delivers on.
    #[serde(default)]
    pub(crate) commitment_id: Option<CommitmentId>,
    /// The seasons in which its goods grow.
    #[serde(default)]
    pub(crate) season_ids: Vec<SeasonId>,
    /// How the price is found, where it is not fixed.
    #[serde(default)]
    pub(crate) price_rule: Option<serde_json::Value>,
    /// Other forms that it may be met in, in order.
    #[serde(default)]
    pub(crate) also_form_codes: Vec<String>,
}

impl ContractLineRow {
    pub(crate) fn quantity(&self) -> Option<Quantity> {
        self.quantity_base.map(|base| Quantity::from_stored(base, self.unit))
    }

    pub(crate) fn commodity(&self) -> Result<CommodityCode, Error> {
        self.commodity_code.parse().map_err(|_| damaged("commodity_code"))
    }

    /// How its price is found.
    pub(crate) fn price(&self) -> Result<PriceRule, Error> {
        let rule = PriceRule::from_stored(self.price_rupiah, self.price_rule.as_ref());
        rule.ok_or_else(|| damaged("price_rule"))
    }

    /// So much of its own form, of a variant where one was ordered, at the highest price of its rule.
    pub(crate) fn priced(&self, base: i64, variant: Option<VariantId>) -> Result<GoodsAtPrice, Error> {
        let price = self.price()?.highest(variant).map(|money| Price { money, basis: self.price_basis });
        Ok(GoodsAtPrice { line: self.id, unit: self.unit, base, counts: Ratio::SAME, price })
    }

    fn tolerance(&self) -> Result<u16, Error> {
        u16::try_from(self.over_tolerance_bp).map_err(|_| damaged("over_tolerance_bp"))
    }

    pub(crate) fn under_tolerance(&self) -> Result<u16, Error> {
        u16::try_from(self.under_tolerance_bp).map_err(|_| damaged("under_tolerance_bp"))
    }

    pub(crate) fn terms(&self) -> Result<ContractLineTerms, Error> {
        let form = |code: &String| code.parse().map_err(|_| damaged("form_code"));
        Ok(ContractLineTerms {
            commodity: self.commodity()?,
            form: form(&self.form_code)?,
            also_forms: self.also_form_codes.iter().map(form).collect::<Result<_, _>>()?,
            unit: self.unit,
            quantity: self.quantity(),
            over_tolerance_bp: self.tolerance()?,
            under_tolerance_bp: self.under_tolerance()?,
            price: self.price()?,
            price_basis: self.price_basis,
            drawdown: self.unit.dimension(),
            description: self.description.clone(),
            source: LineSource { commitment: self.commitment_id, seasons: self.season_ids.clone() },
        })
    }

    /// The view for a caller, as its text says it: without what follows from other facts.
    pub(crate) fn view(&self, caller: &Caller, judged: Option<&Judged>) -> Result<ContractLineView, Error> {
        let (price, price_rule) =
            if caller.reads_prices() { shown_price(&self.price()?) } else { (None, None) };
        Ok(ContractLineView {
            id: self.id,
            number: self.number,
            quantity: self.quantity().map(Into::into),
            over_tolerance_bp: self.tolerance()?,
            under_tolerance_bp: self.under_tolerance()?,
            price,
            price_rule,
            price_basis: self.price_basis,
            commodity_code: self.commodity_code.clone(),
            form_code: self.form_code.clone(),
            also_form_codes: self.also_form_codes.clone(),
            unit: self.unit,
            description: self.description.clone(),
            reference: judged.map(|judged| judged.view(self, caller)).transpose()?.flatten(),
            commitment_id: self.commitment_id,
            rolls_over: None,
            schedule: Vec::new(),
            season_ids: self.season_ids.clone(),
            failed_season_ids: Vec::new(),
        })
    }
}

fn damaged(column: &str) -> Error {
    Error::Internal(format!("a stored contract line has an unreadable {column}"))
}
