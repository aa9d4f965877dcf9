//! What the catalog service tells in its feed.

use chrono::NaiveDate;
use domain::catalog::{
    AnimalHappened, CommodityHappened, CurationHappened, CurationState, FacilityHappened, FacilityKind,
    FacilityPaperHappened, FacilityPaperState, FacilityPaperType, FacilityState, FailureCause,
    FindingHappened, FindingSeverity, FindingState, HarvestForecastHappened, HoldHappened,
    InspectionHappened, InspectionState, ListingHappened, ListingState, LotHappened, LotState,
    OutletExceptionHappened, OutletExceptionState, OutletHappened, OutletState, PlotHappened, PlotState,
    PriceObservationHappened, ProductHappened, ProductState, RecallHappened, RecallHazard, RecallState,
    SalesReportHappened, SeasonHappened, SeasonState, StockOfferHappened, VariantHappened, WeighingHappened,
};
use domain::shared::{
    CommodityCode, ConsolidationLotId, ContractId, CurationId, FacilityId, FacilityPaperId, FindingId,
    HarvestForecastId, InspectionId, ListingId, OutletExceptionId, OutletId, PartyId, PlotId, PriceLevel,
    PriceObservationId, ProductId, RecallId, RuleHappened, SalesReportId, SeasonId, TextHash, VariantId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    AnimalEventData, ChecklistEventData, CurationGradesEventData, FacilityRuleEventData, GoodsLimitEventData,
    HarvestYieldEventData, HoldEventData, HubFeeLimitEventData, ImageQuotaEventData,
    LiveWeightClassEventData, PermitRuleEventData, ReferencePriceEventData, StockOfferEventData,
    WeighingEventData, YieldEventData,
};

crate::events! {
    /// An event of the catalog service.
    pub enum CatalogFeedEvent {
        /// A commodity with its forms.
        Commodity(CommodityHappened, CommodityEventData) = "commodity", 1;
        /// A product of a supplier.
        Product(ProductHappened, ProductEventData) = "product", 1;
        /// A variant of a product: label, packs and permits.
        Variant(VariantHappened, VariantEventData) = "variant", 1;
        /// The curation of a variant for an operator's outlets.
        Curation(CurationHappened, CurationEventData) = "curation", 1;
        /// The thresholds of grades.
        CurationGrades(RuleHappened, CurationGradesEventData) = "curation_grades", 1;
        /// How many pictures a party may bring.
        ImageQuota(RuleHappened, ImageQuotaEventData) = "image_quota", 1;
        /// An outlet.
        Outlet(OutletHappened, OutletEventData) = "outlet", 1;
        /// An exception of a dedicated outlet.
        OutletException(OutletExceptionHappened, OutletExceptionEventData) = "outlet_exception", 1;
        /// A variant in an outlet.
        Listing(ListingHappened, ListingEventData) = "listing", 1;
        /// A rule about permits.
        PermitRule(RuleHappened, PermitRuleEventData) = "permit_rule", 1;
        /// How forms become each other.
        Yield(RuleHappened, YieldEventData) = "yield", 1;
        /// What goods cost by regulation or by measure.
        ReferencePrice(RuleHappened, ReferencePriceEventData) = "reference_price", 1;
        /// A number of days that goods are judged by.
        GoodsLimit(RuleHappened, GoodsLimitEventData) = "goods_limit", 1;
        /// A price that somebody has seen.
        PriceObservation(PriceObservationHappened, PriceObservationEventData) = "price_observation", 1;
        /// What a hectare is expected to give.
        HarvestYield(RuleHappened, HarvestYieldEventData) = "harvest_yield", 1;
        /// A plot of a supplier.
        Plot(PlotHappened, PlotEventData) = "plot", 1;
        /// What grows on plots.
        Season(SeasonHappened, SeasonEventData) = "season", 1;
        /// What growers expect to bring in.
        HarvestForecast(HarvestForecastHappened, HarvestForecastEventData) = "harvest_forecast", 1;
        /// What an outlet sold in a period.
        SalesReport(SalesReportHappened, SalesReportEventData) = "sales_report", 1;
        /// A facility of a party.
        Facility(FacilityHappened, FacilityEventData) = "facility", 1;
        /// A paper of a facility.
        FacilityPaper(FacilityPaperHappened, FacilityPaperEventData) = "facility_paper", 1;
        /// A rule about facilities.
        FacilityRule(RuleHappened, FacilityRuleEventData) = "facility_rule", 1;
        /// A version of a checklist.
        Checklist(RuleHappened, ChecklistEventData) = "checklist", 1;
        /// An inspection of a facility.
        Inspection(InspectionHappened, InspectionEventData) = "inspection", 1;
        /// What an inspection found not to hold.
        Finding(FindingHappened, FindingEventData) = "finding", 1;
        /// A recall of goods.
        Recall(RecallHappened, RecallEventData) = "recall", 1;
        /// What a supplier has to offer.
        StockOffer(StockOfferHappened, StockOfferEventData) = "stock_offer", 1;
        /// A live animal.
        Animal(AnimalHappened, AnimalEventData) = "animal", 1;
        /// A weighing of an animal.
        Weighing(WeighingHappened, WeighingEventData) = "weighing", 1;
        /// A class of live weight.
        LiveWeightClass(RuleHappened, LiveWeightClassEventData) = "live_weight_class", 1;
        /// What a buyer holds of a stock offer.
        Hold(HoldHappened, HoldEventData) = "hold", 1;
        /// A consolidation lot: many members' small stocks as one.
        ConsolidationLot(LotHappened, ConsolidationLotEventData) = "consolidation_lot", 1;
        /// The most that a hub may keep.
        HubFeeLimit(RuleHappened, HubFeeLimitEventData) = "hub_fee_limit", 1;
    }
}

