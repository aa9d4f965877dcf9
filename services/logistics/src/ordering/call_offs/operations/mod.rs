//! What can be done with call-off orders: writing them ([`create`], [`update`]), the supplier's counter-offer ([`counter`]), the
//! plain steps ([`advance`]), changes of what was accepted ([`change`]), by which yield an order in another form counts ([`forms`]), which holds its lines take their
//! goods from ([`holds`]), and on whose shelves they stand ([`shelves`]).

mod advance;
mod change;
mod counter;
mod create;
mod delivery;
mod forms;
mod goods;
mod holds;
mod shelves;
mod update;

pub(super) use advance::advance_call_off;
pub(super) use change::{answer_call_off_change, propose_call_off_change};
pub(super) use counter::counter_call_off;
pub(super) use create::create_call_off;
pub(super) use update::update_call_off;

use std::collections::BTreeMap;

use domain::shared::ContractLineId;
use service::{Error, Tx};
use web::Reply;

use super::order::Order;
use super::views::shown;
use crate::outside::ContractLineRow;

/// Answers with the order as it is now.
async fn reply(
    tx: &Tx<'_>,
    order: Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<Reply, Error> {
    let shown = shown(tx.conn, tx.caller(), order, terms, tx.today()).await?;
    Ok(Reply::ok(&shown.etag, &shown.view)?)
}
