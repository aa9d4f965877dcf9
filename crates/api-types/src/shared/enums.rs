//! What the documents say of enums beside their values: whether they may grow, and which value an example shows.

/// Something to say of one enum.
#[derive(Debug, Clone, Copy)]
pub struct EnumNote {
    /// Name of its schema.
    pub name: &'static str,
    /// Whether values may be added within v1.
    pub growth: Growth,
    /// The value that examples show.
    pub example: &'static str,
}

/// Whether an enum may grow within v1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// It is complete: a program may match it without a fallback.
    Closed,
    /// Values may be added: a program keeps a fallback.
    Open,
}

const fn open(name: &'static str, example: &'static str) -> EnumNote {
    EnumNote { name, growth: Growth::Open, example }
}

const fn closed(name: &'static str, example: &'static str) -> EnumNote {
    EnumNote { name, growth: Growth::Closed, example }
}

/// All that are closed, and those of which the first value is no good example. All others are open.
pub const ENUM_NOTES: &[EnumNote] = &[
    open("AgreementState", "active"),
    closed("AuthenticityStatus", "valid"),
    open("CallOffState", "accepted"),
    open("CommodityGroup", "processed_food"),
    closed("ContractOutcome", "run_out"),
    open("ContractState", "active"),
    open("CurationState", "approved"),
    closed("DocumentCheckOutcome", "accepted"),
    closed("DocumentCheckState", "accepted"),
    open("ListingState", "listed"),
    open("OutletState", "open"),
    open("PartyKind", "company"),
    closed("PermitStatus", "standing"),
    open("ProductState", "published"),
    open("ProductTrait", "naturally_halal"),
    open("ReceiptState", "posted"),
    open("ShipmentState", "departed"),
    closed("Side", "initiator"),
    open("SignerCapacity", "mayor"),
    open("VehicleEventType", "rest_stop"),
    closed("VerificationDecision", "verified"),
    open("VerificationState", "verified"),
    closed("VeterinaryLevel", "I"),
];
