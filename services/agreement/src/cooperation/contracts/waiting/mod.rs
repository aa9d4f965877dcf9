//! What waits for the businesses of a contract and for the coordinators of its two regions: by its state, and what the other
//! side has begun ([`begun`]).

mod begun;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{ConsentKind, ContractState};
use domain::shared::{Business, ContractId, PartyId, Role};
use service::work_items::{After, Found, Item, Task, Wanted};
use service::{Error, Stateful as _};

use super::queries::complete;
use super::rows::{ContractRow, WholeContract};
use super::visibility::visible_to;
use crate::cooperation::agreements::sides_of;
use crate::identity::short_names;
use crate::schema::contract;

/// A contract, the label of the side the caller endorses for, and the names of both businesses and governments.
struct Candidate {
    whole: WholeContract,
    side: Option<String>,
    names: BTreeMap<PartyId, String>,
}

/// The contracts that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut found = by_state(conn, wanted).await?;
    found.extend(begun::begun(conn, wanted).await?);
    Ok(found)
}

async fn by_state(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<ContractState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |one: &Candidate| After { at: one.whole.row.updated_at, id: one.whole.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[ContractState],
    after: Option<After<ContractId>>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let mut query = contract::table
        .filter(visible_to(me))
        .filter(contract::state.eq_any(states))
        .order((contract::updated_at.asc(), contract::id.asc()))
        .limit(wanted.limit)
        .select(ContractRow::as_select())
        .into_boxed();
    if let Some(After { at, id }) = after {
        let same = contract::updated_at.eq(at).and(contract::id.gt(id));
        query = query.filter(contract::updated_at.gt(at).or(same));
    }
    let rows: Vec<ContractRow> = query.load(conn).await?;
    candidates(conn, wanted, rows).await
}

/// Contracts with the side of the caller's government and the names of their parties.
async fn candidates(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    rows: Vec<ContractRow>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let sides = |row: &ContractRow| {
        [row.supplier_id, row.buyer_id, row.supplier_government_id, row.buyer_government_id]
    };
    let parties: Vec<_> = rows.iter().flat_map(sides).collect();
    let names = short_names(conn, &parties).await?;
    let agreements: Vec<_> = rows.iter().map(|row| row.agreement_id).collect();
    let sides = sides_of(conn, &agreements, me).await?;
    let whole = complete(conn, rows).await?;
    let candidate = |whole: WholeContract| Candidate {
        side: sides.get(&whole.row.agreement_id).map(|side| side.label().to_owned()),
        names: names.clone(),
        whole,
    };
    Ok(whole.into_iter().map(candidate).collect())
}

fn item(wanted: &Wanted<'_>, one: &Candidate) -> Option<Found> {
    let row = &one.whole.row;
    let task = wanted.task(row.state, |role| one.whole.holds(wanted.caller, role))?;
    if one.consented(task) {
        return None;
    }
    Some(wanted.view(one.item(wanted, row.updated_at, None), task))
}

impl Candidate {
    fn item(&self, wanted: &Wanted<'_>, since: DateTime<Utc>, due: Option<NaiveDate>) -> Item<ContractId> {
        let row = &self.whole.row;
        let other = if wanted.caller.party() == row.supplier_id { row.buyer_id } else { row.supplier_id };
        Item {
            id: row.id,
            state: row.state.to_string(),
            title: row.number.clone(),
            counterpart: self.names.get(&other).cloned(),
            since,
            due,
        }
    }

    /// Whether the caller's side has said yes to the present text already.
    fn consented(&self, task: Task) -> bool {
        let row = &self.whole.row;
        let (kind, by) = match (row.state, task.role) {
            (ContractState::Submitted, _) => (ConsentKind::Endorsement, self.side.as_deref()),
            (ContractState::Endorsed, Role::Buyer) => (ConsentKind::Signature, Some(Business::Buyer.label())),
            (ContractState::Endorsed, _) => (ConsentKind::Signature, Some(Business::Supplier.label())),
            _ => return false,
        };
        self.whole.consents.iter().any(|one| {
            one.kind == kind
                && one.round == row.round
                && one.text_sha256 == row.text_sha256
                && Some(one.given_by.as_str()) == by
        })
    }
}
