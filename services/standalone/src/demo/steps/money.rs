//! A month's statement: both businesses confirm it, the buyer pays it, the supplier confirms that it has the money.

use api_types::logistics::{
    ConfirmSettlementRequest, CreatePaymentRequest, CreateSettlementRequest, ListPaymentsQuery,
    ListSettlementsQuery, SettlementView,
};
use domain::logistics::{PaymentState, SettlementState};
use domain::shared::Business;

use super::super::later::{Paid, SETTLED};
use super::super::player::{Player, action};
use super::{World, happened};

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let statement = statement(player, world, &SETTLED).await?;
    confirm(player, (SETTLED.supplier, Business::Supplier), &statement, SETTLED.confirmed[0]).await?;
    let statement =
        confirm(player, (SETTLED.buyer, Business::Buyer), &statement, SETTLED.confirmed[1]).await?;
    pay(player, &statement, &SETTLED).await
}

async fn statement(player: &Player<'_>, world: &World, told: &Paid) -> anyhow::Result<SettlementView> {
    let (contract_id, _) = world.contract(told.contract)?;
    let query = ListSettlementsQuery {
        contract_id: Some(contract_id),
        month: Some(told.month.to_owned()),
        ..Default::default()
    };
    let list = player.find(told.supplier, |services| services.logistics.list_settlements(&query), |_| true);
    let found = list.await?;
    let body = CreateSettlementRequest { contract_id, month: told.month.to_owned() };
    let asks = action(told.supplier, "asks for the statement of a month");
    player.create(found, asks, |services| services.logistics.create_settlement(&body)).await
}

/// A side confirms the text as it stands.
async fn confirm(
    player: &Player<'_>,
    (actor, side): (&str, Business),
    statement: &SettlementView,
    at: &str,
) -> anyhow::Result<SettlementView> {
    let body = ConfirmSettlementRequest {
        text_sha256: statement.text_sha256.clone(),
        occurred_at: happened(at)?.occurred_at,
        note: None,
    };
    player
        .act(
            action(actor, "confirms the statement"),
            |services| services.logistics.get_settlement(statement.id),
            |view| view.state != SettlementState::Open || view.consents.iter().any(|yes| yes.by == side),
            |services, etag| services.logistics.confirm_settlement(statement.id, etag, &body),
        )
        .await
}

async fn pay(player: &Player<'_>, statement: &SettlementView, told: &Paid) -> anyhow::Result<()> {
    let query = ListPaymentsQuery { settlement_id: Some(statement.id), ..Default::default() };
    let list = player.find(told.buyer, |services| services.logistics.list_payments(&query), |_| true);
    let found = list.await?;
    let body = CreatePaymentRequest {
        settlement_id: statement.id,
        amount: statement.sums.payable.clone(),
        paid_date: told.paid.parse()?,
        reference: told.reference.to_owned(),
        account: Some(told.account.to_owned()),
    };
    let records = action(told.buyer, "records what it has paid");
    let payment = player.create(found, records, |services| services.logistics.create_payment(&body)).await?;
    let arrived = happened(told.arrived)?;
    player
        .act(
            action(told.supplier, "confirms that it has the money"),
            |services| services.logistics.get_payment(payment.id),
            |view| view.state != PaymentState::Recorded,
            |services, etag| services.logistics.confirm_payment(payment.id, etag, &arrived),
        )
        .await
        .map(drop)
}
