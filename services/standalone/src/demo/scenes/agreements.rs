//! Two governments settle and sign an agreement, and let the past be recorded under it.

use serde_json::{Value, json};

use super::super::stage::{Service, Stage, in_state, text};
use super::super::story::{Agreement, BLITAR, METRO};
use super::{World, in_agreement};

pub(in super::super) async fn play(stage: &Stage<'_>, world: &mut World) -> anyhow::Result<()> {
    for told in [&METRO, &BLITAR] {
        let id = draft(stage, world, told).await?;
        world.agreements.insert(told.key, id);
        let at = format!("/v1/agreements/{}", world.agreement(told.key)?);
        grant_the_past(stage, world, told, &at).await?;
        settle(stage, told, &at).await?;
        sign(stage, told, &at).await?;
    }
    Ok(())
}

fn plan(note: &str) -> Value {
    json!({"burdens_public": false, "in_regional_budget": true, "note": note})
}

async fn draft(stage: &Stage<'_>, world: &World, told: &Agreement) -> anyhow::Result<String> {
    let same = |view: &Value| view["title"] == told.title && !in_state(view, &["withdrawn", "rejected"]);
    let found = stage.find(told.initiator, Service::Agreement, "/v1/agreements", same).await?;
    let mut commodities: Vec<&str> = told.delivered.iter().map(|(code, ..)| *code).collect();
    commodities.sort_unstable();
    let mut body = json!({
        "title": told.title, "number": told.number,
        "counterpart_party_id": world.party(told.counterpart_organisation)?,
        "valid_from_date": told.days[0], "valid_until_date": told.days[1],
        "commodities": commodities, "plan": plan("Menyediakan pasokan dan memverifikasi pemasok"),
    });
    if let Some(facilitator) = told.facilitator {
        body["facilitator_party_id"] = world.party(facilitator)?.into();
    }
    let deed = in_agreement(told.initiator, "drafts the agreement", "/v1/agreements", body);
    Ok(text(&stage.create(found, deed).await?, "id")?.to_owned())
}

async fn grant_the_past(stage: &Stage<'_>, world: &World, told: &Agreement, at: &str) -> anyhow::Result<()> {
    let agreement = world.agreement(told.key)?;
    for recorder in told.recorders {
        let party = world.party(recorder)?;
        let list = format!("/v1/backfill-grants?agreement_id={agreement}&party_id={party}");
        let found = stage.find(told.initiator, Service::Agreement, &list, |_| true).await?;
        let body = json!({
            "party_id": party, "from_date": told.past[0], "until_date": told.past[1],
            "reason": "Kerja sama dimulai sebelum platform ini ada",
        });
        let what = format!("lets {recorder} record the past");
        let deed = in_agreement(told.initiator, &what, format!("{at}/backfill-grants"), body);
        stage.create(found, deed).await?;
    }
    Ok(())
}

async fn settle(stage: &Stage<'_>, told: &Agreement, at: &str) -> anyhow::Result<()> {
    let letter =
        |kind: &str| json!([{"type": kind, "number": told.number, "document_date": &told.offered[..10]}]);
    let offered = |view: &Value| !in_state(view, &["draft"]);
    let body = json!({"occurred_at": told.offered, "documents": letter("offer_letter")});
    let deed = in_agreement(told.initiator, "offers the agreement", format!("{at}/offers"), body);
    stage.act(at, offered, deed).await?;

    let answered = |view: &Value| !in_state(view, &["draft", "offered"]);
    let body = json!({"occurred_at": told.offered, "documents": letter("answer_letter")});
    let deed = in_agreement(told.counterpart, "opens the discussion", format!("{at}/discussions"), body);
    let discussed = stage.act(at, answered, deed).await?;
    if in_state(&discussed, &["in_discussion"]) {
        let own = json!({"plan": plan("Menyediakan pembeli dan gerai")});
        plan_of_counterpart(stage, told, at, own).await?;
    }
    for (actor, side) in [(told.initiator, "initiator"), (told.counterpart, "counterpart")] {
        let confirmed =
            |view: &Value| !in_state(view, &["in_discussion"]) || consented(view, "confirmation", side);
        let hash = text_of(stage, actor, at).await?;
        let body = json!({"text_sha256": hash, "occurred_at": told.confirmed});
        let deed = in_agreement(actor, "confirms the text", format!("{at}/text-confirmations"), body);
        stage.act(at, confirmed, deed).await?;
    }
    Ok(())
}

/// The answering side writes its own plan into the text while it is discussed.
async fn plan_of_counterpart(
    stage: &Stage<'_>,
    told: &Agreement,
    at: &str,
    own: Value,
) -> anyhow::Result<()> {
    let written = |view: &Value| view["plans"]["counterpart"]["note"] == own["plan"]["note"];
    let deed = in_agreement(told.counterpart, "writes its plan into the text", at, own.clone());
    stage.patch(at, written, deed).await?;
    Ok(())
}

async fn sign(stage: &Stage<'_>, told: &Agreement, at: &str) -> anyhow::Result<()> {
    for ([actor, name, position], side) in
        [(told.initiator_signer, "initiator"), (told.counterpart_signer, "counterpart")]
    {
        let signed = |view: &Value| !in_state(view, &["ready_to_sign"]) || consented(view, "signature", side);
        let hash = text_of(stage, actor, at).await?;
        let body = json!({
            "text_sha256": hash, "signatory": {"name": name, "position": position}, "occurred_at": told.signed,
        });
        let deed = in_agreement(actor, "signs the agreement", format!("{at}/signatures"), body);
        stage.act(at, signed, deed).await?;
    }
    let active = |view: &Value| !in_state(view, &["signed"]);
    let body = json!({"occurred_at": told.signed});
    let deed =
        in_agreement(told.initiator, "puts the agreement into force", format!("{at}/activations"), body);
    stage.act(at, active, deed).await?;
    Ok(())
}

/// The hash of the one text, as its reader gets it.
pub(super) async fn text_of(stage: &Stage<'_>, actor: &str, at: &str) -> anyhow::Result<String> {
    let view = stage.read(actor, Service::Agreement, &format!("{at}/text")).await?;
    Ok(text(&view, "text_sha256")?.to_owned())
}

/// Whether a side has said yes already.
pub(super) fn consented(view: &Value, kind: &str, by: &str) -> bool {
    let consents = view["consents"].as_array().into_iter().flatten();
    consents.into_iter().any(|consent| consent["kind"] == kind && consent["by"] == by)
}
