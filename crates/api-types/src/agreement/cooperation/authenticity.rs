//! The public check of a paper by its code.

use chrono::NaiveDate;
use domain::agreement::{AuthenticityStatus, NotNowReason, PaperKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::WireBilingual;

/// A region by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedRegion {
    /// Code.
    #[schema(example = "18.72")]
    pub code: String,
    /// Name.
    #[schema(example = "Kota Metro")]
    pub name: String,
}

/// A commodity by code and name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedCommodity {
    /// Code.
    #[schema(example = "eggs")]
    pub code: String,
    /// Name.
    pub name: WireBilingual,
}

/// Why a genuine paper does not hold now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthenticityReasonView {
    /// The reason.
    pub code: NotNowReason,
    /// It in words.
    pub text: WireBilingual,
}

/// The answer of the public check: nothing commercial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuthenticityView {
    /// The code in its normal form.
    #[schema(example = "KAD-7H2M-9QXC-4")]
    pub code: String,
    /// What kind of paper it stands on.
    pub kind: PaperKind,
    /// What it is worth today.
    pub status: AuthenticityStatus,
    /// Why it does not hold now; empty where it holds or has ended.
    pub reasons: Vec<AuthenticityReasonView>,
    /// Number of the paper.
    #[schema(example = "PKS/2026/000123")]
    pub number: String,
    /// Number of the contract it is or stands under.
    #[schema(example = "PKS/2026/000123")]
    pub contract_number: String,
    /// Name of the supplier.
    #[schema(example = "PT Kuasa Omega Jaya")]
    pub supplier_name: String,
    /// Name of the buyer.
    #[schema(example = "Perumda Dharma Jaya")]
    pub buyer_name: String,
    /// The two regions that vouch for it: the supplier's side, then the buyer's.
    pub regions: Vec<NamedRegion>,
    /// What is traded under it.
    pub commodities: Vec<NamedCommodity>,
    /// First day.
    #[schema(example = "2026-01-02")]
    pub valid_from_date: NaiveDate,
    /// Last day.
    #[schema(example = "2026-12-31")]
    pub valid_until_date: NaiveDate,
}
