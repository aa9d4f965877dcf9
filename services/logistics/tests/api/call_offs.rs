//! Call-off orders.

use serde_json::json;

use crate::seed::{self, eggs, of, order};
use crate::{buyer, start, supplier};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_written_issued_and_accepted_and_its_history_tells_it() {
    let app = start().await;
    seed::everything(&app).await;
    let (buyer, supplier) = (app.caller(&buyer()), app.caller(&supplier()));
    let draft = buyer.post("/v1/call-offs", order(json!([of(eggs(), "2500", "KGM")]))).await.expect(201);
    let path = draft.header("location").to_owned();
    assert_eq!(buyer.get(&path).await.expect(200).json, draft.json);
    assert_eq!((draft.json["state"].as_str(), draft.etag()), (Some("draft"), "\"v1\""));
    assert_eq!(draft.json["number"], "SP/2026/000001");
    assert!(draft.json["terms_position"].is_null());
    let issued = buyer.act(&format!("{path}/issuances"), json!({})).await.expect(200);
    assert_eq!((issued.json["state"].as_str(), issued.etag()), (Some("issued"), "\"v2\""));
    assert_eq!(issued.json["terms_position"], 4);
    assert_eq!(issued.json["lines"][0]["open"], json!({"value": "2500", "unit": "KGM"}));
    app.clock.set(app.clock.now() + chrono::TimeDelta::seconds(1));
    let accepted = supplier.act(&format!("{path}/acceptances"), json!({"note": "Siap"})).await.expect(200);
    assert_eq!(accepted.json["state"], "accepted");
    assert_eq!(supplier.get(&path).await.expect(200).json, accepted.json);
    let history = buyer.get(&format!("{path}/transitions")).await.expect(200).json;
    let told: Vec<_> = history["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| (t["event"].as_str().unwrap().to_owned(), t["actor_role"].as_str().unwrap().to_owned()))
        .collect();
    let expected = [("issue", "buyer"), ("accept", "supplier")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(told, expected);
}
