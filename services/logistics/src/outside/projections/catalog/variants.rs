//! Variants of products with their permits, from the catalog.

use std::collections::BTreeMap;

use api_types::catalog::VariantView;
use chrono::{DateTime, NaiveDate, Utc};
use client::{CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::ProductState;
use domain::logistics::{DocumentKind, HeldByVariant, HeldDocument, VeterinaryLevel};
use domain::shared::{PartyId, Period, ProductId, VariantId};
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_variant;

/// A variant as last read.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = projected_variant, treat_none_as_null = true)]
pub struct VariantRow {
    /// Its id.
    pub id: VariantId,
    /// Its product.
    pub product_id: ProductId,
    /// Who makes it.
    pub supplier_id: PartyId,
    /// Commodity.
    pub commodity_code: String,
    /// Form of the commodity.
    pub form_code: String,
    /// Its name.
    pub name: String,
    /// Trade item number.
    pub gtin: Option<String>,
    /// Where its product stands.
    pub state: ProductState,
    /// Hash of its present version.
    pub version_hash: Option<String>,
    /// Its permits, as the catalog shows them.
    pub permits: serde_json::Value,
    /// Whether it may be listed.
    pub listing_ready: bool,
    /// Version in the catalog.
    pub version: i64,
}

impl VariantRow {
    /// Reads a variant as it is now.
    pub(super) async fn read(api: &CatalogApi, id: VariantId) -> Result<Self, ClientError> {
        Self::of(api.get_variant(id).await?.value)
    }

    /// What is kept of a variant.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: VariantView) -> Result<Self, ClientError> {
        let permits = serde_json::to_value(&view.permits);
        Ok(Self {
            permits: permits.map_err(|error| ClientError::Unexpected(error.to_string()))?,
            version: version_of(&view.etag)?,
            id: view.id,
            product_id: view.product_id,
            supplier_id: view.supplier_id,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            name: view.name,
            gtin: view.gtin,
            state: view.state,
            version_hash: Some(view.version_hash.to_string()),
            listing_ready: view.listing_ready,
        })
    }
}

impl Projected for VariantRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            keep_newer!(conn, projected_variant, id, self)?;
            Ok(())
        })
    }
}

/// Who makes a variant, and of which goods it is.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = projected_variant)]
pub(crate) struct Maker {
    id: VariantId,
    pub(crate) supplier_id: PartyId,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
}

/// Who makes each of these variants; those that are not known are left out.
pub(crate) async fn makers_of(
    mut conn: &Connection,
    ids: &[VariantId],
) -> Result<BTreeMap<VariantId, Maker>, Error> {
    let rows: Vec<Maker> = projected_variant::table
        .filter(projected_variant::id.eq_any(ids))
        // Told no more since the feed began anew: not judged by.
        .filter(projected_variant::version.ge(0))
        .select(Maker::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A permit, as the catalog shows it.
#[derive(Deserialize)]
struct Permit {
    r#type: String,
    issued_date: Option<NaiveDate>,
    /// Kept before the field had this name.
    #[serde(alias = "expires_on")]
    valid_until_date: Option<NaiveDate>,
    #[serde(default)]
    level: Option<VeterinaryLevel>,
    /// Absent in what was kept before permits were checked: nobody is known to have seen those.
    #[serde(default)]
    checked_at: Option<DateTime<Utc>>,
}

/// What a variant's papers are judged by, as stored.
type StoredPapers = (VariantId, String, String, ProductState, serde_json::Value);

/// These variants as far as their papers may travel with goods.
pub(crate) async fn variant_papers(
    mut conn: &Connection,
    ids: &[VariantId],
) -> Result<BTreeMap<VariantId, HeldByVariant>, Error> {
    let rows: Vec<StoredPapers> = projected_variant::table
        .filter(projected_variant::id.eq_any(ids))
        // Told no more since the feed began anew: not judged by.
        .filter(projected_variant::version.ge(0))
        .select((
            projected_variant::id,
            projected_variant::commodity_code,
            projected_variant::form_code,
            projected_variant::state,
            projected_variant::permits,
        ))
        .load(&mut conn)
        .await?;
    let read = |(id, commodity, form, state, permits): StoredPapers| {
        let permits: Vec<Permit> = serde_json::from_value(permits)
            .map_err(|error| Error::Internal(format!("permits of a projected variant: {error}")))?;
        let documents = permits.into_iter().filter_map(held).collect();
        let published = state == ProductState::Published;
        Ok((id, HeldByVariant { commodity, form, published, documents }))
    };
    rows.into_iter().map(read).collect()
}

/// A permit as a paper of the road; `None` for kinds that no rule of the road asks for, and while nobody but its supplier has
/// seen it.
fn held(permit: Permit) -> Option<HeldDocument> {
    permit.checked_at?;
    let kind: DocumentKind = permit.r#type.parse().ok()?;
    let valid = Period { from: permit.issued_date.unwrap_or(NaiveDate::MIN), until: permit.valid_until_date };
    Some(HeldDocument { kind, level: permit.level, valid })
}
