//! What waits in payments: for the supplier to say whether it has them.

use std::collections::BTreeMap;

use db::Connection;
use domain::logistics::PaymentState;
use domain::shared::{Bilingual, Business, Id as _, Money, PartyId, PaymentId};
use service::Error;
use service::work_items::{After, Found, Item, Wanted};

use super::queries;
use super::rows::PaymentRow;
use crate::outside::short_names;
use crate::settling::settlements::side_of;

/// The payments that wait for the caller's party, the longest waiting first.
pub(super) async fn waiting(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    if wanted.states::<PaymentState>().is_empty() {
        return Ok(Vec::new());
    }
    let load = async |after| {
        let rows = queries::list_waiting(conn, wanted.caller.party(), after, wanted.limit).await?;
        let buyers: Vec<PartyId> = rows.iter().map(|row| row.buyer_id).collect();
        let names: BTreeMap<PartyId, String> = short_names(conn, &buyers).await?;
        let named = |row: PaymentRow| (names.get(&row.buyer_id).cloned(), row);
        Ok(rows.into_iter().map(named).collect())
    };
    let place =
        |(_, row): &(Option<String>, PaymentRow)| After::<PaymentId> { at: row.updated_at, id: row.id };
    wanted.gather(load, place, |(buyer, row)| item(wanted, buyer.clone(), row)).await
}

fn item(wanted: &Wanted<'_>, counterpart: Option<String>, row: &PaymentRow) -> Option<Found> {
    let (side, acting) = side_of(wanted.caller, row.supplier_id, row.buyer_id)?;
    let task = wanted.task(row.state, |role| side == Business::Supplier && role == acting)?;
    let item = Item {
        id: row.id,
        state: row.state.to_string(),
        title: format!("{}: {}", row.reference, Bilingual::from(Money(row.amount_rupiah)).id),
        counterpart,
        since: row.updated_at,
        due: None,
    };
    Some(wanted.view(item, task).following([row.settlement_id.uuid()]))
}
