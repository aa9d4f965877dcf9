//! What anybody may ask about a paper, and what anybody may report.

use chrono::TimeDelta;
use domain::agreement::AuthenticityCode;
use domain::shared::{CallOffId, Id as _, ShipmentId};
use serde_json::{Value, json};
use testkit::{Caller, Response, test_time};
use uuid::Uuid;

use crate::endings::tell_order;
use crate::start_with;
use crate::trade::Trade;

async fn check(trade: &Trade, code: &str) -> Response {
    trade.story.app.stranger().get(&format!("/v1/authenticity/{code}")).await
}

/// The status and the codes of the reasons.
async fn worth(trade: &Trade, code: &str) -> (String, Vec<String>) {
    let found = check(trade, code).await.expect(200);
    let reasons = found.json["reasons"].as_array().unwrap();
    let codes = reasons.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect();
    (found.json["status"].as_str().unwrap().to_owned(), codes)
}

async fn code_of(trade: &Trade, contract: &str) -> String {
    let contract = trade.as_(&trade.buyer).get(contract).await.expect(200);
    contract.json["authenticity_code"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_checks_a_code_however_it_is_typed_and_learns_nothing_commercial() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let found = check(&trade, &code).await.expect(200);
    assert_eq!((&found.json["status"], &found.json["kind"]), (&json!("valid"), &json!("contract")));
    assert_eq!(found.json["supplier_name"], "PT Kuasa Omega Jaya");
    assert_eq!(found.json["buyer_name"], "Perumda Dharma Jaya");
    for commercial in ["22500", "9000", "price", "quantity"] {
        assert!(!found.text.contains(commercial), "{commercial} in {}", found.text);
    }
    let typed = code.to_lowercase().replace('-', "");
    assert_eq!(check(&trade, &typed).await.expect(200).json, found.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_code_has_its_own_answer_and_an_unknown_one_is_not_found() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let last = if code.ends_with('A') { 'B' } else { 'A' };
    let mistyped = format!("{}{last}", &code[..code.len() - 1]);
    for wrong in [mistyped.as_str(), &code[..code.len() - 2]] {
        let refused = check(&trade, wrong).await.expect_problem(422, "code-mistyped");
        assert_eq!(refused.json["unmet"][0]["rule"], "code_typed_right");
    }
    let never = AuthenticityCode::from_random([1, 2, 3, 4, 5]).to_string();
    check(&trade, &never).await.expect_problem(404, "not-found");
    check(&trade, "%00").await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_does_not_hold_now_says_every_reason() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let metro = trade.as_(&trade.story.metro);
    metro.act(&format!("{contract}/suspensions"), json!({"note": "Keluhan."})).await.expect(200);
    let suspensions = format!("{}/suspensions", trade.agreement);
    trade.as_(&trade.story.mayor).act(&suspensions, json!({"note": "Banjir."})).await.expect(200);
    let reasons =
        |reasons: &[&str]| ("not_now".to_owned(), reasons.iter().map(|one| (*one).to_owned()).collect());
    assert_eq!(worth(&trade, &code).await, reasons(&["contract_suspended", "agreement_suspended"]));
    trade.story.app.clock.set("2030-06-10T03:00:00Z".parse().unwrap());
    let all = [
        "contract_expired",
        "contract_suspended",
        "agreement_suspended",
        "agreement_expired",
        "supplier_not_verified",
    ];
    assert_eq!(worth(&trade, &code).await, reasons(&all));
    trade.story.app.clock.set(test_time());
    trade.terminate(&contract).await;
    assert_eq!(worth(&trade, &code).await, ("ended".to_owned(), vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_and_delivery_notes_have_codes_that_follow_their_contract() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    trade.hear_logistics().await;
    tell_order(&trade, &contract, "issued", "planned").await;
    let order = AuthenticityCode::of_call_off(CallOffId::from_uuid(Uuid::from_u128(1 << 64 | 1))).to_string();
    let note = AuthenticityCode::of_shipment(ShipmentId::from_uuid(Uuid::from_u128(2 << 64 | 1))).to_string();
    trade.seed(&format!("update projected_call_off set authenticity_code = '{order}'")).await;
    trade.seed(&format!("update projected_shipment set authenticity_code = '{note}'")).await;
    let not_now = |reason: &str| ("not_now".to_owned(), vec![reason.to_owned()]);
    assert_eq!(worth(&trade, &order).await, not_now("not_accepted"));
    assert_eq!(worth(&trade, &note).await, not_now("not_departed"));
    tell_order(&trade, &contract, "accepted", "departed").await;
    let valid = ("valid".to_owned(), vec![]);
    assert_eq!((worth(&trade, &order).await, worth(&trade, &note).await), (valid.clone(), valid));
    let found = check(&trade, &note).await.expect(200);
    assert_eq!((&found.json["kind"], &found.json["number"]), (&json!("delivery_note"), &json!("SJ/1")));
    let metro = trade.as_(&trade.story.metro);
    metro.act(&format!("{contract}/suspensions"), json!({"note": "Keluhan."})).await.expect(200);
    assert_eq!(worth(&trade, &order).await, not_now("contract_suspended"));
    metro.act(&format!("{contract}/reinstatements"), json!({})).await.expect(200);
    trade.story.app.clock.set(test_time() + TimeDelta::seconds(61));
    assert_eq!(worth(&trade, &order).await, not_now("not_yet_known"));
    tell_order(&trade, &contract, "closed", "received").await;
    let ended = ("ended".to_owned(), vec![]);
    assert_eq!((worth(&trade, &order).await, worth(&trade, &note).await), (ended.clone(), ended));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_contract_sees_what_a_stranger_with_its_code_sees() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let metro = trade.as_(&trade.story.metro);
    assert_eq!(metro.get(&contract).await.expect(200).json["condition"], json!(null));
    let verifications = metro.get("/v1/supplier-verifications").await.expect(200).json;
    let verification =
        format!("/v1/supplier-verifications/{}", verifications["items"][0]["id"].as_str().unwrap());
    metro.act(&format!("{verification}/suspensions"), json!({"note": "Audit."})).await.expect(200);
    assert_eq!(worth(&trade, &code).await, ("not_now".to_owned(), vec!["supplier_not_verified".to_owned()]));
    let seen = metro.get(&contract).await.expect(200);
    assert_eq!(
        (&seen.json["state"], &seen.json["condition"]),
        (&json!("active"), &json!("supplier_not_verified"))
    );
    let list = metro.get("/v1/contracts").await.expect(200).json;
    assert_eq!(list["items"][0]["etag"], seen.json["etag"]);
    metro.act(&format!("{verification}/reinstatements"), json!({})).await.expect(200);
    assert_eq!(metro.get(&contract).await.expect(200).json["condition"], json!(null));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_a_picture_that_phones_read() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let picture = check(&trade, &format!("{code}/qr")).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/svg+xml"));
    assert!(picture.text.contains("<svg"), "{}", picture.text);
    let never = AuthenticityCode::from_random([1, 2, 3, 4, 5]).to_string();
    check(&trade, &format!("{never}/qr")).await.expect_problem(404, "not-found");
}

/// What a browser asks for.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

async fn browse(caller: &Caller, path: &str) -> Response {
    caller.send(caller.request("GET", path).header("accept", BROWSER)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_gets_the_check_as_a_page_that_says_nothing_commercial() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let (path, stranger) = (format!("/v1/authenticity/{code}"), trade.story.app.stranger());
    let page = browse(&stranger.clone().in_indonesian(), &path).await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'sha256-"));
    for said in [
        "<strong>Berlaku</strong>",
        "PT Kuasa Omega Jaya",
        "Perumda Dharma Jaya",
        "Kota Metro dan Daerah Khusus Ibukota Jakarta",
        &code,
        "<svg ",
    ] {
        assert!(page.text.contains(said), "{said} in {}", page.text);
    }
    for commercial in ["22500", "22.500", "9000", "9.000", "Rp"] {
        assert!(!page.text.contains(commercial), "{commercial} in {}", page.text);
    }
    assert!(page.text.len() < 20_000 && !page.text.contains("<script"), "{} bytes", page.text.len());
    assert!(browse(&stranger, &path).await.expect(200).text.contains("<strong>Valid</strong>"));
    assert_eq!(check(&trade, &code).await.expect(200).header("content-type"), "application/json");
    let suspensions = format!("{contract}/suspensions");
    trade.as_(&trade.story.metro).act(&suspensions, json!({"note": "Keluhan."})).await.expect(200);
    let page = browse(&stranger, &path).await.expect(200);
    for said in ["Not in force now", "<li>Contract suspended</li>"] {
        assert!(page.text.contains(said), "{said} in {}", page.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_refused_by_a_page_that_says_what_to_do() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let stranger = trade.story.app.stranger();
    let never = AuthenticityCode::from_random([1, 2, 3, 4, 5]).to_string();
    let unknown =
        browse(&stranger.clone().in_indonesian(), &format!("/v1/authenticity/{never}")).await.expect(404);
    assert!(
        unknown.text.contains("<h1>Tidak ditemukan</h1>")
            && unknown.text.contains("Tidak ada dokumen dengan kode ini"),
        "{}",
        unknown.text
    );
    let mistyped = browse(&stranger, "/v1/authenticity/KAD-%3Cb%3E-7H2M").await.expect(404);
    assert!(!mistyped.text.contains("<b>-"), "{}", mistyped.text);
    let last = if code.ends_with('A') { 'B' } else { 'A' };
    let mistyped = format!("/v1/authenticity/{}{last}", &code[..code.len() - 1]);
    let mistyped = browse(&stranger, &mistyped).await.expect(422);
    assert!(mistyped.text.contains("Compare every letter and digit"), "{}", mistyped.text);
    let asked_more = browse(&stranger, &format!("/v1/authenticity/{code}?price=1")).await.expect(400);
    for page in [&unknown, &mistyped, &asked_more] {
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
        let request = page.header("x-request-id");
        assert!(page.text.contains(request), "{request} in {}", page.text);
    }
    browse(&stranger, "/v1/nothing-here").await.expect(404);
    let written =
        stranger.request("POST", "/v1/authenticity-reports").header("accept", BROWSER).json(&json!({}));
    stranger.send(written).await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_asks_too_often_is_told_so_by_a_page() {
    let app = start_with([("KAD_PUBLIC_RATE_LIMIT", "1".to_owned())]).await;
    let stranger = app.stranger();
    let mut last = browse(&stranger, "/v1/authenticity/KAD-0000-0000-0").await;
    for _ in 0..20 {
        if last.status == 429 {
            break;
        }
        last = browse(&stranger, "/v1/authenticity/KAD-0000-0000-0").await;
    }
    assert!(last.status == 429 && last.text.contains("Wait a moment"), "{} {}", last.status, last.text);
    assert!(!last.header("retry-after").is_empty());
}

async fn report(trade: &Trade, body: Value) -> Response {
    let stranger = trade.story.app.stranger();
    stranger.send(stranger.request("POST", "/v1/authenticity-reports").json(&body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_reports_a_doubt_and_both_coordinators_read_and_answer_it() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let code = code_of(&trade, &contract).await;
    let body = json!({"code": code, "region_code": "31.75", "contact": "0812",
        "description": "Truk membawa telur, dokumennya untuk beras."});
    let taken = report(&trade, body.clone()).await.expect(202);
    assert_eq!(report(&trade, body).await.expect(202).json, taken.json, "the same again is the same");
    let path = format!("/v1/authenticity-reports/{}", taken.json["id"].as_str().unwrap());
    for coordinator in [&trade.story.metro, &trade.story.jakarta] {
        let read = trade.as_(coordinator).get(&path).await.expect(200);
        assert_eq!((&read.json["state"], &read.json["paper_kind"]), (&json!("reported"), &json!("contract")));
        let waits =
            trade.as_(coordinator).get("/v1/agreement-work-items?action=answer_authenticity_report").await;
        assert_eq!(waits.expect(200).json["items"][0]["subject"], taken.json["id"]);
    }
    let outsider = testkit::Actor::new(testkit::party(9), "35.72", &[domain::shared::Role::Coordinator]);
    trade.as_(&outsider).get(&path).await.expect_problem(404, "not-found");
    trade.as_(&trade.supplier).get(&path).await.expect_problem(403, "forbidden");
    let answers = format!("{path}/answers");
    let jakarta = trade.as_(&trade.story.jakarta);
    jakarta.act(&answers, json!({})).await.expect_problem(422, "validation-failed");
    let answered =
        jakarta.act(&answers, json!({"note": "Dokumen benar, muatan diperiksa."})).await.expect(200);
    assert_eq!(answered.json["state"], "answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_was_never_issued_is_reported_to_the_region_where_it_was_seen() {
    let trade = Trade::start().await;
    let body =
        json!({"code": "KAD-0000-0000-1", "region_code": "31.75", "description": "Surat jalan tanpa kop."});
    let taken = report(&trade, body).await.expect(202);
    let path = format!("/v1/authenticity-reports/{}", taken.json["id"].as_str().unwrap());
    trade.as_(&trade.story.jakarta).get(&path).await.expect(200);
    trade.as_(&trade.story.metro).get(&path).await.expect_problem(404, "not-found");
    for wrong in [
        json!({"code": "", "region_code": "31", "description": "Terlalu pendek?"}),
        json!({"code": "KAD", "region_code": "99", "description": "Daerah yang tidak ada."}),
        json!({"code": "KAD", "region_code": "31", "description": "x".repeat(2001)}),
    ] {
        report(&trade, wrong).await.expect_problem(422, "validation-failed");
    }
}
