//! Signals: findings that trade may not be what it seems, with their evidence, for both coordinators and the auditors.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::{
    JourneyPaperKind, SignalFigure, SignalFinding, SignalKind, SignalState, VehicleEventType,
};
use domain::shared::{
    AgreementId, BankAccountId, ContractId, ContractLineId, FacilityId, FileId, JourneyPaperId, PartyId,
    PaymentId, PriceBasis, PriceFlag, ReceiptId, ReceiptLineId, ShipmentId, SignalId, VehicleEventId,
    VehicleId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{TransitionRequest, WireBilingual, WireMoney, WirePlace, WireQuantity};

/// A coordinator assesses a signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessSignalRequest {
    /// What it is found to be.
    pub finding: SignalFinding,
    /// Why: what was looked at, and who was heard.
    #[schema(
        example = "Sopir mengakui dua muatan dalam satu perjalanan; surat jalan diperiksa.",
        min_length = 1,
        max_length = 2000
    )]
    pub note: String,
}

impl AssessSignalRequest {
    /// The circumstances alone.
    pub fn circumstances(&self) -> TransitionRequest {
        TransitionRequest { note: Some(self.note.clone()), ..TransitionRequest::default() }
    }
}

/// What was measured, and by which figure it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalMeasured {
    /// The figure of `/v1/signal-rules`; null where none is needed, as for heads.
    pub figure: Option<SignalFigure>,
    /// What was found, in the unit of the figure; heads where there is none.
    #[schema(example = 598)]
    pub found: i64,
    /// What would not have been told.
    #[schema(example = 90)]
    pub limit: i64,
}

/// A vehicle, and when it was on the road.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalVehicle {
    /// Its shipment; null where that is under another agreement.
    pub shipment_id: Option<ShipmentId>,
    /// It; null where its shipment is under another agreement.
    pub vehicle_id: Option<VehicleId>,
    /// Its plate.
    #[schema(example = "BE 9134 CU")]
    pub plate: String,
    /// When it left; null where that does not matter.
    pub departed_at: Option<DateTime<Utc>>,
    /// When it arrived; null while that is not known.
    #[schema(example = json!(null))]
    pub arrived_at: Option<DateTime<Utc>>,
}

/// Where a vehicle said it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalPosition {
    /// The report.
    pub vehicle_event_id: VehicleEventId,
    /// What it reported.
    pub r#type: VehicleEventType,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// Where.
    pub point: WirePlace,
}

/// A weight that repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalWeighing {
    /// The receipt; null where it is under another agreement.
    pub receipt_id: Option<ReceiptId>,
    /// The line of it.
    pub receipt_line_id: Option<ReceiptLineId>,
    /// What was weighed.
    pub weight: WireQuantity,
    /// When it was received.
    pub received_at: DateTime<Utc>,
}

/// A paper of a journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalPaper {
    /// The paper as a shipment shows it; null where that is under another agreement.
    pub journey_paper_id: Option<JourneyPaperId>,
    /// The shipment that shows it; null where that is under another agreement.
    pub shipment_id: Option<ShipmentId>,
    /// Its kind.
    pub r#type: JourneyPaperKind,
    /// Its number; null where its shipment is under another agreement and the numbers differ.
    #[schema(example = "SKKH/18.72/2026/0041")]
    pub number: Option<String>,
    /// For how many heads it is made out; null where for none.
    #[schema(example = 30)]
    pub head_count: Option<i64>,
}

/// Where goods were loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalOrigin {
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// The region of loading.
    #[schema(example = "35.05")]
    pub origin_region_code: String,
    /// The home region of the supplier.
    #[schema(example = "18.72")]
    pub home_region_code: String,
    /// The facility that was named; null where none was.
    #[schema(example = json!(null))]
    pub origin_facility_id: Option<FacilityId>,
}

/// A file that two parties showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalFile {
    /// Who showed it; null where it does not trade under this agreement.
    pub party_id: Option<PartyId>,
    /// The file; null where the party is, and of papers of journeys, which carry their hash alone.
    pub file_id: Option<FileId>,
    /// SHA-256 of its bytes.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
}

