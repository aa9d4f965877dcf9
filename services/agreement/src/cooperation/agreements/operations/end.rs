//! How an agreement ends: completed by both coordinators on one statement, terminated by both governments, or by one with a
//! reason, a notice and an outcome for each contract.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::agreement::{
    ClosingStatementView, ContractOutcomeRequest, TerminateAgreementRequest, TerminationView,
    TextConsentRequest,
};
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use domain::agreement::{
    AgreementCondition, AgreementEvent, AgreementHappened, AgreementState, ClosingStatement, ConsentKind,
    ContractBelow, ContractOutcome, OpenThing, Side, Signature, SignedAct, SignsFor, StatedOutcome,
    TerminationGround, TerminationStatement, check_nothing_open, check_outcomes, check_signature,
    ends_after_notice,
};
use domain::shared::{
    AgreementId, Bilingual, ConsentProgress, ContractId, Id as _, Period, RegionCode, jakarta_date,
};
use service::{Error, Step, Tx};
use web::{Command, Reply};

use super::stages::expect_papers;
use super::{json, not_a_side, queries, reply};
use crate::context::Context;
use crate::cooperation::agreements::AgreementRow;
use crate::cooperation::agreements::access::op;
use crate::cooperation::consents::{
    Ending, agree_to_ending, counting, list_consents, read_signatory, stored,
};
use crate::cooperation::contracts::{
    WholeContract, closing_of, contracts_under, end_with_agreement, notice_contract, statement_view,
};
use crate::cooperation::limits;
use crate::outside::{expect_fresh_logistics, unless_late_news};

/// A coordinator agrees to the closing statement; the second completes the agreement. 200.
pub(in crate::cooperation::agreements) async fn complete_agreement(
    context: &Context,
    id: AgreementId,
    command: Command<op::CompleteAgreement, TextConsentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&row, AgreementEvent::Complete, &body.transition()).await?;
            let by = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
            expect_fresh_logistics(tx.conn, tx.now).await?;
            let (statement, open) = closing(tx.conn, id, tx.today()).await?;
            check_nothing_open(&open).map_err(unless_late_news)?;
            expect_papers(tx, &row, AgreementEvent::Complete, &body.documents).await?;
            let ending = Ending {
                subject: id.uuid(),
                kind: ConsentKind::Completion,
                by,
                needed: Side::ALL,
                submitted: &body.text_sha256,
                present: &statement.canonical().hash,
                signatory: None,
            };
            if agree_to_ending(tx, ending).await? == ConsentProgress::Partial {
                step.leads_to(row.state);
                step.is_told_as(AgreementHappened::CompletionAgreed);
            }
            tx.finish(&mut row, step).await?;
            reply(tx, row).await
        })
        .await
}

/// The statement by which an agreement is completed, as of now.
pub(in crate::cooperation::agreements) async fn closing_statement(
    conn: &mut Connection,
    row: &AgreementRow,
    now: DateTime<Utc>,
) -> Result<ClosingStatementView, Error> {
    expect_fresh_logistics(conn, now).await?;
    let (statement, open) = closing(conn, row.id, jakarta_date(now)).await?;
    let consents = list_consents(conn, &[row.id.uuid()]).await?;
    let consents = counting(&consents, ConsentKind::Completion, jakarta_date(now));
    Ok(statement_view(statement.canonical(), open, &consents))
}

/// Every contract under an agreement with what became of it, and all that is open: contracts, orders, shipments.
async fn closing(
    conn: &mut Connection,
    id: AgreementId,
    day: NaiveDate,
) -> Result<(ClosingStatement, Vec<OpenThing>), Error> {
    let contracts = contracts_under(conn, id).await?;
    let closing = closing_of(conn, &contracts, day).await?;
    let statement = ClosingStatement {
        agreement: id,
        contracts: contracts.iter().map(|whole| closing.stated(whole)).collect(),
    };
    let mut open: Vec<OpenThing> = contracts.iter().filter_map(|whole| below(whole).open()).collect();
    open.extend(closing.open);
    Ok((statement, open))
}

