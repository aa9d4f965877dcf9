//! What phones answer: recorded under ids of their own, replaced but never changed.

use api_types::Check;
use api_types::catalog::{PutInspectionAnswerRequest, WireReading};
use domain::catalog::{AnswerOutcome, InspectionHappened, Reading, check_readings};
use domain::shared::{InspectionAnswerId, Invalid, UPDATE};
use service::{Error, Tx, occurred_by};
use web::{Command, Reply};

use super::access::op;
use super::operations::checklist;
use super::queries;
use super::rows::{AnswerRow, InspectionRow, inspectors_own, kept};
use crate::context::Context;

/// Records an answer; 201, or 200 for the same content again.
pub(super) async fn put_inspection_answer(
    context: &Context,
    id: InspectionAnswerId,
    command: Command<op::PutInspectionAnswer, PutInspectionAnswerRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let inspection = queries::share_inspection(tx.conn, tx.caller(), body.inspection_id).await?;
            let inspection = inspection.ok_or_else(unknown_inspection)?;
            if inspection.inspector_party_id != tx.caller().party() {
                return Err(Error::Forbidden(inspectors_own()));
            }
            if let Some((before, current)) = queries::find_answer(tx.conn, id).await? {
                return repeated(before, current, &body);
            }
            let row = checked(tx, id, &inspection, &body).await?;
            if !inspection.state.takes_answers() && !row.proposed {
                return Err(Error::not_allowed(inspection.state, UPDATE));
            }
            expect_replaceable(tx, &row).await?;
            if !queries::insert_answer(tx.conn, &row).await.map_err(replaced)? {
                // The same, sent twice at once, may have come in meanwhile.
                let (before, current) = queries::find_answer(tx.conn, id).await?.ok_or_else(taken)?;
                return repeated(before, current, &body);
            }
            tx.emit(&inspection, InspectionHappened::AnswerRecorded).await?;
            let location = format!("/v1/inspection-answers/{id}");
            let current = !row.proposed;
            let (etag, view) = row.view(current)?;
            Ok(Reply::created(location, &etag, &view)?)
        })
        .await
}

/// The answer where its id is known: 200 for the same content, a conflict for other.
fn repeated(before: AnswerRow, current: bool, body: &PutInspectionAnswerRequest) -> Result<Reply, Error> {
    if !before.is_said_by(body) {
        return Err(taken());
    }
    let (etag, view) = before.view(current)?;
    Ok(Reply::ok(&etag, &view)?)
}

/// Checks the request and completes it to a row.
async fn checked(
    tx: &mut Tx<'_>,
    id: InspectionAnswerId,
    inspection: &InspectionRow,
    body: &PutInspectionAnswerRequest,
) -> Result<AnswerRow, Error> {
    let list = checklist(tx, inspection).await?;
    let mut check = Check::new();
    check.require(list.item(&body.item_code).is_some(), unknown_item);
    let note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
    check.require(body.outcome != AnswerOutcome::NotMet || note.is_some(), unexplained);
    check.length("/photos", &body.photos, 0..=20);
    check.length("/readings", &body.readings, 0..=20);
    let read = |(at, one): (usize, &WireReading)| one.read(&mut check, &format!("/readings/{at}"));
    let readings: Vec<Reading> = body.readings.iter().enumerate().take(20).filter_map(read).collect();
    if let Some(item) = list.item(&body.item_code)
        && readings.len() == body.readings.len()
    {
        check_readings(item, body.outcome, &readings).into_iter().for_each(|invalid| check.push(invalid));
    }
    check.finish()?;
    let said = occurred_by(tx.conn, tx.caller().party(), tx.now, body.captured_at, async || Ok(None)).await?;
    Ok(AnswerRow {
        id,
        inspection_id: inspection.id,
        item_code: body.item_code.clone(),
        outcome: body.outcome,
        note,
        photo_sha256s: body.photos.iter().map(|photo| photo.sha256.to_string()).collect(),
        replaces_id: body.replaces_answer_id,
        captured_at: said.at,
        claimed_at: said.claimed,
        backfilled: said.backfilled,
        actor_subject: tx.caller().subject().to_owned(),
        recorded_at: tx.now,
        readings: kept(&readings)?,
        proposed: inspection.state.takes_corrections() && body.replaces_answer_id.is_some(),
    })
}

/// What is replaced answers the same thing of the same inspection.
async fn expect_replaceable(tx: &Tx<'_>, row: &AnswerRow) -> Result<(), Error> {
    let Some(id) = row.replaces_id else { return Ok(()) };
    let before = queries::find_answer(tx.conn, id).await?;
    let same = |one: &AnswerRow| {
        one.inspection_id == row.inspection_id && one.item_code == row.item_code && !one.proposed
    };
    match before.filter(|(one, _)| same(one)) {
        Some((_, true)) => return Ok(()),
        Some((_, false)) => return Err(replaced_already()),
        None => {}
    }
    Err(Error::field(
        "/replaces_answer_id",
        "unknown-answer",
        "Sebutkan jawaban untuk butir yang sama pada inspeksi ini.",
        "Name an answer to the same thing of this inspection.",
    ))
}

fn unknown_inspection() -> Error {
    Error::field(
        "/inspection_id",
        "unknown-inspection",
        "Sebutkan inspeksi yang dijadwalkan pihak Anda; daftarnya di /v1/inspections.",
        "Name an inspection that your party scheduled; the list is at /v1/inspections.",
    )
}

fn unknown_item() -> Invalid {
    Invalid::new(
        "/item_code",
        "unknown-item",
        "Butir ini tidak ada pada versi daftar periksa inspeksi ini; lihat /v1/checklists.",
        "There is no such item in the version of the checklist of this inspection; see /v1/checklists.",
    )
}

fn unexplained() -> Invalid {
    Invalid::new(
        "/note",
        "required",
        "Tulis apa yang terlihat; pemilik harus tahu apa yang diperbaiki.",
        "Write what was seen; the owner has to know what to mend.",
    )
}

fn replaced(error: Error) -> Error {
    error.when_unique("inspection_answer_replaces", replaced_already)
}

fn replaced_already() -> Error {
    Error::field(
        "/replaces_answer_id",
        "replaced-already",
        "Jawaban itu sudah diganti; sebutkan jawaban yang berlaku sekarang.",
        "That answer has been replaced already; name the one that counts now.",
    )
}

fn taken() -> Error {
    Error::duplicate(
        "/",
        "Jawaban dengan id ini sudah dicatat dengan isi lain; beri id baru untuk jawaban baru.",
        "An answer with this id was recorded with other content; give a new answer a new id.",
    )
}
