//! What the coordinator of the home region does with a verification: decide, suspend, reinstate, revoke.

use api_types::TransitionRequest;
use api_types::agreement::DecideVerificationRequest;
use domain::agreement::{
    DocumentCheckState, VerificationDecision, VerificationEvent, VerificationState, check_decider,
    check_favourable,
};
use domain::shared::{Bilingual, Lifecycle as _, SupplierVerificationId};
use service::{Error, NoteRule, Tx};
use web::{Command, Operation, Reply};

use super::operations::{Step, check_circumstances, finish, home, load, not_now, reviewer, today, unchanged};
use super::queries::VerificationChanges;
use super::rows::Verification;
use crate::access::op;
use crate::context::Context;

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
            of_home_region(tx, &whole)?;
            tx.expect(&whole.etag(today(tx)))?;
            let event = body.decision.event();
            let state = whole.row.state.apply(event)?;
            let request = body.circumstances();
            let refused = body.decision == VerificationDecision::Refused;
            check_circumstances(&request, if refused { NoteRule::Required } else { NoteRule::Optional })?;
            let conditions = conditions(&body)?;
            check_decider(&reviewer(tx)?, &whole.row.checked_by, &home(&whole)?)?;
            if !refused {
                check_papers(tx, &whole)?;
            }
            let changes = VerificationChanges { state, conditions, ..unchanged(tx, &whole) };
            let step = Step { event: event.label(), told: body.decision.label() };
            finish(tx, &mut whole, step, changes, &request).await
        })
        .await
}

/// Stops a verified supplier for a time; 200.
pub(super) async fn suspend_supplier_verification(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::SuspendSupplierVerification, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    end(context, id, command, VerificationEvent::Suspend, "suspended").await
}

/// Takes a verification away for good; 200.
pub(super) async fn revoke_supplier_verification(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::RevokeSupplierVerification, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    end(context, id, command, VerificationEvent::Revoke, "revoked").await
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
            of_home_region(tx, &whole)?;
            tx.expect(&whole.etag(today(tx)))?;
            if whole.row.state != VerificationState::Suspended {
                return Err(not_now(whole.row.state, "reinstate"));
            }
            let event = match whole.row.conditions {
                Some(_) => VerificationEvent::VerifyWithConditions,
                None => VerificationEvent::Verify,
            };
            let state = whole.row.state.apply(event)?;
            check_circumstances(&body, NoteRule::Optional)?;
            check_decider(&reviewer(tx)?, &whole.row.checked_by, &home(&whole)?)?;
            let changes = VerificationChanges { state, ..unchanged(tx, &whole) };
            finish(tx, &mut whole, Step { event: event.label(), told: "reinstated" }, changes, &body).await
        })
        .await
}

async fn end<O: Operation>(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<O, TransitionRequest>,
    event: VerificationEvent,
    told: &'static str,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            of_home_region(tx, &whole)?;
            tx.expect(&whole.etag(today(tx)))?;
            let state = whole.row.state.apply(event)?;
            check_circumstances(&body, NoteRule::Required)?;
            let changes = VerificationChanges { state, ..unchanged(tx, &whole) };
            finish(tx, &mut whole, Step { event: event.label(), told }, changes, &body).await
        })
        .await
}

/// A coordinator who sees the verification as its supplier, from another region, does not decide on it.
fn of_home_region(tx: &Tx<'_>, whole: &Verification) -> Result<(), Error> {
    if tx.caller().region().is_some_and(|region| region.as_str() == whole.party.region_code) {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Koordinator wilayah asal pemasok yang memutuskan.",
        "The coordinator of the supplier's home region decides.",
    )))
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
            "Isi syarat bila, dan hanya bila, keputusannya verified_with_conditions.",
            "Give conditions if, and only if, the decision is verified_with_conditions.",
        )
    });
    check.finish()?;
    Ok(conditions)
}

/// Every paper is checked, and those needed are accepted and hold today.
fn check_papers(tx: &Tx<'_>, whole: &Verification) -> Result<(), Error> {
    let pending = whole.documents.iter().filter(|paper| paper.check_state == DocumentCheckState::Pending);
    let unchecked: Vec<String> = pending.map(|paper| paper.number.clone()).collect();
    let day = today(tx);
    Ok(check_favourable(&whole.party.short_name, day, &whole.accepted(), &whole.required(day), &unchecked)?)
}
