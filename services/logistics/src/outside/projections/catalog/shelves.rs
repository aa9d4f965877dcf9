//! Outlets and the listings in them, from the catalog: when a buyer's outlets are open, and on which shelves a variant stands.

use std::collections::BTreeMap;

use api_types::catalog::{ListingView, OutletEventData};
use chrono::NaiveDate;
use client::{CatalogApi, ClientError};
use db::Connection;
use diesel::dsl::{exists, select};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{ListingState, OutletState};
use domain::logistics::{OutletDays, Shelf};
use domain::shared::{ListingId, OutletId, PartyId, VariantId};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::{projected_listing, projected_outlet};

/// An outlet as last told: what is told is all that is kept.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = projected_outlet, treat_none_as_null = true)]
pub struct OutletRow {
    id: OutletId,
    operator_party_id: PartyId,
    closed: bool,
    opens_date: Option<NaiveDate>,
    version: i64,
    closed_date: Option<NaiveDate>,
}

impl OutletRow {
    /// What is kept of an outlet.
    pub fn of(told: &OutletEventData) -> Self {
        Self {
            id: told.outlet_id,
            operator_party_id: told.operator_party_id,
            closed: told.state == OutletState::Closed,
            opens_date: told.opens_date,
            closed_date: told.closed_date,
            version: told.version,
        }
    }
}

impl Projected for OutletRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_outlet, id, self).map(drop)?) })
    }
}

/// A listing as last read. Whether it stands by permits, curation and label is the catalog's to judge day by day, and not kept:
/// permits are judged again before goods leave.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = projected_listing, treat_none_as_null = true)]
pub struct ListingRow {
    id: ListingId,
    variant_id: VariantId,
    outlet_id: OutletId,
    listed: bool,
    starts_date: Option<NaiveDate>,
    version: i64,
}

impl ListingRow {
    /// Reads a listing as it is now.
    pub(super) async fn read(api: &CatalogApi, id: ListingId) -> Result<Self, ClientError> {
        Self::of(&api.get_listing(id).await?.value)
    }

    /// What is kept of a listing.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: &ListingView) -> Result<Self, ClientError> {
        Ok(Self {
            id: view.id,
            variant_id: view.variant_id,
            outlet_id: view.outlet_id,
            listed: view.state == ListingState::Listed,
            starts_date: view.starts_date,
            version: version_of(&view.etag)?,
        })
    }
}

impl Projected for ListingRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_listing, id, self).map(drop)?) })
    }
}

/// Whether a party operates an outlet that has not closed.
pub(crate) async fn operates_outlets(mut conn: &Connection, party: PartyId) -> Result<bool, Error> {
    let own = projected_outlet::table
        .filter(projected_outlet::operator_party_id.eq(party))
        .filter(projected_outlet::closed.eq(false))
        .filter(projected_outlet::version.ge(0));
    Ok(select(exists(own)).get_result(&mut conn).await?)
}

/// When some outlets of a party are open; ids of no outlet of its own are left out.
pub(crate) async fn outlets_of(
    mut conn: &Connection,
    operator: PartyId,
    ids: &[OutletId],
) -> Result<BTreeMap<OutletId, OutletDays>, Error> {
    let own = projected_outlet::table
        .filter(projected_outlet::id.eq_any(ids))
        .filter(projected_outlet::operator_party_id.eq(operator))
        .filter(projected_outlet::version.ge(0))
        .select((
            projected_outlet::id,
            projected_outlet::opens_date,
            projected_outlet::closed,
            projected_outlet::closed_date,
        ));
    let rows: Vec<(OutletId, Option<NaiveDate>, bool, Option<NaiveDate>)> = own.load(&mut conn).await?;
    let days = |(id, opens, closed, closes)| (id, OutletDays { opens, closed, closes });
    Ok(rows.into_iter().map(days).collect())
}

/// Where a party has variants listed, in outlets of its own that have not closed.
pub(crate) async fn shelves_of(
    mut conn: &Connection,
    operator: PartyId,
    variants: &[VariantId],
) -> Result<BTreeMap<VariantId, Vec<Shelf>>, Error> {
    let listed = projected_listing::table
        .inner_join(projected_outlet::table.on(projected_outlet::id.eq(projected_listing::outlet_id)))
        .filter(projected_listing::variant_id.eq_any(variants))
        .filter(projected_listing::listed)
        .filter(projected_listing::version.ge(0))
        .filter(projected_outlet::operator_party_id.eq(operator))
        .filter(projected_outlet::closed.eq(false))
        .filter(projected_outlet::version.ge(0))
        .select((
            projected_listing::variant_id,
            projected_listing::starts_date,
            projected_outlet::opens_date,
        ));
    let rows: Vec<(VariantId, Option<NaiveDate>, Option<NaiveDate>)> = listed.load(&mut conn).await?;
    let mut found: BTreeMap<VariantId, Vec<Shelf>> = BTreeMap::new();
    for (variant, starts, opens) in rows {
        found.entry(variant).or_default().push(Shelf { starts, opens });
    }
    Ok(found)
}
