//! Amendments (adendum): the whole new terms of an agreement or of a contract in force.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{AmendmentCondition, AmendmentKind, AmendmentState};
use domain::shared::{
    AgreementId, AmendmentId, CommitmentId, ContractId, ContractLineId, PartyId, PriceBasis, SeasonId,
    TextHash, Unit,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::agreement::{Attachment, ConsentView, ContractLineRequest, ContractLineView, FestivalTerms};
use crate::{AskedTime, WireBilingual, WireMoney, WirePriceRule, WireQuantity};

/// A line of the new terms: one the contract has, by its id, or a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "contract_line_id": "ctl_0192f0c1a2b37c4d8e5f60718293a4b5", "commodity_code": "eggs", "form_code": "fresh_shell", "unit": "KGM",
    "quantity": {"value": "9000", "unit": "KGM"},
    "over_tolerance_bp": 500, "price": {"amount": 22500, "currency": "IDR"}, "price_basis": "per_kg_net",
    "description": "Telur ayam ras segar",
}))]
#[serde(deny_unknown_fields)]
pub struct AmendedLineRequest {
    /// The line it takes the place of, which keeps its commodity, form and unit; absent for a new line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract_line_id: Option<ContractLineId>,
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
    /// The quantity committed from the first day of the contract on, in `unit`; absent where the type states none.
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
    /// The accepted share of a need it delivers on, as the line had it; of a share contract alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commitment_id: Option<CommitmentId>,
    /// The seasons in which its goods grow, planned by the supplier for this contract; of a contract of cultivation alone,
    /// which names at least one before it is put into force.
    #[schema(max_items = 50)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub season_ids: Vec<SeasonId>,
}

impl AmendedLineRequest {
    /// A line of a contract as it stands, for a text that changes some of it or none; with its price for who reads prices.
    pub fn keeping(line: &ContractLineView) -> Self {
        Self {
            contract_line_id: Some(line.id),
            commodity_code: line.commodity_code.clone(),
            form_code: line.form_code.clone(),
            also_form_codes: line.also_form_codes.clone(),
            unit: line.unit,
            quantity: line.quantity.clone(),
            over_tolerance_bp: line.over_tolerance_bp,
            under_tolerance_bp: line.under_tolerance_bp,
            price: line.price.clone(),
            price_rule: line.price_rule.clone(),
            price_basis: line.price_basis,
            description: line.description.clone(),
            commitment_id: line.commitment_id,
            season_ids: line.season_ids.clone(),
        }
    }

    /// What the line says, as of a line of a first text.
    pub fn line(&self) -> ContractLineRequest {
        ContractLineRequest {
            commodity_code: self.commodity_code.clone(),
            form_code: self.form_code.clone(),
            also_form_codes: self.also_form_codes.clone(),
            unit: self.unit,
            quantity: self.quantity.clone(),
            over_tolerance_bp: self.over_tolerance_bp,
            under_tolerance_bp: self.under_tolerance_bp,
            price: self.price.clone(),
            price_rule: self.price_rule.clone(),
            price_basis: self.price_basis,
            description: self.description.clone(),
            commitment_id: self.commitment_id,
            season_ids: self.season_ids.clone(),
        }
    }
}

