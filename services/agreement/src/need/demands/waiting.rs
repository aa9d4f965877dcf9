//! What waits among the demands: drafts for the buyers who write them, and published ones for the coordinators of partner
//! regions that have offered nothing yet.

use std::collections::BTreeMap;

use db::Connection;
use domain::agreement::DemandState;
use domain::shared::{PartyId, Role};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::DemandRow;
use super::visibility::Sight;
use crate::identity::short_names;

/// A demand with the names of the buyers.
struct Candidate {
    row: DemandRow,
    names: BTreeMap<PartyId, String>,
}

/// What the caller's party can do among them, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<DemandState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let sight = Sight::of(conn, wanted.caller, wanted.today()).await?;
    let load = async |after| {
        let rows = queries::list_in_states(conn, &sight, &states, after, wanted.limit).await?;
        let buyers: Vec<PartyId> = rows.iter().map(|row| row.buyer_id).collect();
        let names = short_names(conn, &buyers).await?;
        Ok(rows.into_iter().map(|row| Candidate { row, names: names.clone() }).collect())
    };
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| one.item(wanted)).await
}

impl Candidate {
    fn item(&self, wanted: &Wanted<'_>) -> Option<Found> {
        let (row, own) = (&self.row, wanted.caller.party() == self.row.buyer_id);
        let task = wanted.task(row.state, |role| own == (role == Role::Buyer))?;
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.title.clone(),
            counterpart: self.names.get(&row.buyer_id).filter(|_| !own).cloned(),
            since: row.updated_at,
            due: None,
        };
        Some(wanted.view(item, task))
    }
}
