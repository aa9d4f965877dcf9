//! Two governments settle and sign an agreement, and let the past be recorded under it.

use api_types::agreement::{
    AgreementView, CreateAgreementRequest, CreateBackfillGrantRequest, ListAgreementsQuery,
    ListBackfillGrantsQuery, Plan, SignAgreementRequest, SignatoryRequest, TextConsentRequest,
    UpdateAgreementRequest,
};
use api_types::{DocumentReference, TransitionRequest};
use domain::agreement::{AgreementState, BackfillGrantState, ConsentKind, SignerCapacity};
use domain::shared::{AgreementId, TextHash};

use super::super::player::{Player, action};
use super::super::story::{Agreement, BLITAR, METRO};
use super::{World, consented, happened};

pub(in super::super) async fn play(player: &Player<'_>, world: &mut World) -> anyhow::Result<()> {
    for told in [&METRO, &BLITAR] {
        let id = draft(player, world, told).await?;
        world.agreements.insert(told.key, id);
        grant_the_past(player, world, told, id).await?;
        settle(player, told, id).await?;
        sign(player, told, id).await?;
    }
    Ok(())
}

fn plan(note: &str) -> Plan {
    Plan { burdens_public: false, in_regional_budget: true, note: note.into() }
}

async fn draft(player: &Player<'_>, world: &World, told: &Agreement) -> anyhow::Result<AgreementId> {
    let gone = [AgreementState::Withdrawn, AgreementState::Rejected];
    let same = |view: &AgreementView| view.title == told.title && !gone.contains(&view.state);
    let query = ListAgreementsQuery::default();
    let found =
        player.find(told.initiator, |services| services.agreement.list_agreements(&query), same).await?;
    let delivered = told.delivered.iter().map(|(code, ..)| *code);
    let mut commodities: Vec<String> = delivered.chain(told.also.iter().copied()).map(Into::into).collect();
    commodities.sort_unstable();
    let body = CreateAgreementRequest {
        title: told.title.into(),
        number: Some(told.number.into()),
        counterpart_party_id: world.party(told.counterpart_organisation)?,
        facilitator_party_id: told.facilitator.map(|facilitator| world.party(facilitator)).transpose()?,
        valid_from_date: told.days[0].parse()?,
        valid_until_date: told.days[1].parse()?,
        commodities,
        plan: plan("Menyediakan pasokan dan memverifikasi pemasok"),
        attachments: Vec::new(),
    };
    let drafts = action(told.initiator, "drafts the agreement");
    let drafted = player.create(found, drafts, |services| services.agreement.create_agreement(&body)).await?;
    Ok(drafted.id)
}

async fn grant_the_past(
    player: &Player<'_>,
    world: &World,
    told: &Agreement,
    id: AgreementId,
) -> anyhow::Result<()> {
    for recorder in told.recorders {
        let party_id = world.party(recorder)?;
        let query = ListBackfillGrantsQuery {
            agreement_id: Some(id),
            party_id: Some(party_id),
            ..Default::default()
        };
        let found = player
            .find(told.initiator, |services| services.agreement.list_backfill_grants(&query), |_| true)
            .await?;
        let body = CreateBackfillGrantRequest {
            party_id,
            from_date: told.past[0].parse()?,
            until_date: told.past[1].parse()?,
            reason: "Kerja sama dimulai sebelum platform ini ada".into(),
        };
        let what = format!("lets {recorder} record the past");
        let grants = action(told.initiator, &what);
        let grant = player
            .create(found, grants, |services| services.agreement.create_backfill_grant(id, &body))
            .await?;
        let what = format!("agrees that {recorder} records the past");
        player
            .act(
                action(told.counterpart, &what),
                |services| services.agreement.get_backfill_grant(grant.id),
                |view| view.state != BackfillGrantState::Proposed,
                |services, etag| {
                    services.agreement.confirm_backfill_grant(grant.id, etag, &TransitionRequest::default())
                },
            )
            .await?;
    }
    Ok(())
}

