//! What waits for the two governments of an agreement: by its state, and what the other side has begun ([`begun`]).

mod begun;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{AgreementEvent, AgreementState, ConsentKind, Side, side_of_event};
use domain::shared::{AgreementId, Id as _};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::rows::AgreementRow;
use super::visibility::visible_to;
use crate::cooperation::consents::{ConsentRow, list_consents};
use crate::identity::short_names;
use crate::schema::agreement;

/// An agreement with what is needed to say whether it waits for the caller.
struct Candidate {
    row: AgreementRow,
    side: Side,
    consents: Vec<ConsentRow>,
    counterpart: Option<String>,
}

/// The agreements that wait for the caller's government, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut found = by_state(conn, wanted).await?;
    found.extend(begun::begun(conn, wanted).await?);
    Ok(found)
}

async fn by_state(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<AgreementState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[AgreementState],
    after: Option<After<AgreementId>>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let mut query = agreement::table
        .filter(visible_to(me))
        .filter(agreement::initiator_party_id.eq(me).or(agreement::counterpart_party_id.eq(me)))
        .filter(agreement::state.eq_any(states))
        .order((agreement::updated_at.asc(), agreement::id.asc()))
        .limit(wanted.limit)
        .select(AgreementRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = agreement::updated_at.eq(at).and(agreement::id.gt(id));
        query = query.filter(agreement::updated_at.gt(at).or(same));
    }
    let rows: Vec<AgreementRow> = query.load(conn).await?;
    candidates(conn, wanted, rows).await
}

/// Agreements with the caller's side, all consents and the other government's name.
async fn candidates(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    rows: Vec<AgreementRow>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let subjects: Vec<_> = rows.iter().map(|row| row.id.uuid()).collect();
    let consents = list_consents(conn, &subjects).await?;
    let sided = |row: AgreementRow| row.side_of(me).map(|side| (row, side));
    let rows: Vec<(AgreementRow, Side)> = rows.into_iter().filter_map(sided).collect();
    let others: Vec<_> = rows.iter().map(|(row, side)| row.government(side.other())).collect();
    let names = short_names(conn, &others).await?;
    let candidate = |(row, side): (AgreementRow, Side)| Candidate {
        consents: consents.iter().filter(|one| one.subject_id == row.id.uuid()).cloned().collect(),
        counterpart: names.get(&row.government(side.other())).cloned(),
        row,
        side,
    };
    Ok(rows.into_iter().map(candidate).collect())
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let row = &one.row;
    let open = match row.state {
        AgreementState::InDiscussion => !one.has(ConsentKind::Confirmation),
        AgreementState::AwaitingCouncil => {
            let councils = row.terms().ok()?.councils_required();
            councils.contains(&one.side) && !one.has(ConsentKind::Approval)
        }
        AgreementState::ReadyToSign => !one.has(ConsentKind::Signature),
        _ => true,
    };
    let only = match row.state {
        AgreementState::Draft => side_of_event(row.state, AgreementEvent::Offer),
        AgreementState::Offered => side_of_event(row.state, AgreementEvent::OpenDiscussion),
        _ => None,
    };
    if !open || only.is_some_and(|only| only != one.side) {
        return None;
    }
    let task = wanted.task(row.state, |role| row.holds(wanted.caller, role))?;
    Some(wanted.view(one.item(row.updated_at, None), task))
}

impl Candidate {
    fn item(&self, since: DateTime<Utc>, due: Option<NaiveDate>) -> Item<AgreementId> {
        Item {
            id: self.row.id,
            state: self.row.state.to_string(),
            title: self.row.title.clone(),
            counterpart: self.counterpart.clone(),
            since,
            due,
        }
    }

    /// Whether the caller's side has given its consent to the present text.
    fn has(&self, kind: ConsentKind) -> bool {
        self.consents.iter().any(|one| {
            one.kind == kind
                && one.round == self.row.round
                && one.text_sha256 == self.row.text_sha256
                && one.given_by == self.side.label()
        })
    }
}
