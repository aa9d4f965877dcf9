//! What waits in claims: for the business that answers or takes an offer, for the coordinators who hear both sides and decide,
//! and for the facilitator once they are late.

use std::collections::BTreeMap;

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{ClaimCondition, ClaimState};
use domain::shared::{ClaimId, Id as _, PartyId};
use service::work_items::{After, Found, Item, Task, Wanted};
use service::{Error, Stateful as _};

use super::queries::complete;
use super::rows::{ClaimRow, WholeClaim};
use super::visibility::visible;
use crate::outside::short_names;
use crate::schema::claim;

/// The claims that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states: Vec<ClaimState> = wanted.states().into_iter().chain(wanted.answered_in()).collect();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let claims = load(conn, wanted, &states, after).await?;
        let others: Vec<PartyId> = claims.iter().map(|whole| other_side(whole, wanted)).collect();
        let names = short_names(conn, &others).await?;
        Ok(claims.into_iter().map(|whole| (whole, names.clone())).collect::<Vec<_>>())
    };
    let place = |(whole, _): &(WholeClaim, _)| After { at: whole.row.updated_at, id: whole.row.id };
    wanted.gather(load, place, |(whole, names)| item(wanted, whole, names)).await
}

fn item(wanted: &Wanted<'_>, whole: &WholeClaim, names: &BTreeMap<PartyId, String>) -> Option<Found> {
    let row = &whole.row;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.number.clone(),
        counterpart: names.get(&other_side(whole, wanted)).cloned(),
        since: row.updated_at,
        due: row.due_date,
    };
    let follows = [row.shipment_id.uuid()].into_iter().chain(row.receipt_id.map(|id| id.uuid()));
    Some(wanted.view(item, task(wanted, whole)?).following(follows))
}

/// What the caller can do about it now.
fn task(wanted: &Wanted<'_>, whole: &WholeClaim) -> Option<Task> {
    let (row, me) = (&whole.row, wanted.caller.party());
    let condition = row.condition(wanted.today());
    let of = |action| wanted.task_of(row.state, action, |role| whole.holds(wanted.caller, role));
    match row.state {
        _ if condition == Some(ClaimCondition::TimeBarred) => None,
        ClaimState::Open => of("respond_to_claim").filter(|_| row.answerer() == me),
        ClaimState::Responded if row.offered_by_id.is_none() => of("respond_to_claim"),
        ClaimState::Responded => of("accept_claim_offer").filter(|_| row.offered_by_id != Some(me)),
        ClaimState::Disputed => of("mediate_claim"),
        ClaimState::Mediated => of("decide_claim").filter(|_| awaits_decision(whole, me)),
        _ => None,
    }
    .or_else(|| {
        let late = condition == Some(ClaimCondition::Overdue);
        let answer = wanted.answer(row.state, "mediate_claim", |role| whole.holds(wanted.caller, role));
        answer.filter(|_| late)
    })
}

/// Whether a coordinator has not decided, or otherwise than that of the other region.
fn awaits_decision(whole: &WholeClaim, me: PartyId) -> bool {
    let other = whole.governments().into_iter().find(|side| *side != me);
    let other = other.and_then(|side| whole.decision_of(side)).map(|decision| decision.terms());
    match whole.decision_of(me).map(|decision| decision.terms()) {
        None => true,
        Some(own) => other.is_some_and(|other| other != own),
    }
}

/// The other business for a business, else the other government.
fn other_side(whole: &WholeClaim, wanted: &Wanted<'_>) -> PartyId {
    let me = wanted.caller.party();
    let row = &whole.row;
    if me == row.supplier_id {
        row.buyer_id
    } else if me == row.buyer_id {
        row.supplier_id
    } else {
        let [one, other] = whole.governments();
        if me == one { other } else { one }
    }
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[ClaimState],
    after: Option<After<ClaimId>>,
) -> Result<Vec<WholeClaim>, Error> {
    let mut query = claim::table
        .filter(visible(wanted.caller))
        .filter(claim::state.eq_any(states.to_vec()))
        .order((claim::updated_at.asc(), claim::id.asc()))
        .limit(wanted.limit)
        .select(ClaimRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = claim::updated_at.eq(at).and(claim::id.gt(id));
        query = query.filter(claim::updated_at.gt(at).or(same));
    }
    let rows = query.load(conn).await?;
    complete(conn, rows).await
}
