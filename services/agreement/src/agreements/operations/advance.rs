//! The plain transitions of an agreement: everything but consents to its text.

use api_types::{Check, TransitionRequest};
use domain::agreement::{AgreementEvent, AgreementState, Side, may_act_on_agreement, may_reinstate};
use domain::shared::{AgreementId, Bilingual, Lifecycle as _, Refusal, Role, Unmet, jakarta_date};
use service::{Error, NoteRule, check_transition};
use web::{Command, Operation, Reply};

use super::{Step, finish, not_a_side, not_your_step, queries, readers, role_for};
use crate::agreements::AgreementRow;
use crate::backfill_grants::claimed_time;
use crate::context::Context;

/// Moves an agreement by a plain event; 200.
pub(in crate::agreements) async fn advance_agreement<O: Operation>(
    context: &Context,
    id: AgreementId,
    event: AgreementEvent,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            let side = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
            if !may_act_on_agreement(row.state, event, tx.caller().roles(), side) {
                return Err(not_your_step());
            }
            let day = jakarta_date(tx.now);
            tx.expect(&row.etag(day))?;
            let from = row.state;
            row.state = from.apply(event)?;
            let mut check = Check::new();
            check_transition(&mut check, &body, note_rule(event));
            check.finish()?;
            take_effect(&mut row, event, side)?;
            if row.state == AgreementState::Active {
                check_not_expired(&row, day)?;
            }
            let claim = claimed_time(tx, body.occurred_at).await?;
            let role = role_for(tx, &[Role::Coordinator, Role::RegionalSigner]);
            let step = Step { event: event.label(), role, request: body.clone(), claim, from: Some(from) };
            finish(tx, row, step, past(event)).await
        })
        .await
}

/// What an event changes besides the state.
fn take_effect(row: &mut AgreementRow, event: AgreementEvent, side: Side) -> Result<(), Error> {
    match event {
        AgreementEvent::Offer => row.readers = readers(row),
        AgreementEvent::OpenDiscussion => row.round += 1,
        AgreementEvent::Suspend => row.suspended_by = Some(side),
        AgreementEvent::Reinstate => {
            if !row.suspended_by.is_none_or(|by| may_reinstate(by, side)) {
                return Err(Error::Forbidden(Bilingual::new(
                    "Hanya pemerintah yang menangguhkan yang dapat memulihkannya.",
                    "Only the government that suspended it can reinstate it.",
                )));
            }
            row.suspended_by = None;
        }
        _ => {}
    }
    Ok(())
}

/// An agreement whose last day has passed does not come into force any more.
fn check_not_expired(row: &AgreementRow, day: chrono::NaiveDate) -> Result<(), Error> {
    if !row.period().ended(day) {
        return Ok(());
    }
    let title = Bilingual::new("Kesepakatan sudah berakhir", "The agreement has ended");
    let unmet = Unmet {
        rule: "agreement_not_expired".to_owned(),
        subject: row.id.to_string(),
        found: format!("ended on {}", row.valid_until),
        required: format!("a period that includes {day}"),
        how_to_fix: Bilingual::new(
            "Jangka waktunya sudah lewat. Buat kesepakatan baru dengan jangka waktu yang baru.",
            "Its period has passed. Make a new agreement with a new period.",
        ),
        legal_basis: None,
    };
    Err(Refusal::rule("agreement-rule", title, vec![unmet]).into())
}

/// To refuse, suspend or end early needs a reason the other side can read.
const fn note_rule(event: AgreementEvent) -> NoteRule {
    match event {
        AgreementEvent::Suspend | AgreementEvent::Terminate | AgreementEvent::Reject => NoteRule::Required,
        _ => NoteRule::Optional,
    }
}

/// The name of the feed's event.
const fn past(event: AgreementEvent) -> &'static str {
    use AgreementEvent as E;
    match event {
        E::Offer => "agreement.offered",
        E::OpenDiscussion => "agreement.discussion_opened",
        E::Activate => "agreement.activated",
        E::Suspend => "agreement.suspended",
        E::Reinstate => "agreement.reinstated",
        E::Complete => "agreement.completed",
        E::Terminate => "agreement.terminated",
        E::Reject => "agreement.rejected",
        E::Withdraw => "agreement.withdrawn",
        E::RequireCouncil | E::ApproveCouncil | E::ConfirmText | E::Sign => "agreement.text_agreed",
    }
}
