//! What waits among the evaluations: the supplier's answer, and for the buyer its trials to be evaluated and the conditions
//! that are not met. The buyer's are few at a time: the newest thousand at most are read at once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use db::Connection;
use domain::agreement::{ContractState, EvaluationState};
use domain::shared::{Id as _, PartyId, jakarta_midnight};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::EvaluationRow;
use crate::cooperation::consents::AT_ONCE;
use crate::cooperation::contracts::{WholeContract, find_contracts};
use crate::identity::short_names;
use crate::outside::first_accepted_at;

/// What waits for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut found = answers(conn, wanted).await?;
    found.extend(trials(conn, wanted).await?);
    found.extend(conditions(conn, wanted).await?);
    Ok(found)
}

/// An evaluation with the number of its trial and the names of its parties.
struct Candidate {
    row: EvaluationRow,
    number: String,
    names: BTreeMap<PartyId, String>,
}

async fn candidates(conn: &mut Connection, rows: Vec<EvaluationRow>) -> Result<Vec<Candidate>, Error> {
    let trials: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let trials = find_contracts(conn, &trials).await?;
    let parties: Vec<PartyId> = rows.iter().flat_map(|row| [row.supplier_id, row.buyer_id]).collect();
    let names = short_names(conn, &parties).await?;
    let number = |row: &EvaluationRow| trials.get(&row.contract_id).map(|one| one.row.number.clone());
    let named = |row: EvaluationRow| Candidate {
        number: number(&row).unwrap_or_default(),
        names: names.clone(),
        row,
    };
    Ok(rows.into_iter().map(named).collect())
}

/// Evaluations that their supplier has not answered.
async fn answers(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<EvaluationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await?;
        candidates(conn, rows).await
    };
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| one.answer(wanted)).await
}

/// Conditions that their buyer has not seen met, an evaluation at a time: due with the first of them.
async fn conditions(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.answered_in::<EvaluationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let rows = queries::conditional_of(conn, wanted.caller.party(), &states, AT_ONCE).await?;
    Ok(candidates(conn, rows).await?.iter().filter_map(|one| one.condition(wanted)).collect())
}

impl Candidate {
    fn item(&self, since: DateTime<Utc>, other: PartyId) -> Item<domain::shared::EvaluationId> {
        Item {
            id: self.row.id,
            state: self.row.state.to_string(),
            title: self.number.clone(),
            counterpart: self.names.get(&other).cloned(),
            since,
            due: None,
        }
    }

    fn answer(&self, wanted: &Wanted<'_>) -> Option<Found> {
        let row = &self.row;
        let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
        let item = self.item(row.created_at, row.buyer_id);
        Some(wanted.view(item, task).following([row.contract_id.uuid()]))
    }

    fn condition(&self, wanted: &Wanted<'_>) -> Option<Found> {
        let row = &self.row;
        let holds = |role| row.holds(wanted.caller, role);
        let task = wanted.answer(row.state, "fulfil_evaluation_condition", holds)?;
        let open = row.conditions().ok()?.into_iter().filter(|one| one.met_at.is_none());
        let due = Some(open.map(|one| one.due_date).min()?);
        let item = Item { due, ..self.item(row.created_at, row.supplier_id) };
        Some(wanted.view(item, task).following([row.contract_id.uuid()]))
    }
}

/// Trials of the caller that have shown something, since goods were first accepted or the day after its last.
async fn trials(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.answered_in::<ContractState>();
    if states.is_empty() || !wanted.is("create_evaluation") {
        return Ok(Vec::new());
    }
    let trials = queries::trials_to_evaluate(conn, wanted.caller.party(), &states, AT_ONCE).await?;
    let ids: Vec<_> = trials.iter().map(|whole| whole.row.id).collect();
    let accepted = first_accepted_at(conn, &ids).await?;
    let suppliers: Vec<PartyId> = trials.iter().map(|whole| whole.row.supplier_id).collect();
    let names = short_names(conn, &suppliers).await?;
    let found = |whole: &WholeContract| {
        let row = &whole.row;
        let task = wanted.answer(row.state, "create_evaluation", |role| row.holds(wanted.caller, role))?;
        let period = whole.period_on(wanted.today());
        let passed = period.until.filter(|_| period.ended(wanted.today())).and_then(|last| last.succ_opt());
        let since = [accepted.get(&row.id).copied(), row.ended_at, passed.map(jakarta_midnight)];
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.number.clone(),
            counterpart: names.get(&row.supplier_id).cloned(),
            since: since.into_iter().flatten().min()?,
            due: whole.evaluation_due_on(wanted.today()),
        };
        Some(wanted.view(item, task))
    };
    Ok(trials.iter().filter_map(found).collect())
}
