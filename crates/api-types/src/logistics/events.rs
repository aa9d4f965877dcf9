//! What the logistics service tells in its feed.

use domain::logistics::{
    CallOffHappened, CallOffState, ClaimHappened, ClaimKind, ClaimState, ContractTermsHappened,
    DistributionHappened, PartyFactHappened, PaymentHappened, PaymentState, ReceiptHappened, ReceiptState,
    SettlementHappened, SettlementState, ShipmentHappened, ShipmentState, SignalHappened, SignalKind,
    SignalState, VehicleEventHappened, VehicleEventType,
};
use domain::shared::{
    AgreementId, CallOffId, ClaimId, ContractId, DistributionId, HoldId, OutletId, PartyId, PaymentId,
    ReceiptId, RuleHappened, SettlementId, ShipmentId, SignalId, VehicleId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AllowanceEventData, ClaimRuleEventData, FeedLimitEventData, GateRuleEventData,
    JourneyRequirementEventData, LatenessRuleEventData, PaymentTermEventData, ReceivingRuleEventData,
    SignalRuleEventData, VatRateEventData, WeightRangeEventData,
};

crate::events! {
    /// An event of the logistics service.
    pub enum LogisticsFeedEvent {
        /// A call-off order.
        CallOff(CallOffHappened, CallOffEventData) = "call_off", 1;
        /// A shipment.
        Shipment(ShipmentHappened, ShipmentEventData) = "shipment", 1;
        /// What a vehicle reported from the road.
        VehicleEvent(VehicleEventHappened, VehicleEventData) = "vehicle_event", 1;
        /// A receipt of goods.
        Receipt(ReceiptHappened, ReceiptEventData) = "receipt", 1;
        /// The terms of a contract: from now on they are judged by here.
        ContractTerms(ContractTermsHappened, ContractTermsEventData) = "contract_terms", 1;
        /// How old the news between the services may be.
        FeedLimit(RuleHappened, FeedLimitEventData) = "feed_limit", 1;
        /// A rule of the document gate.
        GateRule(RuleHappened, GateRuleEventData) = "gate_rule", 1;
        /// A paper that journeys need.
        JourneyRequirement(RuleHappened, JourneyRequirementEventData) = "journey_requirement", 1;
        /// What may be lost on the road.
        Allowance(RuleHappened, AllowanceEventData) = "allowance", 1;
        /// A figure by which receipts are judged.
        ReceivingRule(RuleHappened, ReceivingRuleEventData) = "receiving_rule", 1;
        /// What a head or a piece plausibly weighs.
        WeightRange(RuleHappened, WeightRangeEventData) = "weight_range", 1;
        /// A monthly statement of a contract.
        Settlement(SettlementHappened, SettlementEventData) = "settlement", 1;
        /// A payment.
        Payment(PaymentHappened, PaymentEventData) = "payment", 1;
        /// In how many days buyers pay.
        PaymentTerm(RuleHappened, PaymentTermEventData) = "payment_term", 1;
        /// A rate of value added tax.
        VatRate(RuleHappened, VatRateEventData) = "vat_rate", 1;
        /// What one business claims of the other.
        Claim(ClaimHappened, ClaimEventData) = "claim", 1;
        /// A time by which claims are judged.
        ClaimRule(RuleHappened, ClaimRuleEventData) = "claim_rule", 1;
        /// A time after which vehicles are late.
        LatenessRule(RuleHappened, LatenessRuleEventData) = "lateness_rule", 1;
        /// What a buyer gave to its outlets of what it received.
        Distribution(DistributionHappened, DistributionEventData) = "distribution", 1;
        /// A finding that trade may not be what it seems.
        Signal(SignalHappened, SignalEventData) = "signal", 1;
        /// A figure by which such findings are made.
        SignalRule(RuleHappened, SignalRuleEventData) = "signal_rule", 1;
        /// An account or a file of a party, as another service told of it: what signals are raised by.
        PartyFact(PartyFactHappened, PartyFactEventData) = "party_fact", 1;
    }
}

