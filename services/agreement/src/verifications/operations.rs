//! What the supplier and the technical agency do with a verification: begin, show papers, hand in, check.

use api_types::agreement::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest, DocumentCheck,
};
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::agreement::{
    DocumentCheckOutcome, DocumentCheckState, Reviewer, VerificationEvent, VerificationState, check_checker,
    read_document_number,
};
use domain::shared::{
    Bilingual, Id as _, IllegalTransition, Invalid, Lifecycle as _, RegionCode, Role, SupplierVerificationId,
    allowed_events, jakarta_date,
};
use serde_json::json;
use service::{Error, NewTransition, NoteRule, Tx, check_transition};
use web::{Command, Reply};

use super::Sight;
use super::queries::{self, VerificationChanges};
use super::rows::{DocumentRow, Verification, VerificationRow};
use crate::access::op;
use crate::backfill_grants::claimed_time;
use crate::context::Context;
use crate::files::find_own_upload;
use crate::parties::find_party;

/// Begins a verification of the caller's own party; 201.
pub(super) async fn create_supplier_verification(
    context: &Context,
    command: Command<op::CreateSupplierVerification, CreateSupplierVerificationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            if body.party_id != tx.caller().party() {
                return Err(Error::Forbidden(Bilingual::new(
                    "Pemasok memulai verifikasinya sendiri, dengan token pihaknya.",
                    "A supplier begins its own verification, with a token of its party.",
                )));
            }
            let party = find_party(tx.conn, body.party_id).await?.ok_or(Error::NotFound)?;
            let row = VerificationRow {
                id: tx.new_id(),
                party_id: party.id,
                state: VerificationState::Draft,
                conditions: None,
                checked_by: vec![],
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            queries::insert_verification(tx.conn, &row).await.map_err(begun)?;
            let sight = Sight::of(tx.caller());
            let whole = queries::find_verification(tx.conn, &sight, row.id).await?.ok_or(Error::NotFound)?;
            push(tx, "begun", &whole).await?;
            let (etag, view) = (whole.etag(today(tx)), whole.view(today(tx)));
            Ok(Reply::created(format!("/v1/supplier-verifications/{}", row.id), &etag, &view)?)
        })
        .await
}

/// Adds a paper: at the beginning, after a refusal, or to renew one; 201 with the whole verification.
pub(super) async fn add_verification_document(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::AddVerificationDocument, AddVerificationDocumentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            own(tx, &whole)?;
            if !whole.row.state.takes_documents() {
                return Err(not_now(whole.row.state, "add_document"));
            }
            let paper = new_document(tx, &whole, &body).await?;
            queries::insert_document(tx.conn, &paper).await?;
            let changes = unchanged(tx, &whole);
            whole.row = queries::update_verification(tx.conn, id, whole.row.version, changes).await?;
            whole.documents.push(paper);
            push(tx, "document_added", &whole).await?;
            let (etag, view) = (whole.etag(today(tx)), whole.view(today(tx)));
            Ok(Reply::created(format!("/v1/supplier-verifications/{id}"), &etag, &view)?)
        })
        .await
}

/// Hands a verification in; 200.
pub(super) async fn submit_supplier_verification(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::SubmitSupplierVerification, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            own(tx, &whole)?;
            tx.expect(&whole.etag(today(tx)))?;
            let event = VerificationEvent::Submit;
            let state = whole.row.state.apply(event)?;
            check_circumstances(&body, NoteRule::Optional)?;
            if whole.documents.is_empty() {
                return Err(Error::field(
                    "",
                    "no-documents",
                    "Unggah dan tambahkan dokumen lebih dahulu, lalu kirimkan.",
                    "Upload and add the documents first, then submit.",
                ));
            }
            let changes = VerificationChanges { state, ..unchanged(tx, &whole) };
            finish(tx, &mut whole, Step { event: event.label(), told: "submitted" }, changes, &body).await
        })
        .await
}

/// Records findings on papers; the first begins the check. 200.
pub(super) async fn check_verification_documents(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::CheckVerificationDocuments, CheckDocumentsRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            check_checker(&reviewer(tx)?, &home(&whole)?)?;
            tx.expect(&whole.etag(today(tx)))?;
            let event = VerificationEvent::CheckDocuments;
            let state = match whole.row.state {
                VerificationState::Submitted => whole.row.state.apply(event)?,
                state if state.takes_checks() => state,
                state => return Err(not_now(state, event.label())),
            };
            check_findings(&whole, &body)?;
            for check in &body.checks {
                let (state, note) = (check.outcome.state(), check.note.clone());
                queries::check_document(tx.conn, check.document_id, state, note, tx.now).await?;
            }
            let changes = VerificationChanges {
                state,
                checked_by: with_checker(&whole, tx.caller().subject()),
                ..unchanged(tx, &whole)
            };
            let request = TransitionRequest {
                occurred_at: body.occurred_at,
                note: body.note.clone(),
                ..TransitionRequest::default()
            };
            let step = Step { event: event.label(), told: "documents_checked" };
            finish(tx, &mut whole, step, changes, &request).await
        })
        .await
}

