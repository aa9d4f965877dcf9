//! Supplier verification and its files: four eyes, decay with the papers, who sees what.

use chrono::TimeDelta;
use domain::shared::{PartyId, Role, TextHash};
use serde_json::{Value, json};
use testkit::{Actor, App, Caller, Response, party, test_time};

use crate::{admin, metro, start};

pub(crate) const PDF: &[u8] = b"%PDF-1.7 a scan";

/// A registered company of Metro and everybody who deals with its verification.
struct Case {
    app: App,
    party: PartyId,
    supplier: Caller,
    agency: Caller,
    coordinator: Caller,
}

async fn case() -> Case {
    let app = start().await;
    let company = json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya", "short_name": "KUJ",
        "region_code": "18.72"});
    let created = app.caller(&metro()).post("/v1/parties", company).await.expect(201);
    let id: PartyId = created.id().parse().unwrap();
    let supplier = app.caller(&Actor::new(id, "18.72", &[Role::Supplier]));
    let agency = app.caller(&Actor::new(party(2), "18.72", &[Role::TechnicalAgency]));
    let coordinator = app.caller(&metro());
    Case { app, party: id, supplier, agency, coordinator }
}

/// Declares and uploads a scan; its id.
pub(crate) async fn upload(owner: &Caller, bytes: &[u8]) -> String {
    let sha256 = TextHash::of_bytes(bytes);
    let body =
        json!({"media_type": "application/pdf", "size": bytes.len(), "sha256": sha256, "name": "scan.pdf"});
    let id = owner.post("/v1/files", body).await.expect(201).id();
    put(owner, &id, "application/pdf", bytes).await.expect(200);
    id
}

async fn put(owner: &Caller, id: &str, media_type: &str, bytes: &[u8]) -> Response {
    let request = owner.request("PUT", &format!("/v1/files/{id}/content"));
    owner.send(request.header("content-type", media_type).body(bytes.to_vec())).await
}

async fn add(case: &Case, path: &str, kind: &str, number: &str, until: Value) -> Response {
    let file = upload(&case.supplier, PDF).await;
    let body = json!({"type": kind, "number": number, "issuer": "OSS", "issued_date": "2021-01-01",
        "valid_until_date": until, "file_id": file});
    case.supplier.post(&format!("{path}/documents"), body).await
}

/// A verification with every paper a company needs and a halal certificate until `halal`.
async fn begun(case: &Case, halal: Value) -> String {
    let created =
        case.supplier.post("/v1/supplier-verifications", json!({"party_id": case.party})).await.expect(201);
    let path = created.header("location").to_owned();
    for (kind, number) in [
        ("business_id", "9120001234567"),
        ("tax_id", "0123456789012345"),
        ("deed", "12"),
        ("bank_account_proof", "1"),
    ] {
        add(case, &path, kind, number, Value::Null).await.expect(201);
    }
    add(case, &path, "halal_certificate", "ID1", halal).await.expect(201);
    path
}

async fn accept_all(case: &Case, path: &str) -> Response {
    let view = case.agency.get(path).await.expect(200);
    let pending = view.json["documents"].as_array().unwrap().iter().filter(|one| one["check"] == "pending");
    let checks: Vec<Value> =
        pending.map(|one| json!({"document_id": one["id"], "outcome": "accepted"})).collect();
    case.agency.act(&format!("{path}/document-checks"), json!({"checks": checks})).await
}

