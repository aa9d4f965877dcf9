//! What waits among the bank accounts: proposed ones for a second person of the party, and those in their cooling-off for the
//! coordinator of the home region, who may object until its end.

use std::collections::BTreeMap;

use db::Connection;
use domain::agreement::{BANK_KEEPERS, BankAccountState, SecondPerson, check_second_of_party, last_four};
use domain::shared::jakarta_date;
use service::work_items::{After, Found, Item, Task, Wanted};
use service::{Error, Stateful as _};

use super::queries;
use super::rows::BankAccountRow;
use crate::identity::parties::with_names;

/// Those that the caller can decide on or object to, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut states = wanted.states::<BankAccountState>();
    states.extend(wanted.answered_in::<BankAccountState>());
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let given_by = match wanted.caller.acting_as(BANK_KEEPERS) {
        Some(_) => queries::roles_given_by(conn, wanted.caller.party()).await?,
        None => BTreeMap::new(),
    };
    let load = async |after| {
        let open = (states.as_slice(), wanted.now);
        let rows = queries::list_open(conn, wanted.caller, open, after, wanted.limit).await?;
        with_names(conn, rows, |row| row.party_id).await
    };
    let place = |(_, row): &(_, BankAccountRow)| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |(name, row)| item(wanted, row, name.clone(), &given_by)).await
}

fn item(
    wanted: &Wanted<'_>,
    row: &BankAccountRow,
    party: Option<String>,
    given_by: &BTreeMap<String, String>,
) -> Option<Found> {
    let task = task(wanted, row, given_by)?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: format!("{} ...{}", row.bank_code, last_four(&row.account_number)),
        counterpart: party,
        since: row.updated_at,
        due: row.in_use_from.map(jakarta_date),
    };
    Some(wanted.view(item, task))
}

/// What the caller can do about it, by the rules that the operation asks.
fn task(wanted: &Wanted<'_>, row: &BankAccountRow, given_by: &BTreeMap<String, String>) -> Option<Task> {
    let holds = |role| row.holds(wanted.caller, role);
    if row.state != BankAccountState::Proposed {
        return wanted.answer(row.state, "object_to_bank_account", holds);
    }
    let task = wanted.task(row.state, holds)?;
    check_second_of_party(SecondPerson {
        proposed_by: &row.proposed_by,
        decides: wanted.caller.subject(),
        is_machine: wanted.caller.is_machine(),
        given_by,
    })
    .ok()?;
    Some(task)
}
