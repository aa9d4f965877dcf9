//! How a contract ends: fulfilled, short by agreement of both businesses, closed; the notice of a breach; and what becomes
//! of it with its agreement.

use api_types::TransitionRequest;
use api_types::agreement::{ClosingStatementView, TextConsentRequest};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use domain::agreement::{
    ConsentKind, ContractEvent, ContractHappened, ContractOutcome, ContractState, Side, StatedContract,
    check_nothing_open,
};
use domain::shared::{
    Bilingual, Business, ConsentProgress, ContractId, Id as _, Lifecycle as _, NoteRule, Refusal,
    RefusalCode, Role, TextHash, Unmet, jakarta_date,
};
use service::{Error, OccurredAt, Stateful as _, Tx, Versioned as _};
use web::{Command, Reply, Transition};

use super::{not_theirs, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::find_agreement_by_id;
use crate::cooperation::consents::{Ending, agree_to_ending, counting};
use crate::cooperation::contracts::access::{WRITERS, op};
use crate::cooperation::contracts::closing::{Closing, closing_of, statement_view};
use crate::cooperation::contracts::rows::WholeContract;
use crate::outside::{expect_fresh_logistics, unless_late_news};

/// Says that everything promised was delivered, or files what was fulfilled or ended short; 200.
pub(in crate::cooperation::contracts) async fn conclude_contract<O: Transition<State = ContractState>>(
    context: &Context,
    id: ContractId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, O::EVENT, &body).await?;
            let closing = fresh_closing(tx, &whole).await?;
            let judged = match whole.row.state {
                ContractState::EndedShort => {
                    check_nothing_open(&closing.open).and_then(|()| check_as_agreed(&whole, &closing))
                }
                // Also of what is fulfilled already: a receipt may have been reversed since.
                _ => closing.check_delivered(&whole, tx.today()),
            };
            judged.map_err(unless_late_news)?;
            if O::EVENT == ContractEvent::Fulfill {
                whole.row.end(step.occurred.at, tx.now);
            }
            tx.finish(&mut whole, step).await?;
            reply(tx, whole).await
        })
        .await
}

/// What both businesses agreed to is what was accepted: a receipt taken back at the moment of the last consent shows here, and
/// they agree again to what is left.
fn check_as_agreed(whole: &WholeContract, closing: &Closing) -> Result<(), Refusal> {
    let figures = closing.stated(whole);
    let stated = [ContractState::Active, ContractState::EndedShort]
        .map(|state| StatedContract { state, ..figures.clone() }.canonical().hash);
    let agreed = |hash: &TextHash| {
        Business::ALL.iter().all(|business| {
            whole.consents.iter().any(|one| {
                one.kind == ConsentKind::ShortEnding
                    && one.given_by == business.label()
                    && one.text_sha256 == hash.as_str()
            })
        })
    };
    if stated.iter().any(agreed) {
        return Ok(());
    }
    let how = Bilingual::new(
        "Yang diterima telah berubah sejak kedua usaha menyepakatinya. Baca lagi pernyataan penutup, lalu sepakati lagi \
         (`/short-endings`).",
        "What was accepted has changed since both businesses agreed to it. Read the closing statement again, and agree to it \
         again (`/short-endings`).",
    );
    let (found, required) = (
        Bilingual::new("pernyataan lain", "another statement"),
        Bilingual::new("pernyataan yang disepakati keduanya", "the statement that both agreed to"),
    );
    let unmet = Unmet::new("statement_as_agreed", whole.row.id, found, required, how);
    Err(Refusal::rule(RefusalCode::EndingNotAllowed, vec![unmet]))
}

/// A coordinator agrees to terminate the contract; that of the other region terminates it. 200.
pub(in crate::cooperation::contracts) async fn terminate_contract(
    context: &Context,
    id: ContractId,
    command: Command<op::TerminateContract, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, ContractEvent::Terminate, &body).await?;
            let agreement = find_agreement_by_id(tx.conn, whole.row.agreement_id).await?;
            let side = agreement.and_then(|one| one.side_of(tx.caller().party()));
            let text = whole.row.text()?;
            let ending = Ending {
                subject: id.uuid(),
                kind: ConsentKind::Termination,
                by: side.ok_or_else(not_theirs)?,
                needed: Side::ALL,
                submitted: &text,
                present: &text,
                signatory: None,
            };
            if agree_to_ending(tx, ending).await? == ConsentProgress::Partial {
                step.leads_to(whole.row.state);
                step.is_told_as(ContractHappened::TerminationAgreed);
            } else {
                whole.row.end(step.occurred.at, tx.now);
            }
            tx.finish(&mut whole, step).await?;
            reply(tx, whole).await
        })
        .await
}

