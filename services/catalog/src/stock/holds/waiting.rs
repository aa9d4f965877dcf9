//! What waits for the two sides of holds: to be confirmed, to be converted, and another animal where one has died.

use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{BUYERS, HeldAnimal, HoldState, SELLERS, check_held_animals};
use domain::shared::{Bilingual, CommodityCode, Role, Unmet};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::contracts::not_in_force;
use super::queries::{self, Bereft};
use super::rows::{HoldRow, NamedAnimal};
use crate::outside::{ContractRow, contracts_by_id, short_names};

/// A hold, the other side's name, and what its next step would be refused for.
struct Candidate {
    row: HoldRow,
    other: Option<String>,
    barred: Vec<Unmet>,
}

/// Holds whose next step is the caller's, the longest waiting first, and those that keep a dead animal.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut found = steps(conn, wanted).await?;
    found.extend(substitutes(conn, wanted).await?);
    Ok(found)
}

async fn steps(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<HoldState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let (me, today) = (wanted.caller.party(), wanted.today());
    let load = async |after| {
        let rows = queries::list_waiting(conn, me, (&states, today), after, wanted.limit).await?;
        candidates(conn, wanted, rows).await
    };
    let place = |one: &Candidate| After { at: one.row.updated_at, id: one.row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

/// Whether a role is one of the side that the caller's party is on.
fn is_of_side(row: &HoldRow, wanted: &Wanted<'_>, role: Role) -> bool {
    let supplies = row.supplier_id == wanted.caller.party();
    match row.state {
        HoldState::Requested => supplies && SELLERS.contains(&role),
        _ => !supplies && BUYERS.contains(&role),
    }
}

async fn candidates(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    rows: Vec<HoldRow>,
) -> Result<Vec<Candidate>, Error> {
    let me = wanted.caller.party();
    let other = |row: &HoldRow| if row.supplier_id == me { row.buyer_id } else { row.supplier_id };
    let others: Vec<_> = rows.iter().map(other).collect();
    let names = short_names(conn, &others).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mut named = queries::animals_of_holds(conn, &ids).await?;
    let contracts: Vec<_> = rows.iter().map(|row| row.contract_id).collect();
    let contracts = contracts_by_id(conn, &contracts).await?;
    let candidate = |row: HoldRow| {
        let named = named.remove(&row.id).unwrap_or_default();
        let barred = barred(&row, named, contracts.get(&row.contract_id), wanted.today());
        Candidate { other: names.get(&other(&row)).cloned(), row, barred }
    };
    Ok(rows.into_iter().map(candidate).collect())
}

/// What the next step of a hold would be refused for: animals that are not healthy, and for a conversion the contract.
fn barred(
    row: &HoldRow,
    named: Vec<NamedAnimal>,
    contract: Option<&ContractRow>,
    today: NaiveDate,
) -> Vec<Unmet> {
    let kept = named.into_iter().filter(|one| one.row.substituted_by_id.is_none());
    let animal = |(tag, state)| HeldAnimal { tag, state, held_elsewhere: false, class_from_grams: None };
    let animals: Vec<HeldAnimal> = kept.map(|one| animal((one.tag, one.state))).collect();
    let mut unmet = check_held_animals(&animals).err().map(|refusal| refusal.unmet).unwrap_or_default();
    if row.state == HoldState::Confirmed {
        unmet.extend(contract.and_then(|contract| not_in_force(contract, today)));
    }
    unmet
}

fn item(wanted: &Wanted<'_>, candidate: &Candidate) -> Option<Found> {
    let row = &candidate.row;
    let task = wanted.task(row.state, |role| is_of_side(row, wanted, role))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: title(row),
        counterpart: candidate.other.clone(),
        since: row.updated_at,
        due: Some(row.hold_until_date),
    };
    Some(wanted.view(item, task).blocked_by(candidate.barred.clone()))
}

/// Holds of the caller's party that keep a dead animal.
async fn substitutes(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    if wanted.answered_in::<HoldState>().is_empty() {
        return Ok(Vec::new());
    }
    let (me, today) = (wanted.caller.party(), wanted.today());
    let load = async |after| {
        let rows: Vec<Bereft> = queries::list_bereft(conn, me, today, after, wanted.limit).await?;
        let buyers: Vec<_> = rows.iter().map(|(row, ..)| row.buyer_id).collect();
        let names = short_names(conn, &buyers).await?;
        let named = |(row, tag, at): Bereft| (names.get(&row.buyer_id).cloned(), row, tag, at);
        Ok(rows.into_iter().map(named).collect())
    };
    let place = |(_, row, _, at): &(Option<String>, HoldRow, String, _)| After { at: *at, id: row.id };
    let item = |(buyer, row, tag, at): &(Option<String>, HoldRow, String, _)| {
        let task = wanted.answer(row.state, "substitute_animal", |role| SELLERS.contains(&role))?;
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: format!("{}: {tag}", title(row)),
            counterpart: buyer.clone(),
            since: *at,
            due: Some(row.hold_until_date),
        };
        Some(wanted.view(item, task))
    };
    wanted.gather(load, place, item).await
}

/// How much of what.
fn title(row: &HoldRow) -> String {
    let code: Option<CommodityCode> = row.commodity_code.parse().ok();
    let goods = code.as_ref().map(|code| Bilingual::from(code).id).unwrap_or_default();
    format!("{goods}: {}", Bilingual::from(row.terms().amount).id)
}
