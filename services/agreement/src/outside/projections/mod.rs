//! What this service keeps of the others' facts: commodities, product variants, reference prices, yields, seasons and forecasts of
//! the catalog, orders, shipments and lines of posted receipts of logistics.
//! One file per resource; see `service::projection` for how they are written.

mod accepted;
mod applied;
mod call_offs;
mod commodities;
mod deliveries;
mod harvest_forecasts;
mod realized_lines;
mod reference_prices;
mod seasons;
mod shipments;
mod variants;
mod yields;

pub use applied::AppliedContract;
pub use call_offs::CallOff;
pub use commodities::Commodity;
pub use harvest_forecasts::{HarvestForecastRow, HarvestForecasts};
pub use realized_lines::{ClaimedLine, RealizedLines};
pub use reference_prices::{ReferencePriceRow, reference_prices};
pub use seasons::SeasonRow;
pub use shipments::Shipment;
pub use variants::VariantRow;
pub use yields::{YieldRow, yields};

pub(crate) use accepted::{
    accepted_by_day, accepted_by_line, accepted_rupiah, first_accepted_at, last_received_at,
};
pub(crate) use applied::applied_version;
pub(crate) use call_offs::{OpenLine, find_call_off_by_code, open_call_offs, open_lines, ordered_by_day};
pub(crate) use commodities::{CommodityRow, KnownForm, list_commodities, list_forms};
pub(crate) use deliveries::{Deliveries, deliveries_of};
pub(crate) use harvest_forecasts::current_forecasts;
pub(crate) use reference_prices::known_references;
pub(crate) use seasons::{FailedSeason, failed_seasons, seasons_by_id};
pub(crate) use shipments::{find_shipment_by_code, shipments_on_the_road};
pub(crate) use variants::known_variants;

use std::collections::BTreeSet;
use std::rc::Rc;

use api_types::catalog::CatalogFeedEvent;
use api_types::logistics::LogisticsFeedEvent;
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use diesel_async::RunQueryDsl;
use domain::logistics::ReceiptHappened;
use service::projection::Keeping;
use service::{Fetched, Projection, forget_versions};

use crate::schema::{
    applied_contract, projected_call_off, projected_commodity, projected_forecast, projected_reference_price,
    projected_season, projected_shipment, projected_variant, projected_yield, realized_line,
};

/// What is kept of the catalog.
pub(crate) struct FromCatalog;

impl Projection for FromCatalog {
    type Event = CatalogFeedEvent;

    async fn fetch(&self, api: &Api, event: CatalogFeedEvent) -> Result<Option<Fetched>, ClientError> {
        use CatalogFeedEvent as E;
        Ok(match event {
            E::Commodity(_, commodity) => Some(Rc::new(Commodity::read(api, &commodity.code).await?)),
            E::Variant(_, variant) => Some(Rc::new(VariantRow::read(api, variant.variant_id).await?)),
            E::Product(..) | E::Curation(..) | E::Outlet(..) | E::Listing(..) | E::Recall(..) => None,
            E::ReferencePrice(_, price) => {
                Some(Rc::new(ReferencePriceRow::read(&CatalogApi::new(api.clone()), price.rule_id).await?))
            }
            E::Yield(_, row) => {
                Some(Rc::new(YieldRow::read(&CatalogApi::new(api.clone()), row.rule_id).await?))
            }
            E::CurationGrades(..) | E::ImageQuota(..) | E::OutletException(..) => None,
            E::PermitRule(..) | E::GoodsLimit(..) | E::PriceObservation(..) => None,
            E::Season(_, season) => Some(Rc::new(SeasonRow::read(api, season.season_id).await?)),
            E::HarvestForecast(_, said) => Some(Rc::new(HarvestForecasts::read(api, said).await?)),
            E::HarvestYield(..) | E::Plot(..) | E::SalesReport(..) => None,
            E::Facility(..) | E::FacilityPaper(..) | E::FacilityRule(..) => None,
            E::Checklist(..) | E::Inspection(..) | E::Finding(..) => None,
            E::StockOffer(..) | E::Animal(..) | E::Weighing(..) | E::LiveWeightClass(..) | E::Hold(..) => {
                None
            }
            E::ConsolidationLot(..) | E::HubFeeLimit(..) => None,
        })
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        Box::pin(async move {
            // No row of a rule is taken back: what is told no more is of a platform begun anew.
            diesel::delete(projected_reference_price::table).execute(conn).await?;
            diesel::delete(projected_yield::table).execute(conn).await?;
            diesel::delete(projected_forecast::table).execute(conn).await?;
            forget_versions!(conn, projected_commodity, projected_season, projected_variant)
        })
    }
}

/// What is kept of logistics.
pub(crate) struct FromLogistics;

impl Projection for FromLogistics {
    type Event = LogisticsFeedEvent;

    async fn fetch(&self, api: &Api, event: LogisticsFeedEvent) -> Result<Option<Fetched>, ClientError> {
        use LogisticsFeedEvent as E;
        Ok(match event {
            E::Receipt(happened, receipt) if happened.is_none_or(ReceiptHappened::tells_of_posting) => {
                Some(Rc::new(RealizedLines::read(api, receipt.receipt_id).await?))
            }
            E::CallOff(_, order) => Some(Rc::new(CallOff::read(api, order.call_off_id).await?)),
            E::Shipment(_, shipment) => Some(Rc::new(Shipment::read(api, shipment.shipment_id).await?)),
            E::ContractTerms(_, terms) => Some(Rc::new(AppliedContract::from(terms))),
            E::VehicleEvent(_, report) => Some(Rc::new(Shipment::read(api, report.shipment_id).await?)),
            E::Receipt(..) | E::GateRule(..) | E::JourneyRequirement(..) | E::Allowance(..) => None,
            E::ReceivingRule(..) | E::WeightRange(..) | E::FeedLimit(..) => None,
            E::Settlement(..) | E::Payment(..) | E::PaymentTerm(..) | E::VatRate(..) => None,
            E::Claim(_, claim) => match claim.receipt_id.filter(|_| claim.state.has_outcome()) {
                Some(receipt) => Some(Rc::new(ClaimedLine::read(api, claim.claim_id, receipt).await?)),
                None => None,
            },
            E::ClaimRule(..)
            | E::LatenessRule(..)
            | E::Distribution(..)
            | E::Signal(..)
            | E::SignalRule(..)
            | E::PartyFact(..) => None,
        })
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        // Nothing here hangs on them: what logistics tells no more is gone.
        Box::pin(async move {
            diesel::delete(realized_line::table).execute(conn).await?;
            diesel::delete(projected_call_off::table).execute(conn).await?;
            diesel::delete(projected_shipment::table).execute(conn).await?;
            diesel::delete(applied_contract::table).execute(conn).await?;
            Ok(())
        })
    }
}

/// Each code once, in order.
fn distinct(codes: impl Iterator<Item = String>) -> Vec<String> {
    codes.collect::<BTreeSet<_>>().into_iter().collect()
}
