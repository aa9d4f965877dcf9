//! Parties, from the agreement service.

use std::collections::BTreeMap;

use api_types::agreement::PartyView;
use client::{AgreementApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{BusinessSize, PartyId, PartyKind};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_party;

/// A party as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_party, treat_none_as_null = true)]
pub struct PartyRow {
    /// Its id.
    pub id: PartyId,
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// Its name in law.
    pub legal_name: String,
    /// The name people use.
    pub short_name: String,
    /// Home region.
    pub region_code: String,
    /// Version in the agreement service.
    pub version: i64,
    /// How large the business is, where somebody has stated it.
    pub business_size: Option<BusinessSize>,
    /// Whether it is registered for value added tax.
    pub tax_registered: bool,
}

impl PartyRow {
    /// Reads a party as it is now.
    pub(super) async fn read(api: &AgreementApi, id: PartyId) -> Result<Self, ClientError> {
        Self::of(api.get_party(id).await?.value)
    }

    /// What is kept of a party.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: PartyView) -> Result<Self, ClientError> {
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            kind: view.kind,
            legal_name: view.legal_name,
            short_name: view.short_name,
            region_code: view.region_code,
            business_size: view.business_size,
            tax_registered: view.tax_registered,
        })
    }
}

impl Projected for PartyRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            keep_newer!(conn, projected_party, id, self)?;
            Ok(())
        })
    }
}

/// What is known of a party.
pub(crate) async fn find_party(mut conn: &Connection, id: PartyId) -> Result<Option<PartyRow>, Error> {
    let row = projected_party::table.find(id).select(PartyRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// The names people use of some parties; those that have not arrived are left out.
pub(crate) async fn short_names(
    conn: &mut Connection,
    ids: &[PartyId],
) -> Result<BTreeMap<PartyId, String>, Error> {
    let names = projected_party::table
        .filter(projected_party::id.eq_any(ids))
        .select((projected_party::id, projected_party::short_name));
    let rows: Vec<(PartyId, String)> = names.load(conn).await?;
    Ok(rows.into_iter().collect())
}