/// Drafts an amendment of a contract: its whole new terms. A line that is not named ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateContractAmendmentRequest {
    /// Why.
    #[schema(example = "Permintaan telur di Jakarta naik.", min_length = 1, max_length = 2000)]
    pub rationale: String,
    /// From which day on the new terms hold; from the day of the last signature where that is later.
    #[schema(example = "2026-09-01")]
    pub effective_date: NaiveDate,
    /// Title; as before when absent.
    #[schema(example = "Telur KUJ untuk Dharma Jaya", min_length = 1, max_length = 300)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Last day; within the agreement's.
    #[schema(example = "2026-12-31")]
    pub valid_until_date: NaiveDate,
    /// The largest amount it may reach, of a type whose lines state no quantity; as before when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_limit: Option<WireMoney>,
    /// The day by which a trial is evaluated; required for a trial, and of no other type.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluation_due_date: Option<NaiveDate>,
    /// The festival that animals are held for; as before when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub festival: Option<FestivalTerms>,
    /// All lines, in their order on the paper.
    #[schema(min_items = 1, max_items = 200)]
    pub lines: Vec<AmendedLineRequest>,
    /// Papers attached to the amendment.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// Drafts an amendment of an agreement: its whole new terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateAgreementAmendmentRequest {
    /// Why.
    #[schema(example = "Cabai ditambahkan atas permintaan Pasar Jaya.", min_length = 1, max_length = 2000)]
    pub rationale: String,
    /// From which day on the new terms hold; from the day of the last signature where that is later.
    #[schema(example = "2026-09-01")]
    pub effective_date: NaiveDate,
    /// Title; as before when absent.
    #[schema(example = "Kerja sama pangan Kota Metro dan DKI Jakarta", min_length = 1, max_length = 300)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Last day.
    #[schema(example = "2027-06-09")]
    pub valid_until_date: NaiveDate,
    /// All commodities it covers, by their codes.
    #[schema(example = json!(["eggs", "rice", "chilli"]), min_items = 1, max_items = 200)]
    pub commodities: Vec<String>,
    /// Papers attached to the amendment.
    #[schema(max_items = 200)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// What an amendment may change, as one of the two texts says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AmendedTermsView {
    /// Title.
    #[schema(example = "Telur KUJ untuk Dharma Jaya")]
    pub title: String,
    /// First day.
    #[schema(example = "2026-01-02")]
    pub valid_from_date: NaiveDate,
    /// Last day.
    #[schema(example = "2026-12-31")]
    pub valid_until_date: NaiveDate,
    /// The largest amount it may reach; null where nothing limits that, and for who reads no prices.
    #[serde(default)]
    pub value_limit: Option<WireMoney>,
    /// The day by which a trial is evaluated; null for other types.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub evaluation_due_date: Option<NaiveDate>,
    /// The lines, of a contract; empty for an agreement.
    pub lines: Vec<ContractLineView>,
    /// The festival that animals are held for; null but of a festival hold.
    #[serde(default)]
    pub festival: Option<FestivalTerms>,
    /// The commodities by their codes, of an agreement; empty for a contract.
    #[schema(example = json!([]))]
    pub commodities: Vec<String>,
}

/// One thing that an amendment changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AmendmentChangeView {
    /// What kind of change it is.
    pub kind: AmendmentKind,
    /// The field of the terms, `line` for a line that comes or goes, `commodities` for a commodity that does.
    #[schema(example = "quantity")]
    pub field: String,
    /// The contract line it is of; null for what is of the whole text.
    pub contract_line_id: Option<ContractLineId>,
    /// What was said, in words; null where nothing was, and of money for who reads no prices.
    pub before: Option<WireBilingual>,
    /// What is said from now on, in words; null where nothing is, and of money for who reads no prices.
    pub after: Option<WireBilingual>,
}

/// A contract line that an amendment reduces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReductionView {
    /// The line.
    pub contract_line_id: ContractLineId,
    /// What it may still commit at the end, in the unit of the line.
    pub quantity: WireQuantity,
    /// Accepted so far, as far as it is known here.
    pub accepted: WireQuantity,
    /// On order and not accepted yet, as far as it is known here.
    pub open: WireQuantity,
    /// Whether both together fit into the new quantity.
    #[schema(example = true)]
    pub fits: bool,
}

/// The largest amount of a contract, which an amendment reduces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ValueReductionView {
    /// What it may reach from then on.
    pub value_limit: WireMoney,
    /// The amounts accepted so far, as far as they are known here.
    pub accepted: WireMoney,
    /// On order and not accepted yet, at its price, as far as it is known here.
    pub open: WireMoney,
    /// Whether both together fit.
    #[schema(example = true)]
    pub fits: bool,
}

/// An amendment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AmendmentView {
    /// Its id.
    pub id: AmendmentId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The agreement it changes or stands under.
    pub agreement_id: AgreementId,
    /// The contract it changes; null where it changes the agreement.
    pub contract_id: Option<ContractId>,
    /// Which amendment of it, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// Where it stands.
    pub state: AmendmentState,
    /// What dates derive: in force, or lapsed; null when the state says it all.
    pub condition: Option<AmendmentCondition>,
    /// Who wrote it.
    pub party_id: PartyId,
    /// Why.
    #[schema(example = "Permintaan telur di Jakarta naik.")]
    pub rationale: String,
    /// From which day on it shall hold.
    #[schema(example = "2026-09-01")]
    pub effective_date: NaiveDate,
    /// From which day on it does; null before it is signed.
    #[schema(example = json!(null))]
    pub in_force_from_date: Option<NaiveDate>,
    /// The last day on which a proposal waits for its consents; null before it is proposed and once it waits no more.
    #[schema(example = json!(null))]
    pub open_until_date: Option<NaiveDate>,
    /// What it is about, derived from what it changes.
    pub kinds: Vec<AmendmentKind>,
    /// The terms it changes.
    pub before: AmendedTermsView,
    /// The whole new terms.
    pub after: AmendedTermsView,
    /// What differs.
    pub changes: Vec<AmendmentChangeView>,
    /// The lines it reduces with what is taken of them already: it can be signed once every one fits; empty once it is settled.
    pub reductions: Vec<ReductionView>,
    /// The largest amount that it reduces, with what is taken of it already; null where it reduces none, once it is settled, and
    /// for who reads no prices.
    #[serde(default)]
    pub value_reduction: Option<ValueReductionView>,
    /// Papers attached to it.
    pub attachments: Vec<Attachment>,
    /// SHA-256 of its text; null of a contract's for who reads no prices.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub text_sha256: Option<TextHash>,
    /// Who has said yes to it.
    pub consents: Vec<ConsentView>,
    /// When it was drafted.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the amendments the caller may see, in order of drafting.
    pub struct ListAmendmentsQuery {
        /// Only those of this contract.
        #[param(value_type = Option<String>)]
        contract_id: ContractId,
        /// Only those of this agreement and of the contracts under it.
        #[param(value_type = Option<String>)]
        agreement_id: AgreementId,
        /// Only this state.
        state: AmendmentState,
    }
}