async fn verified(case: &Case, halal: &str) -> String {
    let path = begun(case, json!(halal)).await;
    case.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    accept_all(case, &path).await.expect(200);
    case.coordinator.act(&format!("{path}/decisions"), json!({"decision": "verified"})).await.expect(200);
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_is_verified_by_two_people_of_its_home_region() {
    let case = case().await;
    let path = verified(&case, "2030-01-01").await;
    let view = case.supplier.get(&path).await.expect(200).json;
    assert_eq!((view["state"].as_str(), view["standing"].as_str()), (Some("verified"), Some("verified")));
    let history = case.supplier.get(&format!("{path}/transitions")).await.expect(200);
    let mut steps: Vec<_> = history.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["version_before"].as_i64(), one["event"].as_str().unwrap()))
        .collect();
    steps.sort_unstable();
    steps.retain(|step| step.1 != "add_document");
    assert_eq!(steps.iter().map(|step| step.1).collect::<Vec<_>>(), ["submit", "check_documents", "verify"]);
    let standing = case.agency.get(&format!("/v1/parties/{}/standing", case.party)).await.expect(200).json;
    assert_eq!(standing["verified_until_date"], "2030-01-01");
    assert_eq!((standing["verified"].as_bool(), &standing["reasons"]), (Some(true), &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_lapsed_yesterday_unverifies_today_though_nothing_was_written() {
    let case = case().await;
    let path = verified(&case, "2026-11-22").await;
    let standing_path = format!("/v1/parties/{}/standing", case.party);
    let before = case.supplier.get(&standing_path).await.expect(200);
    assert_eq!(before.json["standing"], "expiring_soon");
    let version = case.supplier.get(&path).await.expect(200).etag().to_owned();

    case.app.clock.set(test_time() + TimeDelta::days(1));
    let later = case.app.caller(&Actor::new(case.party, "18.72", &[Role::Supplier]));
    let after = later.get(&standing_path).await.expect(200);
    assert_eq!(
        (after.json["standing"].as_str(), after.json["verified"].as_bool()),
        (Some("lapsed"), Some(false))
    );
    let advice = after.json["reasons"][0]["how_to_fix"]["id"].as_str().unwrap();
    assert!(advice.starts_with("Masa berlaku sertifikat halal berakhir pada 22 November 2026."), "{advice}");
    assert_ne!(before.etag(), after.etag());
    let seen = later.get(&path).await.expect(200);
    assert_eq!(
        (seen.json["state"].as_str(), seen.json["standing"].as_str()),
        (Some("verified"), Some("lapsed"))
    );
    let (old, new) = (version.split('-').next().unwrap(), seen.etag().split('-').next().unwrap());
    assert_eq!(old, new, "nothing was written");
    assert_ne!(version, seen.etag());
    let cached = later.request("GET", &path).header("if-none-match", version);
    later.send(cached).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renewed_paper_counts_once_it_is_checked() {
    let case = case().await;
    let path = verified(&case, "2026-11-22").await;
    let work = "/v1/agreement-work-items";
    assert_eq!(case.agency.get(work).await.expect(200).json["items"], json!([]));
    add(&case, &path, "halal_certificate", "ID2", json!("2030-11-22")).await.expect(201);
    let waits = case.agency.get(work).await.expect(200).json["items"][0].clone();
    assert_eq!(
        (&waits["action"], &waits["state"], &waits["since_at"]),
        (&json!("check_verification_documents"), &json!("verified"), &json!("2026-11-22T03:00:00Z"))
    );
    assert_eq!(case.coordinator.get(work).await.expect(200).json["items"], json!([]));
    case.app.clock.set(test_time() + TimeDelta::days(1));
    let agency = Actor::new(party(2), "18.72", &[Role::TechnicalAgency]);
    let case = Case { agency: case.app.caller(&agency), ..case };
    assert_eq!(case.agency.get(&path).await.expect(200).json["standing"], "lapsed");
    let renewed = accept_all(&case, &path).await.expect(200);
    assert_eq!(
        (renewed.json["state"].as_str(), renewed.json["standing"].as_str()),
        (Some("verified"), Some("verified"))
    );
    assert_eq!(case.agency.get(work).await.expect(200).json["items"], json!([]));
    // What the decision rests on is not judged again.
    let accepted = json!({"checks": [{"document_id": renewed.json["documents"][0]["id"], "outcome": "refused", "note": "x"}]});
    case.agency
        .act(&format!("{path}/document-checks"), accepted)
        .await
        .expect_problem(422, "validation-failed");
}

/// A second company of Metro whose papers are those of the first.
async fn twin(case: &Case) -> (PartyId, Caller) {
    let company = json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya Baru", "region_code": "18.72",
        "business_id": "9120009999999"});
    let id: PartyId = case.coordinator.post("/v1/parties", company).await.expect(201).id().parse().unwrap();
    (id, case.app.caller(&Actor::new(id, "18.72", &[Role::Supplier])))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_numbers_and_scans_with_two_suppliers_are_found_and_decided_with_a_note() {
    let case = case().await;
    verified(&case, "2030-01-01").await;
    let (party, supplier) = twin(&case).await;
    let first = case.party;
    let twin = Case { party, supplier, ..case };
    let path = begun(&twin, json!("2030-01-01")).await;
    twin.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    accept_all(&twin, &path).await.expect(200);
    let seen = twin.agency.get(&path).await.expect(200).json;
    let kinds = |view: &Value, kind: &str| {
        view["findings"].as_array().unwrap().iter().filter(|one| one["kind"] == kind).count()
    };
    assert_eq!(kinds(&seen, "number_of_another"), 5, "{}", seen["findings"]);
    assert_eq!(kinds(&seen, "scan_of_another"), 5);
    let of_scans = "/v1/agreement-events?types=id.kad.file_match.found";
    let told = twin.app.feed(&Actor::service(), of_scans).await;
    assert_eq!(told.len(), 5, "each paper is told of to who looks for fraud");
    assert!(told.iter().all(|event| event["data"]["party_id"] == json!(party)));
    assert!(told.iter().all(|event| event["data"]["other_party_id"] == json!(first)));
    let agency = Actor::new(testkit::party(2), "18.72", &[Role::TechnicalAgency]);
    assert_eq!(twin.app.feed(&agency, of_scans).await, Vec::<Value>::new());
    assert_eq!(kinds(&seen, "differs_from_party"), 1);
    let others = seen["findings"].as_array().unwrap().iter().map(|one| &one["other_party_id"]);
    assert_eq!(others.filter(|other| **other == json!(first)).count(), 10);
    let own = twin.supplier.get(&path).await.expect(200).json;
    assert_eq!((kinds(&own, "number_of_another"), kinds(&own, "differs_from_party")), (0, 1));

    let decide = format!("{path}/decisions");
    let refused = twin.coordinator.act(&decide, json!({"decision": "verified"})).await;
    let refused = refused.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "findings-unanswered");
    let why = json!({"decision": "verified", "note": "Perusahaan yang sama, akta perubahan terlampir."});
    twin.coordinator.act(&decide, why).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn auditors_and_the_whole_government_read_a_verification_without_its_tax_number_and_scans() {
    let trade = crate::trade::Trade::start().await;
    trade.active().await;
    let auditor =
        crate::story::register(&trade.story.app, "audit_body", "Inspektorat", "31", &[Role::Auditor]);
    let auditor = auditor.await;
    let list = "/v1/supplier-verifications";
    let read = trade.as_(&auditor);
    assert_eq!(read.get(list).await.expect(200).json["items"], json!([]));
    let assigned = json!({"party_id": auditor.party});
    for side in [&trade.story.metro, &trade.story.jakarta] {
        let auditors = format!("{}/auditors", trade.agreement);
        trade.as_(side).act(&auditors, assigned.clone()).await.expect(200);
    }
    let inspector = Actor::new(trade.story.metro.party, "18.72", &[Role::Inspector]);
    for reader in [read, trade.as_(&inspector)] {
        let seen = reader.get(list).await.expect(200).json["items"][0].clone();
        let papers = seen["documents"].as_array().unwrap();
        let tax = papers.iter().find(|paper| paper["type"] == "tax_id").unwrap();
        assert_eq!(tax["number"], Value::Null);
        let file = papers[0]["file_id"].as_str().unwrap();
        reader.get(&format!("/v1/files/{file}")).await.expect_problem(404, "not-found");
    }
    let told = trade.story.app.feed(&auditor, "/v1/agreement-events").await;
    let told: Vec<_> = told.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect();
    for kind in ["contract", "supplier_verification"] {
        assert!(told.contains(&format!("id.kad.{kind}.snapshot")), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_reads_what_its_agreement_is_and_nothing_of_its_text() {
    let trade = crate::trade::Trade::start().await;
    let supplier = trade.as_(&trade.supplier);
    supplier.get(&trade.agreement).await.expect_problem(404, "not-found");
    trade.signed().await;
    let seen = supplier.get(&trade.agreement).await.expect(200).json;
    assert_eq!(seen["state"], "active");
    let whole = trade.as_(&trade.story.metro).get(&trade.agreement).await.expect(200).json;
    assert_eq!((&seen["plans"], &seen["consents"]), (&Value::Null, &json!([])));
    assert_ne!(whole["consents"], json!([]));
    for below in ["text", "transitions", "realization"] {
        let path = format!("{}/{below}", trade.agreement);
        supplier.get(&path).await.expect_problem(404, "not-found");
    }
    let told = trade.story.app.feed(&trade.supplier, "/v1/agreement-events?types=id.kad.agreement.snapshot");
    assert_eq!(told.await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_signed_shows_the_name_it_was_signed_under() {
    let trade = crate::trade::Trade::start().await;
    let path = trade.signed().await;
    trade.story.app.clock.set(test_time() + TimeDelta::minutes(1));
    let party = format!("/v1/parties/{}", trade.supplier.party);
    let metro = trade.as_(&trade.story.metro);
    metro.patch(&party, json!({"legal_name": "PT KUJ Sejahtera"}), "\"v1\"").await.expect(200);
    let seen = metro.get(&path).await.expect(200).json;
    assert_eq!(seen["supplier_signed_as"], "PT Kuasa Omega Jaya");
}

#[tokio::test(flavor = "multi_thread")]
async fn prices_and_tax_numbers_are_read_by_who_needs_them() {
    let trade = crate::trade::Trade::start().await;
    let partner = format!("/v1/parties/{}", trade.supplier.party);
    let etag = trade.as_(&trade.story.metro).get(&partner).await.expect(200).etag().to_owned();
    trade.seed("update party set tax_id = '0012345678901000' where legal_name = 'PT Kuasa Omega Jaya'").await;
    let buyer = trade.as_(&trade.buyer);
    assert_eq!(buyer.get(&partner).await.expect(200).json["tax_id"], Value::Null);
    let path = trade.signed().await;
    assert_eq!(buyer.get(&partner).await.expect(200).json["tax_id"], "0012345678901000");
    assert_eq!(
        trade.as_(&trade.story.facilitator).get(&partner).await.expect(200).json["tax_id"],
        Value::Null
    );
    assert_eq!(trade.as_(&admin()).get(&partner).await.expect(200).json["tax_id"], Value::Null);
    assert!(!etag.is_empty());

    let driver = Actor::new(trade.buyer.party, "31", &[Role::Receiver]);
    let seen = trade.as_(&driver).get(&path).await.expect(200).json;
    assert_eq!(seen["lines"][0]["price"], Value::Null);
    // The price could be found by the hash of a text of which everything else is known.
    assert_eq!((&seen["text_sha256"], &seen["consents"][0]["text_sha256"]), (&Value::Null, &Value::Null));
    trade.as_(&driver).get(&format!("{path}/text")).await.expect_problem(403, "forbidden");
    assert_eq!(buyer.get(&path).await.expect(200).json["lines"][0]["price"]["amount"], 22500);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_checked_does_not_decide() {
    let case = case().await;
    let path = begun(&case, json!("2030-01-01")).await;
    case.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    let both = Actor::new(party(2), "18.72", &[Role::TechnicalAgency, Role::Coordinator]);
    let both = Case { agency: case.app.caller(&both), ..case };
    accept_all(&both, &path).await.expect(200);
    let decision = json!({"decision": "verified"});
    for (caller, waits) in [(&both.agency, 0), (&both.coordinator, 1)] {
        let work = "/v1/agreement-work-items?action=decide_supplier_verification";
        let work = caller.get(work).await.expect(200).json;
        assert_eq!(work["items"].as_array().unwrap().len(), waits);
    }
    let refused = both.agency.act(&format!("{path}/decisions"), decision.clone()).await;
    let refused = refused.expect_problem(422, "four-eyes");
    assert_eq!(refused.json["unmet"][0]["rule"], "four_eyes");
    both.coordinator.act(&format!("{path}/decisions"), decision).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_in_favour_needs_every_paper_and_conditions_are_said() {
    let case = case().await;
    let path = begun(&case, json!("2030-01-01")).await;
    add(&case, &path, "tax_id", "12", Value::Null).await.expect_problem(422, "validation-failed");
    case.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    let early = case.coordinator.act(&format!("{path}/decisions"), json!({"decision": "verified"})).await;
    early.expect_problem(409, "state-conflict");
    let view = case.agency.get(&path).await.expect(200).json;
    let findings = view["documents"].as_array().unwrap().iter().map(|paper| match paper["type"].as_str() {
        Some("tax_id") => json!({"document_id": paper["id"], "outcome": "refused", "note": "Tidak terbaca"}),
        _ => json!({"document_id": paper["id"], "outcome": "accepted"}),
    });
    let findings = json!({"checks": findings.collect::<Vec<_>>()});
    case.agency.act(&format!("{path}/document-checks"), findings).await.expect(200);
    let decide = |body: Value| {
        let (caller, path) = (case.coordinator.clone(), format!("{path}/decisions"));
        async move { caller.act(&path, body).await }
    };
    let refused = decide(json!({"decision": "verified"})).await.expect_problem(422, "verification-rule");
    assert_eq!(refused.json["unmet"].as_array().unwrap().len(), 1);
    decide(json!({"decision": "verified_with_conditions"})).await.expect_problem(422, "validation-failed");
    decide(json!({"decision": "refused"})).await.expect_problem(422, "validation-failed");
    let refused = decide(json!({"decision": "refused", "note": "tax id missing"})).await.expect(200);
    assert_eq!(refused.json["state"], "refused");
    // Mended and handed in again.
    let missing = case.supplier.act(&format!("{path}/submissions"), json!({})).await;
    missing.expect_problem(422, "verification-rule");
    add(&case, &path, "tax_id", "0123456789012345", Value::Null).await.expect(201);
    case.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn suspension_reinstatement_and_revocation_are_explained_and_by_the_coordinator() {
    let case = case().await;
    let path = verified(&case, "2030-01-01").await;
    let act = |what: &str, body: Value| {
        let (caller, path) = (case.coordinator.clone(), format!("{path}/{what}"));
        async move { caller.act(&path, body).await }
    };
    act("reinstatements", json!({})).await.expect_problem(409, "state-conflict");
    act("suspensions", json!({})).await.expect_problem(422, "validation-failed");
    case.agency
        .act(&format!("{path}/suspensions"), json!({"note": "x"}))
        .await
        .expect_problem(403, "forbidden");
    case.coordinator
        .act_on(&format!("{path}/suspensions"), json!({"note": "x"}), "\"v1\"")
        .await
        .expect_problem(412, "precondition-failed");
    let suspended = act("suspensions", json!({"note": "audit"})).await.expect(200);
    assert_eq!(suspended.json["standing"], "not_verified");
    assert_eq!(act("reinstatements", json!({})).await.expect(200).json["state"], "verified");
    assert_eq!(act("revocations", json!({"note": "fraud"})).await.expect(200).json["state"], "revoked");
    let again = json!({"party_id": case.party});
    case.supplier.post("/v1/supplier-verifications", again.clone()).await.expect(201);
    case.supplier.post("/v1/supplier-verifications", again).await.expect_problem(409, "duplicate");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_and_its_scans_are_seen_by_its_owner_and_its_checkers_alone() {
    let case = case().await;
    let path = begun(&case, json!("2030-01-01")).await;
    let view = case.supplier.get(&path).await.expect(200);
    let file = view.json["documents"][0]["file_id"].as_str().unwrap();
    let content = format!("/v1/files/{file}/content");
    for sees in [&case.supplier, &case.agency, &case.coordinator, &case.app.caller(&Actor::service())] {
        sees.get(&path).await.expect(200);
        let bytes = sees.get(&content).await.expect(200);
        assert_eq!(bytes.text.as_bytes(), PDF);
        assert!(bytes.header("content-disposition").starts_with("attachment"));
        assert_eq!(bytes.header("x-content-type-options"), "nosniff");
        assert_eq!(bytes.header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(
            sees.get("/v1/supplier-verifications").await.expect(200).json["items"][0]["id"],
            view.json["id"]
        );
    }
    for not in [
        Actor::new(party(3), "35.72", &[Role::Coordinator, Role::TechnicalAgency]),
        Actor::new(party(4), "18.72", &[Role::Supplier]),
        admin(),
    ] {
        let not = case.app.caller(&not);
        not.get(&path).await.expect_problem(404, "not-found");
        not.get(&format!("{path}/transitions")).await.expect_problem(404, "not-found");
        not.get(&content).await.expect_problem(404, "not-found");
        not.get(&format!("/v1/files/{file}")).await.expect_problem(404, "not-found");
        assert_eq!(not.get("/v1/supplier-verifications").await.expect(200).json["items"], json!([]));
    }
    let other = json!({"party_id": party(4)});
    case.supplier.post("/v1/supplier-verifications", other).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bytes_of_a_file_are_what_was_declared() {
    let case = case().await;
    let declare = |media: &str, bytes: &[u8]| json!({"media_type": media, "size": bytes.len(), "sha256": TextHash::of_bytes(bytes), "name": "a \"b\".pdf"});
    let id = case.supplier.post("/v1/files", declare("application/pdf", PDF)).await.expect(201).id();
    case.supplier.get(&format!("/v1/files/{id}/content")).await.expect_problem(404, "not-found");
    put(&case.supplier, &id, "image/png", PDF).await.expect_problem(415, "unsupported-media-type");
    put(&case.supplier, &id, "application/pdf", b"%PDF-1.7 a scam")
        .await
        .expect_problem(422, "validation-failed");
    put(&case.agency, &id, "application/pdf", PDF).await.expect_problem(404, "not-found");
    let first = put(&case.supplier, &id, "application/pdf", PDF).await.expect(200);
    let again = put(&case.supplier, &id, "application/pdf", PDF).await.expect(200);
    assert_eq!(
        (first.text, first.headers.get("etag").cloned()),
        (again.text, again.headers.get("etag").cloned())
    );
    let fake = b"MZ not a pdf";
    let id = case.supplier.post("/v1/files", declare("application/pdf", fake)).await.expect(201).id();
    let refused =
        put(&case.supplier, &id, "application/pdf", fake).await.expect_problem(422, "validation-failed");
    assert_eq!(refused.json["errors"][0]["code"], "not-its-kind");
    let mut large = declare("application/pdf", PDF);
    large["size"] = json!(6_000_000);
    case.supplier.post("/v1/files", large).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeded_requirements_are_those_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.unwrap();
    let rows = service::dated::rules::<domain::agreement::DocumentRequirement>(&conn).await.unwrap();
    assert_eq!(rows, domain::agreement::seed_requirements());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_required_from_a_day_unverifies_who_lacks_it_from_then_on() {
    let case = case().await;
    verified(&case, "2030-01-01").await;
    let admin = case.app.caller(&admin());
    let standing = format!("/v1/parties/{}/standing", case.party);
    let row = json!({"kind": "company", "document": "veterinary_control_number",
        "in_force_from_date": "2026-12-01", "legal_basis": "Permentan 11/2020"});
    case.supplier.post("/v1/document-requirements", row.clone()).await.expect_problem(403, "forbidden");
    let added = admin.post("/v1/document-requirements", row).await.expect(201);
    // Other services are told to read the standing anew, and that it ends the day before.
    let own = Actor::new(case.party, "18.72", &[Role::Supplier]);
    let told = case.app.feed(&own, "/v1/agreement-events").await;
    let types: Vec<&str> = told.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert!(types.contains(&"id.kad.supplier_verification.requirements_changed"), "{types:?}");
    assert_eq!(case.supplier.get(&standing).await.json["verified_until_date"], "2026-11-30");
    case.app.clock.set("2026-12-01T03:00:00Z".parse().unwrap());
    let later = case.app.caller(&Actor::new(case.party, "18.72", &[Role::Supplier]));
    let lapsed = later.get(&standing).await.expect(200).json;
    assert_eq!((lapsed["standing"].as_str(), lapsed["verified"].as_bool()), (Some("lapsed"), Some(false)));
    let admin = case.app.caller(&crate::admin());
    let ending = json!({"in_force_until_date": "2026-11-30", "note": "Dicabut"});
    let path = added.header("location");
    admin.act(&format!("{path}/endings"), ending).await.expect(200);
    assert_eq!(later.get(&standing).await.json["verified"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn required_papers_are_read_by_kind_and_commodity() {
    let app = start().await;
    let (admin, metro) = (app.caller(&admin()), app.caller(&metro()));
    let row = |commodity: &str, document: &str| {
        json!({"kind": "farmer_group", "commodity": commodity, "document": document,
            "in_force_from_date": "2026-11-22", "legal_basis": "Permentan 11/2020"})
    };
    admin.post("/v1/document-requirements", row("eggs", "veterinary_control_number")).await.expect(201);
    admin.post("/v1/document-requirements", row("rice", "home_food_permit")).await.expect(201);
    admin
        .post("/v1/document-requirements", row("Eggs", "deed"))
        .await
        .expect_problem(422, "validation-failed");
    let needed = async |query: &str| {
        let page = metro.get(&format!("/v1/document-requirements?{query}")).await.expect(200).json;
        let rows = page["items"].as_array().unwrap().iter();
        rows.map(|row| row["document"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let eggs = ["farmer_group_registration", "bank_account_proof", "veterinary_control_number"];
    assert_eq!(needed("kind=farmer_group&commodity=eggs").await, eggs);
    assert_eq!(needed("kind=farmer_group").await.len(), 4);
    assert_eq!(needed("kind=farmer_group&commodity=eggs&as_of=2026-11-21").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn handing_in_names_what_is_missing_and_papers_are_added_while_they_are_checked() {
    let case = case().await;
    let admin = case.app.caller(&admin());
    let row = json!({"kind": "company", "commodity": "eggs", "document": "veterinary_control_number",
        "in_force_from_date": "2026-11-22", "legal_basis": "Permentan 11/2020"});
    admin.post("/v1/document-requirements", row).await.expect(201);
    let body = json!({"party_id": case.party, "commodity_codes": ["eggs"]});
    let created = case.supplier.post("/v1/supplier-verifications", body).await.expect(201);
    let missing = ["tax_id", "deed", "bank_account_proof", "business_id", "veterinary_control_number"];
    assert_eq!(created.json["missing_documents"], json!(missing));
    let path = created.header("location").to_owned();
    add(&case, &path, "business_id", "9120001234567", Value::Null).await.expect(201);
    let refused = case.supplier.act(&format!("{path}/submissions"), json!({})).await;
    let refused = refused.expect_problem(422, "verification-rule");
    assert_eq!(refused.json["unmet"].as_array().unwrap().len(), 4, "{}", refused.text);
    for (kind, number) in [("tax_id", "0123456789012345"), ("deed", "12"), ("bank_account_proof", "1")] {
        add(&case, &path, kind, number, Value::Null).await.expect(201);
    }
    let leveled = json!({"type": "veterinary_control_number", "number": "RPT-1", "issuer": "Dinas",
        "issued_date": "2024-01-01", "file_id": upload(&case.supplier, PDF).await});
    let unleveled = case.supplier.post(&format!("{path}/documents"), leveled.clone()).await;
    unleveled.expect_problem(422, "validation-failed");
    let mut leveled = leveled;
    leveled["level"] = json!("II");
    case.supplier.post(&format!("{path}/documents"), leveled).await.expect(201);
    case.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    accept_all(&case, &path).await.expect(200);
    // A forgotten paper is shown and judged while the check is under way.
    add(&case, &path, "halal_certificate", "ID9", json!("2030-01-01")).await.expect(201);
    let early = case.coordinator.act(&format!("{path}/decisions"), json!({"decision": "verified"})).await;
    early.expect_problem(422, "verification-rule");
    accept_all(&case, &path).await.expect(200);
    case.coordinator.act(&format!("{path}/decisions"), json!({"decision": "verified"})).await.expect(200);
    // What goods need on the road is shown to the platform's own services alone.
    let standing = format!("/v1/parties/{}/standing", case.party);
    assert_eq!(case.supplier.get(&standing).await.json["held_papers"], json!([]));
    let service = case.app.caller(&Actor::new(party(7), "31", &[Role::Service]));
    let held = service.get(&standing).await.expect(200).json["held_papers"].clone();
    assert_eq!((held[0]["level"].as_str(), held.as_array().unwrap().len()), (Some("II"), 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_nobody_has_checked_is_taken_back_and_stays_in_the_record() {
    let case = case().await;
    let path = begun(&case, json!("2030-01-01")).await;
    case.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    accept_all(&case, &path).await.expect(200);
    let wrong = add(&case, &path, "business_id", "9120001234568", Value::Null).await.expect(201);
    let papers = |answer: &Response| answer.json["documents"].as_array().unwrap().clone();
    let id = |number: &str| {
        let papers = papers(&wrong);
        papers.into_iter().find(|paper| paper["number"] == number).expect("the paper")["id"].clone()
    };
    let (checked, mistyped) = (id("9120001234567"), id("9120001234568"));
    let withdrawals = format!("{path}/document-withdrawals");
    let named = |id: &Value| json!({"document_id": id, "note": "Salah ketik"});
    case.agency.act(&withdrawals, named(&mistyped)).await.expect_problem(403, "forbidden");
    let refused = case.supplier.act(&withdrawals, named(&checked)).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["code"], "not-pending");
    let left = case.supplier.act(&withdrawals, named(&mistyped)).await.expect(200);
    let kept = papers(&left).into_iter().find(|paper| paper["id"] == mistyped).expect("kept");
    assert_eq!(kept["check"], "withdrawn");
    case.supplier.act(&withdrawals, named(&mistyped)).await.expect_problem(422, "validation-failed");
    let findings = case.coordinator.get(&path).await.expect(200).json["findings"].clone();
    assert!(findings.as_array().unwrap().iter().all(|one| one["document_id"] != mistyped), "{findings}");
    // It bars no decision, and cannot be judged any more.
    let judged = json!({"checks": [{"document_id": mistyped, "outcome": "accepted"}]});
    case.agency
        .act(&format!("{path}/document-checks"), judged)
        .await
        .expect_problem(422, "validation-failed");
    case.coordinator.act(&format!("{path}/decisions"), json!({"decision": "verified"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_step_lists_every_step_that_the_state_allows() {
    let case = case().await;
    let path = begun(&case, json!("2030-01-01")).await;
    case.supplier.act(&format!("{path}/submissions"), json!({})).await.expect(200);
    accept_all(&case, &path).await.expect(200);
    let again = case.supplier.act(&format!("{path}/submissions"), json!({})).await;
    let allowed = again.expect_problem(409, "state-conflict").json["allowed"].clone();
    let listed = |operation: &str| allowed.as_array().unwrap().iter().any(|one| one == operation);
    assert!(listed("check_verification_documents") && listed("check_verification_field"), "{allowed}");
    assert!(listed("withdraw_verification_document") && listed("decide_supplier_verification"), "{allowed}");
}
