//! The plain transitions of an agreement: everything but consents to its text.

use api_types::TransitionRequest;
use domain::agreement::{AgreementEvent, AgreementState};
use domain::say;
use domain::shared::{AgreementId, Bilingual, Refusal, RefusalCode, Unmet};
use service::{Error, Tx};
use web::{Command, Reply, Transition};

use super::stages::expect_papers;
use super::{queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::AgreementRow;

/// Moves an agreement by a plain step; 200.
pub(in crate::cooperation::agreements) async fn advance_agreement<O: Transition<State = AgreementState>>(
    context: &Context,
    id: AgreementId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            expect_papers(tx, &row, O::EVENT, &body.documents).await?;
            take_effect(tx, &mut row, O::EVENT);
            if step.to() == AgreementState::Active {
                check_not_expired(&row, tx.today())?;
            }
            tx.finish(&mut row, step).await?;
            reply(tx, row).await
        })
        .await
}

/// What an event changes besides the state.
fn take_effect(tx: &Tx<'_>, row: &mut AgreementRow, event: AgreementEvent) {
    match event {
        AgreementEvent::Offer => row.offered_at = Some(tx.now),
        AgreementEvent::OpenDiscussion => row.round += 1,
        AgreementEvent::Suspend => row.suspended_by = row.side_of(tx.caller().party()),
        AgreementEvent::Reinstate => row.suspended_by = None,
        _ => {}
    }
}

/// An agreement whose last day has passed does not come into force any more.
fn check_not_expired(row: &AgreementRow, day: chrono::NaiveDate) -> Result<(), Error> {
    let holds = row.days_on(day)?.holds();
    if !holds.ended(day) {
        return Ok(());
    }
    let fix = Bilingual::new(
        "Jangka waktunya sudah lewat. Buat kesepakatan baru dengan jangka waktu yang baru.",
        "Its period has passed. Make a new agreement with a new period.",
    );
    let found =
        say!("berakhir pada {until}", "ended on {until}", until = holds.until.unwrap_or(row.valid_until));
    let required = say!("jangka waktu yang mencakup {day}", "a period that includes {day}", day = day);
    let unmet = Unmet::new("agreement_not_expired", row.id, found, required, fix);
    Err(Refusal::rule(RefusalCode::AgreementRule, vec![unmet]).into())
}
