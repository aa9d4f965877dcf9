//! Rows of the demands.

use api_types::agreement::{DemandEventData, DemandLineView, DemandVersionView, DemandView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{DemandEvent, DemandState, LineGoods, NeedLine};
use domain::shared::{
    Bilingual, CalendarPeriod, DemandId, DemandLineId, Id, PartyId, Quantity, Role, Scheduled, Unit,
};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::queries;
use super::visibility::Sight;
use crate::need::schedule::schedule_view;
use crate::schema::{demand, demand_line, demand_period, demand_version};

/// A demand as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = demand, treat_none_as_null = true)]
pub(crate) struct DemandRow {
    pub(crate) id: DemandId,
    pub(crate) buyer_id: PartyId,
    pub(crate) buyer_region_code: String,
    pub(crate) title: String,
    pub(crate) note: Option<String>,
    pub(crate) state: DemandState,
    /// The present version of its lines.
    pub(crate) revision: i32,
    pub(crate) published_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A line as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = demand_line)]
pub(crate) struct DemandLineRow {
    pub(crate) id: DemandLineId,
    pub(crate) demand_id: DemandId,
    pub(crate) number: i32,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) grade: Option<String>,
    pub(crate) unit: Unit,
    pub(crate) region_code: String,
    pub(crate) oversubscribed: bool,
}

/// What one version says of a line and a period.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = demand_period)]
pub(crate) struct DemandPeriodRow {
    pub(crate) line_id: DemandLineId,
    pub(crate) version: i32,
    pub(crate) first_day: NaiveDate,
    pub(crate) last_day: NaiveDate,
    pub(crate) code: String,
    pub(crate) name: Option<String>,
    pub(crate) quantity_base: i64,
}

/// A version as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = demand_version)]
pub(crate) struct DemandVersionRow {
    pub(crate) demand_id: DemandId,
    pub(crate) number: i32,
    pub(crate) rationale: Option<String>,
    pub(crate) published_date: Option<NaiveDate>,
}

/// A line with what is needed on it, in order of the days.
#[derive(Debug, Clone)]
pub(crate) struct WholeLine {
    pub(crate) row: DemandLineRow,
    pub(crate) needs: Vec<Scheduled>,
}

/// A demand with the lines of its present version, as seen on a day.
#[derive(Debug, Clone)]
pub(crate) struct WholeDemand {
    pub(crate) row: DemandRow,
    pub(crate) lines: Vec<WholeLine>,
    /// The day.
    pub(crate) day: NaiveDate,
}

impl DemandPeriodRow {
    /// What is needed, in the unit of its line.
    pub(crate) fn need(&self, unit: Unit) -> Result<Scheduled, Error> {
        let period = CalendarPeriod::parse(&self.code, self.name.as_deref());
        let period = period.map_err(|_| Error::Internal("a stored period is unreadable".to_owned()))?;
        Ok(Scheduled { period, quantity: Quantity::from_stored(self.quantity_base, unit) })
    }
}

impl WholeLine {
    /// As rules see it.
    pub(super) fn need_line(&self) -> NeedLine {
        let row = &self.row;
        let goods = LineGoods {
            commodity_code: row.commodity_code.clone(),
            form_code: row.form_code.clone(),
            grade: row.grade.clone(),
            unit: row.unit,
            region_code: row.region_code.clone(),
        };
        NeedLine { id: row.id, goods, schedule: self.needs.clone() }
    }

    /// What is stored of its periods as part of a version.
    pub(super) fn periods(&self, version: i32) -> impl Iterator<Item = DemandPeriodRow> {
        self.needs.iter().map(move |need| DemandPeriodRow {
            line_id: self.row.id,
            version,
            first_day: need.period.first(),
            last_day: need.period.last(),
            code: need.period.code(),
            name: need.period.name().map(str::to_owned),
            quantity_base: need.quantity.base(),
        })
    }

    fn view(&self) -> DemandLineView {
        let row = self.row.clone();
        DemandLineView {
            id: row.id,
            number: row.number,
            commodity_code: row.commodity_code,
            form_code: row.form_code,
            grade: row.grade,
            unit: row.unit,
            region_code: row.region_code,
            oversubscribed: row.oversubscribed,
            periods: schedule_view(&self.needs),
        }
    }
}

/// The lines that a caller reads, as they are shown.
fn lines_view(row: &DemandRow, lines: &[WholeLine], sight: &Sight) -> Vec<DemandLineView> {
    let read = |line: &&WholeLine| sight.reads_line(row, &line.row.commodity_code);
    lines.iter().filter(read).map(WholeLine::view).collect()
}

impl DemandVersionRow {
    /// The view for a caller, with the lines of this version.
    pub(super) fn view(self, of: &DemandRow, lines: &[WholeLine], sight: &Sight) -> DemandVersionView {
        DemandVersionView {
            number: self.number,
            published_date: self.published_date,
            rationale: self.rationale,
            lines: lines_view(of, lines, sight),
        }
    }
}

impl WholeDemand {
    pub(super) fn view(self, sight: &Sight) -> DemandView {
        let lines = lines_view(&self.row, &self.lines, sight);
        let row = self.row;
        DemandView {
            etag: Etag::of(row.version).to_string(),
            id: row.id,
            buyer_id: row.buyer_id,
            buyer_region_code: row.buyer_region_code,
            title: row.title,
            note: row.note,
            state: row.state,
            revision: row.revision,
            lines,
            published_at: row.published_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl Announced for WholeDemand {
    type Data = DemandEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> DemandEventData {
        DemandEventData {
            demand_id: self.row.id,
            buyer_id: self.row.buyer_id,
            state: self.row.state,
            revision: self.row.revision,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        self.readers(conn).await
    }
}

impl Versioned for WholeDemand {
    fn version(&self) -> i64 {
        self.row.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_demand(conn, &self.row, seen).await
    }
}

impl Stateful for WholeDemand {
    type State = DemandState;

    fn state(&self) -> DemandState {
        self.row.state
    }

    fn set_state(&mut self, state: DemandState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        caller.party() == self.row.buyer_id && caller.has(role)
    }

    fn not_theirs(&self, _: DemandEvent) -> Bilingual {
        Bilingual::new(
            "Kebutuhan ini diubah oleh pembeli yang menulisnya.",
            "A demand is changed by the buyer who wrote it.",
        )
    }
}
