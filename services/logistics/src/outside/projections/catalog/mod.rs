//! What is kept of the catalog: commodities with their forms, variants with their permits.

mod commodities;
mod variants;

pub use commodities::{CommodityRow, FormRow, WholeCommodity};
pub use variants::VariantRow;

pub(crate) use commodities::{counted_by_head, expect_commodity, groups_of};
pub(crate) use variants::{suppliers_of, variant_papers};

use std::rc::Rc;

use api_types::catalog::CatalogFeedEvent as Event;
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use service::projection::Keeping;
use service::{Fetched, Projection, forget_versions};

use crate::schema::{projected_commodity, projected_variant};

/// Follows the feed of the catalog.
pub(super) struct FromCatalog;

impl Projection for FromCatalog {
    type Event = Event;

    async fn fetch(&self, api: &Api, event: Event) -> Result<Option<Fetched>, ClientError> {
        let api = CatalogApi::new(api.clone());
        let fetched: Fetched = match event {
            Event::Commodity(_, commodity) => Rc::new(WholeCommodity::read(&api, &commodity.code).await?),
            Event::Variant(_, variant) => Rc::new(VariantRow::read(&api, variant.variant_id).await?),
            Event::Product(..)
            | Event::Curation(..)
            | Event::Outlet(..)
            | Event::Listing(..)
            | Event::PermitRule(..)
            | Event::Yield(..) => {
                return Ok(None);
            }
        };
        Ok(Some(fetched))
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        Box::pin(async move { forget_versions!(conn, projected_commodity, projected_variant) })
    }
}
