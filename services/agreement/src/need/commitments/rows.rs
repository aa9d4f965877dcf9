//! Rows of the commitments.

use api_types::agreement::{CommitmentEventData, CommitmentView, LinkedContractLineView, OfferView};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::agreement::{
    CommitmentCondition, CommitmentEvent, CommitmentFacts, CommitmentSide, CommitmentState, DemandState,
    OfferTerms, Promise, ShareBp, ShortClosingReason, commitment_condition,
};
use domain::shared::{
    AgreementId, Bilingual, CalendarPeriod, CommitmentId, ContractId, ContractLineId, DemandId, DemandLineId,
    Id, PartyId, Quantity, Role, Scheduled, TextHash, Unit, jakarta_date,
};
use serde::{Deserialize, Serialize};
use service::{Announced, Error, Stateful, Versioned};
use web::{Caller, Etag};

use super::{queries, visibility};
use crate::need::demands::DemandLineRow;
use crate::need::schedule::schedule_view;
use crate::schema::{commitment, commitment_link, commitment_offer};

/// A commitment as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = commitment, treat_none_as_null = true)]
pub(crate) struct CommitmentRow {
    pub(crate) id: CommitmentId,
    pub(crate) demand_id: DemandId,
    pub(crate) line_id: DemandLineId,
    pub(crate) agreement_id: AgreementId,
    pub(crate) buyer_id: PartyId,
    pub(crate) buyer_region_code: String,
    pub(crate) government_id: PartyId,
    pub(crate) region_code: String,
    pub(crate) supplier_id: Option<PartyId>,
    pub(crate) state: CommitmentState,
    /// The number of the last offer.
    pub(crate) offer: i32,
    pub(crate) accepted_date: Option<NaiveDate>,
    pub(crate) closed_date: Option<NaiveDate>,
    pub(crate) closing_reason: Option<ShortClosingReason>,
    pub(crate) closing_rolls_over: Option<bool>,
    pub(crate) explanation: Option<String>,
    pub(crate) explained_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// An offer as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = commitment_offer)]
pub(crate) struct OfferRow {
    pub(super) commitment_id: CommitmentId,
    pub(super) number: i32,
    pub(super) offered_by: CommitmentSide,
    /// The share; none where it promises quantities of its own.
    pub(super) share_bp: Option<i32>,
    /// How much in which period, as [`StoredPeriod`]s.
    pub(super) periods: serde_json::Value,
    pub(super) tolerance_bp: i32,
    pub(super) rolls_over: bool,
    pub(super) note: Option<String>,
    pub(super) text_sha256: String,
    pub(super) offered_at: DateTime<Utc>,
}

/// A quantity of a period, in base units.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredPeriod {
    period: String,
    name: Option<String>,
    base: i64,
}

/// A contract line that delivers, or delivered, on a commitment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = commitment_link)]
pub(crate) struct LinkRow {
    pub(crate) commitment_id: CommitmentId,
    pub(crate) contract_line_id: ContractLineId,
    pub(crate) contract_id: ContractId,
    pub(crate) linked_at: DateTime<Utc>,
    pub(crate) ended_at: Option<DateTime<Utc>>,
    /// The first day whose orders and receipts count; none where the line delivered on nothing before.
    pub(crate) counts_from: Option<NaiveDate>,
    /// The last one, of a link that has ended; none where nothing counts any more.
    pub(crate) counts_until: Option<NaiveDate>,
}

impl LinkRow {
    /// Whether orders and receipts of a day count for the commitment.
    pub(crate) fn counts(&self, day: NaiveDate) -> bool {
        self.counts_from.is_none_or(|from| from <= day)
            && (self.ended_at.is_none() || self.counts_until.is_some_and(|until| day <= until))
    }
}

/// What a commitment shows of its demand.
#[derive(Debug, Clone)]
pub(crate) struct DemandSeen {
    pub(crate) title: String,
    pub(crate) state: DemandState,
    pub(crate) revision: i32,
    pub(crate) line: DemandLineRow,
    /// What the line needs by the present version; empty where it goes on no longer.
    pub(crate) needs: Vec<Scheduled>,
}

/// A commitment with all that its view shows.
#[derive(Debug, Clone)]
pub(crate) struct WholeCommitment {
    pub(crate) row: CommitmentRow,
    pub(crate) offer: OfferRow,
    pub(crate) demand: DemandSeen,
    pub(crate) links: Vec<LinkRow>,
    /// What receipts accepted on its contract lines, by day; none unless it was accepted.
    pub(crate) delivered: Vec<(NaiveDate, i64)>,
    /// The days of grace after its last.
    pub(crate) grace_days: u16,
}

