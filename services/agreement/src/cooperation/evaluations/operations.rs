//! What can be done with evaluations.

use api_types::agreement::{
    CreateEvaluationRequest, EvaluationConditionView, EvaluationFiguresView, FulfilEvaluationConditionRequest,
};
use api_types::{Check, TransitionRequest};
use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{
    ContractState, ContractType, EvaluationEvent, EvaluationHappened, EvaluationResult, EvaluationState,
};
use domain::shared::{
    Bilingual, Cause, ContractId, DateSense, EvaluationId, Id as _, Invalid, NoteRule, Refusal, RefusalCode,
    Role, Unmet,
};
use domain::{say, words};
use service::{Error, OccurredAt, Stateful as _, Tx, Versioned as _};
use web::{ApiError, Command, Etag, Reply, Transition};

use super::access::op;
use super::figures::figures_of;
use super::queries;
use super::rows::{EvaluationRow, not_theirs};
use crate::context::Context;
use crate::cooperation::agreements::json;
use crate::cooperation::contracts::{WholeContract, lock_contract};
use crate::outside::unless_late_news;

/// The buyer evaluates a trial; 201.
pub(super) async fn create_evaluation(
    context: &Context,
    id: ContractId,
    command: Command<op::CreateEvaluation, CreateEvaluationRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let whole = lock_contract(tx.conn, tx.caller(), id).await?;
            if !whole.row.holds(tx.caller(), Role::Buyer) {
                return Err(Error::Forbidden(not_theirs()));
            }
            tx.expect_one_side(&[id.uuid()]).await?;
            expect_trial_in_force(&whole)?;
            let occurred = read_time(tx, &whole, &body).await?;
            let conditions = read_conditions(&body, occurred.day())?;
            let figures = figures_of(tx.conn, &whole, (occurred.at, tx.now)).await?;
            expect_something_shown(&whole, &figures, occurred.day()).map_err(unless_late_news)?;
            take_place(tx, &whole, &body, occurred).await?;
            let row = EvaluationRow {
                id: tx.new_id(),
                contract_id: id,
                agreement_id: whole.row.agreement_id,
                supplier_id: whole.row.supplier_id,
                buyer_id: whole.row.buyer_id,
                commodity_codes: figures.lines.iter().map(|line| line.commodity_code.clone()).collect(),
                state: EvaluationState::Submitted,
                result: body.result,
                conditions: json(&conditions),
                note: body.note.as_deref().map(str::trim).map(str::to_owned),
                objection_note: None,
                evaluated_at: occurred.at,
                figures: json(&figures),
                corrects_evaluation_id: body.corrects_evaluation_id,
                superseded_at: None,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            queries::insert_evaluation(tx.conn, &row).await?;
            tx.first(&row, EvaluationHappened::Given).await?;
            let location = format!("/v1/evaluations/{}", row.id);
            Ok(Reply::created(location, &Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// The supplier agrees or objects; 200.
pub(super) async fn answer_evaluation<O: Transition<State = EvaluationState>>(
    context: &Context,
    id: EvaluationId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_evaluation(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&row, O::EVENT, &body).await?;
            tx.expect_one_side(&[row.contract_id.uuid()]).await?;
            step.occurred.after(&[evaluation_of(&row)])?;
            if O::EVENT == EvaluationEvent::Object {
                row.objection_note = body.note.as_deref().map(str::trim).map(str::to_owned);
            }
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// The buyer says that a condition is met; 200.
pub(super) async fn fulfil_evaluation_condition(
    context: &Context,
    id: EvaluationId,
    command: Command<op::FulfilEvaluationCondition, FulfilEvaluationConditionRequest>,
) -> Result<Reply, ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_evaluation(tx.conn, tx.caller(), id).await?;
            if !row.holds(tx.caller(), Role::Buyer) {
                return Err(Error::Forbidden(not_theirs()));
            }
            tx.expect(&row.etag(tx.today()))?;
            if !EvaluationState::COUNTING.contains(&row.state) {
                return Err(Error::not_allowed(row.state, "fulfil_condition"));
            }
            tx.expect_one_side(&[id.uuid(), row.contract_id.uuid()]).await?;
            let reasons = body.circumstances();
            let mut occurred = tx.circumstances(&reasons, NoteRule::Optional, row.agreement()).await?;
            occurred.after(&[evaluation_of(&row)])?;
            let mut conditions = row.conditions()?;
            meet(&mut conditions, body.condition, occurred.at)?;
            row.conditions = json(&conditions);
            let (told, by) = (EvaluationHappened::ConditionMet, Role::Buyer);
            tx.change_with_reasons(&mut row, "fulfil_condition", by, told, (&reasons, occurred)).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// Only a trial is evaluated, once it has come into force.
fn expect_trial_in_force(whole: &WholeContract) -> Result<(), Error> {
    let row = &whole.row;
    if row.contract_type != ContractType::Trial {
        let how = Bilingual::new(
            "Hanya kontrak uji coba yang dievaluasi; kontrak lain dinilai dari neraca dan laporannya.",
            "Only a trial is evaluated; other contracts show in their balance and reports.",
        );
        let unmet = Unmet::new("is_a_trial", row.id, row.contract_type, ContractType::Trial, how);
        return Err(Refusal::rule(RefusalCode::TrialRule, vec![unmet]).into());
    }
    // What was terminated before it was put into force has shown nothing.
    if row.activated_at.is_none() || !ContractState::EVALUATED.contains(&row.state) {
        return Err(Error::not_allowed(row.state, "evaluate"));
    }
    Ok(())
}

/// When it was evaluated: after the trial came into force.
async fn read_time(
    tx: &mut Tx<'_>,
    whole: &WholeContract,
    body: &CreateEvaluationRequest,
) -> Result<OccurredAt, Error> {
    let note = if body.result == EvaluationResult::Pass { NoteRule::Optional } else { NoteRule::Required };
    let mut occurred = tx.circumstances(&body.circumstances(), note, Some(whole.row.agreement_id)).await?;
    let what = Bilingual::new("pengaktifan uji coba", "the activation of the trial");
    let cause = whole.row.activated_at.map(|at| Cause::new(what, at));
    occurred.after(cause.as_slice())?;
    Ok(occurred)
}

/// What has to be met, numbered: something where the result is conditional, nothing otherwise.
fn read_conditions(
    body: &CreateEvaluationRequest,
    day: NaiveDate,
) -> Result<Vec<EvaluationConditionView>, Error> {
    let mut check = Check::new();
    let conditional = body.result == EvaluationResult::Conditional;
    if conditional {
        check.length("/conditions", &body.conditions, 1..=20);
    }
    check.require(conditional || body.conditions.is_empty(), || {
        Invalid::new(
            "/conditions",
            "conditions-absent",
            "Syarat hanya diisi pada hasil lulus bersyarat. Hapus syaratnya, atau pilih `conditional`.",
            "Only a trial that passed with conditions has any. Remove them, or choose `conditional`.",
        )
    });
    let mut conditions = Vec::new();
    for (number, one) in (1..).zip(&body.conditions) {
        let at = format!("/conditions/{}", number - 1);
        conditions.push(EvaluationConditionView {
            number,
            text: check.text(&format!("{at}/text"), &one.text, 1..=500),
            due_date: check
                .optional_date(&format!("{at}/due_date"), Some(one.due_date), DateSense::Planned, day)
                .unwrap_or(one.due_date),
            met_at: None,
        });
    }
    check.finish()?;
    Ok(conditions)
}

/// A trial is evaluated once goods were accepted under it, or once its last day has passed or it has ended.
fn expect_something_shown(
    whole: &WholeContract,
    figures: &EvaluationFiguresView,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let accepted = figures.lines.iter().any(|line| line.accepted.value != "0");
    let ended = whole.row.ended_at.is_some_and(|at| domain::shared::jakarta_date(at) <= day);
    if accepted || ended || whole.period_on(day).ended(day) {
        return Ok(());
    }
    let last = whole.period_on(day).until.map_or_else(words::none, words::date);
    let how = say!(
        "Tunggu sampai ada barang yang diterima dan dibukukan, atau sampai hari terakhir uji coba ({last}) lewat.",
        "Wait until goods were received and posted, or until the last day of the trial ({last}) has passed.",
        last = last,
    );
    let required = Bilingual::new("barang yang diterima", "accepted goods");
    let unmet = Unmet::new("goods_accepted", whole.row.id, words::none(), required, how);
    Err(Refusal::rule(RefusalCode::TrialRule, vec![unmet]))
}

/// A trial has one evaluation at a time; a correction names the one whose place it takes.
async fn take_place(
    tx: &mut Tx<'_>,
    whole: &WholeContract,
    body: &CreateEvaluationRequest,
    mut occurred: OccurredAt,
) -> Result<(), Error> {
    let current = queries::current_of(tx.conn, whole.row.id).await?;
    match (current, body.corrects_evaluation_id) {
        (None, None) => Ok(()),
        (Some(mut old), Some(corrected)) if old.id == corrected => {
            occurred.after(&[evaluation_of(&old)])?;
            old.superseded_at = Some(occurred.at);
            tx.follow(&mut old, EvaluationEvent::Supersede, occurred, &TransitionRequest::default()).await
        }
        (Some(old), None) => Err(Error::duplicate(
            "/corrects_evaluation_id",
            format!(
                "Uji coba ini sudah dievaluasi ({}); sebut evaluasi itu bila Anda mengoreksinya.",
                old.id
            ),
            format!("This trial has been evaluated ({}); name that evaluation if you correct it.", old.id),
        )),
        (_, Some(_)) => Err(Error::field(
            "/corrects_evaluation_id",
            "unknown-evaluation",
            "Ini bukan evaluasi yang berlaku untuk uji coba ini; lihat /v1/evaluations?contract_id=.",
            "This is not the evaluation that counts of this trial; look at /v1/evaluations?contract_id=.",
        )),
    }
}

/// Marks a condition as met.
fn meet(conditions: &mut [EvaluationConditionView], number: i32, at: DateTime<Utc>) -> Result<(), Error> {
    let condition = conditions.iter_mut().find(|one| one.number == number).ok_or_else(|| {
        Error::field(
            "/condition",
            "unknown-condition",
            "Evaluasi ini tidak memuat syarat bernomor itu; lihat `conditions`.",
            "This evaluation has no condition of that number; look at `conditions`.",
        )
    })?;
    if condition.met_at.is_some() {
        return Err(Error::duplicate(
            "/condition",
            "Syarat ini sudah dinyatakan terpenuhi.",
            "This condition has been met already.",
        ));
    }
    condition.met_at = Some(at);
    Ok(())
}

fn evaluation_of(row: &EvaluationRow) -> Cause {
    Cause::new(Bilingual::new("evaluasi uji coba", "the evaluation of the trial"), row.evaluated_at)
}
