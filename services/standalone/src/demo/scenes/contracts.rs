//! Businesses conclude contracts under the agreements: both regions endorse one text, both businesses sign it.

use serde_json::{Value, json};

use super::super::stage::{Service, Stage, in_state, text};
use super::super::story::{CONTRACTS, Contract};
use super::agreements::{consented, text_of};
use super::{World, in_agreement};

/// The coordinator of every buyer's region.
const BUYERS_COORDINATOR: &str = "jakarta.coordinator";

pub(in super::super) async fn play(stage: &Stage<'_>, world: &mut World) -> anyhow::Result<()> {
    for told in CONTRACTS {
        let drafted = draft(stage, world, told).await?;
        let at = format!("/v1/contracts/{}", text(&drafted, "id")?);
        let active = conclude(stage, told, &at).await?;
        let (id, line) = (text(&active, "id")?.to_owned(), text(&active["lines"][0], "id")?.to_owned());
        world.contracts.insert(told.key, (id, line));
    }
    Ok(())
}

async fn draft(stage: &Stage<'_>, world: &World, told: &Contract) -> anyhow::Result<Value> {
    let agreement = world.agreement(told.agreement)?;
    let list = format!("/v1/contracts?agreement_id={agreement}");
    let same = |view: &Value| view["title"] == told.title && !in_state(view, &["cancelled", "terminated"]);
    let found = stage.find(told.supplier, Service::Agreement, &list, same).await?;
    let (amount, basis) = told.price;
    let mut line = json!({
        "commodity_code": told.goods[0], "form_code": told.goods[1], "unit": told.unit,
        "price": {"amount": amount, "currency": "IDR"}, "price_basis": basis,
    });
    if let Some(value) = told.quantity {
        line["quantity"] = json!({"value": value, "unit": told.unit});
    }
    let body = json!({
        "agreement_id": agreement, "type": told.kind, "title": told.title,
        "supplier_id": world.party(told.supplier)?, "buyer_id": world.party(told.buyer)?,
        "valid_from_date": told.days[0], "valid_until_date": told.days[1], "lines": [line],
    });
    stage.create(found, in_agreement(told.supplier, told.title, "/v1/contracts", body)).await
}

async fn conclude(stage: &Stage<'_>, told: &Contract, at: &str) -> anyhow::Result<Value> {
    let occurred = json!({"occurred_at": told.concluded});
    let submitted = |view: &Value| !in_state(view, &["draft", "changes_requested"]);
    let deed =
        in_agreement(told.supplier, "hands in the contract", format!("{at}/submissions"), occurred.clone());
    stage.act(at, submitted, deed).await?;

    let yes = |hash: String| json!({"text_sha256": hash, "occurred_at": told.concluded});
    for (actor, side) in [(told.supplier_coordinator, "initiator"), (BUYERS_COORDINATOR, "counterpart")] {
        let endorsed = |view: &Value| !in_state(view, &["submitted"]) || consented(view, "endorsement", side);
        let body = yes(text_of(stage, actor, at).await?);
        let deed = in_agreement(actor, "endorses the contract", format!("{at}/endorsements"), body);
        stage.act(at, endorsed, deed).await?;
    }
    for (actor, business) in [(told.supplier, "supplier"), (told.buyer, "buyer")] {
        let signed = |view: &Value| !in_state(view, &["endorsed"]) || consented(view, "signature", business);
        let body = yes(text_of(stage, actor, at).await?);
        let deed = in_agreement(actor, "signs the contract", format!("{at}/signatures"), body);
        stage.act(at, signed, deed).await?;
    }
    let active = |view: &Value| !in_state(view, &["signed"]);
    let actor = told.supplier_coordinator;
    let deed = in_agreement(actor, "puts the contract into force", format!("{at}/activations"), occurred);
    stage.act(at, active, deed).await
}
