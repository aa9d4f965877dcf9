//! Goods ordered in another form than that of their contract line, and what they count as there.

use domain::shared::{Quantity, QuantityError, Ratio};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireQuantity;

/// The yield by which goods of another form count on their contract line, as it was in force on the day of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConversionView {
    /// The form of the contract line.
    #[schema(example = "milled_rice_medium")]
    pub form_code: String,
    /// So much of the form ordered ...
    #[schema(example = json!({"value": "900", "unit": "TNE"}))]
    pub input: WireQuantity,
    /// ... counts as so much of the contract line's.
    #[schema(example = json!({"value": "450", "unit": "TNE"}))]
    pub output: WireQuantity,
}

impl ConversionView {
    /// What it says, in base units.
    ///
    /// # Errors
    /// [`QuantityError`] for figures that are none, or an empty input.
    pub fn ratio(&self) -> Result<Ratio, QuantityError> {
        let base = |one: &WireQuantity| Quantity::parse(&one.value, one.unit).map(Quantity::base);
        Ratio::new(base(&self.input)?, base(&self.output)?).ok_or(QuantityError::Form)
    }
}

/// What a line of an order counts as on its contract line: all of what was ordered and accepted, converted and rounded down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedView {
    /// By which yield.
    pub by: ConversionView,
    /// What is ordered.
    #[schema(example = json!({"value": "450", "unit": "TNE"}))]
    pub quantity: WireQuantity,
    /// What was accepted so far.
    #[schema(example = json!({"value": "150", "unit": "TNE"}))]
    pub accepted: WireQuantity,
    /// What is still held on the contract line.
    #[schema(example = json!({"value": "300", "unit": "TNE"}))]
    pub open: WireQuantity,
}
