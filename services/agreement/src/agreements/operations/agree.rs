//! Consents of the two sides to the one text: confirmations, councils' approvals, signatures.

use api_types::agreement::{SignAgreementRequest, SignatoryRequest, TextConsentRequest};
use api_types::{Check, TransitionRequest};
use domain::agreement::{
    AgreementEvent, AgreementState, Consent, ConsentKind, PowerOfAttorney, Side, Signatory,
    SignatoryCapacity, after_consent, check_signature, give_consent, may_act_on_agreement, settle_text,
};
use domain::shared::{
    AgreementId, Id as _, Lifecycle as _, Period, Role, TextHash, TransitionId, jakarta_date,
};
use service::{Error, NoteRule, Tx, check_transition};
use web::{Command, Operation, Reply};

use super::{Step, finish, not_a_side, not_your_step, queries};
use crate::access::op;
use crate::agreements::AgreementRow;
use crate::backfill_grants::{Claim, claimed_time};
use crate::consents::{ConsentRow, consents_by, insert_consent, list_consents, refused};
use crate::context::Context;

/// A coordinator confirms the text for its side; the second leads on to councils or signing.
pub(in crate::agreements) async fn confirm_agreement_text(
    context: &Context,
    id: AgreementId,
    command: Command<op::ConfirmAgreementText, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let kind = ConsentKind::Confirmation;
    agree(context, id, kind, command, |body| (body.text_sha256.clone(), None, body.transition())).await
}

/// The council of the caller's region has approved the text.
pub(in crate::agreements) async fn record_council_approval(
    context: &Context,
    id: AgreementId,
    command: Command<op::RecordCouncilApproval, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let kind = ConsentKind::Approval;
    agree(context, id, kind, command, |body| (body.text_sha256.clone(), None, body.transition())).await
}

/// A side signs; the second signature makes the agreement signed.
pub(in crate::agreements) async fn sign_agreement(
    context: &Context,
    id: AgreementId,
    command: Command<op::SignAgreement, SignAgreementRequest>,
) -> Result<Reply, web::ApiError> {
    let given = |body: &SignAgreementRequest| {
        (body.text_sha256.clone(), Some(body.signatory.clone()), body.transition())
    };
    agree(context, id, ConsentKind::Signature, command, given).await
}

/// The hash agreed to, who signs, and the circumstances.
type Given = (TextHash, Option<SignatoryRequest>, TransitionRequest);

async fn agree<O: Operation, B: 'static>(
    context: &Context,
    id: AgreementId,
    kind: ConsentKind,
    command: Command<O, B>,
    given: fn(&B) -> Given,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (hash, signatory, request) = given(&body);
            let row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            let side = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
            let event = event_of(kind);
            if !may_act_on_agreement(row.state, event, tx.caller().roles(), side) {
                return Err(not_your_step());
            }
            tx.expect(&row.etag(jakarta_date(tx.now)))?;
            row.state.apply(event)?;
            check(&request, signatory.as_ref())?;
            let claim = claimed_time(tx, request.occurred_at).await?;
            let consent = Consent { by: side, hash };
            let row = record_consent(tx, row, kind, (&consent, signatory, claim)).await?;
            let (from, row) = row;
            let role = if kind == ConsentKind::Signature { Role::RegionalSigner } else { Role::Coordinator };
            let what = past(kind, row.state);
            finish(tx, row, Step { event: event.label(), role, request, claim, from: Some(from) }, what).await
        })
        .await
}

