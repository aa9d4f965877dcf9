//! Contracts: what a supplier and a buyer conclude under an agreement.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{
    AuthenticityStatus, ContractOutcome, ContractState, ContractType, DerivedCondition, NotNowReason,
    PaperKind,
};
use domain::shared::{
    AgreementId, AmendmentId, ContractId, ContractLineId, PartyId, PriceBasis, TextHash, Unit,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::agreement::{Attachment, ConsentView, OrderingCapView, SignatoryRequest};
use crate::{DocumentReference, TransitionRequest, WireBilingual, WireMoney, WireQuantity, present};

/// A line to be contracted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractLineRequest {
    /// Code of the commodity, from the catalog.
    #[schema(example = "eggs", max_length = 40)]
    pub commodity_code: String,
    /// Code of its form.
    #[schema(example = "fresh_shell", max_length = 40)]
    pub form_code: String,
    /// Other forms of the commodity that it may be met in, each counted as the line's form by the yield in force on the day of
    /// the order; only of a line by weight.
    #[schema(example = json!(["paddy_harvest_dry"]), max_items = 10)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_form_codes: Vec<String>,
    /// The unit people order in; the line is drawn down in its dimension.
    #[schema(example = "KGM")]
    pub unit: Unit,
    /// The quantity committed, in `unit`; absent where the type states none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<WireQuantity>,
    /// How much more may be received, in basis points (500 = 5 %); 0 when absent.
    #[schema(example = 500, minimum = 0, maximum = 2000)]
    #[serde(default)]
    pub over_tolerance_bp: u16,
    /// How much less still counts as fulfilled, in basis points; 0 when absent.
    #[schema(example = 200, minimum = 0, maximum = 2000)]
    #[serde(default)]
    pub under_tolerance_bp: u16,
    /// Rupiah per basis.
    pub price: WireMoney,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// What people call it, as on the paper.
    #[schema(example = "Telur ayam ras segar", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Drafts a contract under an active agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContractRequest {
    /// The agreement it hangs under.
    pub agreement_id: AgreementId,
    /// What it promises; `fixed_quota`, `price_only`, `standby_buyer` or `trial`.
    pub r#type: ContractType,
    /// Title, as on the paper.
    #[schema(example = "Telur KUJ untuk Dharma Jaya", min_length = 1, max_length = 300)]
    pub title: String,
    /// Number on the paper; the platform gives one when absent.
    #[schema(example = "PKS/2026/000123", min_length = 1, max_length = 100)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// First day.
    #[schema(example = "2026-01-02")]
    pub valid_from_date: NaiveDate,
    /// Last day; within the agreement's.
    #[schema(example = "2026-12-31")]
    pub valid_until_date: NaiveDate,
    /// The lines, in their order on the paper.
    #[schema(min_items = 1, max_items = 200)]
    pub lines: Vec<ContractLineRequest>,
    /// Attached papers.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Changes the text while it is a draft or changes are requested; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateContractRequest {
    /// Title.
    #[schema(example = "Telur KUJ untuk Pasar Jaya", min_length = 1, max_length = 300, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Number on the paper.
    #[schema(example = "PKS/2026/000123", min_length = 1, max_length = 100, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// First day.
    #[schema(example = "2026-01-02", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub valid_from_date: Option<NaiveDate>,
    /// Last day.
    #[schema(example = "2026-12-31", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
    /// All lines anew; their ids change.
    #[schema(min_items = 1, max_items = 200, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub lines: Option<Vec<ContractLineRequest>>,
    /// Attached papers, all of them.
    #[schema(max_items = 200, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub attachments: Option<Vec<Attachment>>,
}

/// A line of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractLineView {
    /// Its id.
    pub id: ContractLineId,
    /// Its place on the paper, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// Commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Form; quantities are of it.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// Other forms that it may be met in, each counted as this one by the yield in force on the day of the order.
    #[schema(example = json!([]))]
    #[serde(default)]
    pub also_form_codes: Vec<String>,
    /// The unit people order in.
    pub unit: Unit,
    /// Quantity committed; null where nothing limits.
    pub quantity: Option<WireQuantity>,
    /// How much more may be received, in basis points.
    #[schema(example = 500)]
    pub over_tolerance_bp: u16,
    /// How much less still counts as fulfilled, in basis points.
    #[schema(example = 200)]
    pub under_tolerance_bp: u16,
    /// Rupiah per basis; null for roles that neither trade nor account for trade.
    pub price: Option<WireMoney>,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// What people call it.
    #[schema(example = "Telur ayam ras segar")]
    pub description: Option<String>,
}

