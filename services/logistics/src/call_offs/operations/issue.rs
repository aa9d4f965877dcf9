//! Issuing an order: the guarantee chain and the balance.

use api_types::TransitionRequest;
use domain::logistics::{
    CallOffBarred, CallOffEvent, FEED_SILENCE_SECONDS, check_call_off, check_call_off_gate,
};
use domain::shared::{Bilingual, CallOffId, jakarta_date};
use service::{Error, NoteRule, Tx};
use web::{Command, Reply};

use super::super::order::{Order, Side};
use super::super::rows::CallOffLineRow;
use super::circumstances;
use crate::access::op;
use crate::balances::{judged, lock_lines};
use crate::context::Context;
use crate::projections::guarantee_of;

/// Sends an order to the supplier; its amounts are taken from what is callable; 200.
pub(in crate::call_offs) async fn issue_call_off(
    context: &Context,
    id: CallOffId,
    command: Command<op::IssueCallOff, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut order = Order::begin(tx, id, CallOffEvent::Issue, Side::Buyer).await?;
            let claim = circumstances(tx, &body, NoteRule::Optional).await?;
            order.row.terms_position = Some(judge_guarantee(tx, &order).await?);
            order.row.issued_at = Some(tx.now);
            judge_balance(tx, &order).await?;
            order.advance(tx, &body, claim).await?;
            order.reply()
        })
        .await
}

/// Whether the contract takes orders now; gives the position of the terms it was judged by.
pub(super) async fn judge_guarantee(tx: &mut Tx<'_>, order: &Order) -> Result<i64, Error> {
    let gate = guarantee_of(tx.conn, &order.contract).await?.gate(&order.contract, tx.now);
    check_call_off_gate(&gate, jakarta_date(tx.now)).map_err(|barred| match barred {
        CallOffBarred::FeedSilent { .. } => feed_silent(),
        CallOffBarred::TermsNotYetKnown => Error::not_yet_known(&order.contract.id.to_string()),
        CallOffBarred::Refused(refusal) => refusal.into(),
    })
}

/// Whether the order's lines fit into what is callable. They must not be open when this is asked: the sums
/// are read in the statement after the lock.
pub(super) async fn judge_balance(tx: &mut Tx<'_>, order: &Order) -> Result<(), Error> {
    let contract_lines: Vec<_> = order.terms.keys().copied().collect();
    lock_lines(tx.conn, &contract_lines).await?;
    let balances = judged(tx.conn, &order.terms).await?;
    let ordered: Vec<_> = order.lines.iter().map(CallOffLineRow::ordered).collect();
    Ok(check_call_off(&balances, &ordered)?)
}

fn feed_silent() -> Error {
    let minutes = FEED_SILENCE_SECONDS / 60;
    Error::Unavailable(
        Bilingual::new(
            format!(
                "Layanan perjanjian tidak terdengar lebih dari {minutes} menit, sehingga jaminan kontrak belum dapat \
                 diperiksa. Coba lagi sebentar lagi; tidak ada yang hilang."
            ),
            format!(
                "The agreement service has been silent for more than {minutes} minutes, so that the contract's \
                 guarantee cannot be checked. Try again shortly; nothing is lost."
            ),
        ),
        60,
    )
}
