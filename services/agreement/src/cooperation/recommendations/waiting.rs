//! What waits among the recommendations: the open ones, for the coordinators of both sides.

use api_types::WorkItemView;
use db::Connection;
use domain::agreement::RecommendationState;
use service::work_items::{After, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::RecommendationRow;

/// The open ones that the caller can answer, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let states = wanted.states::<RecommendationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await;
    let place = |row: &RecommendationRow| After { at: row.created_at, id: row.id };
    wanted.gather(load, place, |row| item(wanted, row)).await
}

fn item(wanted: &Wanted<'_>, row: &RecommendationRow) -> Option<WorkItemView> {
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.title.clone(),
        counterpart: None,
        since: row.created_at,
        due: None,
    };
    Some(wanted.view(item, task))
}