async fn settle(player: &Player<'_>, told: &Agreement, id: AgreementId) -> anyhow::Result<()> {
    let offer = letter(told, "offer_letter")?;
    player
        .act(
            action(told.initiator, "offers the agreement"),
            |services| services.agreement.get_agreement(id),
            |view| view.state != AgreementState::Draft,
            |services, etag| services.agreement.offer_agreement(id, etag, &offer),
        )
        .await?;
    let answer = letter(told, "answer_letter")?;
    let discussed = player
        .act(
            action(told.counterpart, "opens the discussion"),
            |services| services.agreement.get_agreement(id),
            |view| !matches!(view.state, AgreementState::Draft | AgreementState::Offered),
            |services, etag| services.agreement.discuss_agreement(id, etag, &answer),
        )
        .await?;
    if discussed.state == AgreementState::InDiscussion {
        write_plan_of_counterpart(player, told, id).await?;
    }
    for (actor, side) in [(told.initiator, "initiator"), (told.counterpart, "counterpart")] {
        let yes = yes_to(text_of(player, actor, id).await?, Some(told.confirmed))?;
        player
            .act(
                action(actor, "confirms the text"),
                |services| services.agreement.get_agreement(id),
                |view| {
                    view.state != AgreementState::InDiscussion
                        || consented(&view.consents, ConsentKind::Confirmation, side)
                },
                |services, etag| services.agreement.confirm_agreement_text(id, etag, &yes),
            )
            .await?;
    }
    Ok(())
}

/// What a government does by a letter on the day of the offer.
fn letter(told: &Agreement, kind: &str) -> anyhow::Result<TransitionRequest> {
    let letter = DocumentReference {
        r#type: kind.into(),
        number: told.number.into(),
        sha256: None,
        document_date: Some(told.offered[..10].parse()?),
    };
    Ok(TransitionRequest { documents: vec![letter], ..happened(told.offered)? })
}

/// The answering side writes its own plan into the text while it is discussed.
async fn write_plan_of_counterpart(
    player: &Player<'_>,
    told: &Agreement,
    id: AgreementId,
) -> anyhow::Result<()> {
    let own = plan("Menyediakan pembeli dan gerai");
    let change = UpdateAgreementRequest { plan: Some(own.clone()), ..Default::default() };
    player
        .act(
            action(told.counterpart, "writes its plan into the text"),
            |services| services.agreement.get_agreement(id),
            |view| view.plans.as_ref().is_some_and(|plans| plans.counterpart == own),
            |services, etag| services.agreement.update_agreement(id, etag, &change),
        )
        .await?;
    Ok(())
}

async fn sign(player: &Player<'_>, told: &Agreement, id: AgreementId) -> anyhow::Result<()> {
    for (signer, side) in [(told.initiator_signer, "initiator"), (told.counterpart_signer, "counterpart")] {
        let actor = signer[0];
        let signature = SignAgreementRequest {
            text_sha256: text_of(player, actor, id).await?,
            signatory: signer_of(signer),
            occurred_at: Some(told.signed.parse()?),
            note: None,
            documents: Vec::new(),
        };
        player
            .act(
                action(actor, "signs the agreement"),
                |services| services.agreement.get_agreement(id),
                |view| {
                    view.state != AgreementState::ReadyToSign
                        || consented(&view.consents, ConsentKind::Signature, side)
                },
                |services, etag| services.agreement.sign_agreement(id, etag, &signature),
            )
            .await?;
    }
    let signed = happened(told.signed)?;
    player
        .act(
            action(told.initiator, "puts the agreement into force"),
            |services| services.agreement.get_agreement(id),
            |view| view.state != AgreementState::Signed,
            |services, etag| services.agreement.activate_agreement(id, etag, &signed),
        )
        .await?;
    Ok(())
}

/// Who signs for a region: its governor or mayor.
pub(super) fn signer_of([_, name, position]: [&str; 3]) -> SignatoryRequest {
    let governs = position.starts_with("Gubernur");
    SignatoryRequest {
        name: name.into(),
        position: position.into(),
        capacity: if governs { SignerCapacity::Governor } else { SignerCapacity::Mayor },
        power_of_attorney: None,
    }
}

/// The hash of the one text, as its reader gets it.
async fn text_of(player: &Player<'_>, actor: &str, id: AgreementId) -> anyhow::Result<TextHash> {
    let text = player.read(actor, |services| services.agreement.get_agreement_text(id)).await?;
    Ok(text.text_sha256)
}

/// A yes to a text, given at a time of the story, or now.
pub(super) fn yes_to(text_sha256: TextHash, at: Option<&str>) -> anyhow::Result<TextConsentRequest> {
    let occurred_at = at.map(str::parse).transpose()?;
    Ok(TextConsentRequest { text_sha256, occurred_at, note: None, documents: Vec::new() })
}
