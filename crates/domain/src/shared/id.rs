//! Opaque prefixed ids: a UUID (version 7) inside, `agr_` + 32 hex digits on the wire.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {prefix}_ followed by 32 lower-case hexadecimal digits")]
pub struct IdError {
    /// The prefix the id should have had.
    pub prefix: &'static str,
}

/// What every id newtype offers; lets generic code read ids from paths and make new ones.
pub trait Id: Copy + Eq + fmt::Display + FromStr<Err = IdError> + Send + Sync + 'static {
    /// The prefix on the wire, without the underscore.
    const PREFIX: &'static str;
    /// Wraps a UUID.
    fn from_uuid(uuid: Uuid) -> Self;
    /// The UUID inside.
    fn uuid(&self) -> Uuid;
}

/// Reads `prefix_<32 lower-case hex>`; nothing else is accepted.
fn parse(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let hex = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .filter(|hex| hex.len() == 32 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')))
        .ok_or(IdError { prefix })?;
    Uuid::try_parse(hex).map_err(|_| IdError { prefix })
}

/// Writes `prefix_` and the digits into `text` without the formatter: a page holds hundreds of ids.
fn spell<'a>(prefix: &str, uuid: Uuid, text: &'a mut [u8]) -> &'a str {
    let (head, digits) = text.split_at_mut(prefix.len());
    head.copy_from_slice(prefix.as_bytes());
    uuid.simple().encode_lower(digits);
    // A prefix and hexadecimal digits are ASCII.
    std::str::from_utf8(text).unwrap_or_default()
}

macro_rules! id_types {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "diesel", derive(diesel::AsExpression, diesel::FromSqlRow))]
        #[cfg_attr(feature = "diesel", diesel(sql_type = diesel::sql_types::Uuid))]
        pub struct $name(Uuid);

        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: Uuid) -> Self { Self(uuid) }
            fn uuid(&self) -> Uuid { self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(spell(concat!($prefix, "_"), self.0, &mut [0; concat!($prefix, "_").len() + 32]))
            }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> { parse($prefix, text).map(Self) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(spell(concat!($prefix, "_"), self.0, &mut [0; concat!($prefix, "_").len() + 32]))
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
        #[cfg(feature = "diesel")]
        impl<DB> diesel::deserialize::FromSql<diesel::sql_types::Uuid, DB> for $name
        where
            DB: diesel::backend::Backend,
            Uuid: diesel::deserialize::FromSql<diesel::sql_types::Uuid, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                Uuid::from_sql(bytes).map(Self)
            }
        }
        #[cfg(feature = "diesel")]
        impl<DB> diesel::serialize::ToSql<diesel::sql_types::Uuid, DB> for $name
        where
            DB: diesel::backend::Backend,
            Uuid: diesel::serialize::ToSql<diesel::sql_types::Uuid, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                self.0.to_sql(out)
            }
        }
        #[cfg(feature = "schema")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{32}$")))
                    .examples([serde_json::json!(concat!($prefix, "_0192f0c1a2b37c4d8e5f60718293a4b5"))])
                    .into()
            }
        }
        #[cfg(feature = "schema")]
        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
        }
    )+};
}

