//! Orders that wait for an answer, or for their closing.

use api_types::WorkItemView;
use chrono::{DateTime, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::CallOffState;
use domain::shared::{CallOffId, Id as _, Role};
use service::Error;

use super::place::{Waiting, Wanted, item};
use crate::schema::call_off;

/// Which state waits for which action of whom.
const WAITING: &[Waiting<CallOffState>] = &[
    (CallOffState::Issued, "accept_call_off", Role::Supplier),
    (CallOffState::Countered, "accept_counter_offer", Role::Buyer),
    (CallOffState::Received, "close_call_off", Role::Buyer),
];

/// The orders that wait for the party, oldest first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<WorkItemView>, Error> {
    let states = |role| -> Vec<CallOffState> {
        let of = |(_, action, who): &&Waiting<CallOffState>| *who == role && wanted.wants(action);
        WAITING.iter().filter(of).map(|(state, ..)| *state).collect()
    };
    let mut query = call_off::table
        .filter(
            call_off::supplier_id
                .eq(wanted.party)
                .and(call_off::state.eq_any(states(Role::Supplier)))
                .or(call_off::buyer_id.eq(wanted.party).and(call_off::state.eq_any(states(Role::Buyer)))),
        )
        .order((call_off::updated_at.asc(), call_off::id.asc()))
        .limit(wanted.limit)
        .select((call_off::id, call_off::number, call_off::state, call_off::updated_at))
        .into_boxed();
    if let Some((since, floor)) = wanted.key::<CallOffId>() {
        let later = call_off::updated_at.gt(since);
        let same = call_off::updated_at.eq(since).and(call_off::id.gt(CallOffId::from_uuid(floor)));
        query = query.filter(later.or(same));
    }
    let rows: Vec<(CallOffId, String, CallOffState, DateTime<Utc>)> = query.load(conn).await?;
    Ok(rows.into_iter().filter_map(|row| item(WAITING, row)).collect())
}