/// Records a visit to the place; 200.
pub(super) async fn check_verification_field(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::CheckVerificationField, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            check_checker(&reviewer(tx)?, &home(&whole)?)?;
            tx.expect(&whole.etag(today(tx)))?;
            let event = VerificationEvent::CheckField;
            let state = whole.row.state.apply(event)?;
            check_circumstances(&body, NoteRule::Optional)?;
            let checked_by = with_checker(&whole, tx.caller().subject());
            let changes = VerificationChanges { state, checked_by, ..unchanged(tx, &whole) };
            finish(tx, &mut whole, Step { event: event.label(), told: "field_checked" }, changes, &body).await
        })
        .await
}

/// A step as the history and the feed name it.
pub(super) struct Step {
    pub(super) event: &'static str,
    pub(super) told: &'static str,
}

/// The verification, locked, if the caller may see it.
pub(super) async fn load(tx: &mut Tx<'_>, id: SupplierVerificationId) -> Result<Verification, Error> {
    let sight = Sight::of(tx.caller());
    queries::lock_verification(tx.conn, &sight, id).await
}

/// Writes the step, its history and its event, and answers with the verification.
pub(super) async fn finish(
    tx: &mut Tx<'_>,
    whole: &mut Verification,
    step: Step,
    changes: VerificationChanges,
    request: &TransitionRequest,
) -> Result<Reply, Error> {
    let before = whole.row.clone();
    let claim = claimed_time(tx, request.occurred_at).await?;
    queries::update_verification(tx.conn, before.id, before.version, changes).await?;
    let sight = Sight::of(tx.caller());
    *whole = queries::find_verification(tx.conn, &sight, before.id).await?.ok_or(Error::NotFound)?;
    let role =
        tx.caller().acting_as(&[Role::Coordinator, Role::TechnicalAgency, Role::Supplier, Role::Aggregator]);
    tx.record(NewTransition {
        subject: before.id.uuid(),
        event: step.event,
        from: before.state.label(),
        to: whole.row.state.label(),
        version: before.version,
        role,
        request,
        occurred_at: claim.occurred_at,
        backfilled: claim.backfilled,
    });
    push(tx, step.told, whole).await?;
    Ok(Reply::ok(&whole.etag(today(tx)), &whole.view(today(tx)))?)
}

/// The verification as it is, at a new time: what a step does not change.
pub(super) fn unchanged(tx: &Tx<'_>, whole: &Verification) -> VerificationChanges {
    VerificationChanges {
        state: whole.row.state,
        conditions: whole.row.conditions.clone(),
        checked_by: whole.row.checked_by.clone(),
        updated_at: tx.now,
    }
}

/// The civil day gates are judged by.
pub(super) fn today(tx: &Tx<'_>) -> chrono::NaiveDate {
    jakarta_date(tx.now)
}

/// The caller as somebody who checks or decides.
pub(super) fn reviewer(tx: &Tx<'_>) -> Result<Reviewer, Error> {
    let caller = tx.caller();
    let region = caller.region().cloned().ok_or(Error::NotFound)?;
    Ok(Reviewer { person: caller.subject().to_owned(), roles: caller.roles().to_vec(), region })
}

/// The home region of the supplier.
pub(super) fn home(whole: &Verification) -> Result<RegionCode, Error> {
    let code = whole.party.region_code.parse();
    code.map_err(|_| Error::Internal("a stored region code does not read".to_owned()))
}

pub(super) fn check_circumstances(request: &TransitionRequest, note: NoteRule) -> Result<(), Error> {
    let mut check = Check::new();
    check_transition(&mut check, request, note);
    Ok(check.finish()?)
}

/// A step that is no event of the lifecycle, in a state that does not allow it.
pub(super) fn not_now(state: VerificationState, event: &str) -> Error {
    let mut allowed = allowed_events(state);
    if state.takes_documents() {
        allowed.push("add_document".to_owned());
    }
    Error::State(IllegalTransition { current: state.to_string(), event: event.to_owned(), allowed })
}

fn own(tx: &Tx<'_>, whole: &Verification) -> Result<(), Error> {
    if whole.row.party_id == tx.caller().party() {
        return Ok(());
    }
    Err(Error::Forbidden(Bilingual::new(
        "Hanya pemasok itu sendiri yang mengisi dan mengirim verifikasinya.",
        "Only the supplier itself fills in and submits its verification.",
    )))
}

