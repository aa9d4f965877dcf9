//! The plain steps of an amendment: put to both regions, rejected, taken back.

use api_types::TransitionRequest;
use chrono::{Days, NaiveDate};
use domain::agreement::{
    AmendmentEvent, AmendmentState, CooperationLimit, LimitKind, check_umbrella, limit_on,
};
use domain::say;
use domain::shared::{AmendmentId, Invalid};
use service::dated::rules;
use service::{Error, Tx};
use web::{ApiError, Command, Reply, Transition};

use super::effects::{follow_trial, hold_back, lift_cap};
use super::{day_of, reply};
use crate::context::Context;
use crate::cooperation::amendments::access::op;
use crate::cooperation::amendments::queries::lock_amendment;
use crate::cooperation::amendments::reductions::check_takes_nothing;
use crate::cooperation::amendments::rows::Amendment;
use crate::cooperation::amendments::subject::Subject;
use crate::cooperation::contracts::{ContractLineRow, agreement_at};

/// Puts an amendment to both regions; 200.
pub(in crate::cooperation::amendments) async fn propose_amendment(
    context: &Context,
    id: AmendmentId,
    command: Command<op::ProposeAmendment, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut amendment = lock_amendment(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&amendment, AmendmentEvent::Propose, &body).await?;
            amendment.subject.expect_in_force(tx.today())?;
            tx.expect_one_side(&[amendment.subject.id()]).await?;
            let day = day_of(tx, step.occurred);
            expect_day_to_come(&amendment, day)?;
            if let Subject::Contract(whole, _) = &amendment.subject {
                let from = amendment.row.effective_date.max(day);
                let agreement = agreement_at(tx, whole.row.agreement_id, step.occurred, from).await?;
                let lines = amendment.row.after()?.lines;
                let goods = lines.iter().map(ContractLineRow::commodity).collect::<Result<Vec<_>, _>>()?;
                check_umbrella(&agreement.guarantee(), &goods, day)?;
            }
            check_takes_nothing(tx, &amendment).await?;
            follow_trial(tx, &amendment, (amendment.row.effective_date.max(day), day)).await?;
            amendment.row.open_until = open_until(tx).await?;
            hold_back(tx, &mut amendment).await?;
            tx.finish(&mut amendment, step).await?;
            reply(tx, &amendment).await
        })
        .await
}

/// Rejects an amendment, or takes it back; 200.
pub(in crate::cooperation::amendments) async fn give_up_amendment<O: Transition<State = AmendmentState>>(
    context: &Context,
    id: AmendmentId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut amendment = lock_amendment(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&amendment, O::EVENT, &body).await?;
            tx.expect_one_side(&[amendment.subject.id()]).await?;
            lift_cap(tx, &mut amendment).await?;
            tx.finish(&mut amendment, step).await?;
            reply(tx, &amendment).await
        })
        .await
}

/// It changes nothing of before it is put to both.
fn expect_day_to_come(amendment: &Amendment, day: NaiveDate) -> Result<(), Error> {
    if amendment.row.effective_date >= day {
        return Ok(());
    }
    let detail = say!(
        "Adendum ini seharusnya berlaku mulai {from}, yang sudah lewat. Tarik kembali, lalu susun dengan hari yang akan datang.",
        "This amendment was to hold from {from} on, which has passed. Take it back, and write it with a day to come.",
        from = amendment.row.effective_date,
    );
    Err(Error::Invalid(vec![Invalid::says("", "effective-date-passed", detail)]))
}

/// The last day on which it waits, as the row of the day says; none where no row does.
pub(super) async fn open_until(tx: &Tx<'_>) -> Result<Option<NaiveDate>, Error> {
    let limits = rules::<CooperationLimit>(tx.conn).await?;
    let days = limit_on(&limits, LimitKind::AmendmentOpen, tx.today());
    Ok(days.and_then(|days| tx.today().checked_add_days(Days::new(days.into()))))
}
