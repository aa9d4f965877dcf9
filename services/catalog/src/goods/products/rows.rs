//! Rows of the products.

use api_types::catalog::{ProductEventData, ProductView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{CommodityGroup, ProductEvent, ProductState};
use domain::shared::{Bilingual, CommodityCode, FormCode, Id, PartyId, ProductId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::product;

/// A product as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = product, treat_none_as_null = true)]
pub(crate) struct ProductRow {
    pub(crate) id: ProductId,
    pub(crate) supplier_id: PartyId,
    pub(crate) supplier_region_code: String,
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub(crate) commodity_code: CommodityCode,
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub(crate) form_code: FormCode,
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
    /// Refuses callers of another party.
    pub(crate) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.supplier_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(suppliers_own())) }
    }

    /// Refuses changes of what is no longer offered.
    pub(crate) fn expect_offered(&self) -> Result<(), Error> {
        if !self.state.may_change() {
            return Err(Error::unchangeable(self.state));
        }
        Ok(())
    }

    /// The view for a caller; the supplier's own number only for the supplier.
    pub(crate) fn view(self, caller: &Caller) -> ProductView {
        let own = self.supplier_id == caller.party() || caller.is_service();
        ProductView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            state: self.state,
            supplier_id: self.supplier_id,
            supplier_region_code: self.supplier_region_code,
            name: self.name,
            description: self.description,
            commodity_code: self.commodity_code.into(),
            form_code: self.form_code.into(),
            group: self.goods_group,
            external_reference: self.external_reference.filter(|_| own),
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl Announced for ProductRow {
    type Data = ProductEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> ProductEventData {
        ProductEventData {
            product_id: self.id,
            supplier_id: self.supplier_id,
            commodity_code: self.commodity_code.clone(),
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, _: &mut Connection) -> Result<Audience, Error> {
        Ok(self.readers())
    }
}

impl Versioned for ProductRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_product(conn, self, seen).await
    }
}

impl Stateful for ProductRow {
    type State = ProductState;

    fn state(&self) -> ProductState {
        self.state
    }

    fn set_state(&mut self, state: ProductState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.supplier_id && caller.has(role)
    }

    fn not_theirs(&self, _: ProductEvent) -> Bilingual {
        suppliers_own()
    }
}

fn suppliers_own() -> Bilingual {
    Bilingual::new(
        "Produk hanya dapat diubah oleh pemasoknya.",
        "A product is changed by its supplier alone.",
    )
}
