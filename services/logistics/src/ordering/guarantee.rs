//! The guarantee behind orders: judged when one is issued and accepted, when its goods are loaded, made ready, and leave.
//! Goods on the road are received whatever has become of it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use domain::logistics::{
    CallOffBarred, CallOffGate, CallOffState, Condition, check_call_off_gate, check_fresh, check_reversal,
    check_shipment_guarantee, unmet_by_identity_claims,
};
use domain::shared::{Bilingual, CallOffId, Unmet};
use service::Error;

use super::call_offs::Order;
use crate::outside::{Contract, feed_age, guarantees_of};
use crate::settling::held_by_identity_claims;

/// Seconds after which a client may try again while the news are too old.
const TRY_AGAIN: u32 = 10;

/// Whether what is known of the other services is fresh enough to judge new orders and departures by.
pub(crate) async fn expect_fresh(conn: &Connection, now: DateTime<Utc>) -> Result<(), Error> {
    check_fresh(feed_age(conn, now).await?).map_err(barred)
}

/// Whether the contract takes orders on a day; gives the position of the terms it was judged by.
pub(super) async fn judge_order(
    conn: &Connection,
    contract: &Contract,
    day: NaiveDate,
) -> Result<i64, Error> {
    let gate = guarantees_of(conn, [&contract.row]).await?.gate(&contract.row, day);
    check_call_off_gate(&gate, day).map_err(barred)
}

/// Whether goods of these orders, which have not left, may be promised, loaded and leave on a day.
pub(crate) async fn judge_shipment(conn: &Connection, orders: &[Order], day: NaiveDate) -> Result<(), Error> {
    check_shipment_guarantee(&gates_of(conn, orders, day).await?, day).map_err(barred)
}

/// Whether receipts of these orders may still be taken back: nothing was ended by what they accepted. What has ended does
/// not go on again, so that no later news can change it.
pub(crate) async fn judge_reversal(conn: &Connection, orders: &[Order], day: NaiveDate) -> Result<(), Error> {
    Ok(check_reversal(&gates_of(conn, orders, day).await?)?)
}

/// What bars the next step of each order, or of its goods, on a day: where its amounts are taken, all that a new order needs;
/// until its goods have left, all that they need. What has not arrived here yet bars nothing for long and is left out.
pub(crate) async fn barred_by(
    conn: &Connection,
    orders: &[Order],
    day: NaiveDate,
) -> Result<BTreeMap<CallOffId, Vec<Unmet>>, Error> {
    use CallOffState::{Accepted, Countered, Draft, InFulfilment, Issued};
    let gates = gates_of(conn, orders, day).await?;
    let suppliers: Vec<_> = orders.iter().map(|order| order.row.supplier_id).collect();
    let held = held_by_identity_claims(conn, &suppliers).await?;
    let barred = |(order, gate): (&Order, CallOffGate)| {
        let held = order.row.state == Draft && held.contains(&order.row.supplier_id);
        let held = unmet_by_identity_claims(&[], usize::from(held));
        let judged = match order.row.state {
            Draft | Countered => check_call_off_gate(&gate, day).map(drop),
            Issued | Accepted | InFulfilment => check_shipment_guarantee(&[gate], day),
            _ => Ok(()),
        };
        match judged {
            Err(CallOffBarred::Refused(refusal)) => (order.row.id, [held, refusal.unmet].concat()),
            _ => (order.row.id, held),
        }
    };
    Ok(orders.iter().zip(gates).map(barred).collect())
}

/// What is known of the contract of each order, in the order of the orders.
async fn gates_of(conn: &Connection, orders: &[Order], day: NaiveDate) -> Result<Vec<CallOffGate>, Error> {
    let known = guarantees_of(conn, orders.iter().map(|order| &order.contract.row)).await?;
    Ok(orders.iter().map(|order| known.gate(&order.contract.row, day)).collect())
}

/// What stands against each order that goes on, in the order of the orders.
pub(super) async fn conditions(
    conn: &Connection,
    orders: &[Order],
    day: NaiveDate,
) -> Result<Vec<Option<Condition>>, Error> {
    let known = guarantees_of(conn, orders.iter().map(|order| &order.contract.row)).await?;
    let condition = |order: &Order| {
        let (gate, state) = (known.gate(&order.contract.row, day), order.row.state);
        match state {
            // Its amounts are taken when it is issued, and anew when a counter-offer is.
            CallOffState::Draft | CallOffState::Countered => gate.condition(day),
            _ if state.is_open() => gate.shipping_condition(day),
            _ => None,
        }
    };
    Ok(orders.iter().map(condition).collect())
}

fn barred(barred: CallOffBarred) -> Error {
    match barred {
        CallOffBarred::FeedStale { limit_seconds } => Error::Unavailable(stale(limit_seconds), TRY_AGAIN),
        CallOffBarred::TermsNotYetKnown { contract } => Error::not_yet_known("agreement", &contract),
        // An activation, a reinstatement or a renewed verification may be on its way here.
        CallOffBarred::Refused(refusal) => Error::behind("agreement", refusal),
    }
}

fn stale(limit_seconds: i64) -> Bilingual {
    Bilingual::new(
        format!(
            "Kabar dari layanan perjanjian atau katalog tertinggal lebih dari {limit_seconds} detik, sehingga jaminan \
             kontrak belum dapat diperiksa. Coba lagi sebentar lagi; tidak ada yang hilang, dan penerimaan barang tetap \
             berjalan."
        ),
        format!(
            "The news of the agreement or the catalog service are more than {limit_seconds} seconds behind, so that the \
             contract's guarantee cannot be checked. Try again shortly; nothing is lost, and receipts go on."
        ),
    )
}
