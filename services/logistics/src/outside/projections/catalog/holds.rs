//! Holds of stock offers, from the catalog: what lines of orders may take their goods from.

use std::collections::BTreeMap;

use api_types::catalog::HoldView;
use client::{CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{HoldState, animal_tag_key};
use domain::logistics::HeldGoods;
use domain::shared::{Bilingual, ContractId, HoldId, PartyId, Quantity, StockOfferId, Unit};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::outside::projections::exact;
use crate::schema::projected_hold;

/// A hold as last read.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_hold, treat_none_as_null = true)]
pub struct HoldRow {
    /// Its id.
    pub id: HoldId,
    /// The offer it is of.
    pub offer_id: StockOfferId,
    /// The contract it is held under.
    pub contract_id: ContractId,
    /// Who offers.
    pub supplier_id: PartyId,
    /// Who holds.
    pub buyer_id: PartyId,
    /// Commodity.
    pub commodity_code: String,
    /// Form of the commodity.
    pub form_code: String,
    /// How much, in base units.
    pub quantity_base: i64,
    /// The unit of the offer.
    pub quantity_unit: Unit,
    /// Where it stands.
    pub state: HoldState,
    /// Version in the catalog.
    pub version: i64,
    /// The tags of its animals, those that were substituted left out.
    pub animal_tags: Vec<String>,
    /// The same without their spelling.
    pub animal_tag_keys: Vec<String>,
}

impl HoldRow {
    /// Reads a hold as it is now.
    pub(super) async fn read(api: &CatalogApi, id: HoldId) -> Result<Self, ClientError> {
        Self::of(api.get_hold(id).await?.value)
    }

    /// What is kept of a hold.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag or a quantity that is none of ours.
    pub fn of(view: HoldView) -> Result<Self, ClientError> {
        let quantity = exact(&view.quantity)?;
        let held = view.animals.into_iter().filter(|animal| animal.substituted_by_id.is_none());
        let animal_tags: Vec<String> = held.map(|animal| animal.tag).collect();
        Ok(Self {
            animal_tag_keys: animal_tags.iter().map(|tag| animal_tag_key(tag)).collect(),
            animal_tags,
            version: version_of(&view.etag)?,
            id: view.id,
            offer_id: view.offer_id,
            contract_id: view.contract_id,
            supplier_id: view.supplier_id,
            buyer_id: view.buyer_id,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            quantity_base: quantity.base(),
            quantity_unit: quantity.unit(),
            state: view.state,
        })
    }

    /// As lines of orders judge it.
    pub(crate) fn goods(self) -> HeldGoods {
        HeldGoods {
            id: self.id,
            converted: self.state == HoldState::Converted,
            state: Bilingual::from(self.state),
            contract: self.contract_id,
            goods: (self.commodity_code, self.form_code),
            amount: Quantity::from_stored(self.quantity_base, self.quantity_unit),
        }
    }
}

impl Projected for HoldRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_hold, id, self).map(drop)?) })
    }
}

/// Those of these holds that have arrived.
pub(crate) async fn holds_by_id(
    mut conn: &Connection,
    ids: &[HoldId],
) -> Result<BTreeMap<HoldId, HoldRow>, Error> {
    let rows: Vec<HoldRow> = projected_hold::table
        .filter(projected_hold::id.eq_any(ids))
        // Told no more since the feed began anew: not judged by.
        .filter(projected_hold::version.ge(0))
        .select(HoldRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
