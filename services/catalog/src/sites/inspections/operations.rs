//! Naming the day of an inspection, and the steps it takes.

use api_types::catalog::{CorrectInspectionRequest, ScheduleInspectionRequest, SubmitInspectionRequest};
use api_types::{Check, TransitionRequest};
use chrono::NaiveDate;
use domain::catalog::{
    Checklist, FacilityRules, InspectionEvent, InspectionHappened, InspectionState, check_closing,
    check_corrector, check_in_use, check_participants, checklist_on, checklist_version,
};
use domain::shared::{Bilingual, DateSense, InspectionId, Invalid, Role};
use service::{Error, Tx, dated};
use web::{Command, Etag, Reply, Transition};

use super::access::op;
use super::queries;
use super::rows::{AnswerRow, InspectionRow, kept};
use crate::context::Context;
use crate::outside::{AGREEMENT, expect_arrived};
use crate::sites::facilities::{FacilityRow, find_facility};
use crate::sites::findings::{correct_findings, count_unsettled, record_findings};
use crate::sites::visibility;

/// Names the day of an inspection; 201.
pub(super) async fn schedule_inspection(
    context: &Context,
    command: Command<op::ScheduleInspection, ScheduleInspectionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            expect_arrived(tx.conn, tx.caller().party()).await?;
            let facility = find_facility(tx.conn, body.facility_id).await;
            let facility = facility.map_err(|error| error.when_not_found(unknown_facility))?;
            expect_inspector(tx, &facility).await?;
            let row = new_inspection(tx, &facility, &body).await?;
            queries::insert_inspection(tx.conn, &row).await?;
            tx.first(&row, InspectionHappened::Scheduled).await?;
            let location = format!("/v1/inspections/{}", row.id);
            Ok(Reply::created(location, &Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// Takes an inspection a step further that does nothing besides; 200.
pub(super) async fn advance_inspection<O: Transition<State = InspectionState>>(
    context: &Context,
    id: InspectionId,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_inspection(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, O::EVENT, &body).await?;
            if O::EVENT == InspectionEvent::Start {
                check_in_use(find_facility(tx.conn, row.facility_id).await?.state)?;
            }
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// Hands an inspection in: its score, and a finding for everything that does not hold; 200.
pub(super) async fn submit_inspection(
    context: &Context,
    id: InspectionId,
    command: Command<op::SubmitInspection, SubmitInspectionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_inspection(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, InspectionEvent::Submit, &body.circumstances()).await?;
            row.participants = participants(&body)?;
            let list = checklist(tx, &row).await?;
            let result = list.result(&queries::current_answers(tx.conn, id).await?)?;
            let day = step.occurred.day();
            row.inspected_date = Some(day);
            row.score_bp = result.score_bp.and_then(|score| i32::try_from(score).ok());
            let rules = FacilityRules(dated::rules(tx.conn).await?);
            let found = result.not_met.iter().filter_map(|code| list.item(code)).collect::<Vec<_>>();
            record_findings(tx, &row, &found, &rules, day).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// Lets answers count that another person has changed: the score follows, and so do the findings; 200.
pub(super) async fn correct_inspection(
    context: &Context,
    id: InspectionId,
    command: Command<op::CorrectInspection, CorrectInspectionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_inspection(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, InspectionEvent::Correct, &body.circumstances()).await?;
            let changed = queries::proposed_answers(tx.conn, id, &body.answer_ids).await?;
            expect_all(&body, &changed)?;
            let me = tx.caller().subject();
            check_corrector(me, changed.iter().map(|answer| answer.actor_subject.as_str()))?;
            queries::let_count(tx.conn, &body.answer_ids).await.map_err(changed_twice)?;
            let list = checklist(tx, &row).await?;
            let result = list.result(&queries::current_answers(tx.conn, id).await?)?;
            row.score_bp = result.score_bp.and_then(|score| i32::try_from(score).ok());
            correct_findings(tx, &row, (&list, &result.not_met), step.occurred).await?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// Each answer is there, once, and waits.
fn expect_all(body: &CorrectInspectionRequest, changed: &[AnswerRow]) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/answer_ids", &body.answer_ids, 1..=200);
    for (place, id) in body.answer_ids.iter().enumerate().take(200) {
        let once = !body.answer_ids[..place].contains(id);
        check.require(once && changed.iter().any(|answer| answer.id == *id), || {
            Invalid::new(
                format!("/answer_ids/{place}"),
                "unknown-answer",
                "Sebutkan jawaban yang menunggu pengesahan (`proposed`) pada inspeksi ini, masing-masing sekali.",
                "Name answers of this inspection that wait to count (`proposed`), each once.",
            )
        });
    }
    Ok(check.finish()?)
}

fn changed_twice(error: Error) -> Error {
    error.when_unique("inspection_answer_replaces", || {
        Error::field(
            "/answer_ids",
            "replaced-already",
            "Satu jawaban hanya diganti sekali; sebutkan satu saja dari jawaban-jawaban penggantinya.",
            "An answer is replaced once; name one alone of those that would take its place.",
        )
    })
}

/// Who took part, as it is kept.
fn participants(body: &SubmitInspectionRequest) -> Result<serde_json::Value, Error> {
    let mut check = Check::new();
    check.length("/participants", &body.participants, 0..=50);
    for (place, one) in body.participants.iter().enumerate().take(50) {
        check.line(&format!("/participants/{place}/name"), &one.name, 1..=120);
        check.line(&format!("/participants/{place}/position"), &one.position, 1..=120);
    }
    check.finish()?;
    let sides: Vec<_> = body.participants.iter().map(|one| one.side).collect();
    check_participants(&sides, body.note.as_deref()).map_err(|invalid| vec![invalid])?;
    kept(&body.participants)
}

/// Closes an inspection of which nothing is open; 200.
pub(super) async fn close_inspection(
    context: &Context,
    id: InspectionId,
    command: Command<op::CloseInspection, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_inspection(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, InspectionEvent::Close, &body).await?;
            let waiting = queries::changed_by(tx.conn, &[id]).await?.remove(&id).unwrap_or_default();
            let waiting = i64::try_from(waiting.len()).unwrap_or(i64::MAX);
            check_closing(count_unsettled(tx.conn, id).await?, waiting)?;
            tx.finish(&mut row, step).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(tx.caller())?)?)
        })
        .await
}

/// The version of the checklist that an inspection goes by.
pub(super) async fn checklist(tx: &Tx<'_>, row: &InspectionRow) -> Result<Checklist, Error> {
    let rows = dated::rules::<Checklist>(tx.conn).await?;
    let version = u32::try_from(row.checklist_version).unwrap_or_default();
    let list = checklist_version(&rows, row.facility_kind, version).cloned();
    list.ok_or_else(|| Error::Internal(format!("the checklist of {}", row.id)))
}

/// A facility is inspected by a government of its region, or by people of another party that buys.
async fn expect_inspector(tx: &Tx<'_>, facility: &FacilityRow) -> Result<(), Error> {
    let caller = tx.caller();
    let officers = [Role::TechnicalAgency, Role::VetOfficer, Role::Inspector, Role::Coordinator];
    let governs = visibility::governs(tx.conn, caller, &facility.region_code).await?;
    let buys = caller.acting_as(&[Role::Buyer, Role::Inspector]).is_some();
    let another = facility.owner_party_id != caller.party();
    if (governs && caller.acting_as(&officers).is_some()) || (another && buys) {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Fasilitas diinspeksi oleh pemerintah daerahnya atau oleh pembeli, bukan oleh pemiliknya.",
        "A facility is inspected by a government of its region or by a buyer, not by its owner.",
    )))
}

