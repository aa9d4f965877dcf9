//! How a price stands to its reference, on the wire.

use domain::shared::{Dated, Money, PriceFlag, PriceLevel, ReferencePrice};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::WireMoney;

/// The reference price that a price is held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferenceView {
    /// The lowest; null for a ceiling.
    pub low: Option<WireMoney>,
    /// The highest; null for a floor.
    pub high: Option<WireMoney>,
    /// Where on the way from the field to the table such a price is paid.
    pub level: PriceLevel,
    /// The regulation, or who measured it.
    #[schema(example = "Peraturan Badan Pangan Nasional 6/2024")]
    pub legal_basis: String,
    /// How the price stands to it; null where there is no price.
    pub flag: Option<PriceFlag>,
}

impl ReferenceView {
    /// A reference price, and how a price stands to it.
    pub fn of(row: &Dated<ReferencePrice>, price: Option<Money>) -> Self {
        let shown = |rupiah: i64| WireMoney::from(Money(rupiah));
        Self {
            low: row.rule.low_rupiah.map(shown),
            high: row.rule.high_rupiah.map(shown),
            level: row.rule.level,
            legal_basis: row.source.clone(),
            flag: price.map(|price| row.rule.flag(price)),
        }
    }
}
