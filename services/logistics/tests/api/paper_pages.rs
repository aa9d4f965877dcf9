//! Delivery notes and handover records, as JSON and as pages that print.

use serde_json::{Value, json};
use testkit::{Caller, Response};

use crate::seed::{cattle, cattle_in_the_catalog, party_row, rice, tell};
use crate::trade::{Trade, carrier, health, herd, item, item_id, plan, truck};
use crate::{facilitator, metro, other_supplier};

/// What a browser asks for.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

async fn ask(caller: &Caller, path: &str, accept: &str) -> Response {
    caller.send(caller.request("GET", path).header("accept", accept)).await
}

/// A herd on its way to Jakarta, and the address of its delivery note.
async fn herd_on_the_road(trade: &Trade) -> (Value, String) {
    cattle_in_the_catalog(&trade.app).await;
    let order = trade.order(cattle(), "30", "HEA").await;
    let vehicles = json!([truck("BE 8123 FK", json!([herd(&order)]))]);
    let shipment = trade.departed(&order, vehicles, json!([health(30)])).await;
    let note = format!("/v1/shipments/{}/delivery-note", shipment["id"].as_str().unwrap());
    (shipment, note)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_note_calls_everything_by_its_name_and_leads_to_its_check() {
    let trade = Trade::start().await;
    let (shipment, path) = herd_on_the_road(&trade).await;
    let note = trade.buyer.get(&path).await.expect(200);
    assert_eq!(note.header("content-type"), "application/json");
    assert_eq!(note.json["supplier"]["legal_name"], "KUJ");
    assert_eq!(note.json["buyer"]["legal_name"], "Food Station");
    assert_eq!(note.json["destination"]["region_name"], "DKI Jakarta");
    let item = &note.json["vehicles"][0]["items"][0];
    assert_eq!(item["goods"]["form_name"], json!({"id": "sapi hidup", "en": "live cattle"}));
    assert_eq!(item["call_off_number"], note.json["call_off_numbers"][0]);
    assert_eq!(note.json["journey_papers"].as_array().unwrap().len(), 4);
    let (code, url) =
        (shipment["authenticity_code"].as_str().unwrap(), note.json["check_url"].as_str().unwrap());
    assert!(url.starts_with("https://") && url.ends_with(&format!("/v1/authenticity/{code}")), "{url}");

    let mut page = ask(&trade.buyer.clone().in_indonesian(), &path, BROWSER).await.expect(200);
    page.text = page.text.replace("<wbr>", "");
    for said in [
        "Surat Jalan",
        "Sapi hidup",
        "30 ekor",
        "10.500 kg",
        "BE 8123 FK",
        "Pak Slamet",
        "Status: berangkat",
        url,
        code,
        "Sertifikat veteriner (SKKH)",
        "30 November 2026",
        "<svg ",
    ] {
        assert!(page.text.contains(said), "{said} in {}", page.text);
    }
    let english = ask(&trade.buyer, &path, BROWSER).await.expect(200);
    for said in ["Delivery Note", "Live cattle", "30 head", "10,500 kg", "Status: departed"] {
        assert!(english.text.contains(said), "{said} in {}", english.text);
    }
    for answer in [&note, &page, &english] {
        for price in ["24000", "24.000", "24,000", "Rp", "price", "amount"] {
            assert!(!answer.text.contains(price), "{price} in {}", answer.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_sent_with_the_least_it_may_do_and_both_forms_are_kept_apart() {
    let trade = Trade::start().await;
    let (_, path) = herd_on_the_road(&trade).await;
    let page = ask(&trade.buyer, &path, BROWSER).await.expect(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("content-language"), "en");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("script"),
        "{policy}"
    );
    assert!(page.text.len() < 20_000 && !page.text.contains("<script"), "{} bytes", page.text.len());
    let json = trade.buyer.get(&path).await.expect(200);
    for answer in [&page, &json] {
        let depends = answer.header("vary").to_ascii_lowercase();
        assert!(depends.contains("accept") && depends.contains("accept-language"), "{depends}");
    }
    let indonesian = ask(&trade.buyer.clone().in_indonesian(), &path, BROWSER).await.expect(200);
    assert!(page.etag() != json.etag() && page.etag() != indonesian.etag(), "each form has a tag of its own");
    for (accept, etag) in [(BROWSER, page.etag()), ("*/*", json.etag())] {
        let again = trade.buyer.request("GET", &path).header("accept", accept).header("if-none-match", etag);
        assert_eq!(trade.buyer.send(again).await.status, 304, "{accept}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_header_accept_decides_in_which_form_it_comes() {
    let trade = Trade::start().await;
    let (_, path) = herd_on_the_road(&trade).await;
    let (json, page) = ("application/json", "text/html; charset=utf-8");
    for (accept, status, kind) in [
        ("*/*", 200, json),
        ("application/json", 200, json),
        ("application/json, text/html", 200, json),
        ("application/json, text/plain, */*", 200, json),
        ("text/html;q=0.4, application/json;q=0.5", 200, json),
        ("text/html;q=0, */*;q=0.1", 200, json),
        ("text/html", 200, page),
        ("text/html, */*", 200, page),
        ("text/html;q=0.5, application/json;q=0.4", 200, page),
        (BROWSER, 200, page),
        ("text/csv", 406, "application/problem+json"),
        ("text/html;q=0", 406, "application/problem+json"),
    ] {
        let answer = ask(&trade.buyer, &path, accept).await.expect(status);
        assert_eq!(answer.header("content-type"), kind, "{accept}");
    }
    // What has no page says so in a page.
    let refused = ask(&trade.buyer, "/v1/shipments", "text/html").await.expect(406);
    assert_eq!(refused.header("content-type"), page);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handover_record_holds_what_became_of_the_goods_in_every_measure() {
    let trade = Trade::start().await;
    let (shipment, _) = herd_on_the_road(&trade).await;
    let lines = json!([{
        "shipment_item_id": item_id(&shipment, 0),
        "heads": {"loaded": 30, "accepted": 28, "rejected": 1, "dead": 1},
        "weight": {"unit": "KGM", "loaded": "10500", "accepted": "9450", "rejected": "350", "removed": "350", "shrink": "350"},
        "rejections": [{"reason": "sick", "heads": 1, "weight": {"value": "350", "unit": "KGM"}}],
        "note": "Satu ekor sakit.",
    }]);
    let receipt = trade.post(&shipment, lines).await.expect(200).json;
    let path = format!("/v1/receipts/{}/handover-record", receipt["id"].as_str().unwrap());
    let record = trade.supplier.get(&path).await.expect(200);
    assert_eq!(record.json["number"], receipt["number"]);
    assert_eq!(record.json["delivery_note_number"], shipment["number"]);
    assert_eq!(record.json["authenticity_code"], shipment["authenticity_code"]);
    assert_eq!(record.json["vehicles"][0]["lines"][0]["heads"]["accepted"], 28);
    let page = ask(&trade.supplier.clone().in_indonesian(), &path, BROWSER).await.expect(200);
    for said in [
        "Berita Acara Serah Terima",
        receipt["number"].as_str().unwrap(),
        "data-label=\"Diterima\">9.450</td>",
        "data-label=\"Mati\">1</td>",
        "Alasan penolakan: sakit (350 kg, 1 ekor)",
        "Satu ekor sakit.",
        "Status: dibukukan",
    ] {
        assert!(page.text.contains(said), "{said} in {}", page.text);
    }
    for answer in [&record, &page] {
        for price in ["24000", "24.000", "Rp", "price", "amount"] {
            assert!(!answer.text.contains(price), "{price} in {}", answer.text);
        }
    }
    let path_of = |id: &Value| format!("/v1/receipts/{}", id.as_str().unwrap());
    let reversals = format!("{}/reversals", path_of(&receipt["id"]));
    let reversed = trade.buyer.act(&reversals, json!({"note": "Salah timbang."})).await.expect(200).json;
    let back = format!("{}/handover-record", path_of(&reversed["reversed_by"]));
    let taken_back = trade.supplier.get(&back).await.expect(200).json;
    assert_eq!((&taken_back["takes_back_number"], &taken_back["vehicles"]), (&receipt["number"], &json!([])));
    let former = trade.supplier.get(&path).await.expect(200).json;
    assert_eq!(former["taken_back_by_number"], taken_back["number"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_are_read_by_who_reads_what_they_are_of() {
    let trade = Trade::start().await;
    let order = trade.order(rice(), "10", "TNE").await;
    let mut body = plan(&order, json!([truck("BE 1", json!([item(&order, "5", "TNE")]))]), json!([]));
    body["carrier_party_id"] = json!(carrier().party);
    let shipment = trade.supplier.post("/v1/shipments", body).await.expect(201).header("location").to_owned();
    for step in ["loadings", "readiness", "departures"] {
        trade.supplier.act(&format!("{shipment}/{step}"), json!({})).await.expect(200);
    }
    let driven = trade.supplier.get(&shipment).await.expect(200).json;
    let line = json!([{"shipment_item_id": item_id(&driven, 0), "weight": {"unit": "TNE", "accepted": "5"}}]);
    let receipt = trade.captured(&driven, line).await;
    let (note, record) = (format!("{shipment}/delivery-note"), format!("{receipt}/handover-record"));
    for (who, of_note, of_record) in [
        (crate::supplier(), 200, 200),
        (metro(), 200, 200),
        (facilitator(), 200, 200),
        (carrier(), 200, 404),
        (other_supplier(), 404, 404),
    ] {
        let caller = trade.app.caller(&who);
        for accept in ["*/*", BROWSER] {
            ask(&caller, &note, accept).await.expect(of_note);
            ask(&caller, &record, accept).await.expect(of_record);
        }
    }
    // The driver is named to those who trade and drive.
    let driver = |caller: Caller| {
        let note = note.clone();
        async move { ask(&caller, &note, BROWSER).await.text.contains("Pak Slamet") }
    };
    assert!(driver(trade.app.caller(&carrier())).await && !driver(trade.app.caller(&metro())).await);
    let stranger = trade.app.stranger();
    let closed = ask(&stranger, &note, BROWSER).await.expect(401);
    assert!(
        closed.text.contains("signed in") && closed.header("www-authenticate").starts_with("Bearer"),
        "{}",
        closed.text
    );
    let unknown = format!("/v1/shipments/shp_{}/delivery-note", "0".repeat(32));
    let unknown = ask(&trade.buyer, &unknown, BROWSER).await.expect(404);
    assert!(unknown.text.contains("<h1>Not found</h1>"), "{}", unknown.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_party_is_called_is_text_on_its_papers() {
    let trade = Trade::start().await;
    let (_, path) = herd_on_the_road(&trade).await;
    tell(&trade.app, &party_row(20, "PT <script>alert('x')</script> & \"Anak\"", "18.72", 2), 70).await;
    let page = ask(&trade.buyer, &path, BROWSER).await.expect(200);
    assert!(!page.text.contains("<script"), "{}", page.text);
    assert!(
        page.text.contains("PT &lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;Anak&quot;"),
        "{}",
        page.text
    );
}
