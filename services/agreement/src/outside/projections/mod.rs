//! What this service keeps of the others' facts: commodities of the catalog, lines of posted receipts of logistics.
//! One file per resource; see `service::projection` for how they are written.

mod commodities;
mod realized_lines;

pub use commodities::Commodity;
pub use realized_lines::RealizedLines;

pub(crate) use commodities::{CommodityRow, KnownForm, list_commodities, list_forms};

use std::rc::Rc;

use api_types::catalog::CatalogFeedEvent;
use api_types::logistics::LogisticsFeedEvent;
use client::{Api, ClientError};
use domain::logistics::ReceiptHappened;
use service::{Fetched, Projection};

/// What is kept of the catalog.
pub(crate) struct FromCatalog;

impl Projection for FromCatalog {
    type Event = CatalogFeedEvent;

    async fn fetch(&self, api: &Api, event: CatalogFeedEvent) -> Result<Option<Fetched>, ClientError> {
        use CatalogFeedEvent as E;
        Ok(match event {
            E::Commodity(_, commodity) => Some(Rc::new(Commodity::read(api, &commodity.code).await?)),
            E::Product(..) | E::Variant(..) | E::Curation(..) | E::Outlet(..) | E::Listing(..) => None,
            E::PermitRule(..) | E::Yield(..) => None,
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
            E::Receipt(None | Some(ReceiptHappened::Posted | ReceiptHappened::Reversed), receipt) => {
                Some(Rc::new(RealizedLines::read(api, receipt.receipt_id).await?))
            }
            E::Receipt(..) | E::CallOff(..) | E::Shipment(..) | E::VehicleEvent(..) => None,
            E::GateRule(..) | E::JourneyRequirement(..) | E::Allowance(..) => None,
        })
    }
}