/// What events of a commodity tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommodityEventData {
    /// Its code.
    #[schema(value_type = String, example = "eggs")]
    pub code: CommodityCode,
    /// Its version.
    pub version: i64,
}

/// What events of a product tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProductEventData {
    /// The product.
    pub product_id: ProductId,
    /// Who makes it.
    pub supplier_id: PartyId,
    /// Its commodity.
    #[schema(value_type = String, example = "eggs")]
    pub commodity_code: CommodityCode,
    /// Where it stands.
    pub state: ProductState,
    /// Its version.
    pub version: i64,
}

/// What events of a variant tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VariantEventData {
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Who makes it.
    pub supplier_id: PartyId,
    /// Where its product stands.
    pub state: ProductState,
    /// Its version.
    pub version: i64,
}

/// What events of a curation tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CurationEventData {
    /// The curation.
    pub curation_id: CurationId,
    /// The variant judged.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Who makes it.
    pub supplier_id: PartyId,
    /// Whose outlets it is for.
    pub operator_party_id: PartyId,
    /// Where it stands.
    pub state: CurationState,
    /// The version judged; null before the first submission.
    #[schema(value_type = Option<String>)]
    pub version_hash: Option<TextHash>,
    /// Its version.
    pub version: i64,
}

/// What events of an outlet tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutletEventData {
    /// The outlet.
    pub outlet_id: OutletId,
    /// Who runs it.
    pub operator_party_id: PartyId,
    /// Where it is.
    #[schema(example = "31")]
    pub region_code: String,
    /// Where it stands; one that is planned is open from `opens_date` on, of which nothing more is told.
    pub state: OutletState,
    /// The day of its opening, Asia/Jakarta, where one was said.
    #[serde(default)]
    #[schema(example = "2027-01-02")]
    pub opens_date: Option<NaiveDate>,
    /// The day on which it closed; null while it has not, and where that is not known.
    #[serde(default)]
    #[schema(example = json!(null))]
    pub closed_date: Option<NaiveDate>,
    /// The region whose products it is set aside for.
    #[serde(default)]
    #[schema(example = "35.72")]
    pub dedicated_region_code: Option<String>,
    /// Its version.
    pub version: i64,
}

/// What events of an exception of a dedicated outlet tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutletExceptionEventData {
    /// The exception.
    pub exception_id: OutletExceptionId,
    /// The dedicated outlet.
    pub outlet_id: OutletId,
    /// Who runs the outlet.
    pub operator_party_id: PartyId,
    /// The supplier of another region.
    pub supplier_id: PartyId,
    /// Where it stands; that its days are over is not told.
    pub state: OutletExceptionState,
    /// Its last day, Asia/Jakarta.
    #[schema(example = "2027-03-31")]
    pub until_date: NaiveDate,
    /// Its version.
    pub version: i64,
}

/// What events of a listing tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ListingEventData {
    /// The listing.
    pub listing_id: ListingId,
    /// The variant.
    pub variant_id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Who makes it.
    pub supplier_id: PartyId,
    /// The outlet.
    pub outlet_id: OutletId,
    /// Who runs the outlet.
    pub operator_party_id: PartyId,
    /// Where it stands.
    pub state: ListingState,
    /// Its version.
    pub version: i64,
}

/// What events of a price that was seen tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PriceObservationEventData {
    /// The observation.
    pub price_observation_id: PriceObservationId,
    /// The commodity.
    #[schema(example = "eggs")]
    pub commodity_code: String,
    /// Its form.
    #[schema(example = "fresh_shell")]
    pub form_code: String,
    /// Where it was seen.
    #[schema(example = "31.75")]
    pub region_code: String,
    /// Where on the way from the field to the table it is paid.
    pub level: PriceLevel,
    /// The day on which it was seen.
    #[schema(example = "2026-11-16")]
    pub observed_date: NaiveDate,
    /// The observation that corrects it; null while it counts.
    pub corrected_by_observation_id: Option<PriceObservationId>,
}

