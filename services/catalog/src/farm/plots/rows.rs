//! Rows of the plots.

use api_types::catalog::{PlotEventData, PlotView};
use chrono::{DateTime, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{LandKind, Place, PlotEvent, PlotState};
use domain::shared::{Bilingual, Id, PartyId, PlotId, Role};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::schema::plot;

/// A plot as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = plot, treat_none_as_null = true)]
pub(crate) struct PlotRow {
    pub(crate) id: PlotId,
    pub(crate) owner_party_id: PartyId,
    pub(crate) name: String,
    pub(crate) region_code: String,
    pub(crate) area_m2: i64,
    pub(super) land_kind: LandKind,
    /// Longitude and latitude of each corner in turn; of a point one pair.
    pub(super) corners_e7: Vec<i64>,
    pub(crate) state: PlotState,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

impl PlotRow {
    /// Refuses callers of another party.
    pub(super) fn expect_own(&self, caller: &Caller) -> Result<(), Error> {
        if self.owner_party_id == caller.party() { Ok(()) } else { Err(Error::Forbidden(owners_own())) }
    }

    pub(super) fn view(self) -> PlotView {
        let pair = |pair: &[i64]| Place {
            longitude_e7: pair.first().copied().unwrap_or_default(),
            latitude_e7: pair.last().copied().unwrap_or_default(),
        };
        let corners: Vec<_> = self.corners_e7.chunks(2).map(|corner| pair(corner).into()).collect();
        let (point, boundary) = match corners.as_slice() {
            [point] => (Some(*point), None),
            _ => (None, Some(corners)),
        };
        PlotView {
            etag: Etag::of(self.version).to_string(),
            id: self.id,
            state: self.state,
            owner_party_id: self.owner_party_id,
            name: self.name,
            region_code: self.region_code,
            area_m2: self.area_m2,
            land_kind: self.land_kind,
            point,
            boundary,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// Corners as they are stored.
pub(super) fn stored(corners: &[Place]) -> Vec<i64> {
    corners.iter().flat_map(|place| [place.longitude_e7, place.latitude_e7]).collect()
}

impl Announced for PlotRow {
    type Data = PlotEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> PlotEventData {
        PlotEventData {
            plot_id: self.id,
            owner_party_id: self.owner_party_id,
            region_code: self.region_code.clone(),
            state: self.state,
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers(conn).await?))
    }
}

impl Versioned for PlotRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_plot(conn, self, seen).await
    }
}

impl Stateful for PlotRow {
    type State = PlotState;

    fn state(&self) -> PlotState {
        self.state
    }

    fn set_state(&mut self, state: PlotState) {
        self.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.owner_party_id && caller.has(role)
    }

    fn not_theirs(&self, _: PlotEvent) -> Bilingual {
        owners_own()
    }
}

fn owners_own() -> Bilingual {
    Bilingual::new(
        "Lahan hanya diubah oleh pemiliknya.",
        "A plot is changed by the party it belongs to alone.",
    )
}
