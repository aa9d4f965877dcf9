//! Balances of contract lines.

use chrono::{DateTime, NaiveDate, Utc};
use domain::shared::{ContractId, ContractLineId, PriceBasis, Unit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ConditionView;
use crate::{AskedTime, WireMoney, WirePriceRule};

/// What was accepted of one form on a contract line: as it is, and as it counts there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AcceptedFormView {
    /// The form.
    #[schema(example = "paddy_harvest_dry")]
    pub form_code: String,
    /// Accepted, of this form, in the unit of the balance.
    #[schema(example = "900")]
    pub quantity: String,
    /// What that counts as in the form of the contract line, by the yields on the days of its orders.
    #[schema(example = "450")]
    pub counted: String,
}

/// The balance of a contract line (DOMAIN section 5); every figure an exact signed decimal in `unit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractLineBalanceView {
    /// The contract line.
    pub contract_line_id: ContractLineId,
    /// Its contract.
    pub contract_id: ContractId,
    /// What is traded.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// In which form: every figure is of it, or counted as it.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// Facts that claim a later time are left out.
    pub as_of: DateTime<Utc>,
    /// Facts recorded later are left out.
    pub known_at: DateTime<Utc>,
    /// The unit of every figure.
    pub unit: Unit,
    /// What the terms commit; null for a line without a limit, and so what derives from it.
    #[schema(example = "9000")]
    pub committed: Option<String>,
    /// What a text proposed or signed for later lets be ordered, together with what is taken already; null where none lets
    /// less be ordered, and in the past.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub ordering_cap: Option<String>,
    /// Accepted by posted, unreversed receipts.
    #[schema(example = "4000")]
    pub accepted: String,
    /// The same by the form accepted, in order of the codes; empty where nothing was. The counted figures sum to `accepted`.
    #[serde(default)]
    pub accepted_by_form: Vec<AcceptedFormView>,
    /// Ordered and not yet accepted, on open orders.
    #[schema(example = "1000")]
    pub open: String,
    /// On the road: part of `open`, shown apart. What travels beyond its order, within the order's tolerance, is not in it.
    #[schema(example = "500")]
    pub in_transit: String,
    /// What receipts may accept at most: committed with its tolerance, rounded down.
    #[schema(example = "9450")]
    pub limit: Option<String>,
    /// What an order may still ask for: committed - accepted - open; 0 while a `condition` stands against the contract.
    #[schema(example = "4000")]
    pub callable: Option<String>,
    /// What a receipt may still accept: limit - accepted.
    #[schema(example = "5450")]
    pub receivable: Option<String>,
    /// What is left of the commitment, never below zero.
    #[schema(example = "5000")]
    pub remaining: Option<String>,
    /// The value of the whole contract, all its lines together; null where none is limited, and for roles that neither trade nor
    /// account for trade.
    #[serde(default)]
    pub value: Option<ContractValueView>,
    /// Rupiah per basis by the present text; null where a rule finds it, and for roles that neither trade nor account for trade.
    #[serde(default)]
    pub price: Option<WireMoney>,
    /// How the price is found by the present text; null where it is fixed, and for roles that neither trade nor account for
    /// trade.
    #[serde(default)]
    pub price_rule: Option<WirePriceRule>,
    /// What the price counts; null for roles that neither trade nor account for trade.
    #[serde(default)]
    pub price_basis: Option<PriceBasis>,
    /// What stands against the contract now; null while nothing does, and for a point in the past.
    pub condition: Option<ConditionView>,
    /// Place in the agreement service's feed of the terms used.
    #[schema(example = 42)]
    pub terms_position: i64,
    /// What a line of a share contract commits period by period; empty of other lines. What has begun, less what lapsed, sums
    /// to `committed`.
    #[serde(default)]
    pub periods: Vec<BalancePeriodView>,
}

/// What a share line commits in one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BalancePeriodView {
    /// The period, as it is written.
    #[schema(example = "2027-W07")]
    pub period: String,
    /// Its first day.
    #[schema(example = "2027-02-15")]
    pub from_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2027-02-21")]
    pub until_date: NaiveDate,
    /// The share of what is needed in it.
    #[schema(example = "3000")]
    pub quantity: String,
    /// Whether it has begun: only then does it count.
    #[schema(example = true)]
    pub begun: bool,
    /// What nobody ordered in it and is offered no more; 0 where it goes on to the next period, and until it has ended.
    #[schema(example = "0")]
    pub lapsed: String,
}

/// The value of a contract whose lines state no quantity: accepted + open never go beyond the limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractValueView {
    /// The largest amount it may reach by the text in force; null where only a later text limits it.
    pub limit: Option<WireMoney>,
    /// What a text proposed or signed for later lets be reached; null where none lets less, and in the past.
    pub ordering_cap: Option<WireMoney>,
    /// The amounts of posted, unreversed receipts.
    pub accepted: WireMoney,
    /// Ordered and not yet accepted on open orders, at the price of the day on which it was ordered, rounded once per order line.
    pub open: WireMoney,
    /// What may still be ordered: the lower of limit and cap, less accepted and open.
    pub left: Option<WireMoney>,
}

/// The point in both times a balance is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContractLineQuery {
    /// Leave out facts that claim a later time; now when absent. A day stands for its end in Jakarta, as in the realisation
    /// report.
    #[param(value_type = Option<String>, example = "2026-11-22")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AskedTime>,
    /// Leave out facts recorded later; now when absent. A day stands for its end in Jakarta.
    #[param(value_type = Option<String>, example = "2026-11-22T09:30:00Z")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<AskedTime>,
}

crate::list_query! {
    /// Filters of the contract lines.
    pub struct ListContractLinesQuery {
        /// Only the lines of this contract.
        #[param(value_type = Option<String>)]
        contract_id: ContractId,
    }
}
