//! The plain steps of an order; where its amounts are taken anew, guarantee and balance are judged.

use std::collections::BTreeMap;

use api_types::TransitionRequest;
use domain::logistics::{
    CallOffBarred, CallOffEvent, CallOffState, FEED_SILENCE_SECONDS, check_call_off, check_call_off_gate,
    check_close_short,
};
use domain::shared::{Bilingual, CallOffId, ContractLineId};
use service::{Error, Tx};
use web::{Command, Reply, Transition};

use crate::context::Context;
use crate::ordering::balances::{goods_on_the_road, judged};
use crate::ordering::call_offs::order::Order;
use crate::ordering::call_offs::queries;
use crate::ordering::call_offs::rows::CallOffLineRow;
use crate::ordering::lock_lines;
use crate::outside::{ContractLineRow, guarantee_of};

use super::reply;

/// Moves an order by a plain step; 200.
pub(in crate::ordering::call_offs) async fn advance_call_off<O: Transition<State = CallOffState>>(
    context: &Context,
    id: CallOffId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = queries::lock_order(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&order, O::EVENT, &body).await?;
            let terms = order.terms(tx.conn).await?;
            take_effect(tx, &mut order, &terms, O::EVENT).await?;
            tx.finish(&mut order, step).await?;
            reply(order, &terms)
        })
        .await
}

/// What an event asks for and changes besides the state.
async fn take_effect(
    tx: &mut Tx<'_>,
    order: &mut Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    event: CallOffEvent,
) -> Result<(), Error> {
    match event {
        CallOffEvent::Issue => {
            order.row.terms_position = Some(judge_guarantee(tx, order).await?);
            order.row.issued_at = Some(tx.now);
            judge_balance(tx, order, terms).await
        }
        CallOffEvent::AcceptCounter => {
            order.row.terms_position = Some(judge_guarantee(tx, order).await?);
            queries::take_proposal(tx.conn, order.row.id).await?;
            order.lines = queries::lines_of(tx.conn, &[order.row.id]).await?;
            judge_balance(tx, order, terms).await
        }
        CallOffEvent::CloseShort => {
            let on_the_road = goods_on_the_road(tx.conn, order.row.id).await?;
            let of = |line: &CallOffLineRow| {
                let base = on_the_road.get(&line.id).copied().unwrap_or_default();
                (line.id, i128::from(base), line.unit)
            };
            Ok(check_close_short(&order.lines.iter().map(of).collect::<Vec<_>>())?)
        }
        _ => Ok(()),
    }
}

/// Whether the contract takes orders now; gives the position of the terms it was judged by.
async fn judge_guarantee(tx: &mut Tx<'_>, order: &Order) -> Result<i64, Error> {
    let contract = &order.contract.row;
    let gate = guarantee_of(tx.conn, contract).await?.gate(contract, tx.now);
    check_call_off_gate(&gate, tx.today()).map_err(|barred| match barred {
        CallOffBarred::FeedSilent { .. } => feed_silent(),
        CallOffBarred::TermsNotYetKnown => Error::not_yet_known("agreement", &contract.id.to_string()),
        // An activation, a reinstatement or a renewed verification may be on its way here.
        CallOffBarred::Refused(refusal) => Error::behind("agreement", refusal),
    })
}

/// Whether the order's lines fit into what is callable. They must not be open when this is asked: the sums
/// are read in the statement after the lock.
async fn judge_balance(
    tx: &mut Tx<'_>,
    order: &Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<(), Error> {
    let contract_lines: Vec<_> = terms.keys().copied().collect();
    lock_lines(tx.conn, &contract_lines).await?;
    let balances = judged(tx.conn, terms).await?;
    let ordered: Vec<_> = order.lines.iter().map(CallOffLineRow::ordered).collect();
    Ok(check_call_off(&balances, &ordered)?)
}

fn feed_silent() -> Error {
    let minutes = FEED_SILENCE_SECONDS / 60;
    Error::Unavailable(
        Bilingual::new(
            format!(
                "Kabar dari layanan perjanjian terputus lebih dari {minutes} menit, sehingga jaminan kontrak belum \
                 dapat diperiksa. Coba lagi sebentar lagi; tidak ada yang hilang."
            ),
            format!(
                "The agreement service has been silent for more than {minutes} minutes, so that the contract's \
                 guarantee cannot be checked. Try again shortly; nothing is lost."
            ),
        ),
        60,
    )
}