/// What events of a call-off order tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallOffEventData {
    /// The order.
    pub call_off_id: CallOffId,
    /// The contract it draws on.
    pub contract_id: ContractId,
    /// The agreement above.
    pub agreement_id: AgreementId,
    /// Who delivers.
    pub supplier_id: PartyId,
    /// Who ordered.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: CallOffState,
    /// The holds that its lines name.
    #[serde(default)]
    pub hold_ids: Vec<HoldId>,
    /// Its version.
    pub version: i64,
}

/// What events of the terms of a contract tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContractTermsEventData {
    /// The contract.
    pub contract_id: ContractId,
    /// The version of the contract by whose terms orders are judged from now on.
    pub contract_version: i64,
}

/// What events of a shipment tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShipmentEventData {
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// Where it stands.
    pub state: ShipmentState,
    /// Its version.
    pub version: i64,
    /// The contracts of the goods.
    pub contract_ids: Vec<ContractId>,
    /// The orders it serves.
    pub call_off_ids: Vec<CallOffId>,
}

/// What an event of a vehicle's report tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VehicleEventData {
    /// The shipment.
    pub shipment_id: ShipmentId,
    /// The vehicle.
    pub vehicle_id: VehicleId,
    /// What it reported.
    pub r#type: VehicleEventType,
    /// Where the shipment stands after it.
    pub state: ShipmentState,
}

/// What events of a receipt tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceiptEventData {
    /// The receipt.
    pub receipt_id: ReceiptId,
    /// The shipment the goods came with.
    pub shipment_id: ShipmentId,
    /// Where it stands.
    pub state: ReceiptState,
    /// Its version.
    pub version: i64,
    /// The contracts of the goods.
    pub contract_ids: Vec<ContractId>,
    /// The receipt that it takes back; null where it takes none back.
    pub reverses: Option<ReceiptId>,
    /// The receipt that takes it back; null where none does.
    pub reversed_by: Option<ReceiptId>,
}

/// What events of a claim tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimEventData {
    /// The claim.
    pub claim_id: ClaimId,
    /// What it is about.
    pub kind: ClaimKind,
    /// Where it stands.
    pub state: ClaimState,
    /// Its version.
    pub version: i64,
    /// The contract.
    pub contract_id: ContractId,
    /// The agreement above.
    pub agreement_id: AgreementId,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The shipment of the goods.
    pub shipment_id: ShipmentId,
    /// The receipt of the goods; null where none was posted.
    pub receipt_id: Option<ReceiptId>,
}

/// What events of a monthly statement tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettlementEventData {
    /// The statement.
    pub settlement_id: SettlementId,
    /// The contract.
    pub contract_id: ContractId,
    /// Its month.
    #[schema(example = "2026-10")]
    pub month: String,
    /// Where it stands.
    pub state: SettlementState,
    /// Its version.
    pub version: i64,
}

/// What events of a payment tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PaymentEventData {
    /// The payment.
    pub payment_id: PaymentId,
    /// The statement it is of.
    pub settlement_id: SettlementId,
    /// The contract.
    pub contract_id: ContractId,
    /// Where it stands.
    pub state: PaymentState,
    /// Its version.
    pub version: i64,
}

/// What events of a distribution tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DistributionEventData {
    /// The distribution.
    pub distribution_id: DistributionId,
    /// The receipt of the goods.
    pub receipt_id: ReceiptId,
    /// The shipment they came with.
    pub shipment_id: ShipmentId,
    /// Who received them and runs the outlets.
    pub buyer_id: PartyId,
    /// The outlets that something went to, each once.
    pub outlet_ids: Vec<OutletId>,
    /// The distribution in whose place it stands; null where in none.
    pub corrects_id: Option<DistributionId>,
}

/// What events of a signal tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignalEventData {
    /// The signal.
    pub signal_id: SignalId,
    /// What it has found.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: SignalState,
    /// Its version.
    pub version: i64,
    /// The agreement.
    pub agreement_id: AgreementId,
    /// The contracts of the goods.
    pub contract_ids: Vec<ContractId>,
}

/// What is told of a fact of a party; for the platform's services alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartyFactEventData {
    /// The party.
    pub party_id: PartyId,
}