fn damaged(column: &str) -> Error {
    Error::Internal(format!("a stored offer has unreadable {column}"))
}

impl OfferRow {
    pub(super) fn of(terms: &OfferTerms, offered_by: CommitmentSide, now: DateTime<Utc>) -> Self {
        let (share_bp, schedule) = match &terms.promise {
            Promise::Absolute(schedule) => (None, schedule.as_slice()),
            Promise::Share(share) => (Some(share.basis_points().into()), &[][..]),
        };
        let stored = |one: &Scheduled| StoredPeriod {
            period: one.period.code(),
            name: one.period.name().map(str::to_owned),
            base: one.quantity.base(),
        };
        let periods: Vec<StoredPeriod> = schedule.iter().map(stored).collect();
        Self {
            commitment_id: terms.commitment,
            number: terms.number,
            offered_by,
            share_bp,
            // A list of plain values: always writable as JSON.
            periods: serde_json::to_value(periods).unwrap_or_default(),
            tolerance_bp: terms.tolerance_bp.into(),
            rolls_over: terms.rolls_over,
            note: terms.note.clone(),
            text_sha256: terms.canonical().hash.to_string(),
            offered_at: now,
        }
    }

    pub(super) fn text(&self) -> Result<TextHash, Error> {
        self.text_sha256.parse().map_err(|_| damaged("text_sha256"))
    }

    /// How much it promises, in the unit of its line.
    pub(super) fn promise(&self, unit: Unit) -> Result<Promise, Error> {
        if let Some(share) = self.share_bp {
            let share = u16::try_from(share).ok().and_then(ShareBp::new);
            return Ok(Promise::Share(share.ok_or_else(|| damaged("share_bp"))?));
        }
        let stored: Vec<StoredPeriod> =
            serde_json::from_value(self.periods.clone()).map_err(|_| damaged("periods"))?;
        let read = |one: StoredPeriod| {
            let period = CalendarPeriod::parse(&one.period, one.name.as_deref());
            let quantity = Quantity::from_stored(one.base, unit);
            Ok(Scheduled { period: period.map_err(|_| damaged("periods"))?, quantity })
        };
        Ok(Promise::Absolute(stored.into_iter().map(read).collect::<Result<_, Error>>()?))
    }

    fn tolerance(&self) -> Result<u16, Error> {
        u16::try_from(self.tolerance_bp).map_err(|_| damaged("tolerance_bp"))
    }

    pub(super) fn view(&self, unit: Unit) -> Result<OfferView, Error> {
        let promise = self.promise(unit)?;
        let (share_bp, periods) = match &promise {
            Promise::Absolute(schedule) => (None, schedule_view(schedule)),
            Promise::Share(share) => (Some(share.basis_points()), Vec::new()),
        };
        Ok(OfferView {
            number: self.number,
            offered_by: self.offered_by,
            kind: promise.kind(),
            share_bp,
            periods,
            tolerance_bp: self.tolerance()?,
            rolls_over: self.rolls_over,
            note: self.note.clone(),
            text_sha256: self.text()?,
            offered_at: self.offered_at,
        })
    }
}

impl CommitmentRow {
    /// What a promise comes to, by what its line needs; nothing before it is accepted.
    pub(crate) fn comes_to(&self, promise: &Promise, needs: &[Scheduled]) -> Vec<Scheduled> {
        let accepted = self.accepted_date.map(|day| promise.comes_to(needs, day, self.closed_date));
        accepted.unwrap_or_default()
    }
}

impl WholeCommitment {
    /// What it comes to, by what the line needs now.
    pub(crate) fn promised(&self) -> Result<Vec<Scheduled>, Error> {
        Ok(self.row.comes_to(&self.offer.promise(self.demand.line.unit)?, &self.demand.needs))
    }

    fn facts<'a>(&'a self, promised: &'a [Scheduled]) -> Result<CommitmentFacts<'a>, Error> {
        Ok(CommitmentFacts {
            promised,
            delivered: &self.delivered,
            tolerance_bp: self.offer.tolerance()?,
            rolls_over: self.offer.rolls_over,
            grace_days: self.grace_days,
            // An explanation speaks of what had ended by then.
            explained: self
                .row
                .explained_at
                .is_some_and(|at| promised.iter().all(|one| one.period.ended(jakarta_date(at)))),
        })
    }