async fn new_document(
    tx: &mut Tx<'_>,
    whole: &Verification,
    body: &AddVerificationDocumentRequest,
) -> Result<DocumentRow, Error> {
    let mut check = Check::new();
    let number = read_document_number(body.r#type, &body.number, "/number");
    let number = number.map_err(|invalid| check.push(invalid)).unwrap_or_default();
    let issuer = check.text("/issuer", &body.issuer, 1..=200);
    check.require(body.valid_until_date.is_none_or(|until| until >= body.issued_date), || {
        Invalid::new(
            "/valid_until_date",
            "before-issued",
            "Tanggal akhir tidak boleh sebelum tanggal terbit.",
            "The last day must not lie before the day of issue.",
        )
    });
    check.require(body.issued_date <= today(tx), || {
        Invalid::new(
            "/issued_date",
            "in-future",
            "Tanggal terbit tidak boleh di masa depan.",
            "The day of issue must not lie in the future.",
        )
    });
    let file = find_own_upload(tx.conn, whole.row.party_id, body.file_id).await?;
    check.require(file, || {
        Invalid::new(
            "/file_id",
            "no-upload",
            "Unggah dahulu pindaian dokumen ini sebagai berkas milik Anda.",
            "Upload the scan of this document first, as a file of your own.",
        )
    });
    check.finish()?;
    Ok(DocumentRow {
        id: tx.new_id(),
        verification_id: whole.row.id,
        type_: body.r#type,
        number,
        issuer,
        issued_date: body.issued_date,
        valid_until_date: body.valid_until_date,
        file_id: body.file_id,
        check_state: DocumentCheckState::Pending,
        check_note: None,
        checked_at: None,
        created_at: tx.now,
    })
}

/// Each finding names a paper of this verification once, and explains a refusal; what a decision rests on
/// is not judged again.
fn check_findings(whole: &Verification, body: &CheckDocumentsRequest) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/checks", &body.checks, 1..=50);
    check.optional_text("/note", body.note.as_deref(), 1..=2000);
    for (index, one) in body.checks.iter().enumerate() {
        let pointer = format!("/checks/{index}");
        check.optional_text(&format!("{pointer}/note"), one.note.as_deref(), 1..=1000);
        let explained = one.outcome == DocumentCheckOutcome::Accepted || one.note.is_some();
        check.require(explained, || {
            Invalid::new(
                format!("{pointer}/note"),
                "required",
                "Jelaskan mengapa dokumen ini ditolak, agar pemasok dapat memperbaikinya.",
                "Explain why the document is refused, so that the supplier can mend it.",
            )
        });
        check.require(
            open(whole, one) && !body.checks[..index].iter().any(|former| same(former, one)),
            || {
                Invalid::new(
                    format!("{pointer}/document_id"),
                    "not-open",
                    "Sebutkan dokumen verifikasi ini yang belum diperiksa, masing-masing sekali.",
                    "Name documents of this verification that are open to a check, each once.",
                )
            },
        );
    }
    Ok(check.finish()?)
}

fn same(former: &DocumentCheck, one: &DocumentCheck) -> bool {
    former.document_id == one.document_id
}

fn open(whole: &Verification, check: &DocumentCheck) -> bool {
    use VerificationState as S;
    let checking = matches!(whole.row.state, S::Submitted | S::DocumentCheck | S::FieldCheck);
    let paper = whole.documents.iter().find(|paper| paper.id == check.document_id);
    paper.is_some_and(|paper| checking || paper.check_state == DocumentCheckState::Pending)
}

fn with_checker(whole: &Verification, subject: &str) -> Vec<String> {
    let mut checkers = whole.row.checked_by.clone();
    if !checkers.iter().any(|checker| checker == subject) {
        checkers.push(subject.to_owned());
    }
    checkers
}

async fn push(tx: &mut Tx<'_>, what: &str, whole: &Verification) -> Result<(), Error> {
    let mut audience = vec![whole.row.party_id.uuid()];
    audience.extend(queries::government_of(tx.conn, &whole.party.region_code).await?);
    let data = json!({
        "party_id": whole.row.party_id, "state": whole.row.state, "version": whole.row.version,
    });
    let what = format!("supplier_verification.{what}");
    tx.push(&what, whole.row.id, Audience::Parties(audience), data);
    Ok(())
}

fn begun(error: Error) -> Error {
    error.when_unique("supplier_verification_one", || {
        Error::duplicate(
            "/party_id",
            "Pemasok ini sudah mempunyai verifikasi; lanjutkan yang itu.",
            "This supplier has a verification already; go on with that one.",
        )
    })
}
