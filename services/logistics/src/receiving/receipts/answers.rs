//! Two sides and four eyes: who may post and take back, and what the supplier says to it.

use api_types::TransitionRequest;
use api_types::logistics::ObjectToReceiptRequest;
use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, history};
use domain::catalog::CommodityGroup;
use domain::logistics::{
    Acting, GoodsKind, ReceiptEvent, ReceiptState, ReceivingFigure, ReceivingRule, answer_due,
    check_answerer, check_explained_poster, check_objection, check_poster, check_reverser, two_have_seen,
};
use domain::shared::{Dated, Id as _, Money, ReceiptId, Refusal, jakarta_date};
use service::{Error, Step, Tx};
use web::{Caller, Command, Reply, Transition as _};

use super::access::op;
use super::amounts::worth;
use super::content::check_content;
use super::rows::{ReceiptRow, WholeReceipt};
use super::steps::lock;
use super::{queries, times};
use crate::context::Context;
use crate::ordering::Prices;
use crate::outside::{groups_of, lines_by_id};
use crate::transport::{Goods, WholeShipment, find_shipment};

/// The supplier confirms a receipt, also after an objection; 200.
pub(super) async fn confirm_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::ConfirmReceipt, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let request = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (_, whole) = lock(tx, id).await?;
            let mut step = tx.begin(&whole, op::ConfirmReceipt::EVENT, &request).await?;
            step.occurred.after(&[times::received(&whole)])?;
            answered(tx, whole, step).await
        })
        .await
}

/// The supplier objects to a receipt; 200.
pub(super) async fn object_to_receipt(
    context: &Context,
    id: ReceiptId,
    command: Command<op::ObjectToReceipt, ObjectToReceiptRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (_, mut whole) = lock(tx, id).await?;
            let said = body.circumstances();
            let mut step = tx.begin(&whole, op::ObjectToReceipt::EVENT, &said).await?;
            step.occurred.after(&[times::received(&whole)])?;
            check_objection(&whole.row.answer(), tx.now)?;
            whole.row.objection_reason = Some(body.reason);
            whole.row.objection_note = Some(body.note.trim().to_owned());
            answered(tx, whole, step).await
        })
        .await
}

async fn answered(
    tx: &mut Tx<'_>,
    mut whole: WholeReceipt,
    step: Step<ReceiptState>,
) -> Result<Reply, Error> {
    check_answerer(&whole.row.figures_by, whole.row.posted_by.as_deref(), acting(tx.caller()))?;
    whole.row.answered_at = Some(tx.now);
    tx.finish(&mut whole, step).await?;
    Ok(Reply::ok(&whole.current_etag(), &whole.view(tx.caller()))?)
}

/// Who posted it from now on, if the caller may post what has its amounts now, `explained` by notes alone or not.
pub(super) async fn post_with_four_eyes(
    tx: &mut Tx<'_>,
    whole: &mut WholeReceipt,
    rules: &[Dated<ReceivingRule>],
    explained: bool,
) -> Result<(), Error> {
    let caller = tx.caller().clone();
    let inspected_by =
        history::actors_of(tx.conn, whole.row.id.uuid(), ReceiptEvent::Inspect.label()).await?;
    let today = tx.today();
    judge_poster(tx.conn, whole, (rules, today), (explained, &inspected_by), &caller).await??;
    whole.row.posted_by = Some(caller.subject().to_owned());
    Ok(())
}

/// Whether somebody may post a receipt on a day: what it has captured and posted of the shipment before counts with it.
async fn judge_poster(
    conn: &mut Connection,
    whole: &WholeReceipt,
    (rules, day): (&[Dated<ReceivingRule>], NaiveDate),
    (explained, inspected_by): (bool, &[String]),
    caller: &Caller,
) -> Result<Result<(), Refusal>, Error> {
    let alone = queries::posted_alone(conn, whole.row.shipment_id, caller.subject()).await?;
    let value = Money(whole.value().0.saturating_add(alone.0));
    let above = ReceivingFigure::four_eyes_above(rules, day);
    let (figures_by, acting) = (&whole.row.figures_by, acting(caller));
    let judged = check_poster(value, above, figures_by, inspected_by, acting);
    let seen = || if explained { check_explained_poster(figures_by, inspected_by, acting) } else { Ok(()) };
    Ok(judged.and_then(|()| seen()))
}

/// Whether somebody may take a posted receipt back on a day: what it has posted and taken back of the shipment before counts
/// with it.
pub(super) async fn judge_reverser(
    conn: &mut Connection,
    whole: &WholeReceipt,
    (rules, day): (&[Dated<ReceivingRule>], NaiveDate),
    caller: &Caller,
) -> Result<Result<(), Refusal>, Error> {
    let above = ReceivingFigure::four_eyes_above(rules, day);
    let before = queries::reversed_alone(conn, whole.row.shipment_id, caller.subject()).await?;
    let value = Money(whole.value().0.saturating_add(before.0));
    Ok(check_reverser(value, above, whole.row.posted_by.as_deref(), acting(caller)))
}

