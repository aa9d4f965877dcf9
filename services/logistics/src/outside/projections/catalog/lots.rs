//! Consolidation lots, from the catalog: whose they are, where and by how many members they were brought, and what they set
//! aside for order lines.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use client::{CatalogApi, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::LotState;
use domain::shared::{CallOffLineId, ConsolidationLotId, FacilityId, PartyId, Quantity};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::projected_lot;

/// A lot as last read.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_lot, treat_none_as_null = true)]
pub struct LotRow {
    /// Its id.
    pub id: ConsolidationLotId,
    /// Whose hub it is at.
    pub hub_party_id: PartyId,
    /// Whose members bring the goods.
    pub cooperative_party_id: PartyId,
    /// Commodity.
    pub commodity_code: String,
    /// Form of the commodity.
    pub form_code: String,
    /// Where it stands.
    pub state: LotState,
    /// Grams set aside by order line.
    pub allocated: serde_json::Value,
    /// Version in the catalog.
    pub version: i64,
    /// The hub; none of lots read by a former release.
    pub facility_id: Option<FacilityId>,
    /// How many members brought it; none of lots read by a former release.
    pub member_count: Option<i64>,
    /// When the last seal on what is in it was given; none while it has none.
    pub sealed_at: Option<DateTime<Utc>>,
}

impl LotRow {
    /// Reads a lot as it is now.
    pub(super) async fn read(api: &CatalogApi, id: ConsolidationLotId) -> Result<Self, ClientError> {
        let view = api.get_consolidation_lot(id).await?.value;
        let mut allocated: BTreeMap<CallOffLineId, i64> = BTreeMap::new();
        for line in &view.allocations {
            let grams = Quantity::parse_sum(&line.quantity.value, line.quantity.unit).map_err(unexpected)?;
            allocated.insert(line.call_off_line_id, grams);
        }
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            hub_party_id: view.hub_party_id,
            cooperative_party_id: view.cooperative_party_id,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            state: view.state,
            allocated: serde_json::to_value(allocated).map_err(unexpected)?,
            facility_id: Some(view.facility_id),
            member_count: Some(view.member_count),
            sealed_at: view.seals.iter().map(|seal| seal.sealed_at).max(),
        })
    }

    /// Grams set aside for an order line.
    ///
    /// # Errors
    /// When what is kept cannot be read: our mistake.
    pub(crate) fn allocated_for(&self, line: CallOffLineId) -> Result<i64, Error> {
        let allocated: BTreeMap<CallOffLineId, i64> = serde_json::from_value(self.allocated.clone())
            .map_err(|error| Error::Internal(format!("what {} sets aside: {error}", self.id)))?;
        Ok(allocated.get(&line).copied().unwrap_or_default())
    }

    /// Whether a party delivers its goods.
    pub(crate) fn is_run_by(&self, party: PartyId) -> bool {
        self.hub_party_id == party || self.cooperative_party_id == party
    }
}

fn unexpected(error: impl std::fmt::Display) -> ClientError {
    ClientError::Unexpected(error.to_string())
}

impl Projected for LotRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_lot, id, self).map(drop)?) })
    }
}

/// Those of these lots that have arrived.
pub(crate) async fn lots_by_id(
    mut conn: &Connection,
    ids: &[ConsolidationLotId],
) -> Result<BTreeMap<ConsolidationLotId, LotRow>, Error> {
    let rows: Vec<LotRow> = projected_lot::table
        .filter(projected_lot::id.eq_any(ids))
        // Told no more since the feed began anew: not judged by.
        .filter(projected_lot::version.ge(0))
        .select(LotRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
