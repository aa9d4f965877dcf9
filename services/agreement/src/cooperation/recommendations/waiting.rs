//! What waits among the recommendations: the open ones, for the coordinators of the sides that have not answered.

use db::Connection;
use domain::agreement::RecommendationState;
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::RecommendationRow;
use crate::identity::short_names;

/// The open ones that the caller can answer, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<RecommendationState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_in_states(conn, wanted.caller, &states, after, wanted.limit).await?;
        let authors: Vec<_> = rows.iter().map(|row| row.party_id).collect();
        let names = short_names(conn, &authors).await?;
        let named = |row: RecommendationRow| (names.get(&row.party_id).cloned(), row);
        Ok(rows.into_iter().map(named).collect())
    };
    let place = |(_, row): &Candidate| After { at: row.created_at, id: row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

/// A recommendation with the name of who gave it.
type Candidate = (Option<String>, RecommendationRow);

fn item(wanted: &Wanted<'_>, (author, row): &Candidate) -> Option<Found> {
    let me = wanted.caller.party();
    if row.answered().ok()?.iter().any(|one| one.party_id == me) {
        return None;
    }
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.title.clone(),
        counterpart: author.clone(),
        since: row.created_at,
        due: None,
    };
    Some(wanted.view(item, task))
}
