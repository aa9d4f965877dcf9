//! Backfill grants: permissions to record facts of a past period.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::BackfillGrantState;
use domain::shared::{AgreementId, BackfillGrantId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Proposes that a party may record facts of the past under an agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBackfillGrantRequest {
    /// Who may record: a side, the facilitator, or a party that one of the two governments keeps.
    pub party_id: PartyId,
    /// First day (Asia/Jakarta) that may be recorded.
    #[schema(example = "2022-06-01")]
    pub from_date: NaiveDate,
    /// Last day; not after today.
    #[schema(example = "2022-12-31")]
    pub until_date: NaiveDate,
    /// Why the past is recorded late.
    #[schema(example = "Pengiriman tahun 2022 dicatat dari arsip kertas.", min_length = 1, max_length = 500)]
    pub reason: String,
}

/// A backfill grant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BackfillGrantView {
    /// Its id.
    pub id: BackfillGrantId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The agreement it was given under.
    pub agreement_id: AgreementId,
    /// Who may record.
    pub party_id: PartyId,
    /// First day.
    #[schema(example = "2022-06-10")]
    pub from_date: NaiveDate,
    /// Last day.
    #[schema(example = "2022-12-31")]
    pub until_date: NaiveDate,
    /// Why.
    #[schema(example = "Pengiriman tahun 2022 dicatat dari arsip kertas.")]
    pub reason: String,
    /// Where it stands; it counts while it is in force.
    pub state: BackfillGrantState,
    /// The government that proposed it.
    pub granted_by_party_id: PartyId,
    /// When.
    pub granted_at: DateTime<Utc>,
    /// Until when it may be used; absent until the other side has agreed.
    pub usable_until: Option<DateTime<Utc>>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the backfill grants the caller may see, in order of granting.
    pub struct ListBackfillGrantsQuery {
        /// Only those under this agreement.
        #[param(value_type = Option<String>)]
        agreement_id: AgreementId,
        /// Only those of this party.
        #[param(value_type = Option<String>)]
        party_id: PartyId,
        /// Only those in this state.
        state: BackfillGrantState,
    }
}