/// Checks the request and completes it to a row.
async fn new_inspection(
    tx: &Tx<'_>,
    facility: &FacilityRow,
    body: &ScheduleInspectionRequest,
) -> Result<InspectionRow, Error> {
    let (mut check, day) = (Check::new(), body.scheduled_date);
    if !is_recorded_late(tx, day).await? {
        check.date("/scheduled_date", day, DateSense::Planned, tx.today());
    }
    let note = check.optional_text("/note", body.note.as_deref(), 1..=1000);
    // A grant may be on its way here.
    check.finish().map_err(|invalid| Error::behind_where(AGREEMENT, &["implausible-date"], invalid))?;
    if !facility.state.may_change() {
        return Err(unknown_facility());
    }
    let rows = dated::rules::<Checklist>(tx.conn).await?;
    let list = checklist_on(&rows, facility.kind, day).ok_or_else(no_checklist)?;
    Ok(InspectionRow {
        id: tx.new_id(),
        facility_id: facility.id,
        facility_kind: facility.kind,
        owner_party_id: facility.owner_party_id,
        inspector_party_id: tx.caller().party(),
        region_code: facility.region_code.clone(),
        checklist_version: i32::try_from(list.version).unwrap_or(i32::MAX),
        scheduled_date: day,
        inspected_date: None,
        score_bp: None,
        note,
        state: InspectionState::Scheduled,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        participants: serde_json::json!([]),
    })
}

/// Whether a day has passed on which the caller's party may record what happened: a visit that is entered from paper.
async fn is_recorded_late(tx: &Tx<'_>, day: NaiveDate) -> Result<bool, Error> {
    if day >= tx.today() {
        return Ok(false);
    }
    let grants = db::backfill::grants_of(tx.conn, tx.caller().party(), None, tx.now).await?;
    Ok(grants.iter().any(|grant| grant.covers.contains(day)))
}

fn unknown_facility() -> Error {
    Error::field(
        "/facility_id",
        "unknown-facility",
        "Pilih fasilitas yang masih dipakai dari /v1/facilities?state=active.",
        "Choose a facility in use from /v1/facilities?state=active.",
    )
}

fn no_checklist() -> Error {
    Error::field(
        "/facility_id",
        "no-checklist",
        "Belum ada daftar periksa untuk jenis fasilitas ini pada hari itu; lihat /v1/checklists.",
        "There is no checklist for this kind of facility on that day; see /v1/checklists.",
    )
}
