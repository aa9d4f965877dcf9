//! Rows of the products.

use api_types::catalog::ProductView;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::catalog::{CommodityGroup, ProductState};
use domain::shared::{Bilingual, IllegalTransition, PartyId, ProductId, allowed_events};
use service::Error;
use web::{Caller, Etag};

use crate::schema::product;

/// A product as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = product)]
pub(crate) struct ProductRow {
    pub(crate) id: ProductId,
    pub(crate) supplier_id: PartyId,
    pub(crate) supplier_region_code: String,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) goods_group: CommodityGroup,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) external_reference: Option<String>,
    pub(crate) state: ProductState,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl ProductRow {
    pub(crate) fn etag(&self) -> Etag {
        Etag::of(self.version)
    }

    /// Refuses callers of another party.
    pub(crate) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.supplier_id == caller.party() {
            return Ok(());
        }
        Err(Error::Forbidden(Bilingual::new(
            "Produk hanya dapat diubah oleh pemasoknya.",
            "A product is changed by its supplier alone.",
        )))
    }

    /// Refuses changes of what is no longer offered.
    pub(crate) fn expect_offered(&self) -> Result<(), Error> {
        if self.state != ProductState::Withdrawn {
            return Ok(());
        }
        Err(Error::State(IllegalTransition {
            current: self.state.to_string(),
            event: "change".to_owned(),
            allowed: allowed_events(self.state),
        }))
    }

    /// The view for a caller; the supplier's own number only for the supplier.
    pub(crate) fn view(self, caller: &Caller) -> ProductView {
        let own = self.supplier_id == caller.party() || caller.is_service();
        ProductView {
            etag: self.etag().to_string(),
            id: self.id,
            state: self.state,
            supplier_id: self.supplier_id,
            supplier_region_code: self.supplier_region_code,
            name: self.name,
            description: self.description,
            commodity_code: self.commodity_code,
            form_code: self.form_code,
            group: self.goods_group,
            external_reference: self.external_reference.filter(|_| own),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}
