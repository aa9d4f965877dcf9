//! What waits for growers and for the technical agency of their region.

use db::Connection;
use domain::catalog::SeasonState;
use domain::shared::{Bilingual, CommodityCode, Role, SeasonId};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::SeasonRow;
use crate::outside::short_names;

/// A season, whether the caller governs its owner's region, and the owner's name where it is another.
type Candidate = (SeasonRow, bool, Option<String>);

/// Seasons whose next fact is the caller's to record, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<SeasonState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| load(conn, wanted, &states, after).await;
    let place = |(row, ..): &Candidate| After { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |one| item(wanted, one)).await
}

async fn load(
    conn: &mut Connection,
    wanted: &Wanted<'_>,
    states: &[SeasonState],
    after: Option<After<SeasonId>>,
) -> Result<Vec<Candidate>, Error> {
    // Of others' seasons the technical agency alone records something.
    let judged: Vec<SeasonState> = match wanted.caller.has(Role::TechnicalAgency) {
        true => states.to_vec(),
        false => Vec::new(),
    };
    let states = (states, judged.as_slice());
    let rows = queries::list_waiting(conn, wanted.caller, states, after, wanted.limit).await?;
    let owners: Vec<_> = rows.iter().map(|(row, _)| row.owner_party_id).collect();
    let names = short_names(conn, &owners).await?;
    let me = wanted.caller.party();
    let owner =
        |row: &SeasonRow| names.get(&row.owner_party_id).filter(|_| row.owner_party_id != me).cloned();
    Ok(rows
        .into_iter()
        .map(|(row, governs)| (owner(&row), row, governs))
        .map(|(name, row, governs)| (row, governs, name))
        .collect())
}

fn item(wanted: &Wanted<'_>, (row, governs, owner): &Candidate) -> Option<Found> {
    let task = wanted.task(row.state, |role| row.is_taken_by(wanted.caller, role, *governs))?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: title(row),
        counterpart: owner.clone(),
        since: row.updated_at,
        due: row.dates().due(row.state),
    };
    Some(wanted.view(item, task))
}

/// The variety, or what is grown.
fn title(row: &SeasonRow) -> String {
    let code: Option<CommodityCode> = row.commodity_code.parse().ok();
    let commodity = code.as_ref().map(|code| Bilingual::from(code).id);
    row.variety.clone().or(commodity).unwrap_or_default()
}