/// Judges and stores a consent, and moves the row's state as far as it leads.
async fn record_consent(
    tx: &mut Tx<'_>,
    mut row: AgreementRow,
    kind: ConsentKind,
    (consent, signatory, claim): (&Consent<Side>, Option<SignatoryRequest>, Claim),
) -> Result<(AgreementState, AgreementRow), Error> {
    let mut rows = list_consents(tx.conn, &[row.id.uuid()]).await?;
    rows.retain(|given| given.round == row.round);
    let given: Vec<Consent<Side>> = consents_by(&rows, kind)?;
    let terms = row.terms()?;
    let needed = match kind {
        ConsentKind::Approval => terms.councils_required(),
        _ => Side::ALL.to_vec(),
    };
    if !needed.contains(&consent.by) {
        return Err(not_your_step());
    }
    let progress = give_consent(&given, consent, &row.text()?, &needed).map_err(refused)?;
    if let Some(signatory) = &signatory {
        check_signature(&signatory_of(signatory), &row.period(), jakarta_date(claim.occurred_at))?;
    }
    let new = ConsentRow {
        id: tx.new_id::<TransitionId>().uuid(),
        subject_id: row.id.uuid(),
        round: row.round,
        kind,
        given_by: consent.by.to_string(),
        text_sha256: consent.hash.to_string(),
        signatory: signatory.map(|who| serde_json::to_value(who).unwrap_or_default()),
        occurred_at: claim.occurred_at,
        recorded_at: tx.now,
    };
    insert_consent(tx.conn, &new).await?;
    rows.push(new);
    let from = row.state;
    row.state = match kind {
        ConsentKind::Signature => after_consent(from, AgreementEvent::Sign, progress)?,
        _ => {
            let confirmations = consents_by(&rows, ConsentKind::Confirmation)?;
            settle_text(from, &terms, &confirmations, &consents_by(&rows, ConsentKind::Approval)?)
        }
    };
    if row.state == AgreementState::Signed {
        let text = &row.text_sha256;
        let signatures = rows.iter().filter(|one| one.kind == kind && one.text_sha256 == *text);
        row.signed_date = signatures.map(|one| jakarta_date(one.occurred_at)).max();
    }
    Ok((from, row))
}

fn check(request: &TransitionRequest, signatory: Option<&SignatoryRequest>) -> Result<(), Error> {
    let mut check = Check::new();
    check_transition(&mut check, request, NoteRule::Optional);
    if let Some(who) = signatory {
        check.text("/signatory/name", &who.name, 1..=200);
        check.text("/signatory/position", &who.position, 1..=200);
        if let Some(letter) = &who.power_of_attorney {
            check.text("/signatory/power_of_attorney/number", &letter.number, 1..=100);
            check.text("/signatory/power_of_attorney/holder", &letter.holder, 1..=200);
        }
    }
    Ok(check.finish()?)
}

/// The signatory as the domain judges it: with a letter an official, without one the head of region.
fn signatory_of(request: &SignatoryRequest) -> Signatory {
    let letter = request.power_of_attorney.as_ref().map(|letter| PowerOfAttorney {
        number: letter.number.clone(),
        holder: letter.holder.clone(),
        valid: Period { from: letter.valid_from_date, until: letter.valid_until_date },
    });
    let capacity = match letter {
        Some(_) => SignatoryCapacity::PowerOfAttorney,
        None => SignatoryCapacity::HeadOfRegion,
    };
    Signatory { name: request.name.clone(), capacity, power_of_attorney: letter }
}

const fn event_of(kind: ConsentKind) -> AgreementEvent {
    match kind {
        ConsentKind::Approval => AgreementEvent::ApproveCouncil,
        ConsentKind::Signature => AgreementEvent::Sign,
        ConsentKind::Confirmation | ConsentKind::Endorsement => AgreementEvent::ConfirmText,
    }
}

/// The name of the feed's event; `signed` only once both sides have.
fn past(kind: ConsentKind, state: AgreementState) -> &'static str {
    match kind {
        ConsentKind::Signature if state == AgreementState::Signed => "agreement.signed",
        ConsentKind::Signature => "agreement.signature_given",
        ConsentKind::Approval => "agreement.council_approved",
        ConsentKind::Confirmation | ConsentKind::Endorsement => "agreement.text_confirmed",
    }
}
