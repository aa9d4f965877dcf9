//! Commodities, from the catalog's feed.

use api_types::EventView;
use api_types::catalog::CommodityView;
use client::{Api, ClientError};
use db::Connection;
use service::{Error, Projection};

use super::queries;

/// Keeps commodities and their forms.
pub(crate) struct CatalogProjection;

impl Projection for CatalogProjection {
    type Fetched = CommodityView;

    async fn fetch(&self, api: &Api, event: &EventView) -> Result<Option<CommodityView>, ClientError> {
        let code = event.data["code"].as_str();
        match code.filter(|_| event.r#type.starts_with("id.kad.commodity.")) {
            Some(code) => api.get(&format!("/v1/commodities/{code}")).await.map(|answer| Some(answer.value)),
            None => Ok(None),
        }
    }

    async fn apply(
        &self,
        conn: &mut Connection,
        _: &EventView,
        commodity: CommodityView,
    ) -> Result<(), Error> {
        queries::put_commodity(conn, &commodity).await
    }
}
