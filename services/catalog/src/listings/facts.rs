//! What listing and curation have to know of a variant, whoever asks.

use std::collections::HashMap;

use chrono::NaiveDate;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{
    Approval, CommodityGroup, ListingFacts, Outlet, Permit, PermitType, ProductState, ProductTrait,
};
use domain::shared::{PartyId, PartyKind, ProductId, TextHash, VariantId};
use service::Error;

use crate::schema::{commodity, permit, product, projected_party, variant};

/// A variant with its product, its supplier and its permits.
#[derive(Debug, Clone)]
pub(crate) struct JudgedVariant {
    pub(crate) variant_id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) supplier_id: PartyId,
    pub(crate) state: ProductState,
    pub(crate) version: TextHash,
    /// `None` while the supplier has not arrived from the agreement service.
    supplier: Option<PartyKind>,
    commodity_group: CommodityGroup,
    product_group: CommodityGroup,
    traits: Vec<ProductTrait>,
    permits: Vec<Permit>,
}

impl JudgedVariant {
    /// The facts by which a listing in an outlet is judged.
    ///
    /// # Errors
    /// `not-yet-known` while the supplier has not arrived.
    pub(crate) fn listing<'a>(
        &'a self,
        approvals: &'a [Approval],
        outlet: &'a Outlet,
    ) -> Result<ListingFacts<'a>, Error> {
        Ok(ListingFacts {
            supplier: self.supplier.ok_or_else(|| Error::not_yet_known(&self.supplier_id.to_string()))?,
            commodity_group: self.commodity_group,
            product_group: self.product_group,
            traits: &self.traits,
            state: self.state,
            version: &self.version,
            permits: &self.permits,
            approvals,
            outlet,
        })
    }
}

#[derive(Queryable)]
struct FactsRow {
    variant_id: VariantId,
    product_id: ProductId,
    supplier_id: PartyId,
    state: ProductState,
    version_hash: String,
    supplier: Option<PartyKind>,
    commodity_group: CommodityGroup,
    product_group: CommodityGroup,
    traits: Vec<ProductTrait>,
}

/// The facts of these variants that exist; two queries, however many they are.
pub(crate) async fn find_judged(
    conn: &mut Connection,
    ids: &[VariantId],
) -> Result<HashMap<VariantId, JudgedVariant>, Error> {
    let rows: Vec<FactsRow> = variant::table
        .inner_join(product::table.on(product::id.eq(variant::product_id)))
        .inner_join(commodity::table.on(commodity::code.eq(product::commodity_code)))
        .left_join(projected_party::table.on(projected_party::id.eq(product::supplier_id)))
        .filter(variant::id.eq_any(ids))
        .select((
            variant::id,
            product::id,
            product::supplier_id,
            product::state,
            variant::version_hash,
            projected_party::kind.nullable(),
            commodity::goods_group,
            product::goods_group,
            variant::traits,
        ))
        .load(conn)
        .await?;
    let mut permits = permits_of(conn, ids).await?;
    let facts = rows.into_iter().map(|row| {
        let facts = JudgedVariant {
            variant_id: row.variant_id,
            product_id: row.product_id,
            supplier_id: row.supplier_id,
            state: row.state,
            version: row
                .version_hash
                .parse()
                .map_err(|error| Error::Internal(format!("a stored hash: {error}")))?,
            supplier: row.supplier,
            commodity_group: row.commodity_group,
            product_group: row.product_group,
            traits: row.traits,
            permits: permits.remove(&row.variant_id).unwrap_or_default(),
        };
        Ok((facts.variant_id, facts))
    });
    facts.collect()
}

/// The permits of variants, without those withdrawn.
async fn permits_of(
    conn: &mut Connection,
    ids: &[VariantId],
) -> Result<HashMap<VariantId, Vec<Permit>>, Error> {
    type Row = (VariantId, PermitType, String, NaiveDate, Option<NaiveDate>);
    let rows: Vec<Row> = permit::table
        .filter(permit::variant_id.eq_any(ids))
        .filter(permit::withdrawn_at.is_null())
        .select((permit::variant_id, permit::type_, permit::number, permit::issued_date, permit::expires_on))
        .load(conn)
        .await?;
    let mut permits: HashMap<VariantId, Vec<Permit>> = HashMap::new();
    for (variant, kind, number, issued_on, expires_on) in rows {
        permits.entry(variant).or_default().push(Permit { kind, number, issued_on, expires_on });
    }
    Ok(permits)
}
