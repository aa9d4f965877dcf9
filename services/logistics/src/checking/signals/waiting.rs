//! What waits in signals: for the coordinator of a side that has not assessed one.

use std::collections::BTreeMap;

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::SignalState;
use domain::shared::{PartyId, SignalId};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::operations::goods;
use super::queries::complete;
use super::rows::{SignalRow, WholeSignal};
use super::visibility::visible;
use crate::outside::short_names;
use crate::schema::signal;

/// The signals that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states: Vec<SignalState> = wanted.states();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let signals = load(conn, wanted, &states, after).await?;
        let others: Vec<PartyId> = signals.iter().map(|whole| other_side(whole, wanted)).collect();
        let names = short_names(conn, &others).await?;
        Ok(signals.into_iter().map(|whole| (whole, names.clone())).collect::<Vec<_>>())
    };
    let place = |(whole, _): &(WholeSignal, _)| After { at: whole.row.updated_at, id: whole.row.id };
    wanted.gather(load, place, |(whole, names)| item(wanted, whole, names)).await
}

fn item(wanted: &Wanted<'_>, whole: &WholeSignal, names: &BTreeMap<PartyId, String>) -> Option<Found> {
    let row = &whole.row;
    let task = wanted.task(row.state, |role| whole.holds(wanted.caller, role))?;
    if whole.finding_of(wanted.caller.party()).is_some() {
        return None;
    }
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: row.number.clone(),
        counterpart: names.get(&other_side(whole, wanted)).cloned(),
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task).following(goods(whole).ok()?))
}

/// The government of the other side.
fn other_side(whole: &WholeSignal, wanted: &Wanted<'_>) -> PartyId {
    let [one, other] = whole.sides.governments;
    if wanted.caller.party() == one { other } else { one }
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[SignalState],
    after: Option<After<SignalId>>,
) -> Result<Vec<WholeSignal>, Error> {
    let mut query = signal::table
        .filter(visible(wanted.caller))
        .filter(signal::state.eq_any(states.to_vec()))
        .order((signal::updated_at.asc(), signal::id.asc()))
        .limit(wanted.limit)
        .select(SignalRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = signal::updated_at.eq(at).and(signal::id.gt(id));
        query = query.filter(signal::updated_at.gt(at).or(same));
    }
    let rows = query.load(conn).await?;
    complete(conn, rows).await
}
