//! Exceptions of dedicated outlets.

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalog::OutletExceptionState;
use domain::shared::{OutletExceptionId, OutletId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Proposes that a supplier of another region may be listed in a dedicated outlet; the proposer's consent is given with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateOutletExceptionRequest {
    /// The dedicated outlet.
    pub outlet_id: OutletId,
    /// The supplier of another region.
    pub supplier_id: PartyId,
    /// Why.
    #[schema(
        example = "Panen cabai Blitar gagal; Metro mengisi sampai musim berikutnya.",
        min_length = 1,
        max_length = 2000
    )]
    pub note: String,
    /// First day on which it holds; today when absent.
    #[schema(example = "2026-12-01")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_date: Option<NaiveDate>,
    /// Last day on which it holds.
    #[schema(example = "2027-03-31")]
    pub until_date: NaiveDate,
}

/// An exception of a dedicated outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutletExceptionView {
    /// Its id.
    pub id: OutletExceptionId,
    /// Its ETag, for transitions; changes also with `stands`.
    #[schema(example = "\"v1-1f2e3d4c\"")]
    pub etag: String,
    /// The dedicated outlet.
    pub outlet_id: OutletId,
    /// Who runs the outlet.
    pub operator_party_id: PartyId,
    /// The supplier of another region.
    pub supplier_id: PartyId,
    /// The region the outlet was set aside for when it was proposed; it lets nobody in once the outlet is for another.
    #[schema(example = "35.72")]
    pub dedicated_region_code: String,
    /// Whose coordinator proposed it.
    pub proposer_party_id: PartyId,
    /// Why.
    #[schema(example = "Panen cabai Blitar gagal; Metro mengisi sampai musim berikutnya.")]
    pub note: String,
    /// First day on which it holds.
    #[schema(example = "2026-12-01")]
    pub from_date: NaiveDate,
    /// Last day on which it holds.
    #[schema(example = "2027-03-31")]
    pub until_date: NaiveDate,
    /// Where it stands.
    pub state: OutletExceptionState,
    /// Whether it lets the supplier in today: both have agreed, and today is a day of its term.
    #[schema(example = true)]
    pub stands: bool,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the exceptions of dedicated outlets.
    pub struct ListOutletExceptionsQuery {
        /// Only those of this outlet.
        outlet_id: OutletId,
        /// Only those of this supplier.
        supplier_id: PartyId,
        /// Only this state.
        state: OutletExceptionState,
    }
}
