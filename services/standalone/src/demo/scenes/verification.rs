//! The suppliers are verified: papers with scans, checked by the technical agency, decided by the coordinator.

use domain::shared::TextHash;
use serde_json::{Value, json};

use super::super::people::{ORGANISATIONS, Organisation};
use super::super::stage::{Service, Stage, in_state, text};
use super::{World, in_agreement};

/// The papers each kind of supplier shows, with their numbers; illustrative.
const fn papers(kind: &str) -> &'static [(&'static str, &'static str)] {
    match kind.as_bytes() {
        b"company" => &[
            ("business_id", "9120001234567"),
            ("tax_id", "012345678901000"),
            ("deed", "AHU-0012345.AH.01.01"),
            ("bank_account_proof", "BPD-1872-001"),
        ],
        b"cooperative" => &[
            ("business_id", "9120007654321"),
            ("tax_id", "023456789012000"),
            ("cooperative_registration", "1872000010001"),
            ("bank_account_proof", "BPD-1872-002"),
        ],
        b"farmer_group" => {
            &[("farmer_group_registration", "520/017/2015"), ("bank_account_proof", "BPD-1872-003")]
        }
        _ => &[],
    }
}

pub(in super::super) async fn play(stage: &Stage<'_>, world: &World) -> anyhow::Result<()> {
    for supplier in ORGANISATIONS.iter().filter(|organisation| !papers(organisation.kind).is_empty()) {
        verify(stage, world, supplier).await?;
    }
    Ok(())
}

async fn verify(stage: &Stage<'_>, world: &World, supplier: &Organisation) -> anyhow::Result<()> {
    let (actor, party) = (supplier.key, world.party(supplier.key)?);
    let list = format!("/v1/supplier-verifications?party_id={party}");
    let found = stage.find(actor, Service::Agreement, &list, |_| true).await?;
    let body = json!({"party_id": party});
    let deed = in_agreement(actor, "begins its verification", "/v1/supplier-verifications", body);
    let begun = stage.create(found, deed).await?;
    let at = format!("/v1/supplier-verifications/{}", text(&begun, "id")?);
    if in_state(&begun, &["draft"]) {
        for (kind, number) in papers(supplier.kind) {
            show_paper(stage, actor, &at, kind, number).await?;
        }
    }
    let submitted = |view: &Value| !in_state(view, &["draft"]);
    let deed = in_agreement(actor, "hands in its papers", format!("{at}/submissions"), json!({}));
    stage.act(&at, submitted, deed).await?;
    let [agency, coordinator] = match supplier.region {
        "35.72" => ["blitar.agency", "blitar.coordinator"],
        _ => ["metro.agency", "metro.coordinator"],
    };
    check_and_decide(stage, &at, agency, coordinator, supplier).await
}

async fn show_paper(
    stage: &Stage<'_>,
    actor: &str,
    at: &str,
    kind: &str,
    number: &str,
) -> anyhow::Result<()> {
    let shown = stage.read(actor, Service::Agreement, at).await?;
    let there = |paper: &Value| paper["type"] == kind;
    if shown["documents"].as_array().into_iter().flatten().any(there) {
        return Ok(());
    }
    let scan = scan_of(actor, kind, number);
    let hash = TextHash::of_bytes(&scan);
    let body = json!({
        "media_type": "application/pdf", "size": scan.len(), "sha256": hash.as_str(), "name": format!("{kind}.pdf"),
    });
    let what = format!("declares the scan of its {kind}");
    let file = stage.create(None, in_agreement(actor, &what, "/v1/files", body)).await?;
    let file_id = text(&file, "id")?;
    if file["uploaded_at"].is_null() {
        let what = format!("uploads the scan of its {kind}");
        let deed = in_agreement(actor, &what, format!("/v1/files/{file_id}/content"), Value::Null);
        stage.put_bytes(deed, "application/pdf", &scan).await?;
    }
    let body = json!({
        "type": kind, "number": number, "issuer": "Instansi penerbit (contoh)",
        "issued_date": "2021-01-04", "file_id": file_id,
    });
    let what = format!("shows its {kind}");
    stage.create(None, in_agreement(actor, &what, format!("{at}/documents"), body)).await?;
    Ok(())
}

async fn check_and_decide(
    stage: &Stage<'_>,
    at: &str,
    agency: &str,
    coordinator: &str,
    supplier: &Organisation,
) -> anyhow::Result<()> {
    let handed_in = stage.read(agency, Service::Agreement, at).await?;
    let mut checks = Vec::new();
    for paper in handed_in["documents"].as_array().into_iter().flatten() {
        checks.push(json!({"document_id": paper["id"], "outcome": "accepted"}));
    }
    let what = format!("checks the papers of {}", supplier.short_name);
    let checked = |view: &Value| !in_state(view, &["submitted"]);
    let deed = in_agreement(agency, &what, format!("{at}/document-checks"), json!({"checks": checks}));
    stage.act(at, checked, deed).await?;
    let what = format!("verifies {}", supplier.short_name);
    let decided = |view: &Value| in_state(view, &["verified", "verified_with_conditions"]);
    let body = json!({"decision": "verified"});
    stage.act(at, decided, in_agreement(coordinator, &what, format!("{at}/decisions"), body)).await?;
    Ok(())
}

/// A small PDF that stands for the scan of a paper; the same in every run.
fn scan_of(supplier: &str, kind: &str, number: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n% {supplier} {kind} {number}\n\
         trailer<</Root 1 0 R>>\n%%EOF\n"
    )
    .into_bytes()
}
