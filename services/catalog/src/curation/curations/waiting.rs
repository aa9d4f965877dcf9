//! What waits for a supplier and for the curators.

use db::Connection;
use domain::catalog::CurationState;
use domain::shared::Role;
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::panels::is_partial;
use super::queries::{self, WaitingStates};
use super::rows::CurationRow;
use crate::outside::{seats_of, short_names};

/// A curation, what is curated, and who is on the other side.
struct Candidate {
    row: CurationRow,
    /// What its review waits for from the caller.
    review: Option<&'static str>,
    title: String,
    counterpart: Option<String>,
}

/// Curations that wait for the caller, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
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
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let seats = seats_of(conn, wanted.caller.subject(), me).await?;
    let panels = queries::panels_of(conn, &ids).await?;
    let scores = queries::scores_of(conn, &ids).await?;
    let review = |row: &CurationRow| {
        let panel = panels.get(&row.id).into_iter().flatten().filter(|one| one.round == row.round);
        let panel: Vec<_> = panel.map(|one| one.member_id).collect();
        let scores = scores.get(&row.id).into_iter().flatten().filter(|one| one.round == row.round);
        let scored: Vec<_> = scores.map(|one| one.member_id).collect();
        let own = panel.iter().find(|one| seats.contains(one))?;
        match (scored.contains(own), panel.iter().all(|one| scored.contains(one))) {
            (false, _) => Some("score_curation"),
            (true, true) => Some("decide_curation"),
            (true, false) => None,
        }
    };
    let mut candidates = Vec::new();
    for row in rows {
        let other = if row.supplier_id == me { row.operator_party_id } else { row.supplier_id };
        let seated = row.state == CurationState::InReview && review(&row).is_some();
        let barred = seated && is_partial(conn, &row, wanted.caller.subject()).await?;
        candidates.push(Candidate {
            title: titles.get(&row.variant_id).cloned().unwrap_or_default(),
            counterpart: names.get(&other).cloned(),
            review: review(&row).filter(|_| !barred),
            row,
        });
    }
    Ok(candidates)
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let row = &one.row;
    let holds = |role| row.holds(wanted.caller, role);
    let task = match row.state {
        CurationState::InReview => wanted.task_of(row.state, one.review?, holds),
        _ => wanted.task(row.state, holds),
    }?;
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
