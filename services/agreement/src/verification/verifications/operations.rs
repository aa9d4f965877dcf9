//! What the supplier and the technical agency do with a verification: begin, show papers, hand in, check.

use api_types::agreement::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest, DocumentCheck,
    FileMatchEventData, WithdrawVerificationDocumentRequest,
};
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::agreement::{
    DocumentCheckOutcome, DocumentCheckState, DocumentType, FileMatchHappened, VerificationEvent,
    VerificationHappened, VerificationState, check_complete, read_document_number,
};
use domain::shared::{
    Bilingual, CommodityCode, DateSense, FileId, IllegalTransition, Invalid, PartyId, SupplierVerificationId,
};
use service::{Error, Tx, Versioned as _};
use web::{Command, Reply};

use super::queries;
use super::rows::{DocumentRow, Verification, VerificationRow, own_papers};
use super::visibility::Viewer;
use crate::context::Context;
use crate::identity::find_party;
use crate::verification::files::{attach_own_upload, shown_before};
use crate::verification::verifications::access::op;

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
                commodity_codes: checked_commodities(&body.commodity_codes)?,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            queries::insert_verification(tx.conn, &row).await.map_err(begun)?;
            let viewer = Viewer::of(tx.caller());
            let whole = queries::find_verification(tx.conn, &viewer, row.id).await?.ok_or(Error::NotFound)?;
            tx.emit(&whole, VerificationHappened::Begun).await?;
            let (etag, view) = (whole.etag(tx.today()), whole.view(&Viewer::of(tx.caller()), tx.today()));
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
            if whole.row.party_id != tx.caller().party() {
                return Err(Error::Forbidden(own_papers()));
            }
            if !whole.row.state.takes_documents() {
                return Err(not_now(whole.row.state, "add_document"));
            }
            let paper = new_document(tx, &whole, &body).await?;
            queries::insert_document(tx.conn, &paper).await?;
            tell_shown_before(tx, whole.row.party_id, paper.file_id).await?;
            whole.documents.push(paper);
            tx.revise(&mut whole, "add_document", VerificationHappened::DocumentAdded, None).await?;
            let (etag, view) = (whole.etag(tx.today()), whole.view(&Viewer::of(tx.caller()), tx.today()));
            Ok(Reply::created(format!("/v1/supplier-verifications/{id}"), &etag, &view)?)
        })
        .await
}

/// Takes back a paper that nobody has checked: it stays in the record and counts no more; 200.
pub(super) async fn withdraw_verification_document(
    context: &Context,
    id: SupplierVerificationId,
    command: Command<op::WithdrawVerificationDocument, WithdrawVerificationDocumentRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = load(tx, id).await?;
            let request = TransitionRequest { note: body.note.clone(), ..TransitionRequest::default() };
            let step = tx.begin(&whole, VerificationEvent::WithdrawDocument, &request).await?;
            let mut papers = whole.documents.iter();
            let pending = |paper: &&DocumentRow| paper.check_state == DocumentCheckState::Pending;
            papers.find(|paper| paper.id == body.document_id).filter(pending).ok_or_else(not_pending)?;
            queries::withdraw_document(tx.conn, body.document_id).await?;
            tx.finish(&mut whole, step).await?;
            let whole = load(tx, id).await?;
            reply(tx, &whole)
        })
        .await
}

fn not_pending() -> Error {
    Error::field(
        "/document_id",
        "not-pending",
        "Sebutkan dokumen verifikasi ini yang belum diperiksa. Dokumen yang sudah diperiksa diganti dengan menambahkan yang baru.",
        "Name a document of this verification that nobody has checked. One that was checked is replaced by adding a new one.",
    )
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
            let step = tx.begin(&whole, VerificationEvent::Submit, &body).await?;
            check_complete(&whole.party.short_name, &whole.required(tx.today()), &whole.shown())?;
            if whole.shown().is_empty() {
                return Err(Error::field(
                    "",
                    "no-documents",
                    "Unggah dan tambahkan dokumen lebih dahulu, lalu kirimkan.",
                    "Upload and add the documents first, then submit.",
                ));
            }
            tx.finish(&mut whole, step).await?;
            reply(tx, &whole)
        })
        .await
}

