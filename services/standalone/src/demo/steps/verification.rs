//! The suppliers are verified: papers with scans, checked by the technical agency, decided by the coordinator.

use api_types::TransitionRequest;
use api_types::agreement::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateFileRequest,
    CreateSupplierVerificationRequest, DecideVerificationRequest, DocumentCheck,
    ListSupplierVerificationsQuery,
};
use domain::agreement::{
    DocumentCheckOutcome, DocumentType, FileKind, VerificationDecision, VerificationState,
};
use domain::shared::{FileId, PartyKind, SupplierVerificationId, TextHash, VeterinaryLevel};

use super::super::people::{ORGANISATIONS, Organisation};
use super::super::player::{Player, action};
use super::World;

/// A paper a supplier shows, with its number; illustrative.
struct Paper {
    kind: DocumentType,
    number: &'static str,
}

const fn paper(kind: DocumentType, number: &'static str) -> Paper {
    Paper { kind, number }
}

/// The number of a supplier's paper: no two suppliers have the same.
fn number_of(supplier: &str, paper: &Paper) -> String {
    let place =
        ORGANISATIONS.iter().position(|organisation| organisation.key == supplier).unwrap_or_default();
    let mut number = paper.number.to_owned();
    match paper.kind {
        DocumentType::BusinessId | DocumentType::TaxId => number.replace_range(4..6, &format!("{place:02}")),
        _ => number.push_str(&format!("-{place}")),
    }
    number
}

const OF_A_COMPANY: &[Paper] = &[
    paper(DocumentType::BusinessId, "9120001234567"),
    paper(DocumentType::TaxId, "012345678901000"),
    paper(DocumentType::Deed, "AHU-0012345.AH.01.01"),
    paper(DocumentType::BankAccountProof, "BPD-1872-001"),
];
const OF_A_COOPERATIVE: &[Paper] = &[
    paper(DocumentType::BusinessId, "9120007654321"),
    paper(DocumentType::TaxId, "023456789012000"),
    paper(DocumentType::CooperativeRegistration, "1872000010001"),
    paper(DocumentType::BankAccountProof, "BPD-1872-002"),
];
const OF_A_FARMER_GROUP: &[Paper] = &[
    paper(DocumentType::FarmerGroupRegistration, "520/017/2015"),
    paper(DocumentType::BankAccountProof, "BPD-1872-003"),
];

/// The papers each kind of supplier shows; who is none shows none.
const fn papers(kind: PartyKind) -> &'static [Paper] {
    match kind {
        PartyKind::Company => OF_A_COMPANY,
        PartyKind::Cooperative => OF_A_COOPERATIVE,
        PartyKind::FarmerGroup => OF_A_FARMER_GROUP,
        _ => &[],
    }
}

const NKV_OF_KUJ: &[Paper] = &[paper(DocumentType::VeterinaryControlNumber, "RPT-1872-010")];
const NKV_OF_BLITAR: &[Paper] = &[paper(DocumentType::VeterinaryControlNumber, "RPT-3572-021")];

/// The papers a supplier holds for its goods, whatever it sends.
fn held(supplier: &str) -> &'static [Paper] {
    match supplier {
        "kuj" => NKV_OF_KUJ,
        "blitar_eggs" => NKV_OF_BLITAR,
        _ => &[],
    }
}

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    for supplier in ORGANISATIONS.iter().filter(|organisation| !papers(organisation.kind).is_empty()) {
        let id = hand_in(player, world, supplier).await?;
        check_and_decide(player, id, supplier).await?;
    }
    Ok(())
}

async fn hand_in(
    player: &Player<'_>,
    world: &World,
    supplier: &Organisation,
) -> anyhow::Result<SupplierVerificationId> {
    let (actor, party_id) = (supplier.key, world.party(supplier.key)?);
    let query = ListSupplierVerificationsQuery { party_id: Some(party_id), ..Default::default() };
    let found = player
        .find(actor, |services| services.agreement.list_supplier_verifications(&query), |_| true)
        .await?;
    let (begins, body) = (
        action(actor, "begins its verification"),
        CreateSupplierVerificationRequest { party_id, commodity_codes: Vec::new() },
    );
    let begun = player
        .create(found, begins, |services| services.agreement.create_supplier_verification(&body))
        .await?;
    let id = begun.id;
    if begun.state == VerificationState::Draft {
        for paper in papers(supplier.kind).iter().chain(held(supplier.key)) {
            show_paper(player, actor, id, paper).await?;
        }
    }
    let note = TransitionRequest::default();
    player
        .act(
            action(actor, "hands in its papers"),
            |services| services.agreement.get_supplier_verification(id),
            |view| view.state != VerificationState::Draft,
            |services, etag| services.agreement.submit_supplier_verification(id, etag, &note),
        )
        .await?;
    Ok(id)
}