/// Whether the operation that a receipt waits for refuses the caller for who it is, by the rules of the operation itself. What
/// the receipt is worth is looked up only where it decides.
pub(super) async fn is_barred(
    conn: &mut Connection,
    (caller, now): (&Caller, DateTime<Utc>),
    row: &ReceiptRow,
    action: &str,
    inspected_by: &[String],
    rules: &[Dated<ReceivingRule>],
) -> Result<bool, Error> {
    let (acting, posted_by) = (acting(caller), row.posted_by.as_deref());
    let open = match action {
        "confirm_receipt" => return Ok(check_answerer(&row.figures_by, posted_by, acting).is_err()),
        "post_receipt" => !two_have_seen(&row.figures_by, inspected_by, acting),
        "reverse_receipt" => check_reverser(Money(i64::MAX), Money(0), posted_by, acting).is_err(),
        _ => false,
    };
    let found = if open { queries::find_receipt(conn, caller, now, row.id).await? } else { None };
    let Some(mut whole) = found else { return Ok(false) };
    let day = jakarta_date(now);
    if action == "reverse_receipt" {
        return Ok(judge_reverser(conn, &whole, (rules, day), caller).await?.is_err());
    }
    let explained = value_now(conn, &mut whole, rules, caller).await?;
    Ok(judge_poster(conn, &whole, (rules, day), (explained, inspected_by), caller).await?.is_err())
}

/// Gives the lines of a receipt that is not posted their amounts, as far as its figures close, and says whether notes alone
/// explain them. What does not close is refused whoever posts it; what has no note is explained by none.
async fn value_now(
    conn: &mut Connection,
    whole: &mut WholeReceipt,
    rules: &[Dated<ReceivingRule>],
    caller: &Caller,
) -> Result<bool, Error> {
    let terms = lines_by_id(conn, &whole.contract_lines()).await?;
    let prices = Prices::of_deliveries(conn, &terms, &whole.call_offs()).await?;
    for line in &mut whole.lines {
        let worth = worth(line, &prices)?.and_then(Result::ok);
        line.row.amount_rupiah = worth.map_or(0, |worth| worth.amount.0);
    }
    if whole.lines.iter().all(|line| line.row.note.is_none()) {
        return Ok(false);
    }
    let Some(shipment) = find_shipment(conn, caller, whole.row.shipment_id).await? else { return Ok(false) };
    match check_content(conn, whole, &shipment, rules).await {
        Err(Error::Refused(_)) => Ok(false),
        judged => judged,
    }
}

/// Opens the window in which the supplier answers. It runs from the time of the server, by which the notice stands among
/// the supplier's work and in its feed, whatever time the fact claims.
pub(super) async fn open_window(
    tx: &mut Tx<'_>,
    whole: &mut WholeReceipt,
    shipment: &WholeShipment,
    rules: &[Dated<ReceivingRule>],
) -> Result<(), Error> {
    let perishable = is_perishable(tx, whole, shipment).await?;
    whole.row.answer_due_at = answer_due(rules, perishable, tx.now);
    Ok(())
}

/// Whether anything on it perishes: by the group the catalog tells, else by the rules goods fall under on the road.
async fn is_perishable(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    shipment: &WholeShipment,
) -> Result<bool, Error> {
    perishable_among(tx.conn, shipment, &whole.commodities()).await
}

/// Whether any goods of a shipment perish that are of one of these commodities.
pub(crate) async fn perishable_among(
    conn: &mut Connection,
    shipment: &WholeShipment,
    commodities: &[String],
) -> Result<bool, Error> {
    use CommodityGroup as C;
    let groups = groups_of(conn, commodities).await?;
    let goods = Goods::of(conn, &shipment.items).await?;
    let named = shipment.items.iter().filter(|item| commodities.contains(&item.commodity_code));
    Ok(named.into_iter().any(|item| match groups.get(&item.commodity_code) {
        Some(C::LiveAnimal | C::AnimalProduct | C::Vegetable | C::Fruit | C::Fish) => true,
        Some(C::Grain | C::ProcessedFood | C::MixedGoods) => false,
        None => matches!(
            goods.kind(&item.commodity_code, &item.form_code, item.quantity_unit.dimension()),
            GoodsKind::LiveAnimal | GoodsKind::Meat | GoodsKind::FreshAnimalProduct
        ),
    }))
}

/// The caller as far as eyes are counted; a machine's subject is its id.
fn acting(caller: &Caller) -> Acting<'_> {
    Acting { who: caller.subject(), is_machine: caller.is_machine() }
}