/// Codes of commodities, each once.
fn checked_commodities(codes: &[String]) -> Result<Vec<String>, Error> {
    let mut check = Check::new();
    check.length("/commodity_codes", codes, 0..=50);
    for (index, code) in codes.iter().enumerate() {
        let fits = code.parse::<CommodityCode>().is_ok() && !codes[..index].contains(code);
        check.require(fits, || {
            Invalid::new(
                format!("/commodity_codes/{index}"),
                "code",
                "Pilih kode komoditas dari /v1/commodities, masing-masing sekali.",
                "Choose codes of commodities from /v1/commodities, each once.",
            )
        });
    }
    check.finish()?;
    Ok(codes.to_vec())
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
            let request = TransitionRequest {
                occurred_at: body.occurred_at,
                note: body.note.clone(),
                ..TransitionRequest::default()
            };
            let step = tx.begin(&whole, VerificationEvent::CheckDocuments, &request).await?;
            check_findings(&whole, &body)?;
            for check in &body.checks {
                let (state, note) = (check.outcome.state(), check.note.clone());
                queries::check_document(tx.conn, check.document_id, state, note, tx.now).await?;
            }
            add_checker(&mut whole, tx.caller().subject());
            tx.finish(&mut whole, step).await?;
            let whole = load(tx, id).await?;
            reply(tx, &whole)
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
            let step = tx.begin(&whole, VerificationEvent::CheckField, &body).await?;
            add_checker(&mut whole, tx.caller().subject());
            tx.finish(&mut whole, step).await?;
            reply(tx, &whole)
        })
        .await
}

/// The verification, locked, if the caller may see it.
pub(super) async fn load(tx: &mut Tx<'_>, id: SupplierVerificationId) -> Result<Verification, Error> {
    let viewer = Viewer::of(tx.caller());
    queries::lock_verification(tx.conn, &viewer, id).await
}

/// Answers with the verification.
pub(super) fn reply(tx: &Tx<'_>, whole: &Verification) -> Result<Reply, Error> {
    Ok(Reply::ok(&whole.etag(tx.today()), &whole.view(&Viewer::of(tx.caller()), tx.today()))?)
}

/// A step that is no event of the lifecycle, in a state that does not allow it.
pub(super) fn not_now(state: VerificationState, event: &str) -> Error {
    let mut illegal = IllegalTransition::of(state, event);
    if state.takes_documents() {
        illegal.allowed.push("add_document".to_owned());
    }
    Error::State(illegal)
}

async fn new_document(
    tx: &mut Tx<'_>,
    whole: &Verification,
    body: &AddVerificationDocumentRequest,
) -> Result<DocumentRow, Error> {
    let mut check = Check::new();
    let number = read_document_number(body.r#type, &body.number, "/number");
    let number = number.map_err(|invalid| check.push(invalid)).unwrap_or_default();
    let issuer = check.line("/issuer", &body.issuer, 1..=200);
    check.require(body.valid_until_date.is_none_or(|until| until >= body.issued_date), || {
        Invalid::new(
            "/valid_until_date",
            "period",
            "Tanggal akhir tidak boleh sebelum tanggal terbit.",
            "The last day must not lie before the day of issue.",
        )
    });
    check.date("/issued_date", body.issued_date, DateSense::Happened, tx.today());
    check.optional_date("/valid_until_date", body.valid_until_date, DateSense::Ends, tx.today());
    check.require((body.r#type == DocumentType::VeterinaryControlNumber) == body.level.is_some(), || {
        Invalid::new(
            "/level",
            "only-with-a-control-number",
            "Isi tingkat NKV (I, II, atau III) seperti pada sertifikatnya; kosongkan untuk dokumen lain.",
            "Give the level of a veterinary control number (I, II or III) as on its certificate; leave it out for others.",
        )
    });
    let file = attach_own_upload(tx.conn, whole.row.party_id, body.file_id).await?;
    check.require(file, || {
        Invalid::new(
            "/file_id",
            "no-upload",
            "Unggah dahulu pindaian dokumen ini sebagai berkas milik Anda; yang tidak dipakai dihapus setelah 24 jam.",
            "Upload the scan of this document first, as a file of your own; what is not used is deleted after 24 hours.",
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
        level: body.level,
        file_id: body.file_id,
        check_state: DocumentCheckState::Pending,
        check_note: None,
        checked_at: None,
        created_at: tx.now,
    })
}

/// Where another party showed the very same scan, the services that look for fraud are told.
async fn tell_shown_before(tx: &mut Tx<'_>, party_id: PartyId, file_id: FileId) -> Result<(), Error> {
    let Some((sha256, other_file_id, other_party_id)) = shown_before(tx.conn, file_id).await? else {
        return Ok(());
    };
    let told = FileMatchEventData { file_id, party_id, sha256, other_file_id, other_party_id, version: 1 };
    tx.emit_to(file_id, Audience::Services, FileMatchHappened::Found, told)
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
    paper.is_some_and(|paper| match paper.check_state {
        DocumentCheckState::Pending => true,
        DocumentCheckState::Withdrawn => false,
        DocumentCheckState::Accepted | DocumentCheckState::Refused => checking,
    })
}

fn add_checker(whole: &mut Verification, subject: &str) {
    if !whole.row.checked_by.iter().any(|checker| checker == subject) {
        whole.row.checked_by.push(subject.to_owned());
    }
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