    /// What dates and receipts derive of it on a day.
    pub(crate) fn condition(&self, day: NaiveDate) -> Result<Option<CommitmentCondition>, Error> {
        if self.row.state != CommitmentState::Accepted {
            return Ok(None);
        }
        let promised = self.promised()?;
        Ok(commitment_condition(&self.facts(&promised)?, day))
    }

    /// Whether it is neither met, explained nor lapsed on a day.
    pub(super) fn is_undecided(&self, day: NaiveDate) -> Result<bool, Error> {
        use CommitmentCondition as C;
        Ok(matches!(self.condition(day)?, None | Some(C::Active | C::AwaitingExplanation)))
    }

    /// The last day on which it may be delivered and explained.
    pub(super) fn due(&self) -> Result<Option<NaiveDate>, Error> {
        let promised = self.promised()?;
        Ok(self.facts(&promised)?.due())
    }

    pub(super) fn view(self, day: NaiveDate) -> Result<CommitmentView, Error> {
        let promised = schedule_view(&self.promised()?);
        let (condition, due_date) = (self.condition(day)?, self.due()?);
        let (etag, offer) = (self.etag(day).to_string(), self.offer.view(self.demand.line.unit)?);
        let link = |link: LinkRow| LinkedContractLineView {
            contract_line_id: link.contract_line_id,
            contract_id: link.contract_id,
            linked_at: link.linked_at,
            ended_at: link.ended_at,
            counts_from_date: link.counts_from,
            counts_until_date: link.counts_until,
        };
        let row = self.row;
        Ok(CommitmentView {
            id: row.id,
            etag,
            demand_id: row.demand_id,
            demand_line_id: row.line_id,
            agreement_id: row.agreement_id,
            buyer_id: row.buyer_id,
            government_id: row.government_id,
            region_code: row.region_code,
            supplier_id: row.supplier_id,
            state: row.state,
            condition,
            offer,
            promised,
            due_date,
            accepted_date: row.accepted_date,
            closed_date: row.closed_date,
            closing_reason: row.closing_reason,
            closing_rolls_over: row.closing_rolls_over,
            explanation: row.explanation,
            explained_at: row.explained_at,
            contract_lines: self.links.into_iter().map(link).collect(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl Announced for WholeCommitment {
    type Data = CommitmentEventData;

    fn id(&self) -> impl Id {
        self.row.id
    }

    fn event_data(&self) -> CommitmentEventData {
        CommitmentEventData {
            commitment_id: self.row.id,
            demand_id: self.row.demand_id,
            agreement_id: self.row.agreement_id,
            state: self.row.state,
            version: self.row.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        visibility::audience(conn, &self.row).await
    }
}

impl Versioned for WholeCommitment {
    fn version(&self) -> i64 {
        self.row.version
    }

    /// Marked by what is derived: its condition, and what it comes to by the present version of the demand.
    fn etag(&self, day: NaiveDate) -> Etag {
        let condition = self.condition(day).ok().flatten().map(CommitmentCondition::label);
        let mark = format!("{} {}", condition.unwrap_or_default(), self.demand.revision);
        Etag::with_derived(self.row.version, &mark)
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.row.version, self.row.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_commitment(conn, &self.row, seen).await
    }
}

impl Stateful for WholeCommitment {
    type State = CommitmentState;

    fn state(&self) -> CommitmentState {
        self.row.state
    }

    fn set_state(&mut self, state: CommitmentState) {
        self.row.state = state;
    }

    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let party = caller.party();
        let place = match role {
            Role::Coordinator => party == self.row.government_id,
            Role::Supplier => Some(party) == self.row.supplier_id,
            Role::Buyer => party == self.row.buyer_id,
            _ => false,
        };
        place && caller.has(role)
    }

    /// The side that made the last offer takes it back, the other answers it.
    fn acting_role(&self, caller: &Caller, event: CommitmentEvent) -> Option<Role> {
        let role = match self.row.state.side_of(event) {
            Some(CommitmentSide::Committing) => &[Role::Coordinator][..],
            Some(CommitmentSide::Buying) => &[Role::Buyer][..],
            None => event.roles(),
        };
        role.iter().copied().find(|role| self.holds(caller, *role))
    }

    fn agreement(&self) -> Option<AgreementId> {
        Some(self.row.agreement_id)
    }

    fn not_theirs(&self, _: CommitmentEvent) -> Bilingual {
        another_side()
    }
}

pub(super) fn another_side() -> Bilingual {
    Bilingual::new(
        "Langkah ini dilakukan oleh pihak lain dalam komitmen ini: yang menawar menarik, pihak lain menjawab.",
        "The other side of this commitment takes this step: who offered withdraws, the other answers.",
    )
}
