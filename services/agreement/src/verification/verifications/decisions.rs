//! What the coordinator of the home region does with a verification: decide, suspend, reinstate, revoke.

use api_types::TransitionRequest;
use api_types::agreement::DecideVerificationRequest;
use domain::agreement::{
    DocumentCheckState, VerificationDecision, VerificationEvent, VerificationState, check_decider,
    check_favourable, check_findings_answered,
};
use domain::shared::SupplierVerificationId;
use service::{Error, Tx};
use web::{Command, Reply, Transition};

use super::operations::{load, reply};
use super::rows::Verification;
use crate::context::Context;
use crate::verification::verifications::access::op;

/// Decides on what another person checked; 200.
pub(super) async fn decide_supplier_verification(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::DecideSupplierVerification, DecideVerificationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            let step = tx.begin(&whole, body.decision.event(), &body.circumstances()).await?;
            whole.row.conditions = conditions(&body)?;
            check_decider(tx.caller().subject(), &whole.row.checked_by)?;
            let in_favour = body.decision != VerificationDecision::Refused;
            if in_favour {
                check_papers(tx, &whole)?;
            }
            check_findings_answered(whole.findings.len(), in_favour, body.note.as_deref())
                .map_err(|invalid| Error::Invalid(vec![invalid]))?;
            tx.finish(&mut whole, step).await?;
            reply(tx, &whole)
        })
        .await
}

/// Stops a verified supplier for a time, or takes its verification away for good; 200.
pub(super) async fn end_supplier_verification<O: Transition<State = VerificationState>>(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            let step = tx.begin(&whole, O::EVENT, &body).await?;
            tx.finish(&mut whole, step).await?;
            reply(tx, &whole)
        })
        .await
}

/// Lifts a suspension: verified again, under the former conditions if there were any; 200.
pub(super) async fn reinstate_supplier_verification(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::ReinstateSupplierVerification, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            let mut step = tx.begin(&whole, VerificationEvent::Reinstate, &body).await?;
            check_decider(tx.caller().subject(), &whole.row.checked_by)?;
            if whole.row.conditions.is_some() {
                step.leads_to(VerificationState::VerifiedWithConditions);
            }
            tx.finish(&mut whole, step).await?;
            reply(tx, &whole)
        })
        .await
}

/// Conditions stand with a conditional decision, and only there.
fn conditions(body: &DecideVerificationRequest) -> Result<Option<String>, Error> {
    let conditional = body.decision == VerificationDecision::VerifiedWithConditions;
    let mut check = api_types::Check::new();
    let conditions = check.optional_text("/conditions", body.conditions.as_deref(), 1..=2000);
    check.require(conditions.is_some() == conditional, || {
        domain::shared::Invalid::new(
            "/conditions",
            "only-with-conditions",
            "Isi syarat bila keputusannya terverifikasi bersyarat; kosongkan bila keputusannya lain.",
            "Give conditions when the decision is verified with conditions; leave them out for any other.",
        )
    });
    check.finish()?;
    Ok(conditions)
}

/// Every paper is checked, and those needed are accepted and hold today.
fn check_papers(tx: &Tx<'_>, whole: &Verification) -> Result<(), Error> {
    let pending = whole.documents.iter().filter(|paper| paper.check_state == DocumentCheckState::Pending);
    let unchecked: Vec<String> = pending.map(|paper| paper.number.clone()).collect();
    let day = tx.today();
    Ok(check_favourable(&whole.party.short_name, day, &whole.accepted(), &whole.required(day), &unchecked)?)
}
