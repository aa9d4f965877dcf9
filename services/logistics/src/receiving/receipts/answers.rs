//! Two sides and four eyes: who may post and take back, and what the supplier says to it.

use api_types::TransitionRequest;
use api_types::logistics::ObjectToReceiptRequest;
use db::history;
use domain::catalog::CommodityGroup;
use domain::logistics::{
    Acting, GoodsKind, ReceiptEvent, ReceiptState, ReceivingFigure, ReceivingRule, answer_due,
    check_answerer, check_explained_poster, check_objection, check_poster, check_reverser,
};
use domain::shared::{Dated, Id as _, Money, ReceiptId};
use service::{Error, Step, Tx};
use web::{Caller, Command, Reply, Transition as _};

use super::access::op;
use super::rows::WholeReceipt;
use super::steps::lock;
use super::{queries, times};
use crate::context::Context;
use crate::outside::groups_of;
use crate::transport::{Goods, WholeShipment};

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

/// Whether the caller may post what has its amounts now, `explained` by notes alone or not, and who posted it from now on.
pub(super) async fn post_with_four_eyes(
    tx: &mut Tx<'_>,
    whole: &mut WholeReceipt,
    rules: &[Dated<ReceivingRule>],
    explained: bool,
) -> Result<(), Error> {
    let subject = tx.caller().subject().to_owned();
    let alone = queries::posted_alone(tx.conn, whole.row.shipment_id, &subject).await?;
    let value = Money(whole.value().0.saturating_add(alone.0));
    let above = ReceivingFigure::four_eyes_above(rules, tx.today());
    let inspect = ReceiptEvent::Inspect.label();
    let inspected_by = history::actors_of(tx.conn, whole.row.id.uuid(), inspect).await?;
    check_poster(value, above, &whole.row.figures_by, &inspected_by, acting(tx.caller()))?;
    if explained {
        check_explained_poster(&whole.row.figures_by, &inspected_by, acting(tx.caller()))?;
    }
    whole.row.posted_by = Some(subject);
    Ok(())
}

/// Whether the caller may take a posted receipt back: what it has posted and taken back of the shipment before counts with
/// it.
pub(super) async fn check_taken_back(
    tx: &mut Tx<'_>,
    whole: &WholeReceipt,
    rules: &[Dated<ReceivingRule>],
) -> Result<(), Error> {
    let above = ReceivingFigure::four_eyes_above(rules, tx.today());
    let posted_by = whole.row.posted_by.as_deref();
    let subject = tx.caller().subject().to_owned();
    let before = queries::reversed_alone(tx.conn, whole.row.shipment_id, &subject).await?;
    let value = Money(whole.value().0.saturating_add(before.0));
    Ok(check_reverser(value, above, posted_by, acting(tx.caller()))?)
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
    use CommodityGroup as C;
    let groups = groups_of(tx.conn, &whole.commodities()).await?;
    let goods = Goods::of(tx.conn, &shipment.items).await?;
    Ok(whole.lines.iter().map(|line| &line.row).any(|row| match groups.get(&row.commodity_code) {
        Some(C::LiveAnimal | C::AnimalProduct | C::Vegetable | C::Fruit | C::Fish) => true,
        Some(C::Grain | C::ProcessedFood | C::MixedGoods) => false,
        None => matches!(
            goods.kind(&row.commodity_code, &row.form_code, row.accepted_unit.dimension()),
            GoodsKind::LiveAnimal | GoodsKind::Meat | GoodsKind::FreshAnimalProduct
        ),
    }))
}

/// The caller as far as eyes are counted; a machine's subject is its id.
fn acting(caller: &Caller) -> Acting<'_> {
    Acting { who: caller.subject(), is_machine: caller.is_machine() }
}