async fn show_paper(
    player: &Player<'_>,
    actor: &str,
    id: SupplierVerificationId,
    paper: &Paper,
) -> anyhow::Result<()> {
    let shown = player.read(actor, |services| services.agreement.get_supplier_verification(id)).await?;
    if shown.documents.iter().any(|shown| shown.r#type == paper.kind) {
        return Ok(());
    }
    let body = AddVerificationDocumentRequest {
        r#type: paper.kind,
        number: number_of(actor, paper),
        issuer: "Instansi penerbit (contoh)".into(),
        issued_date: "2021-01-04".parse()?,
        valid_until_date: None,
        level: (paper.kind == DocumentType::VeterinaryControlNumber).then_some(VeterinaryLevel::Two),
        file_id: upload_scan(player, actor, paper).await?,
    };
    let what = format!("shows its {}", paper.kind);
    let shows = action(actor, &what);
    player.send(shows, |services| services.agreement.add_verification_document(id, &body)).await?;
    Ok(())
}

async fn upload_scan(player: &Player<'_>, actor: &str, paper: &Paper) -> anyhow::Result<FileId> {
    let (kind, scan) = (paper.kind, scan_of(actor, paper));
    let body = CreateFileRequest {
        media_type: FileKind::Pdf,
        size: i64::try_from(scan.len())?,
        sha256: TextHash::of_bytes(&scan),
        name: format!("{kind}.pdf"),
    };
    let what = format!("declares the scan of its {kind}");
    let file = player.send(action(actor, &what), |services| services.agreement.create_file(&body)).await?;
    if file.uploaded_at.is_none() {
        let (what, pdf) = (format!("uploads the scan of its {kind}"), FileKind::Pdf.label());
        let uploads = action(actor, &what);
        player
            .send(uploads, |services| services.agreement.upload_file_content(file.id, pdf, scan.clone()))
            .await?;
    }
    Ok(file.id)
}

async fn check_and_decide(
    player: &Player<'_>,
    id: SupplierVerificationId,
    supplier: &Organisation,
) -> anyhow::Result<()> {
    let [agency, coordinator] = match supplier.region {
        "35.72" => ["blitar.agency", "blitar.coordinator"],
        _ => ["metro.agency", "metro.coordinator"],
    };
    let handed_in = player.read(agency, |services| services.agreement.get_supplier_verification(id)).await?;
    let accepted =
        |document_id| DocumentCheck { document_id, outcome: DocumentCheckOutcome::Accepted, note: None };
    let checks = handed_in.documents.iter().map(|paper| accepted(paper.id)).collect();
    let findings = CheckDocumentsRequest { checks, occurred_at: None, note: None };
    player
        .act(
            action(agency, &format!("checks the papers of {}", supplier.short_name)),
            |services| services.agreement.get_supplier_verification(id),
            |view| view.state != VerificationState::Submitted,
            |services, etag| services.agreement.check_verification_documents(id, etag, &findings),
        )
        .await?;
    let decision = DecideVerificationRequest {
        decision: VerificationDecision::Verified,
        conditions: None,
        occurred_at: None,
        reason_code: None,
        note: None,
        documents: Vec::new(),
    };
    let decided = [VerificationState::Verified, VerificationState::VerifiedWithConditions];
    player
        .act(
            action(coordinator, &format!("verifies {}", supplier.short_name)),
            |services| services.agreement.get_supplier_verification(id),
            |view| decided.contains(&view.state),
            |services, etag| services.agreement.decide_supplier_verification(id, etag, &decision),
        )
        .await?;
    Ok(())
}

/// A small PDF that stands for the scan of a paper; the same in every run.
fn scan_of(supplier: &str, paper: &Paper) -> Vec<u8> {
    let (kind, number) = (paper.kind, number_of(supplier, paper));
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n% {supplier} {kind} {number}\n\
         trailer<</Root 1 0 R>>\n%%EOF\n"
    )
    .into_bytes()
}
