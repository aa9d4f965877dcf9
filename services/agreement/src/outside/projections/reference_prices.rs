//! Reference prices of the catalog: what goods cost by regulation or by measure.

use api_types::catalog::ReferencePriceView;
use chrono::NaiveDate;
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{Dated, KnownReference, Period, ReferencePrice, ReferencePriceId};
use serde_json::Value;
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::projected_reference_price;

/// A reference price the catalog has told of.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_reference_price, treat_none_as_null = true)]
pub struct ReferencePriceRow {
    id: ReferencePriceId,
    commodity_code: String,
    content: Value,
    in_force_from_date: NaiveDate,
    in_force_until_date: Option<NaiveDate>,
    legal_basis: String,
    version: i64,
}

impl ReferencePriceRow {
    /// Reads it from the catalog.
    pub(super) async fn read(api: &Api, id: ReferencePriceId) -> Result<Self, ClientError> {
        Self::of(&CatalogApi::new(api.clone()).get_reference_price(id).await?.value)
    }

    /// What is kept of a reference price.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours, or a row that says nothing this release knows.
    pub fn of(view: &ReferencePriceView) -> Result<Self, ClientError> {
        let unread = |error| ClientError::Unexpected(format!("the reference price {}: {error}", view.id));
        let rule: ReferencePrice =
            serde_json::to_value(view).and_then(serde_json::from_value).map_err(unread)?;
        Ok(Self {
            id: view.id,
            commodity_code: view.commodity_code.clone(),
            content: serde_json::to_value(rule).map_err(unread)?,
            in_force_from_date: view.in_force_from_date,
            in_force_until_date: view.in_force_until_date,
            legal_basis: view.legal_basis.clone(),
            version: version_of(&view.etag)?,
        })
    }

    fn dated(self) -> Result<Dated<ReferencePrice>, Error> {
        let rule = serde_json::from_value(self.content)
            .map_err(|error| Error::Internal(format!("the reference price {}: {error}", self.id)))?;
        let in_force = Period { from: self.in_force_from_date, until: self.in_force_until_date };
        Ok(Dated { rule, in_force, source: self.legal_basis })
    }

    async fn put(&self, conn: &mut Connection) -> Result<(), Error> {
        keep_newer!(conn, projected_reference_price, id, self)?;
        Ok(())
    }
}

impl Projected for ReferencePriceRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(self.put(conn))
    }
}

/// The reference prices of some commodities, of all days, for [`domain::shared::reference_for`].
///
/// # Errors
/// Database errors; a row that is none of this release.
pub async fn reference_prices(
    conn: &Connection,
    commodities: &[String],
) -> Result<Vec<Dated<ReferencePrice>>, Error> {
    rows_of(conn, commodities).await?.into_iter().map(ReferencePriceRow::dated).collect()
}

/// The same with their ids, for [`domain::shared::LinePrice`].
///
/// # Errors
/// As [`reference_prices`].
pub(crate) async fn known_references(
    conn: &Connection,
    commodities: &[String],
) -> Result<Vec<KnownReference>, Error> {
    let known = |row: ReferencePriceRow| Ok(KnownReference { id: row.id, row: row.dated()? });
    rows_of(conn, commodities).await?.into_iter().map(known).collect()
}

async fn rows_of(mut conn: &Connection, commodities: &[String]) -> Result<Vec<ReferencePriceRow>, Error> {
    let rows = projected_reference_price::table
        .filter(projected_reference_price::commodity_code.eq_any(commodities))
        .order(projected_reference_price::id)
        .select(ReferencePriceRow::as_select());
    Ok(rows.load(&mut conn).await?)
}
