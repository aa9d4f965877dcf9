//! Product variants of the catalog: whose they are, and of which goods.

use std::collections::BTreeMap;

use api_types::catalog::VariantView;
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{PartyId, VariantId};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::projected_variant;

/// A variant the catalog has told of.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_variant)]
pub struct VariantRow {
    id: VariantId,
    /// Who makes it.
    pub(crate) supplier_id: PartyId,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    version: i64,
}

impl VariantRow {
    /// Reads it from the catalog.
    pub(super) async fn read(api: &Api, id: VariantId) -> Result<Self, ClientError> {
        Self::of(CatalogApi::new(api.clone()).get_variant(id).await?.value)
    }

    /// What is kept of a variant.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: VariantView) -> Result<Self, ClientError> {
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            supplier_id: view.supplier_id,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
        })
    }

    async fn put(&self, conn: &mut Connection) -> Result<(), Error> {
        keep_newer!(conn, projected_variant, id, self)?;
        Ok(())
    }
}

impl Projected for VariantRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(self.put(conn))
    }
}

/// Some variants by their ids; those that are not known are left out.
pub(crate) async fn known_variants(
    conn: &mut Connection,
    ids: &[VariantId],
) -> Result<BTreeMap<VariantId, VariantRow>, Error> {
    let rows: Vec<VariantRow> = projected_variant::table
        .filter(projected_variant::id.eq_any(ids))
        // Told no more since the feed began anew: not judged by.
        .filter(projected_variant::version.ge(0))
        .select(VariantRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
