//! Quantities and money on the wire: exact decimal strings and whole rupiah.

use domain::shared::{Money, Quantity, Unit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An exact quantity: a decimal string and a UN/CEFACT Recommendation 20 unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Quantity)]
#[serde(deny_unknown_fields)]
pub struct WireQuantity {
    /// Digits with an optional decimal point; never rounded.
    #[schema(example = "9000", pattern = r"^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$", max_length = 22)]
    pub value: String,
    /// Unit code.
    #[schema(example = "KGM")]
    pub unit: Unit,
}

impl From<Quantity> for WireQuantity {
    fn from(quantity: Quantity) -> Self {
        Self { value: quantity.value(), unit: quantity.unit() }
    }
}

/// Whole rupiah.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Money)]
#[serde(deny_unknown_fields)]
pub struct WireMoney {
    /// Whole rupiah.
    #[schema(example = 22500)]
    pub amount: i64,
    /// Always `IDR` (ISO 4217).
    #[schema(example = "IDR", pattern = "^IDR$")]
    pub currency: String,
}

impl From<Money> for WireMoney {
    fn from(money: Money) -> Self {
        Self { amount: money.0, currency: "IDR".to_owned() }
    }
}
