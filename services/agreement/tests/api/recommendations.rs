//! Recommendations: given by who facilitates or audits, answered by the sides.

use domain::shared::Role;
use serde_json::json;

use crate::story::register;
use crate::trade::Trade;

#[tokio::test(flavor = "multi_thread")]
async fn an_auditor_advises_and_a_side_answers_once() {
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
    let given = trade.as_(&auditor).post(path, body).await.expect(201);
    assert_eq!((given.json["state"].as_str(), given.json["role"].as_str()), (Some("open"), Some("auditor")));
    let path = given.header("location").to_owned();
    trade.as_(&auditor).act(&format!("{path}/acceptances"), json!({})).await.expect_problem(403, "forbidden");
    trade.as_(&trade.supplier).get(&path).await.expect_problem(404, "not-found");
    let work = metro.get("/v1/agreement-work-items?action=accept_recommendation").await.expect(200);
    assert_eq!(work.json["items"][0]["subject"], given.json["id"]);
    metro.act(&format!("{path}/declinations"), json!({})).await.expect_problem(422, "validation-failed");
    let answered = metro.act(&format!("{path}/acceptances"), json!({})).await.expect(200);
    assert_eq!(answered.json["state"], "accepted");
    assert_eq!(answered.json["answered_by_party_id"], trade.story.metro.party.to_string());
    trade
        .as_(&auditor)
        .act(&format!("{path}/withdrawals"), json!({}))
        .await
        .expect_problem(409, "state-conflict");
}