/// A text of a contract: the first one, or one that an amendment made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractVersionView {
    /// Which text, from 1.
    #[schema(example = 2)]
    pub number: i32,
    /// The amendment that made it; null for the first.
    pub amendment_id: Option<AmendmentId>,
    /// The day from which on it holds, until the next one does.
    #[schema(example = "2026-09-01")]
    pub in_force_from_date: NaiveDate,
    /// When that was recorded.
    #[schema(example = "2026-08-20T03:00:00Z")]
    pub recorded_at: DateTime<Utc>,
    /// Title.
    #[schema(example = "Telur KUJ untuk Dharma Jaya")]
    pub title: String,
    /// First day of the contract.
    #[schema(example = "2026-01-02")]
    pub valid_from_date: NaiveDate,
    /// Last day of the contract.
    #[schema(example = "2026-12-31")]
    pub valid_until_date: NaiveDate,
    /// The day by which a trial is evaluated; null for other types.
    #[schema(example = json!(null))]
    #[serde(default)]
    pub evaluation_due_date: Option<NaiveDate>,
    /// SHA-256 of the text; null for who reads no prices.
    #[schema(value_type = Option<String>, pattern = "^[0-9a-f]{64}$",
        example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub text_sha256: Option<TextHash>,
    /// The largest amount it may reach; null where nothing limits that, and for who reads no prices.
    #[serde(default)]
    pub value_limit: Option<WireMoney>,
    /// The festival that animals are held for; null but of a festival hold.
    #[serde(default)]
    pub festival: Option<FestivalTerms>,
    /// The lines.
    pub lines: Vec<ContractLineView>,
}

crate::list_query! {
    /// A page of the texts of a contract, the first one first.
    pub struct ListContractVersionsQuery {}
}

/// A text of an agreement: the first one, or one that an amendment made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgreementVersionView {
    /// Which text, from 1.
    #[schema(example = 2)]
    pub number: i32,
    /// The amendment that made it; null for the first.
    pub amendment_id: Option<AmendmentId>,
    /// The day from which on it holds, until the next one does.
    #[schema(example = "2026-09-01")]
    pub in_force_from_date: NaiveDate,
    /// When that was recorded.
    #[schema(example = "2026-08-20T03:00:00Z")]
    pub recorded_at: DateTime<Utc>,
    /// Title.
    #[schema(example = "Kerja sama pangan Kota Metro dan DKI Jakarta")]
    pub title: String,
    /// Last day.
    #[schema(example = "2027-06-09")]
    pub valid_until_date: NaiveDate,
    /// The commodities it covers.
    #[schema(example = json!(["eggs", "rice", "chilli"]))]
    pub commodities: Vec<String>,
}

/// At which point of both times the terms of a contract are asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ContractQuery {
    /// The terms in force then; now when absent. A day counts to its end in Jakarta.
    #[param(value_type = Option<String>, example = "2026-09-30")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<AskedTime>,
    /// As far as was recorded by then; now when absent.
    #[param(value_type = Option<String>, example = "2026-09-30")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<AskedTime>,
}

/// What a proposed reduction holds back until it is signed or given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrderingCapView {
    /// The amendment.
    pub amendment_id: AmendmentId,
    /// The last day on which it holds anything back; null where no row limits a proposal.
    #[schema(example = "2026-10-30")]
    pub until_date: Option<NaiveDate>,
    /// The proposed last day of the contract: nothing is ordered for delivery after it.
    #[schema(example = "2026-12-31")]
    pub valid_until_date: NaiveDate,
    /// The proposed largest amount; null where it is not reduced, and for who reads no prices.
    #[serde(default)]
    pub value_limit: Option<WireMoney>,
    /// Lines of which no more is ordered, together with what is taken already, than this.
    pub lines: Vec<CappedLineView>,
}

/// A line of which less may be ordered while a reduction is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CappedLineView {
    /// The line.
    pub contract_line_id: ContractLineId,
    /// The proposed quantity, in the unit of the line.
    pub quantity: WireQuantity,
}
