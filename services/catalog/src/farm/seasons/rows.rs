//! Rows of the seasons.

use api_types::WireQuantity;
use api_types::catalog::{ForecastWeekView, SeasonEventData, SeasonInputView, SeasonPlotView, SeasonView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{FailureCause, InputKind, SeasonDates, SeasonEvent, SeasonState};
use domain::shared::{
    Bilingual, ContractId, Id, Money, PartyId, PlotId, Quantity, Role, SeasonId, SeasonInputId, Unit,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use crate::farm::plots::PlotRow;
use crate::schema::{season, season_input, season_plot};

/// A season as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = season, treat_none_as_null = true)]
pub(in crate::farm) struct SeasonRow {
    pub(in crate::farm) id: SeasonId,
    pub(in crate::farm) owner_party_id: PartyId,
    pub(in crate::farm) region_code: String,
    pub(in crate::farm) commodity_code: String,
    pub(super) form_code: String,
    pub(super) variety: Option<String>,
    pub(in crate::farm) planting_date: NaiveDate,
    pub(super) harvest_from_date: NaiveDate,
    pub(super) harvest_until_date: NaiveDate,
    pub(super) area_m2: i64,
    pub(super) expected_base: Option<i64>,
    pub(super) expected_unit: Option<Unit>,
    pub(super) expected_source: Option<String>,
    pub(super) contract_id: Option<ContractId>,
    pub(in crate::farm) state: SeasonState,
    pub(super) failure_cause: Option<FailureCause>,
    pub(super) version: i64,
    pub(super) created_at: DateTime<Utc>,
    pub(super) updated_at: DateTime<Utc>,
}

/// A plot of a season, as it was when the season was planned.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = season_plot)]
pub(super) struct SeasonPlotRow {
    pub(super) season_id: SeasonId,
    pub(super) plot_id: PlotId,
    pub(super) name: String,
    pub(super) area_m2: i64,
}

impl SeasonPlotRow {
    /// A plot as it is now.
    pub(super) fn of(season_id: SeasonId, plot: PlotRow) -> Self {
        Self { season_id, plot_id: plot.id, name: plot.name, area_m2: plot.area_m2 }
    }
}

/// What was given for a season, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = season_input)]
pub(super) struct SeasonInputRow {
    pub(super) id: SeasonInputId,
    pub(super) season_id: SeasonId,
    pub(super) kind: InputKind,
    pub(super) quantity_base: Option<i64>,
    pub(super) quantity_unit: Option<Unit>,
    pub(super) amount_rupiah: i64,
    pub(super) deductible: bool,
    pub(super) given_date: NaiveDate,
    pub(super) note: Option<String>,
    pub(super) reverses_id: Option<SeasonInputId>,
    pub(super) party_id: PartyId,
    pub(super) actor_subject: String,
    pub(super) recorded_at: DateTime<Utc>,
}

/// A season with its plots, and whether the caller's party governs the owner's home region.
#[derive(Debug, Clone)]
pub(super) struct Season {
    pub(super) row: SeasonRow,
    pub(super) plots: Vec<SeasonPlotRow>,
    pub(super) governs: bool,
}

fn written(base: Option<i64>, unit: Option<Unit>) -> Option<WireQuantity> {
    base.zip(unit).map(|(base, unit)| Quantity::from_stored(base, unit).into())
}

impl SeasonRow {
    pub(super) fn dates(&self) -> SeasonDates {
        SeasonDates {
            planting: self.planting_date,
            harvest_from: self.harvest_from_date,
            harvest_until: self.harvest_until_date,
        }
    }

    /// Whether the caller may take a step that belongs to a role: the owner's people all of theirs, the technical agency of its
    /// home region what it checks.
    pub(super) fn is_taken_by(&self, caller: &Caller, role: Role, governs: bool) -> bool {
        let own = caller.party() == self.owner_party_id;
        caller.has(role) && (own || (governs && role == Role::TechnicalAgency))
    }

    /// The view with its plots and what is expected of it week by week.
    pub(super) fn view(self, plots: Vec<SeasonPlotRow>, forecasts: Vec<ForecastWeekView>) -> SeasonView {
        let plot = |row: SeasonPlotRow| SeasonPlotView {
            plot_id: row.plot_id,
            name: row.name,
            area_m2: row.area_m2,
        };
        SeasonView {
            due_date: self.dates().due(self.state),
            etag: Etag::with_derived(self.version, &format!("{forecasts:?}")).to_string(),
            id: self.id,
            state: self.state,
            failure_cause: self.failure_cause,
            owner_party_id: self.owner_party_id,
            region_code: self.region_code,
            plots: plots.into_iter().map(plot).collect(),
            area_m2: self.area_m2,
            commodity_code: self.commodity_code,
            form_code: self.form_code,
            variety: self.variety,
            planting_date: self.planting_date,
            harvest_from_date: self.harvest_from_date,
            harvest_until_date: self.harvest_until_date,
            expected: written(self.expected_base, self.expected_unit),
            expected_source: self.expected_source,
            forecasts,
            contract_id: self.contract_id,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

impl SeasonInputRow {
    /// The view for a caller; amounts for those alone who read prices.
    pub(super) fn view(self, caller: &Caller) -> SeasonInputView {
        SeasonInputView {
            id: self.id,
            season_id: self.season_id,
            kind: self.kind,
            quantity: written(self.quantity_base, self.quantity_unit),
            amount: caller.reads_prices().then(|| Money(self.amount_rupiah).into()),
            deductible: self.deductible,
            given_date: self.given_date,
            note: self.note,
            reverses_input_id: self.reverses_id,
            given_by_party_id: self.party_id,
            recorded_at: self.recorded_at,
        }
    }
}

impl Announced for Season {
    type Data = SeasonEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> SeasonEventData {
        SeasonEventData {
            season_id: self.row.id,
            owner_party_id: self.row.owner_party_id,
            region_code: self.row.region_code.clone(),
            commodity_code: self.row.commodity_code.clone(),
            contract_id: self.row.contract_id,
            state: self.row.state,
            failure_cause: self.row.failure_cause,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.row.readers(conn).await?))
    }
}

impl Versioned for Season {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_season(conn, &self.row, seen).await
    }
}

impl Stateful for Season {
    type State = SeasonState;

    fn state(&self) -> SeasonState {
        self.row.state
    }

    fn set_state(&mut self, state: SeasonState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        self.row.is_taken_by(caller, role, self.governs)
    }

    fn not_theirs(&self, _: SeasonEvent) -> Bilingual {
        Bilingual::new(
            "Fakta musim tanam dicatat oleh pemilik lahan; pemeriksaan juga oleh dinas teknis daerahnya.",
            "What happens in a season is recorded by the owner of the plots; checks also by the technical agency of its region.",
        )
    }
}
