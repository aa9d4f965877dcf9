//! What waits for a supplier: drafts of offers to publish.

use db::Connection;
use domain::catalog::StockOfferState;
use domain::shared::{Bilingual, CommodityCode};
use service::Error;
use service::work_items::{Found, Item, Wanted};

use super::queries;
use super::rows::StockOfferRow;

/// Offers of the caller's party that wait, the oldest first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    let states = wanted.states::<StockOfferState>();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let (me, after) = (wanted.caller.party(), wanted.after());
    let rows = queries::list_in_states(conn, me, &states, after, wanted.limit).await?;
    let item = |row: StockOfferRow| {
        let task = wanted.task(row.state, |_| true)?;
        let item = Item {
            id: row.id,
            state: row.state.to_string(),
            title: title(&row),
            counterpart: None,
            since: row.created_at,
            due: Some(row.available_until_date),
        };
        Some(wanted.view(item, task))
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

/// How much of what.
fn title(row: &StockOfferRow) -> String {
    let code: Option<CommodityCode> = row.commodity_code.parse().ok();
    let goods = code.as_ref().map(|code| Bilingual::from(code).id).unwrap_or_default();
    format!("{goods}: {}", Bilingual::from(row.terms().offered).id)
}