fn below(whole: &WholeContract) -> ContractBelow {
    let row = &whole.row;
    ContractBelow { id: row.id, number: row.number.clone(), state: row.state }
}

/// A government terminates an agreement: proposes it, agrees to the other's proposal, gives notice, or records that the
/// notice has run out. 200.
pub(in crate::cooperation::agreements) async fn terminate_agreement(
    context: &Context,
    id: AgreementId,
    command: Command<op::TerminateAgreement, TerminateAgreementRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&row, AgreementEvent::Terminate, &body.transition()).await?;
            let by = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
            check_signer(tx, &row, by, &body)?;
            let condition = row.state.condition(&row.days_on(tx.today())?, tx.today());
            match (condition, body.ground) {
                // The notice has run out: what dates say already is recorded.
                (Some(AgreementCondition::Ended), _) => {}
                // What the notice says stands until it has run out: nothing overwrites it.
                (Some(AgreementCondition::NoticeGiven), _) => {
                    return Err(Error::not_allowed(row.state, "terminate"));
                }
                (_, TerminationGround::Mutual) => together(tx, &mut row, &mut step, by, &body).await?,
                (_, TerminationGround::Law | TerminationGround::Breach) => {
                    notice(tx, &mut row, &mut step, by, &body).await?;
                }
            }
            tx.finish(&mut row, step).await?;
            reply(tx, row).await
        })
        .await
}

/// Who terminates signs for the region like who signed it.
fn check_signer(
    tx: &Tx<'_>,
    row: &AgreementRow,
    by: Side,
    body: &TerminateAgreementRequest,
) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/outcomes", &body.outcomes, 0..=2000);
    check.finish()?;
    let region: RegionCode = row.region(by)?;
    let signature = Signature {
        signatory: &read_signatory(&body.signatory, tx.today())?,
        signs_for: SignsFor::Region(&region),
        act: SignedAct::AgreementTermination,
        // It may be ended after its last day too.
        period: &Period { until: None, ..row.period() },
        day: tx.today(),
    };
    Ok(check_signature(&signature)?)
}

/// One side gives notice.
async fn notice(
    tx: &mut Tx<'_>,
    row: &mut AgreementRow,
    step: &mut Step<AgreementState>,
    by: Side,
    body: &TerminateAgreementRequest,
) -> Result<(), Error> {
    let mut contracts = contracts_under(tx.conn, row.id).await?;
    let outcomes = judged_outcomes(&contracts, &body.outcomes)?;
    let ends = ends_after_notice(tx.today(), limits::notice_days(tx).await?);
    for whole in contracts.iter_mut().filter(|whole| !whole.row.state.ended()) {
        let outcome = outcomes.get(&whole.row.id).copied().unwrap_or(ContractOutcome::RunOut);
        notice_contract(tx, whole, outcome, outcome.orders_until(tx.today(), ends)).await?;
    }
    row.ends_date = Some(ends);
    row.termination = Some(json(&TerminationView { ends_date: row.ends_date, ..given(tx, by, body) }));
    step.leads_to(row.state);
    step.is_told_as(AgreementHappened::NoticeGiven);
    Ok(())
}

