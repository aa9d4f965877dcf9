//! What waits for the governments of a region, papers to check, and for owners: papers to renew.

use db::Connection;
use domain::catalog::{FacilityPaperState, FacilityRules, check_paper_checker};
use domain::shared::{FacilityPaperId, jakarta_date};
use service::work_items::{After, Found, Item, Wanted};
use service::{Error, dated};

use super::queries;
use super::rows::PaperRow;
use crate::outside::short_names;
use crate::sites::facilities::FacilityRow;
use crate::sites::visibility;

const CHECK: &str = "accept_facility_paper";
const RENEW: &str = "declare_facility_paper";

/// A paper, its facility, and the name of the owner.
type Candidate = (PaperRow, FacilityRow, Option<String>);

/// Papers that somebody of the caller's government has to check, and those of its own facilities to be renewed.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let mut found = to_check(conn, wanted).await?;
    found.extend(to_renew(conn, wanted).await?);
    Ok(found)
}

async fn to_check(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = waiting_for(wanted, CHECK);
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let Some(region) = visibility::region_governed(conn, wanted.caller).await? else {
        return Ok(Vec::new());
    };
    let load = async |after| {
        let rows = queries::list_waiting(conn, &region, &states, after, wanted.limit).await?;
        let owners: Vec<_> = rows.iter().map(|(_, facility)| facility.owner_party_id).collect();
        let names = short_names(conn, &owners).await?;
        let named = |(paper, facility): (PaperRow, FacilityRow)| {
            let name = names.get(&facility.owner_party_id).cloned();
            (paper, facility, name)
        };
        Ok(rows.into_iter().map(named).collect())
    };
    wanted.gather(load, place, |one| check_item(wanted, one)).await
}

/// Papers of the caller's facilities that end soon or have ended, where none of the kind follows them.
async fn to_renew(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = waiting_for(wanted, RENEW);
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let Some(until) = FacilityRules(dated::rules(conn).await?).reminded_until(jakarta_date(wanted.now))
    else {
        return Ok(Vec::new());
    };
    let owner = wanted.caller.party();
    let load = async |after| {
        let rows = queries::list_ending(conn, owner, (&states, until), after, wanted.limit).await?;
        Ok(rows.into_iter().map(|(paper, facility)| (paper, facility, None)).collect())
    };
    wanted.gather(load, place, |one| renew_item(wanted, one)).await
}

/// The states in which an action waits, where one of the caller's roles takes it.
fn waiting_for(wanted: &Wanted<'_>, action: &str) -> Vec<FacilityPaperState> {
    let states = wanted.states::<FacilityPaperState>().into_iter();
    states.filter(|state| wanted.task_of(*state, action, |_| true).is_some()).collect()
}

fn place((row, ..): &Candidate) -> After<FacilityPaperId> {
    After { at: row.updated_at, id: row.id }
}

fn renew_item(wanted: &Wanted<'_>, (row, facility, _): &Candidate) -> Option<Found> {
    let task = wanted.task_of(row.state, RENEW, |_| true)?;
    let title = format!("{}: {}", facility.name, row.type_.name().id);
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title,
        counterpart: None,
        since: row.updated_at,
        due: row.valid_until_date,
    };
    Some(wanted.view(item, task))
}

fn check_item(wanted: &Wanted<'_>, (row, facility, owner): &Candidate) -> Option<Found> {
    check_paper_checker(wanted.caller.subject(), &row.declared_by).ok()?;
    let task = wanted.task_of(row.state, CHECK, |_| true)?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: format!("{}: {}", facility.name, row.type_.name().id),
        counterpart: owner.clone(),
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task))
}