/// A contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractView {
    /// Its id.
    pub id: ContractId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Number on the paper.
    #[schema(example = "PKS/2026/000123")]
    pub number: String,
    /// Title.
    #[schema(example = "Telur KUJ untuk Pasar Jaya")]
    pub title: String,
    /// The agreement it hangs under.
    pub agreement_id: AgreementId,
    /// What it promises.
    pub r#type: ContractType,
    /// Where it stands.
    pub state: ContractState,
    /// What dates and the agreement derive; null when the state says it all.
    pub condition: Option<DerivedCondition>,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The government of the supplier's side.
    pub supplier_government_id: PartyId,
    /// The government of the buyer's side.
    pub buyer_government_id: PartyId,
    /// The legal name under which the supplier signed; null before it has.
    #[schema(example = "PT Kuasa Omega Jaya")]
    pub supplier_signed_as: Option<String>,
    /// The legal name under which the buyer signed; null before it has.
    #[schema(example = "Perumda Dharma Jaya")]
    pub buyer_signed_as: Option<String>,
    /// Who facilitates the agreement.
    pub facilitator_id: Option<PartyId>,
    /// Home region of the supplier.
    #[schema(example = "18.72")]
    pub supplier_region_code: String,
    /// Home region of the buyer.
    #[schema(example = "31")]
    pub buyer_region_code: String,
    /// First day.
    #[schema(example = "2026-01-02")]
    pub valid_from_date: NaiveDate,
    /// Last day.
    #[schema(example = "2026-12-31")]
    pub valid_until_date: NaiveDate,
    /// Which of its texts is shown, from 1: the first, or one that an amendment made.
    #[schema(example = 1)]
    #[serde(default)]
    pub terms_number: i32,
    /// The amendment that made it; null for the first.
    #[serde(default)]
    pub amendment_id: Option<AmendmentId>,
    /// The amendment that waits for somebody; null where none does.
    #[serde(default)]
    pub open_amendment_id: Option<AmendmentId>,
    /// What a proposed reduction holds back; null where none is proposed.
    #[serde(default)]
    pub ordering_cap: Option<OrderingCapView>,
    /// SHA-256 of the present text; null for who reads no prices, as prices could be found by it.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub text_sha256: Option<TextHash>,
    /// Who has said yes to the present text: endorsements of the regions, signatures of the businesses.
    pub consents: Vec<ConsentView>,
    /// The short code anybody can check; from activation on.
    #[schema(example = "KAD-7H2M-9QXC-4")]
    pub authenticity_code: Option<String>,
    /// The government that suspended it.
    pub suspended_by_party_id: Option<PartyId>,
    /// What becomes of it, where its agreement is under notice or was terminated; null otherwise. What is ordered already is
    /// delivered: with `run_out` until `valid_until_date`, with `close` until the agreement ends.
    pub outcome: Option<ContractOutcome>,
    /// The last day on which it takes new orders, where its agreement is under notice; null otherwise.
    #[schema(example = "2027-01-14")]
    pub orders_until_date: Option<NaiveDate>,
    /// When a side told the other that it holds the contract broken.
    #[schema(example = json!(null))]
    pub breach_noticed_at: Option<DateTime<Utc>>,
    /// Who did.
    #[schema(example = json!(null))]
    pub breach_noticed_by_party_id: Option<PartyId>,
    /// When it was put into force, as claimed; it commits nothing before.
    #[schema(example = "2026-01-05T03:00:00Z")]
    #[serde(default)]
    pub activated_at: Option<DateTime<Utc>>,
    /// When that was recorded.
    #[schema(example = "2026-01-05T03:00:00Z")]
    #[serde(default)]
    pub activation_recorded_at: Option<DateTime<Utc>>,
    /// When it ended, as claimed: terminated, ended short or fulfilled; it commits nothing more than was accepted since.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub ended_at: Option<DateTime<Utc>>,
    /// When that was recorded.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub end_recorded_at: Option<DateTime<Utc>>,
    /// The lines.
    pub lines: Vec<ContractLineView>,
    /// Attached papers.
    pub attachments: Vec<Attachment>,
    /// When it was drafted.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Signs the endorsed text of a contract, or the agreed text of an amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignContractRequest {
    /// SHA-256 of the text, as `GET .../text` gives it.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub text_sha256: TextHash,
    /// Who signs.
    pub signatory: SignatoryRequest,
    /// When it happened, if not now; the past needs a backfill grant.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
    /// Explanation.
    #[schema(example = "Ditandatangani di Metro.", max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Supporting papers.
    #[schema(max_items = 20)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentReference>,
}

impl SignContractRequest {
    /// Its circumstances, as every transition has them.
    pub fn transition(&self) -> TransitionRequest {
        TransitionRequest {
            occurred_at: self.occurred_at,
            reason_code: None,
            note: self.note.clone(),
            documents: self.documents.clone(),
        }
    }
}

crate::list_query! {
    /// Filters of the contracts the caller may see, in order of drafting.
    pub struct ListContractsQuery {
        /// Only those under this agreement.
        #[param(value_type = Option<String>)]
        agreement_id: AgreementId,
        /// Only this state.
        state: ContractState,
        /// Only this type.
        r#type: ContractType,
        /// Only those of this supplier.
        #[param(value_type = Option<String>)]
        supplier_id: PartyId,
        /// Only those of this buyer.
        #[param(value_type = Option<String>)]
        buyer_id: PartyId,
    }
}

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