/// An account that came into the place of another, and what was paid after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalAccount {
    /// The new account.
    pub bank_account_id: BankAccountId,
    /// Whose it is.
    pub party_id: PartyId,
    /// The last four digits of its number.
    #[schema(example = "3304")]
    pub last_four: String,
    /// From when on it was the one to pay.
    pub in_use_from: DateTime<Utc>,
    /// The payment.
    pub payment_id: PaymentId,
    /// The day on which it was paid.
    #[schema(example = "2026-11-12")]
    pub paid_date: NaiveDate,
}

/// A price and the reference it was held against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalPrice {
    /// The line of the contract.
    pub contract_line_id: ContractLineId,
    /// The first receipt that met it.
    pub receipt_id: ReceiptId,
    /// The price; null for roles that neither trade nor account for trade.
    pub price: Option<WireMoney>,
    /// What one price counts.
    pub price_basis: PriceBasis,
    /// On which side of its band it lies.
    pub flag: PriceFlag,
    /// The bound of the band.
    pub bound: WireMoney,
    /// Where the reference comes from.
    #[schema(example = "Peraturan Badan Pangan Nasional 6/2024")]
    pub legal_basis: String,
}

/// What a signal rests on, as it was known when the signal was raised; which parts are there follows from its kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalEvidence {
    /// What was measured; null where nothing was.
    #[serde(default)]
    pub measured: Option<SignalMeasured>,
    /// The vehicles: two of one plate, the one that drove too fast, or the one whose loads weigh the same.
    #[serde(default)]
    pub vehicles: Vec<SignalVehicle>,
    /// The two positions between which a vehicle drove too fast.
    #[serde(default)]
    pub positions: Vec<SignalPosition>,
    /// The weights that repeat.
    #[serde(default)]
    pub weighings: Vec<SignalWeighing>,
    /// The papers of the journey.
    #[serde(default)]
    pub papers: Vec<SignalPaper>,
    /// Where the goods were loaded.
    #[serde(default)]
    pub origin: Option<SignalOrigin>,
    /// The file, by each party that showed it.
    #[serde(default)]
    pub files: Vec<SignalFile>,
    /// The account that was changed.
    #[serde(default)]
    pub account: Option<SignalAccount>,
    /// The price.
    #[serde(default)]
    pub price: Option<SignalPrice>,
}

/// What the coordinator of one side found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalAssessmentView {
    /// The government.
    pub party_id: PartyId,
    /// What it found.
    pub finding: SignalFinding,
    /// Why.
    #[schema(example = "Sopir mengakui dua muatan dalam satu perjalanan; surat jalan diperiksa.")]
    pub note: String,
    /// When it was recorded.
    pub assessed_at: DateTime<Utc>,
}

/// A signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalView {
    /// Its id.
    pub id: SignalId,
    /// Its ETag, for assessments.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// Its number.
    #[schema(example = "SIN/2026/000007")]
    pub number: String,
    /// What it has found.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: SignalState,
    /// The agreement whose coordinators and auditors read it.
    pub agreement_id: AgreementId,
    /// The contracts of the goods.
    pub contract_ids: Vec<ContractId>,
    /// When what it has found happened.
    pub happened_at: DateTime<Utc>,
    /// What it means, in a sentence.
    pub explanation: WireBilingual,
    /// What it rests on.
    pub evidence: SignalEvidence,
    /// What the coordinators found, oldest first; the last of each counts.
    pub assessments: Vec<SignalAssessmentView>,
    /// When it was raised.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

crate::list_query! {
    /// Filters of the signals.
    pub struct ListSignalsQuery {
        /// Only of this kind.
        kind: SignalKind,
        /// Only in this state.
        state: SignalState,
        /// Only under this agreement.
        agreement_id: AgreementId,
        /// Only of this contract.
        contract_id: ContractId,
        /// Only of what happened on this day in Jakarta or later.
        #[param(example = "2026-11-01")]
        from_date: NaiveDate,
        /// Only of what happened on this day in Jakarta or earlier.
        #[param(example = "2026-11-30")]
        until_date: NaiveDate,
    }
}
