//! What waits for a supplier and for the curators.

use api_types::WorkItemView;
use db::Connection;
use domain::catalog::CurationState;
use domain::shared::Role;
use service::work_items::{After, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries::{self, WaitingStates};
use super::rows::CurationRow;
use crate::outside::short_names;

/// A curation, what is curated, and who is on the other side.
struct Candidate {
    row: CurationRow,
    title: String,
    counterpart: Option<String>,
}

/// Curations that wait for the caller, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let sells = |role| matches!(role, Role::Supplier | Role::Aggregator | Role::Client);
    let states = WaitingStates {
        own: wanted.states_of::<CurationState>(sells),
        judged: wanted.states_of::<CurationState>(|role| !sells(role)),
    };
    if states.own.is_empty() && states.judged.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &WaitingStates,
    after: Option<After<domain::shared::CurationId>>,
) -> Result<Vec<Candidate>, Error> {
    let rows = queries::list_waiting(conn, wanted.caller, states, after, wanted.limit).await?;
    let variants: Vec<_> = rows.iter().map(|row| row.variant_id).collect();
    let titles = queries::names_of(conn, &variants).await?;
    let parties: Vec<_> = rows.iter().flat_map(|row| [row.supplier_id, row.operator_party_id]).collect();
    let names = short_names(conn, &parties).await?;
    let me = wanted.caller.party();
    let candidate = |row: CurationRow| {
        let other = if row.supplier_id == me { row.operator_party_id } else { row.supplier_id };
        Candidate {
            title: titles.get(&row.variant_id).cloned().unwrap_or_default(),
            counterpart: names.get(&other).cloned(),
            row,
        }
    };
    Ok(rows.into_iter().map(candidate).collect())
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<WorkItemView> {
    let row = &one.row;
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: one.title.clone(),
        counterpart: one.counterpart.clone(),
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}
