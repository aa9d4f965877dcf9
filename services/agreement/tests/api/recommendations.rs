//! Recommendations: given by who facilitates or audits, answered by the sides.

use domain::shared::Role;
use serde_json::{Value, json};

use crate::story::register;
use crate::trade::Trade;

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_advises_and_each_side_answers_for_itself_once() {
    let trade = Trade::start().await;
    let auditor = register(&trade.story.app, "audit_body", "Inspektorat", "31", &[Role::Auditor]).await;
    let party = auditor.party;
    let metro = trade.as_(&trade.story.metro);
    for side in [&metro, &trade.as_(&trade.story.jakarta)] {
        side.act(&format!("{}/auditors", trade.agreement), json!({"party_id": party})).await.expect(200);
    }

    let body = json!({"agreement_id": trade.agreement_id(), "title": "Percepat NKV",
        "body": "Tiga pemasok menunggu lebih dari sebulan."});
    let path = "/v1/recommendations";
    let stranger = trade.as_(&testkit::Actor::new(testkit::party(9), "35.72", &[Role::Auditor]));
    stranger.post(path, body.clone()).await.expect_problem(422, "validation-failed");
    metro.post(path, body.clone()).await.expect_problem(403, "forbidden");
    let given = trade.as_(&auditor).post(path, body.clone()).await.expect(201);
    assert_eq!((given.json["state"].as_str(), given.json["role"].as_str()), (Some("open"), Some("auditor")));
    let path = given.header("location").to_owned();
    trade.as_(&auditor).act(&format!("{path}/acceptances"), json!({})).await.expect_problem(403, "forbidden");
    trade.as_(&trade.supplier).get(&path).await.expect_problem(404, "not-found");
    let jakarta = trade.as_(&trade.story.jakarta);
    let waits = async |side: &testkit::Caller| {
        let work = side.get("/v1/agreement-work-items?action=accept_recommendation").await.expect(200);
        let names =
            work.json["items"].as_array().unwrap().iter().map(|item| item["counterpart_name"].clone());
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        (waits(&metro).await, waits(&jakarta).await),
        (vec![json!("Inspektorat")], vec![json!("Inspektorat")])
    );
    let acceptances = format!("{path}/acceptances");
    metro.act(&format!("{path}/declinations"), json!({})).await.expect_problem(422, "validation-failed");
    let first = metro.act(&acceptances, json!({})).await.expect(200).json;
    assert_eq!((&first["state"], &first["answered_by_party_id"]), (&json!("open"), &Value::Null));
    let answer = json!({"party_id": trade.story.metro.party, "answer": "accepted", "answered_at": "2026-11-22T03:00:00Z"});
    assert_eq!(first["answers"], json!([answer]));
    metro.act(&acceptances, json!({})).await.expect_problem(409, "duplicate");
    assert_eq!(
        (waits(&metro).await.len(), waits(&jakarta).await.len()),
        (0, 1),
        "the other side answers for itself"
    );
    let told = "/v1/agreement-events?types=id.kad.recommendation.acceptance_given";
    assert_eq!(trade.story.app.feed(&trade.story.jakarta, told).await.len(), 1);
    let answered = jakarta.act(&acceptances, json!({})).await.expect(200).json;
    assert_eq!(answered["state"], "accepted");
    assert_eq!(answered["answered_by_party_id"], trade.story.jakarta.party.to_string());
    assert_eq!(answered["answers"][1]["party_id"], trade.story.jakarta.party.to_string());
    let withdrawals = format!("{path}/withdrawals");
    trade.as_(&auditor).act(&withdrawals, json!({})).await.expect_problem(409, "state-conflict");

    // As soon as one side declines, it is declined.
    let given = trade.as_(&auditor).post("/v1/recommendations", body).await.expect(201);
    let path = given.header("location").to_owned();
    jakarta.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    let no = json!({"note": "Belum dianggarkan."});
    let declined = metro.act(&format!("{path}/declinations"), no).await.expect(200).json;
    assert_eq!(declined["state"], "declined");
    assert_eq!(declined["answers"][1]["answer"], "declined");
    assert!(waits(&metro).await.is_empty());
}