/// Both sides end it: one proposes the outcomes, the other agrees to the same statement.
async fn together(
    tx: &mut Tx<'_>,
    row: &mut AgreementRow,
    step: &mut Step<AgreementState>,
    by: Side,
    body: &TerminateAgreementRequest,
) -> Result<(), Error> {
    let mut contracts = contracts_under(tx.conn, row.id).await?;
    let proposal = match &body.text_sha256 {
        Some(_) => open_proposal(tx, row).await?,
        None => propose(tx, row, &contracts, by, body)?,
    };
    let outcomes = judged_outcomes(&contracts, &proposal.outcomes)?;
    let statement = TerminationStatement { agreement: row.id, outcomes: stated(&proposal.outcomes) };
    let present = statement.canonical().hash;
    let ending = Ending {
        subject: row.id.uuid(),
        kind: ConsentKind::Termination,
        by,
        needed: Side::ALL,
        submitted: body.text_sha256.as_ref().unwrap_or(&present),
        present: &present,
        signatory: Some(stored(&body.signatory)),
    };
    let progress = agree_to_ending(tx, ending).await?;
    row.termination = Some(json(&proposal));
    if progress == ConsentProgress::Partial {
        step.leads_to(row.state);
        step.is_told_as(AgreementHappened::TerminationProposed);
        return Ok(());
    }
    row.ends_date = Some(tx.today());
    for whole in contracts.iter_mut().filter(|whole| !whole.row.state.ended()) {
        let outcome = outcomes.get(&whole.row.id).copied().unwrap_or(ContractOutcome::Close);
        end_with_agreement(tx, whole, outcome, &body.transition()).await?;
    }
    Ok(())
}

/// The other side's proposal, while it waits for an answer.
async fn open_proposal(tx: &mut Tx<'_>, row: &AgreementRow) -> Result<TerminationView, Error> {
    let consents = list_consents(tx.conn, &[row.id.uuid()]).await?;
    let proposal = row.termination_view(&consents)?;
    let counts = |one: &TerminationView| one.counts_until_date.is_some_and(|until| tx.today() <= until);
    proposal.filter(counts).ok_or_else(nothing_proposed)
}

/// A proposal of the caller's side, with the statement that the other agrees to.
fn propose(
    tx: &Tx<'_>,
    row: &AgreementRow,
    contracts: &[WholeContract],
    by: Side,
    body: &TerminateAgreementRequest,
) -> Result<TerminationView, Error> {
    judged_outcomes(contracts, &body.outcomes)?;
    let text = TerminationStatement { agreement: row.id, outcomes: stated(&body.outcomes) }.canonical();
    Ok(TerminationView { text: Some(text.text), text_sha256: Some(text.hash), ..given(tx, by, body) })
}

/// What a side says, without what the server computes.
fn given(tx: &Tx<'_>, by: Side, body: &TerminateAgreementRequest) -> TerminationView {
    TerminationView {
        ground: body.ground,
        given_by: by,
        note: body.note.trim().to_owned(),
        outcomes: body.outcomes.clone(),
        text: None,
        text_sha256: None,
        given_at: tx.now,
        ends_date: None,
        counts_until_date: None,
    }
}

/// The outcomes by contract, once there is one for each contract that has not ended and for no other.
fn judged_outcomes(
    contracts: &[WholeContract],
    outcomes: &[ContractOutcomeRequest],
) -> Result<BTreeMap<ContractId, ContractOutcome>, Error> {
    let below: Vec<ContractBelow> = contracts.iter().map(below).collect();
    check_outcomes(&below, &stated(outcomes))?;
    Ok(outcomes.iter().map(|one| (one.contract_id, one.outcome)).collect())
}

/// The outcomes as the statement has them, in order of the contracts.
fn stated(outcomes: &[ContractOutcomeRequest]) -> Vec<StatedOutcome> {
    let one =
        |one: &ContractOutcomeRequest| StatedOutcome { contract: one.contract_id, outcome: one.outcome };
    let mut stated: Vec<StatedOutcome> = outcomes.iter().map(one).collect();
    stated.sort_unstable();
    stated
}

fn nothing_proposed() -> Error {
    let why = Bilingual::new(
        "Tidak ada usulan pengakhiran bersama yang masih berlaku; ajukan usulan dengan `outcomes`, tanpa `text_sha256`.",
        "No proposal to end it together is open; make one with `outcomes`, without `text_sha256`.",
    );
    Error::field("/text_sha256", "no-proposal", why.id, why.en)
}
