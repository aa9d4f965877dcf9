//! Contracts: what a supplier and a buyer conclude under an agreement.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{ContractOutcome, ContractState, ContractType, DerivedCondition};
use domain::shared::{
    AgreementId, AmendmentId, CommitmentId, ContractId, ContractLineId, PartyId, PriceBasis, SeasonId,
    TextHash, Unit,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::agreement::{Attachment, ConsentView, OrderingCapView, SignatoryRequest};
use crate::{
    DocumentReference, ReferenceView, TransitionRequest, WireMoney, WirePriceRule, WireQuantity, present,
};

/// A line to be contracted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "commodity_code": "eggs", "form_code": "fresh_shell", "unit": "KGM", "quantity": {"value": "9000", "unit": "KGM"},
    "over_tolerance_bp": 500, "price": {"amount": 22500, "currency": "IDR"}, "price_basis": "per_kg_net",
    "description": "Telur ayam ras segar",
}))]
#[serde(deny_unknown_fields)]
pub struct ContractLineRequest {
    /// Code of the commodity, from the catalog.
    #[schema(example = "eggs", max_length = 40)]
    pub commodity_code: String,
    /// Code of its form.
    #[schema(example = "fresh_shell", max_length = 40)]
    pub form_code: String,
    /// Other forms of the commodity that it may be met in, each counted and paid for as the line's form by the yield in force on
    /// the day of the order; only of a line by weight.
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
    /// Rupiah per basis, where the price is fixed; absent beside a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<WireMoney>,
    /// How the price is found, where it is not fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_rule: Option<WirePriceRule>,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// What people call it, as on the paper.
    #[schema(example = "Telur ayam ras segar", max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The accepted share of a need it delivers on; of a share contract alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment_id: Option<CommitmentId>,
    /// The seasons in which its goods grow, planned by the supplier for this contract; of a contract of cultivation alone,
    /// which names at least one before it is put into force.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub season_ids: Vec<SeasonId>,
}

/// The festival that animals are held for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FestivalTerms {
    /// What it is called.
    #[schema(example = "Idul Adha 1448 H", min_length = 1, max_length = 100)]
    pub name: String,
    /// Its day: the last on which the animals are delivered.
    #[schema(example = "2027-05-16")]
    pub festival_date: NaiveDate,
    /// From which day on they are held.
    #[schema(example = "2027-03-01")]
    pub hold_from_date: NaiveDate,
}

/// Drafts a contract under an active agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContractRequest {
    /// The agreement it hangs under.
    pub agreement_id: AgreementId,
    /// What it promises.
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
    /// The largest amount it may reach: what was accepted, is on order and is asked for together. Required for `price_only`,
    /// `standby_buyer` and `spot_harvest`, whose lines state no quantity, and absent for other types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_limit: Option<WireMoney>,
    /// The day by which a trial is evaluated: its last day or later, within the days that a row says
    /// (`/v1/cooperation-limits`); required for a trial, and of no other type.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_due_date: Option<NaiveDate>,
    /// The festival that animals are held for; of a festival hold alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub festival: Option<FestivalTerms>,
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
    /// The largest amount it may reach, of a type whose lines state no quantity.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub value_limit: Option<WireMoney>,
    /// The day by which a trial is evaluated.
    #[schema(example = "2027-01-31", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub evaluation_due_date: Option<NaiveDate>,
    /// The festival that animals are held for.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub festival: Option<FestivalTerms>,
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
    /// Other forms that it may be met in, each counted and paid for as this one by the yield in force on the day of the order.
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
    /// Rupiah per basis; null where a rule finds it, and for roles that neither trade nor account for trade.
    pub price: Option<WireMoney>,
    /// How the price is found; null where it is fixed, and for roles that neither trade nor account for trade.
    #[serde(default)]
    pub price_rule: Option<WirePriceRule>,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// What people call it.
    #[schema(example = "Telur ayam ras segar")]
    pub description: Option<String>,
    /// What such goods cost by regulation or by measure, nearest to the producer, and how the price stands to it: of today until
    /// the text is signed, afterwards of its first day. Null where no row speaks of the goods; `flag` also for who reads no prices.
    #[serde(default)]
    pub reference: Option<ReferenceView>,
    /// The accepted share of a need it delivers on; null but of a share contract.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub commitment_id: Option<CommitmentId>,
    /// Whether what one of its periods did not take goes on to the next; null but of a share contract in force.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub rolls_over: Option<bool>,
    /// What it commits period by period, every recording, since the contract is in force: of the recordings of one period
    /// the last counts. Empty but of a share contract.
    #[serde(default)]
    pub schedule: Vec<ContractPeriodView>,
    /// The seasons in which its goods grow.
    #[serde(default)]
    pub season_ids: Vec<SeasonId>,
    /// Those of them that have failed: the buyer and both governments are told; what is promised stays promised.
    #[serde(default)]
    pub failed_season_ids: Vec<SeasonId>,
}

/// What a share line commits in one period, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractPeriodView {
    /// The period, as it is written.
    #[schema(example = "2027-W07")]
    pub period: String,
    /// What a season or a festival day is called.
    #[schema(example = json!(null))]
    pub name: Option<String>,
    /// Its first day.
    #[schema(example = "2027-02-15")]
    pub from_date: NaiveDate,
    /// Its last day.
    #[schema(example = "2027-02-21")]
    pub until_date: NaiveDate,
    /// What was needed in it.
    pub need: WireQuantity,
    /// The share of it, in basis points.
    #[schema(example = 6000)]
    pub share_bp: u16,
    /// What is committed in it: the share of the need, rounded down; 0 since it counts no more.
    pub quantity: WireQuantity,
    /// When that was recorded.
    pub recorded_at: DateTime<Utc>,
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
    /// The largest amount it may reach; null where quantities limit it, of a contract from before it was stated, and for roles
    /// that neither trade nor account for trade.
    #[serde(default)]
    pub value_limit: Option<WireMoney>,
    /// The day by which a trial is evaluated; null for other types.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub evaluation_due_date: Option<NaiveDate>,
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
    /// The festival that animals are held for; null but of a festival hold.
    #[serde(default)]
    pub festival: Option<FestivalTerms>,
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
