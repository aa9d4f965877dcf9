//! What the share lines of contracts commit: recorded period by period, and recorded anew when the need or the commitment that
//! a line names changes.
//!
//! Owns `contract_line_period`, to which rows are only added. A change is told as a change of the contract, in the
//! transaction of what caused it, under the lock of the demand and then of the contract.

use std::collections::BTreeMap;

use api_types::agreement::{ContractLineView, ContractPeriodView, ContractVersionView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{
    ContractHappened, ContractState, RecordedPeriod, TextDays, committed_on, newly_recorded, owed_on,
    recorded_by_text,
};
use domain::shared::{
    CalendarPeriod, CommitmentId, ContractId, ContractLineId, DemandId, Period, Quantity, Unit,
};
use service::{Error, Tx};
use web::Caller;

use super::super::references::Judged;
use super::super::rows::{ContractLineRow, WholeContract, festival_view};
use crate::cooperation::amendments::{StoredVersion, shown_value};
use crate::cooperation::evaluations::{self, expect_trial};
use crate::need::{SharePromise, share_promises, shares_of_demand};
use crate::schema::{contract, contract_line, contract_line_period};

/// A period of a share line, as it was recorded.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = contract_line_period)]
struct PeriodRow {
    contract_line_id: ContractLineId,
    first_day: NaiveDate,
    last_day: NaiveDate,
    recorded_at: DateTime<Utc>,
    period: String,
    name: Option<String>,
    need_base: i64,
    share_bp: i32,
    quantity_base: i64,
}

impl PeriodRow {
    fn of(contract_line_id: ContractLineId, one: &RecordedPeriod) -> Self {
        Self {
            contract_line_id,
            first_day: one.period.days().from,
            last_day: one.period.last(),
            recorded_at: one.recorded_at,
            period: one.period.code(),
            name: one.period.name().map(str::to_owned),
            need_base: one.need,
            share_bp: one.share_bp.into(),
            quantity_base: one.quantity,
        }
    }

    fn read(&self) -> Result<RecordedPeriod, Error> {
        let damaged =
            || Error::Internal(format!("a recorded period of {} is unreadable", self.contract_line_id));
        Ok(RecordedPeriod {
            period: CalendarPeriod::parse(&self.period, self.name.as_deref()).map_err(|_| damaged())?,
            need: self.need_base,
            share_bp: u16::try_from(self.share_bp).map_err(|_| damaged())?,
            quantity: self.quantity_base,
            recorded_at: self.recorded_at,
        })
    }
}

/// What share lines commit as it was recorded, and which commitments let nothing go on to the next period.
#[derive(Debug, Clone, Default)]
pub(crate) struct Schedules {
    recorded: BTreeMap<ContractLineId, Vec<RecordedPeriod>>,
    rolls_over: BTreeMap<CommitmentId, bool>,
}

impl Schedules {
    /// The most that each line commits in one period, in base units.
    fn largest(&self) -> BTreeMap<ContractLineId, i64> {
        let most = |recorded: &Vec<RecordedPeriod>| {
            let mut last: BTreeMap<NaiveDate, &RecordedPeriod> = BTreeMap::new();
            for one in recorded {
                let kept = last.entry(one.period.days().from).or_insert(one);
                if one.recorded_at >= kept.recorded_at {
                    *kept = one;
                }
            }
            last.into_values().map(|one| one.quantity).max().unwrap_or_default()
        };
        self.recorded.iter().map(|(line, recorded)| (*line, most(recorded))).collect()
    }

    /// Of the share lines of some contracts.
    pub(crate) async fn of(conn: &mut Connection, contracts: &[ContractId]) -> Result<Self, Error> {
        let rows: Vec<(PeriodRow, Option<CommitmentId>)> = contract_line_period::table
            .inner_join(contract_line::table.on(contract_line::id.eq(contract_line_period::contract_line_id)))
            .filter(contract_line::contract_id.eq_any(contracts))
            .order((
                contract_line_period::contract_line_id,
                contract_line_period::first_day,
                contract_line_period::recorded_at,
            ))
            .select((PeriodRow::as_select(), contract_line::commitment_id))
            .load(conn)
            .await?;
        let mut schedules = Self::default();
        for (row, _) in &rows {
            schedules.recorded.entry(row.contract_line_id).or_default().push(row.read()?);
        }
        let commitments: Vec<CommitmentId> = rows.iter().filter_map(|(_, commitment)| *commitment).collect();
        if !commitments.is_empty() {
            let promises = share_promises(conn, &commitments).await?;
            schedules.rolls_over = promises.into_iter().map(|one| (one.id, one.rolls_over)).collect();
        }
        Ok(schedules)
    }

    /// Whether anything was recorded of a line.
    pub(crate) fn knows(&self, line: ContractLineId) -> bool {
        self.recorded.contains_key(&line)
    }

    fn rolls_over(&self, line: &ContractLineRow) -> Option<bool> {
        self.rolls_over.get(&line.commitment_id?).copied()
    }
}

impl WholeContract {
    /// Its text on a day.
    fn text_on(&self, day: NaiveDate) -> StoredVersion {
        self.version_at(day, DateTime::<Utc>::MAX_UTC).cloned().unwrap_or_else(|| self.last_text())
    }

    /// Its lines, also those that stand in one of its texts alone.
    fn every_line(&self) -> Vec<ContractLineRow> {
        let mut lines: BTreeMap<ContractLineId, ContractLineRow> = BTreeMap::new();
        for text in self.texts() {
            lines.extend(text.text.lines.into_iter().map(|line| (line.id, line)));
        }
        lines.into_values().collect()
    }

    /// The recordings of a line that count by a text.
    fn recorded_in(&self, line: ContractLineId, text: &StoredVersion) -> Vec<RecordedPeriod> {
        let Some(recorded) = self.schedules.recorded.get(&line) else { return Vec::new() };
        let texts = self.texts();
        let days = |one: &StoredVersion| TextDays {
            in_force_from: one.in_force_from,
            period: Period { from: one.text.valid_from, until: Some(one.text.valid_until) },
        };
        let days: Vec<TextDays> = texts.iter().map(days).collect();
        let place = texts.iter().position(|one| one.number == text.number);
        place.and_then(|place| recorded_by_text(recorded, &days).into_iter().nth(place)).unwrap_or_default()
    }

    /// What a line commits on a day, in base units: its quantity, or what its share has come to. Of periods that do not roll
    /// over no more than `accepted` in their days, once they have ended.
    pub(crate) fn committed(
        &self,
        line: &ContractLineRow,
        day: NaiveDate,
        accepted: &[(NaiveDate, i64)],
    ) -> Option<i64> {
        self.committed_by(&self.text_on(day), line, (day, day), accepted)
    }

    /// The same of the text signed last, with all periods to come.
    pub(crate) fn committed_in_all(
        &self,
        line: &ContractLineRow,
        day: NaiveDate,
        accepted: &[(NaiveDate, i64)],
    ) -> Option<i64> {
        self.committed_by(&self.last_text(), line, (NaiveDate::MAX, day), accepted)
    }

    /// What a line promises by the text signed last, with all periods to come, whatever of it lapsed.
    pub(crate) fn promised_in_all(&self, line: &ContractLineRow) -> Option<i64> {
        self.committed_in_all(line, NaiveDate::MIN, &[])
    }

    fn committed_by(
        &self,
        text: &StoredVersion,
        line: &ContractLineRow,
        (begun, today): (NaiveDate, NaiveDate),
        accepted: &[(NaiveDate, i64)],
    ) -> Option<i64> {
        if line.commitment_id.is_none() {
            return line.quantity_base;
        }
        let recorded = self.recorded_in(line.id, text);
        Some(match self.schedules.rolls_over(line) {
            Some(false) => owed_on(&recorded, accepted, begun, today),
            _ => committed_on(&recorded, begun),
        })
    }

    /// The lines of a text for a caller, with what follows for them from other facts, as far as it was recorded by then.
    pub(crate) fn line_views(
        &self,
        caller: &Caller,
        text: &StoredVersion,
        known_at: DateTime<Utc>,
        judged: &Judged,
    ) -> Result<Vec<ContractLineView>, Error> {
        let shown = |line: &ContractLineRow| {
            let recorded = self.recorded_in(line.id, text);
            let known = recorded.iter().filter(|one| one.recorded_at <= known_at);
            let failed = self.failed_seasons.iter().map(|one| one.id);
            Ok(ContractLineView {
                rolls_over: self.schedules.rolls_over(line),
                schedule: known.map(|one| period_view(one, line.unit)).collect(),
                failed_season_ids: failed.filter(|id| line.season_ids.contains(id)).collect(),
                ..line.view(caller, Some(judged))?
            })
        };
        text.text.lines.iter().map(shown).collect()
    }

    /// A text of it as a caller reads it.
    pub(crate) fn version_view(
        &self,
        version: &StoredVersion,
        caller: &Caller,
        today: NaiveDate,
    ) -> Result<ContractVersionView, Error> {
        let judged = self.judged(version.in_force_from, today)?;
        Ok(ContractVersionView {
            number: version.number,
            amendment_id: version.amendment_id,
            in_force_from_date: version.in_force_from,
            recorded_at: version.recorded_at,
            title: version.text.title.clone(),
            valid_from_date: version.text.valid_from,
            valid_until_date: version.text.valid_until,
            text_sha256: version.text_sha256.parse().ok().filter(|_| caller.reads_prices()),
            evaluation_due_date: version.text.evaluation_due,
            value_limit: shown_value(version.text.value_limit_rupiah, caller),
            festival: version.text.festival.clone().map(festival_view),
            lines: self.line_views(caller, version, DateTime::<Utc>::MAX_UTC, &judged)?,
        })
    }
}

fn period_view(one: &RecordedPeriod, unit: Unit) -> ContractPeriodView {
    ContractPeriodView {
        period: one.period.code(),
        name: one.period.name().map(str::to_owned),
        from_date: one.period.days().from,
        until_date: one.period.last(),
        need: Quantity::from_stored(one.need, unit).into(),
        share_bp: one.share_bp,
        quantity: Quantity::from_stored(one.quantity, unit).into(),
        recorded_at: one.recorded_at,
    }
}

/// Records what some lines of a contract commit by what their commitments come to now; gives whether anything is new.
pub(crate) async fn record_schedules(
    tx: &mut Tx<'_>,
    whole: &mut WholeContract,
    lines: &[ContractLineRow],
    promises: &[SharePromise],
) -> Result<bool, Error> {
    let (today, now) = (tx.today(), tx.now);
    let mut new: Vec<PeriodRow> = Vec::new();
    for line in lines {
        let Some(promise) = promises.iter().find(|one| Some(one.id) == line.commitment_id) else { continue };
        let recorded = whole.schedules.recorded.entry(line.id).or_default();
        let found = newly_recorded(recorded, promise.recorded(now), today, now);
        new.extend(found.iter().map(|one| PeriodRow::of(line.id, one)));
        recorded.extend(found);
        whole.schedules.rolls_over.insert(promise.id, promise.rolls_over);
    }
    diesel::insert_into(contract_line_period::table).values(&new).execute(tx.conn).await?;
    Ok(!new.is_empty())
}

/// A need that grows makes its shares grow: what they promise then follows a trial as if it were promised anew.
async fn follow_trial(tx: &mut Tx<'_>, whole: &WholeContract) -> Result<(), Error> {
    let (text, day) = (whole.last_text().text, tx.today());
    expect_trial(tx, whole, evaluations::Judged { text: &text, from: day, before: None }, day).await
}

/// What the contracts in force on shares of a demand commit is recorded anew and told, after its need or a commitment to it
/// changed. Whoever calls holds the demand.
pub(crate) async fn reschedule(tx: &mut Tx<'_>, of: DemandId) -> Result<(), Error> {
    let promises = shares_of_demand(tx.conn, of).await?;
    let commitments: Vec<CommitmentId> = promises.iter().map(|one| one.id).collect();
    for id in contracts_on(tx.conn, &commitments).await? {
        let mut whole = super::hold_contract(tx.conn, id).await?;
        let (lines, before) = (whole.every_line(), whole.schedules.largest());
        if record_schedules(tx, &mut whole, &lines, &promises).await? {
            let grown = |(line, most): (&ContractLineId, &i64)| before.get(line).is_none_or(|one| one < most);
            if whole.schedules.largest().iter().any(grown) {
                follow_trial(tx, &whole).await?;
            }
            tx.change(&mut whole, ContractHappened::Rescheduled).await?;
        }
    }
    Ok(())
}

/// The contracts in force with lines that deliver on commitments, in order of their ids.
async fn contracts_on(conn: &mut Connection, commitments: &[CommitmentId]) -> Result<Vec<ContractId>, Error> {
    let going_on = [ContractState::Active, ContractState::Suspended];
    let ids = contract::table
        .inner_join(contract_line::table.on(contract_line::contract_id.eq(contract::id)))
        .filter(contract_line::commitment_id.eq_any(commitments))
        .filter(contract::state.eq_any(going_on))
        .order(contract::id)
        .select(contract::id)
        .distinct();
    Ok(ids.load(conn).await?)
}

/// Other contracts in force that deliver on the same commitments.
pub(crate) async fn taken_shares(
    conn: &mut Connection,
    commitments: &[CommitmentId],
    without: ContractId,
) -> Result<Vec<ContractId>, Error> {
    let contracts = contracts_on(conn, commitments).await?;
    Ok(contracts.into_iter().filter(|id| *id != without).collect())
}
