//! What waits among the commitments: offers for the side that answers them, and what lapses unless it is explained.

use std::collections::BTreeMap;

use db::Connection;
use domain::agreement::{CommitmentCondition, CommitmentState, DemandState};
use domain::shared::{Id as _, PartyId, Role};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::WholeCommitment;
use crate::identity::short_names;

/// A commitment with the names of its parties.
struct Candidate {
    whole: WholeCommitment,
    names: BTreeMap<PartyId, String>,
}

/// What the caller's party can do among them, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<CommitmentState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await?;
        let parties: Vec<PartyId> =
            rows.iter().flat_map(|whole| [whole.row.buyer_id, whole.row.government_id]).collect();
        let names = short_names(conn, &parties).await?;
        Ok(rows.into_iter().map(|whole| Candidate { whole, names: names.clone() }).collect())
    };
    let place = |one: &Candidate| After { at: one.whole.row.updated_at, id: one.whole.row.id };
    wanted.gather(load, place, |one| one.item(wanted)).await
}

impl Candidate {
    fn item(&self, wanted: &Wanted<'_>) -> Option<Found> {
        let (whole, row) = (&self.whole, &self.whole.row);
        let task = wanted.task(row.state, |role| whole.holds(wanted.caller, role))?;
        let due = match row.state {
            CommitmentState::Accepted => {
                let condition = whole.condition(wanted.today()).ok()?;
                let waits = condition == Some(CommitmentCondition::AwaitingExplanation);
                waits.then(|| whole.due().ok().flatten())?
            }
            // Nobody answers an offer on a demand that has ended.
            _ if whole.demand.state != DemandState::Published => return None,
            _ => None,
        };
        let other = if task.role == Role::Buyer { row.government_id } else { row.buyer_id };
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: whole.demand.title.clone(),
            counterpart: self.names.get(&other).cloned(),
            since: row.updated_at,
            due,
        };
        Some(wanted.view(item, task).following([row.demand_id.uuid()]))
    }
}
