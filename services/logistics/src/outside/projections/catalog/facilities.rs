//! Facilities and when goods may be loaded there, from the catalog, which derives it: nothing is judged anew here.

use std::rc::Rc;

use api_types::catalog::{
    FacilityUsabilitySpanView, FacilityUsabilitySpansView, ListFacilityUsabilitiesQuery,
};
use chrono::NaiveDate;
use client::{CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::FacilityState;
use domain::logistics::LoadingPlace;
use domain::shared::{FacilityId, PartyId, Quantity, Unit};
use service::projection::Keeping;
use service::{Error, Fetched, Projected, keep_newer};

use crate::outside::projections::exact;
use crate::schema::projected_facility;

/// A facility as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_facility, treat_none_as_null = true)]
pub struct FacilityRow {
    /// Its id.
    pub id: FacilityId,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// Whether it handles the goods of other parties too: slaughterhouses, mills and hubs do.
    pub serves_others: bool,
    /// What its people call it.
    pub name: String,
    /// Region it lies in.
    pub region_code: String,
    /// Whether it is in use: not closed.
    pub in_use: bool,
    /// What it handles in a day, in the base unit; none where that is not known.
    pub capacity_base: Option<i64>,
    /// The unit of that.
    pub capacity_unit: Option<Unit>,
    /// When it may be used, as the catalog derives it.
    pub spans: serde_json::Value,
    /// Rises with everything that this is derived from.
    pub version: i64,
}

impl FacilityRow {
    /// Reads a facility as it is now.
    pub(super) async fn read(api: &CatalogApi, id: FacilityId) -> Result<Fetched, ClientError> {
        Ok(Rc::new(Facilities::read(api, Some(id)).await?))
    }

    /// Reads all facilities: of what they are judged by, something has changed.
    pub(super) async fn read_all(api: &CatalogApi) -> Result<Fetched, ClientError> {
        Ok(Rc::new(Facilities::read(api, None).await?))
    }

    /// What is kept of a facility.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for a quantity that is none of ours.
    pub fn of(view: FacilityUsabilitySpansView) -> Result<Self, ClientError> {
        let capacity = view.facility.capacity.map(|capacity| exact(&capacity.quantity)).transpose()?;
        Ok(Self {
            id: view.facility.id,
            owner_party_id: view.facility.owner_party_id,
            serves_others: view.facility.kind.serves_others(),
            name: view.facility.name,
            region_code: view.facility.region_code,
            in_use: view.facility.state == FacilityState::Active,
            capacity_base: capacity.map(|quantity| quantity.base()),
            capacity_unit: capacity.map(|quantity| quantity.unit()),
            spans: serde_json::to_value(&view.spans)
                .map_err(|error| ClientError::Unexpected(error.to_string()))?,
            version: view.version,
        })
    }

    /// The facility as a place where goods are loaded on a day.
    pub(crate) fn loading_place(&self, day: NaiveDate) -> Result<LoadingPlace, Error> {
        let spans: Vec<FacilityUsabilitySpanView> =
            serde_json::from_value(self.spans.clone()).map_err(|error| {
                Error::Internal(format!("the days of the projected facility {}: {error}", self.id))
            })?;
        let of_day = spans.into_iter().rfind(|span| span.from_date.is_none_or(|from| from <= day));
        let unmet = of_day.into_iter().flat_map(|span| span.unmet).map(Into::into).collect();
        let capacity = self.capacity_base.zip(self.capacity_unit);
        Ok(LoadingPlace {
            name: self.name.clone(),
            capacity: capacity.map(|(base, unit)| Quantity::from_stored(base, unit)),
            unmet,
        })
    }
}

impl Projected for FacilityRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            keep_newer!(conn, projected_facility, id, self)?;
            Ok(())
        })
    }
}

/// One facility, or all of them.
#[derive(Debug)]
struct Facilities(Vec<FacilityRow>);

impl Facilities {
    async fn read(api: &CatalogApi, facility_id: Option<FacilityId>) -> Result<Self, ClientError> {
        let query = ListFacilityUsabilitiesQuery { facility_id, ..Default::default() };
        let views = api.list_facility_usabilities(&query).all().await?;
        Ok(Self(views.into_iter().map(FacilityRow::of).collect::<Result<_, _>>()?))
    }
}

impl Projected for Facilities {
    fn keep<'a>(&'a self, conn: &'a mut Connection, position: i64) -> Keeping<'a> {
        Box::pin(async move {
            for row in &self.0 {
                row.keep(conn, position).await?;
            }
            Ok(())
        })
    }
}

/// A facility, if it is known here.
pub(crate) async fn find_facility(
    mut conn: &Connection,
    id: FacilityId,
) -> Result<Option<FacilityRow>, Error> {
    let row = projected_facility::table
        .find(id)
        // Told no more since the feed began anew: not judged by.
        .filter(projected_facility::version.ge(0))
        .select(FacilityRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// A facility, locked: what is loaded there is counted by one after the other.
pub(crate) async fn lock_facility(
    conn: &mut Connection,
    id: FacilityId,
) -> Result<Option<FacilityRow>, Error> {
    let row = projected_facility::table
        .find(id)
        .filter(projected_facility::version.ge(0))
        .select(FacilityRow::as_select())
        .for_no_key_update();
    Ok(row.first(conn).await.optional()?)
}

/// The name of a facility that a party has in use in a region; none where it has none there.
pub(crate) async fn facility_in_use(
    mut conn: &Connection,
    owner: PartyId,
    region: &str,
) -> Result<Option<String>, Error> {
    let names = projected_facility::table
        .filter(projected_facility::owner_party_id.eq(owner))
        .filter(projected_facility::region_code.eq(region))
        .filter(projected_facility::in_use)
        .filter(projected_facility::version.ge(0))
        .order(projected_facility::id)
        .select(projected_facility::name);
    Ok(names.first(&mut conn).await.optional()?)
}
