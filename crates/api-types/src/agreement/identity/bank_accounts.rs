//! Bank accounts on the wire. The whole number is read by who keeps it and by who pays to it; feeds tell the last four digits.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{BankAccountState, BankAccountUse};
use domain::shared::{BankAccountId, PartyId, TextHash};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Proposes an account to which the caller's party is to be paid, in the place of the one before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateBankAccountRequest {
    /// The bank, by its business identifier code (BIC, ISO 9362) of a bank in Indonesia, as BI-FAST names it: 8 letters and
    /// digits, or 11 with the branch. Its form is judged, not whether there is such a bank.
    #[schema(example = "BRINIDJA", pattern = "^[A-Za-z]{4}[Ii][Dd][A-Za-z0-9]{2}([A-Za-z0-9]{3})?$")]
    pub bank_code: String,
    /// Number of the account: digits alone.
    #[schema(example = "001201000123304", pattern = "^[0-9]{5,34}$")]
    pub account_number: String,
    /// The name in which the bank keeps it.
    #[schema(example = "PT Kuasa Omega Jaya", min_length = 1, max_length = 120)]
    pub holder_name: String,
    /// SHA-256 of the scan of the bank's own paper, which the party has uploaded before (`/v1/files`).
    #[schema(value_type = String, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", pattern = "^[0-9a-f]{64}$")]
    pub proof_sha256: TextHash,
    /// Why, for who decides.
    #[schema(example = "Rekening lama ditutup bank.", min_length = 1, max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A bank account of a party.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BankAccountView {
    /// Its id.
    pub id: BankAccountId,
    /// Its ETag, for changes.
    #[schema(example = "\"v2-1f2e3d4c\"")]
    pub etag: String,
    /// Whose it is.
    pub party_id: PartyId,
    /// The bank, by its BIC.
    #[schema(example = "BRINIDJA")]
    pub bank_code: String,
    /// The whole number, for the party's people who trade or administer, the coordinator of its home region and, once it is
    /// confirmed, the buyers of its contracts; `null` for others.
    #[schema(example = "001201000123304")]
    pub account_number: Option<String>,
    /// The last four digits of it.
    #[schema(example = "3304")]
    pub last_four: String,
    /// The name in which the bank keeps it.
    #[schema(example = "PT Kuasa Omega Jaya")]
    pub holder_name: String,
    /// SHA-256 of the scan of the bank's own paper; `null` for whom the scan is not for.
    #[schema(value_type = Option<String>, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub proof_sha256: Option<TextHash>,
    /// Why it was proposed.
    #[schema(example = "Rekening lama ditutup bank.")]
    pub note: Option<String>,
    /// Where it stands.
    pub state: BankAccountState,
    /// What a confirmed one is at this moment; `null` for others.
    pub r#use: Option<BankAccountUse>,
    /// From when on it is the one to pay; `null` before it is confirmed, and once it was taken back or objected to.
    #[schema(example = "2026-12-03T09:15:00Z")]
    pub in_use_from: Option<DateTime<Utc>>,
    /// From when on another is the one to pay; `null` while no other is confirmed.
    #[schema(example = json!(null))]
    pub in_use_until: Option<DateTime<Utc>>,
    /// Whether another party has, or has ever proposed, the same account; for coordinators alone, and barring nothing.
    #[schema(example = false)]
    pub shared_with_other_party: Option<bool>,
    /// When it was proposed.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Which account of a party is to be paid at a moment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PayableAccountView {
    /// Who is paid.
    pub party_id: PartyId,
    /// The moment.
    #[schema(example = "2026-12-04T03:00:00Z")]
    pub at: DateTime<Utc>,
    /// The account that is to be paid then; `null` where there is none yet.
    pub account: Option<BankAccountView>,
    /// From when on it is; `null` where there is none yet.
    #[schema(example = "2026-12-03T09:15:00Z")]
    pub payable_from: Option<DateTime<Utc>>,
    /// The confirmed account that comes after it, while its cooling-off runs; it may still be stopped.
    pub next: Option<BankAccountView>,
}

crate::list_query! {
    /// Filters of a list of bank accounts.
    pub struct ListBankAccountsQuery {
        /// Only of this party.
        #[param(value_type = Option<String>)]
        party_id: PartyId,
        /// Only in this state.
        state: BankAccountState,
        /// Only those that were, or will be, the one to pay at some time of this day in Jakarta: two on the day of a change.
        #[param(example = "2026-12-04")]
        day: NaiveDate,
    }
}

/// Which moment is asked about.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PayableAccountQuery {
    /// The moment; now when absent.
    #[param(example = "2026-12-04T03:00:00Z")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
}