/// What events of a plot tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlotEventData {
    /// The plot.
    pub plot_id: PlotId,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// Where it lies.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// Where it stands.
    pub state: PlotState,
    /// Its version.
    pub version: i64,
}

/// What events of a season tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeasonEventData {
    /// The season.
    pub season_id: SeasonId,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// Where its plots lie.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// What grows.
    #[schema(example = "rice")]
    pub commodity_code: String,
    /// The contract it is grown for; null where none.
    pub contract_id: Option<ContractId>,
    /// Where it stands.
    pub state: SeasonState,
    /// Why it failed; null where it has not.
    #[schema(example = json!(null))]
    pub failure_cause: Option<FailureCause>,
    /// Its version.
    pub version: i64,
}

/// What events of a sales report tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SalesReportEventData {
    /// The report.
    pub sales_report_id: SalesReportId,
    /// The outlet that sold.
    pub outlet_id: OutletId,
    /// Who runs it.
    pub operator_party_id: PartyId,
    /// The period, such as `2027-01`.
    #[schema(example = "2027-01")]
    pub period: String,
}

/// What events of a harvest forecast tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HarvestForecastEventData {
    /// The forecast.
    pub harvest_forecast_id: HarvestForecastId,
    /// Its season.
    pub season_id: SeasonId,
    /// Whose season it is.
    pub owner_party_id: PartyId,
    /// The commodity.
    #[schema(example = "rice")]
    pub commodity_code: String,
    /// The form it comes in.
    #[schema(example = "paddy_mill_dry")]
    pub form_code: String,
    /// Where its plots lie.
    #[schema(example = "18.72")]
    pub region_code: String,
    /// The first day of the harvest.
    #[schema(example = "2027-03-08")]
    pub from_date: NaiveDate,
    /// The last day of the harvest.
    #[schema(example = "2027-03-14")]
    pub until_date: NaiveDate,
}

/// What events of a facility tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityEventData {
    /// The facility.
    pub facility_id: FacilityId,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// What kind it is.
    pub kind: FacilityKind,
    /// Where it lies.
    #[schema(example = "35.72")]
    pub region_code: String,
    /// Where it stands.
    pub state: FacilityState,
    /// Its version.
    pub version: i64,
}

/// What events of a paper of a facility tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FacilityPaperEventData {
    /// The paper.
    pub facility_paper_id: FacilityPaperId,
    /// The facility.
    pub facility_id: FacilityId,
    /// Whose facility it is.
    pub owner_party_id: PartyId,
    /// Which paper.
    pub r#type: FacilityPaperType,
    /// Where its check stands.
    pub state: FacilityPaperState,
    /// Its version.
    pub version: i64,
}

/// What events of an inspection tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InspectionEventData {
    /// The inspection.
    pub inspection_id: InspectionId,
    /// The facility.
    pub facility_id: FacilityId,
    /// Whose facility it is.
    pub owner_party_id: PartyId,
    /// Who inspects.
    pub inspector_party_id: PartyId,
    /// Where the facility lies.
    #[schema(example = "35.72")]
    pub region_code: String,
    /// Where it stands.
    pub state: InspectionState,
    /// Its version.
    pub version: i64,
}

/// What events of a finding tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FindingEventData {
    /// The finding.
    pub finding_id: FindingId,
    /// The inspection that found it.
    pub inspection_id: InspectionId,
    /// The facility.
    pub facility_id: FacilityId,
    /// Whose facility it is.
    pub owner_party_id: PartyId,
    /// How severe it is.
    pub severity: FindingSeverity,
    /// Where it stands.
    pub state: FindingState,
    /// Its version.
    pub version: i64,
}

/// What events of a recall tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecallEventData {
    /// The recall.
    pub recall_id: RecallId,
    /// Whose goods they are.
    pub supplier_id: PartyId,
    /// Who recalls them.
    pub issued_by_party_id: PartyId,
    /// The variants that are recalled.
    pub variant_ids: Vec<VariantId>,
    /// The consolidation lots that are recalled.
    #[serde(default)]
    pub lot_ids: Vec<ConsolidationLotId>,
    /// Why.
    pub hazard: RecallHazard,
    /// Where it stands.
    pub state: RecallState,
    /// Its version.
    pub version: i64,
}

/// What events of a consolidation lot tell: nothing of its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConsolidationLotEventData {
    /// The lot.
    pub consolidation_lot_id: ConsolidationLotId,
    /// Whose hub it is at.
    pub hub_party_id: PartyId,
    /// Whose members bring the goods.
    pub cooperative_party_id: PartyId,
    /// Where the hub lies.
    #[schema(example = "35.72")]
    pub region_code: String,
    /// What is brought.
    #[schema(example = "chilli")]
    pub commodity_code: String,
    /// Where it stands.
    pub state: LotState,
    /// Its version.
    pub version: i64,
}
