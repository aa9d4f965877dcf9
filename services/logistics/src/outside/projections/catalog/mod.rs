//! What is kept of the catalog: commodities with their forms, consolidation lots, reference prices, yields, variants with their
//! permits, recalls, holds, outlets with their listings, facilities with the days on which they may be used.

mod commodities;
mod facilities;
mod holds;
mod lots;
mod recalls;
mod reference_prices;
mod shelves;
mod variants;
mod yields;

pub use commodities::{CommodityRow, FormRow, WholeCommodity};
pub use facilities::FacilityRow;
pub use holds::HoldRow;
pub use lots::LotRow;
pub use recalls::RecallRow;
pub use reference_prices::{ReferencePriceRow, reference_prices};
pub use shelves::{ListingRow, OutletRow};
pub use variants::VariantRow;
pub use yields::{YieldRow, yields};

pub(crate) use commodities::{counted_by_head, expect_commodity, groups_of};
pub(crate) use facilities::{facility_in_use, find_facility, lock_facility};
pub(crate) use holds::holds_by_id;
pub(crate) use lots::lots_by_id;
pub(crate) use recalls::{recalled_among, recalled_lots};
pub(crate) use reference_prices::known_references;
pub(crate) use shelves::{operates_outlets, outlets_of, shelves_of};
pub(crate) use variants::{makers_of, variant_papers};

use std::rc::Rc;

use api_types::catalog::CatalogFeedEvent as Event;
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use diesel_async::RunQueryDsl as _;
use service::projection::Keeping;
use service::{Fetched, Projection, forget_versions};

use crate::schema::{
    projected_commodity, projected_facility, projected_hold, projected_listing, projected_lot,
    projected_outlet, projected_recall, projected_reference_price, projected_variant, projected_yield,
};

/// Follows the feed of the catalog.
pub(super) struct FromCatalog;

impl Projection for FromCatalog {
    type Event = Event;

    async fn fetch(&self, api: &Api, event: Event) -> Result<Option<Fetched>, ClientError> {
        let api = CatalogApi::new(api.clone());
        let fetched: Fetched = match event {
            Event::Commodity(_, commodity) => Rc::new(WholeCommodity::read(&api, &commodity.code).await?),
            Event::Variant(_, variant) => Rc::new(VariantRow::read(&api, variant.variant_id).await?),
            Event::Hold(_, hold) => Rc::new(HoldRow::read(&api, hold.hold_id).await?),
            Event::ConsolidationLot(_, lot) => Rc::new(LotRow::read(&api, lot.consolidation_lot_id).await?),
            Event::ReferencePrice(_, price) => Rc::new(ReferencePriceRow::read(&api, price.rule_id).await?),
            Event::Yield(_, row) => Rc::new(YieldRow::read(&api, row.rule_id).await?),
            Event::Facility(_, facility) => FacilityRow::read(&api, facility.facility_id).await?,
            Event::FacilityPaper(_, paper) => FacilityRow::read(&api, paper.facility_id).await?,
            Event::Inspection(_, inspection) => FacilityRow::read(&api, inspection.facility_id).await?,
            Event::Finding(_, finding) => FacilityRow::read(&api, finding.facility_id).await?,
            Event::Outlet(_, outlet) => Rc::new(OutletRow::of(&outlet)),
            Event::Listing(_, listing) => Rc::new(ListingRow::read(&api, listing.listing_id).await?),
            Event::Recall(_, recall) => Rc::new(RecallRow::of(&recall)),
            Event::FacilityRule(_, _) => FacilityRow::read_all(&api).await?,
            Event::Product(..)
            | Event::Curation(..)
            | Event::CurationGrades(..)
            | Event::ImageQuota(..)
            | Event::OutletException(..)
            | Event::PermitRule(..)
            | Event::GoodsLimit(..)
            | Event::PriceObservation(..)
            | Event::HarvestYield(..)
            | Event::Plot(..)
            | Event::SalesReport(..)
            | Event::Season(..)
            | Event::HarvestForecast(..)
            | Event::Checklist(..)
            | Event::StockOffer(..)
            | Event::Animal(..)
            | Event::Weighing(..)
            | Event::LiveWeightClass(..)
            | Event::HubFeeLimit(..) => {
                return Ok(None);
            }
        };
        Ok(Some(fetched))
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        Box::pin(async move {
            // No row of a rule is taken back: what is told no more is of a platform begun anew.
            diesel::delete(projected_reference_price::table).execute(conn).await?;
            diesel::delete(projected_yield::table).execute(conn).await?;
            forget_versions!(
                conn,
                projected_commodity,
                projected_facility,
                projected_hold,
                projected_listing,
                projected_lot,
                projected_outlet,
                projected_recall,
                projected_variant
            )
        })
    }
}
