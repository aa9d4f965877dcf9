//! Seasons of the catalog that contracts of cultivation name, and what is expected of them.

use api_types::catalog::SeasonView;
use chrono::{DateTime, NaiveDate, Utc};
use client::{Api, CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::{FailureCause, SeasonState};
use domain::shared::{ContractId, PartyId, Quantity, SeasonId};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::projected_season;

/// What is known of a season.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_season, treat_none_as_null = true)]
pub struct SeasonRow {
    /// Its id.
    pub id: SeasonId,
    /// Whose it is.
    pub owner_party_id: PartyId,
    /// Where its plots lie.
    pub region_code: String,
    /// What grows.
    pub commodity_code: String,
    /// In which form it is harvested.
    pub form_code: String,
    /// Where it stands.
    pub state: SeasonState,
    /// Why it failed.
    pub failure_cause: Option<FailureCause>,
    /// The contract it is grown for.
    pub contract_id: Option<ContractId>,
    /// First day on which the harvest is expected.
    pub harvest_from: NaiveDate,
    /// Last day on which the harvest is expected.
    pub harvest_until: NaiveDate,
    /// The area of its plots, in square metres.
    pub area_m2: i64,
    /// What its area is expected to give, in base units; none where no yield is known.
    pub expected_base: Option<i64>,
    /// Version in the catalog.
    pub version: i64,
    /// When it last changed.
    pub changed_at: DateTime<Utc>,
}

/// A season that has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub(crate) struct FailedSeason {
    pub(crate) id: SeasonId,
    /// When it was told.
    pub(crate) since: DateTime<Utc>,
}

impl SeasonRow {
    /// Reads it from the catalog.
    pub(super) async fn read(api: &Api, id: SeasonId) -> Result<Self, ClientError> {
        Self::of(CatalogApi::new(api.clone()).get_season(id).await?.value)
    }

    /// What is kept of a season.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag or a quantity that is none of ours.
    pub fn of(view: SeasonView) -> Result<Self, ClientError> {
        let expected = view.expected.as_ref().map(|one| Quantity::parse(&one.value, one.unit)).transpose();
        let expected = expected.map_err(|error| {
            ClientError::Unexpected(format!("the expected harvest of {}: {error}", view.id))
        })?;
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            owner_party_id: view.owner_party_id,
            region_code: view.region_code,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            state: view.state,
            failure_cause: view.failure_cause,
            contract_id: view.contract_id,
            harvest_from: view.harvest_from_date,
            harvest_until: view.harvest_until_date,
            area_m2: view.area_m2,
            expected_base: expected.map(Quantity::base),
            changed_at: view.updated_at,
        })
    }

    /// Whether nothing more is to come of it.
    pub(crate) fn has_ended(&self) -> bool {
        !self.state.is_open()
    }
}

impl Projected for SeasonRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_season, id, self).map(drop)?) })
    }
}

/// Seasons by id; what has not arrived, or is told no more, is left out.
pub(crate) async fn seasons_by_id(conn: &mut Connection, ids: &[SeasonId]) -> Result<Vec<SeasonRow>, Error> {
    let rows = projected_season::table
        .filter(projected_season::id.eq_any(ids))
        .filter(projected_season::version.ge(0))
        .select(SeasonRow::as_select());
    Ok(rows.load(conn).await?)
}

/// Those of some seasons that have failed.
pub(crate) async fn failed_seasons(
    conn: &mut Connection,
    ids: &[SeasonId],
) -> Result<Vec<FailedSeason>, Error> {
    let rows = projected_season::table
        .filter(projected_season::id.eq_any(ids))
        .filter(projected_season::version.ge(0))
        .filter(projected_season::state.eq(SeasonState::Failed))
        .order(projected_season::id)
        .select((projected_season::id, projected_season::changed_at));
    Ok(rows.load(conn).await?)
}