/// A business agrees to end the contract with less than was promised; the second consent ends it. 200.
pub(in crate::cooperation::contracts) async fn end_contract_short(
    context: &Context,
    id: ContractId,
    command: Command<op::EndContractShort, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, ContractEvent::EndShort, &body.transition()).await?;
            let closing = fresh_closing(tx, &whole).await?;
            check_nothing_open(&closing.open).map_err(unless_late_news)?;
            let ending = Ending {
                subject: id.uuid(),
                kind: ConsentKind::ShortEnding,
                by: if step.role() == Some(Role::Buyer) { Business::Buyer } else { Business::Supplier },
                needed: Business::ALL,
                submitted: &body.text_sha256,
                present: &closing.stated(&whole).canonical().hash,
                signatory: None,
            };
            if agree_to_ending(tx, ending).await? == ConsentProgress::Partial {
                step.leads_to(whole.row.state);
                step.is_told_as(ContractHappened::ShortEndingAgreed);
            } else if whole.row.ended_at.is_none() {
                whole.row.end(step.occurred.at, tx.now);
            }
            tx.finish(&mut whole, step).await?;
            reply(tx, whole).await
        })
        .await
}

/// Tells the other side that the contract is held broken; 200.
pub(in crate::cooperation::contracts) async fn notice_contract_breach(
    context: &Context,
    id: ContractId,
    command: Command<op::NoticeContractBreach, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_contract(tx.conn, tx.caller(), id).await?;
            let holds = |role: &&Role| whole.row.holds(tx.caller(), **role);
            let role = *WRITERS.iter().find(holds).ok_or_else(not_theirs)?;
            tx.expect(&whole.etag(tx.today()))?;
            if !matches!(whole.row.state, ContractState::Active | ContractState::Suspended) {
                return Err(Error::not_allowed(whole.row.state, "notice_breach"));
            }
            let mut occurred = tx.circumstances(&body, NoteRule::ToMend, whole.agreement()).await?;
            occurred.after(tx.last_step(id.uuid()).await?.as_slice())?;
            whole.row.breach_noticed_at = Some(occurred.at);
            whole.row.breach_noticed_by_party_id = Some(tx.caller().party());
            let told = ContractHappened::BreachNoticed;
            tx.change_with_reasons(&mut whole, "notice_breach", role, told, (&body, occurred)).await?;
            reply(tx, whole).await
        })
        .await
}

/// The statement by which a contract ends short, as of now.
pub(in crate::cooperation::contracts) async fn closing_statement(
    conn: &mut Connection,
    whole: &WholeContract,
    now: DateTime<Utc>,
) -> Result<ClosingStatementView, Error> {
    expect_fresh_logistics(conn, now).await?;
    let closing = closing_of(conn, std::slice::from_ref(whole), jakarta_date(now)).await?;
    let consents = counting(&whole.consents, ConsentKind::ShortEnding, jakarta_date(now));
    let statement = closing.stated(whole).canonical();
    Ok(statement_view(statement, closing.open, &consents))
}

/// What became of a contract, by news of the last minute.
async fn fresh_closing(tx: &mut Tx<'_>, whole: &WholeContract) -> Result<Closing, Error> {
    expect_fresh_logistics(tx.conn, tx.now).await?;
    closing_of(tx.conn, std::slice::from_ref(whole), tx.today()).await
}

/// Notice was given to its agreement: the contract takes new orders until a day, as its outcome says.
pub(crate) async fn notice_contract(
    tx: &mut Tx<'_>,
    whole: &mut WholeContract,
    outcome: ContractOutcome,
    orders_until: NaiveDate,
) -> Result<(), Error> {
    whole.row.outcome = Some(outcome);
    whole.row.orders_until = Some(orders_until);
    tx.change(whole, ContractHappened::NoticeGiven).await
}

/// Its agreement was terminated by both: a contract to be closed ends with it, one that runs out takes no more orders.
pub(crate) async fn end_with_agreement(
    tx: &mut Tx<'_>,
    whole: &mut WholeContract,
    outcome: ContractOutcome,
    request: &TransitionRequest,
) -> Result<(), Error> {
    let today = tx.today();
    let ends = [ContractEvent::Terminate, ContractEvent::Cancel];
    let event = ends.into_iter().find(|event| whole.row.state.next(*event).is_some());
    let (Some(event), ContractOutcome::Close) = (event, outcome) else {
        return notice_contract(tx, whole, outcome, outcome.orders_until(today, today)).await;
    };
    let occurred = OccurredAt::now(tx.now);
    whole.row.outcome = Some(outcome);
    whole.row.orders_until = Some(outcome.orders_until(today, today));
    if event == ContractEvent::Terminate {
        whole.row.end(occurred.at, tx.now);
    }
    tx.follow(whole, event, occurred, request).await
}