id_types! {
    /// A figure of what may be lost on the road.
    AllowanceId = "alw";
    /// What one business claims of the other.
    ClaimId = "clm";
    /// A time by which claims are judged.
    ClaimRuleId = "clr";
    /// A time after which vehicles are late.
    LatenessRuleId = "ltr";
    /// A live animal.
    AnimalId = "anm";
    /// A paper that suppliers need.
    DocumentRequirementId = "drq";
    /// A number of days that cooperation is judged by.
    CooperationLimitId = "cpl";
    /// A version of a checklist.
    ChecklistId = "ckl";
    /// A rule about facilities.
    FacilityRuleId = "frl";
    /// A number of days that goods are judged by.
    GoodsLimitId = "gdl";
    /// A job.
    JobId = "job";
    /// A rule of the document gate.
    GateRuleId = "gru";
    /// A paper that journeys need.
    JourneyRequirementId = "jrq";
    /// A member.
    MemberId = "mem";
    /// A rule about permits.
    PermitRuleId = "pru";
    /// The prices of a commodity that somebody can mean.
    PlausiblePriceId = "ppr";
    /// A recall of goods.
    RecallId = "rca";
    /// What goods cost by regulation or by measure.
    ReferencePriceId = "rpr";
    /// How old the news between the services may be.
    FeedLimitId = "fli";
    /// How many files a party may bring.
    FileQuotaId = "fqu";
    /// Thresholds of grades.
    CurationGradesId = "cgr";
    /// How many pictures a party may bring.
    ImageQuotaId = "imq";
    /// A picture of goods.
    ImageId = "img";
    /// A figure by which receipts are judged.
    ReceivingRuleId = "rru";
    /// A paper that a stage of agreements asks for.
    StageRequirementId = "srq";
    /// How much is promised to one pair only after a trial.
    TrialThresholdId = "tth";
    /// What a head or a piece plausibly weighs.
    WeightRangeId = "wra";
    /// How much of one form of a commodity becomes how much of another.
    YieldId = "yld";
    /// A government-to-government agreement (kesepakatan bersama).
    AgreementId = "agr";
    /// A doubt about a paper, reported by anybody.
    AuthenticityReportId = "arp";
    /// A grant to record facts of the past.
    BackfillGrantId = "bfg";
    /// A call-off order (surat pesanan).
    CallOffId = "cof";
    /// A change of an accepted call-off order.
    CallOffChangeId = "coc";
    /// A line of a call-off order.
    CallOffLineId = "col";
    /// A machine client of a party.
    ClientId = "cli";
    /// A commodity; people and other services name it by its code.
    CommodityId = "cmd";
    /// Where a party is paid.
    BankAccountId = "bnk";
    /// What a partner region offers to supply of a demand.
    CommitmentId = "cmt";
    /// A consolidation lot.
    ConsolidationLotId = "lot";
    /// What a member brought to a consolidation lot.
    ContributionId = "con";
    /// A contract between two businesses under an agreement.
    ContractId = "ctr";
    /// A line of a contract.
    ContractLineId = "ctl";
    /// A curation of a product version.
    CurationId = "cur";
    /// What a buyer needs.
    DemandId = "dem";
    /// A line of a demand.
    DemandLineId = "dml";
    /// A buyer's evaluation of a trial.
    EvaluationId = "evl";
    /// What a buyer gave to its outlets of what it received.
    DistributionId = "dst";
    /// An event in a feed.
    EventId = "evt";
    /// An uploaded file.
    FileId = "fil";
    /// A facility.
    FacilityId = "fac";
    /// A paper of a facility.
    FacilityPaperId = "fpa";
    /// What an inspection found not to hold.
    FindingId = "fnd";
    /// What growers expect to bring in.
    HarvestForecastId = "hfc";
    /// What a hectare is expected to give.
    HarvestYieldId = "hyl";
    /// What a buyer keeps for itself of a stock offer.
    HoldId = "hld";
    /// An inspection of a facility.
    InspectionId = "ins";
    /// An answer of an inspection.
    InspectionAnswerId = "ian";
    /// The most that a hub may keep.
    HubFeeLimitId = "hfl";
    /// An invitation.
    InvitationId = "inv";
    /// A paper of one journey, on one shipment.
    JourneyPaperId = "jpa";
    /// A class of live weight.
    LiveWeightClassId = "lwc";
    /// A listing of a variant in an outlet.
    ListingId = "lst";
    /// A settlement of a consolidation lot with its members.
    LotStatementId = "sta";
    /// Something a cooperative gave a member.
    MemberInputId = "min";
    /// What a settlement says to one member.
    MemberStatementId = "mst";
    /// A membership of a person in a party.
    MembershipId = "mbr";
    /// An exception of a dedicated outlet.
    OutletExceptionId = "oex";
    /// An outlet (gerai).
    OutletId = "out";
    /// An organisation that acts on the platform.
    PartyId = "pty";
    /// A correction of a party's numbers, or of a double registration.
    PartyCorrectionId = "pco";
    /// A party application.
    PartyApplicationId = "pap";
    /// What a buyer says it has paid.
    PaymentId = "pay";
    /// In how many days buyers pay.
    PaymentTermId = "pyt";
    /// A permit of a product (PIRT, BPOM MD, halal).
    PermitId = "prm";
    /// A plot of a supplier.
    PlotId = "plt";
    /// A price that somebody has seen.
    PriceObservationId = "pob";
    /// A product of a supplier.
    ProductId = "prd";
    /// A receipt of goods.
    ReceiptId = "rcp";
    /// A line of a receipt.
    ReceiptLineId = "rcl";
    /// An amendment of an agreement or of a contract.
    AmendmentId = "amd";
    /// A recommendation.
    RecommendationId = "rec";
    /// What an outlet sold in a period.
    SalesReportId = "sal";
    /// A season on plots.
    SeasonId = "ssn";
    /// Something given for a season.
    SeasonInputId = "sni";
    /// A month's statement of a contract.
    SettlementId = "stl";
    /// A finding that trade may not be what it seems.
    SignalId = "sig";
    /// A figure by which findings are made.
    SignalRuleId = "sgr";
    /// A shipment.
    ShipmentId = "shp";
    /// Goods on one vehicle of a shipment for one call-off line.
    ShipmentItemId = "shi";
    /// What a supplier has to offer.
    StockOfferId = "off";
    /// A supplier verification.
    SupplierVerificationId = "svf";
    /// A recorded transition of a lifecycle.
    TransitionId = "trn";
    /// A rate of value added tax.
    VatRateId = "vtr";
    /// A sellable variant of a product.
    VariantId = "var";
    /// A vehicle of a shipment.
    VehicleId = "veh";
    /// A vehicle event recorded by a phone.
    VehicleEventId = "vev";
    /// A document of a supplier verification.
    VerificationDocumentId = "vdc";
    /// A weighing of an animal.
    WeighingId = "wgh";
    /// Something that waits for a party.
    WorkItemId = "wrk";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_wrote() {
        let id = PartyId::from_uuid(Uuid::from_u128(7));
        assert_eq!(id.to_string(), "pty_00000000000000000000000000000007");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
    }

    #[test]
    fn other_kinds_and_forms_are_refused() {
        for text in [
            "",
            "pty_",
            "agr_00000000000000000000000000000007",
            "pty_0000000000000000000000000000000G",
            "pty_0000000000000000000000000000000A",
            "pty_00000000-0000-0000-0000-000000000007",
        ] {
            assert!(text.parse::<PartyId>().is_err(), "{text}");
        }
    }
}
