//! Tenants are apart: for every operation below an agreement, a contract or a grant, what is another's
//! answers exactly as what does not exist.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response, fresh_key};

use crate::trade::Trade;

/// A body that passes the check of form, by the name of its schema.
fn body_for(operation: &Value, trade: &Trade) -> Option<Value> {
    let content = operation["requestBody"]["content"].as_object()?;
    let schema = content.values().next()?["schema"]["$ref"].as_str()?;
    let hash = "0".repeat(64);
    Some(match schema.rsplit('/').next()? {
        "TextConsentRequest" => json!({"text_sha256": hash}),
        "SignAgreementRequest" | "SignContractRequest" => {
            json!({"text_sha256": hash, "signatory": {"name": "A", "position": "B", "capacity": "mayor"}})
        }
        "TerminateAgreementRequest" => json!({"ground": "law", "note": "x", "signatory": {"name": "A",
            "position": "B", "capacity": "mayor"}}),
        "AssignAuditorRequest" | "EndAuditorRequest" => json!({"party_id": trade.buyer.party}),
        "CreateBackfillGrantRequest" => {
            json!({"party_id": trade.buyer.party, "from_date": "2022-01-01", "until_date": "2022-12-31", "reason": "x"})
        }
        "CreateContractAmendmentRequest" => {
            json!({"rationale": "x", "effective_date": "2026-12-01", "valid_until_date": "2027-01-01",
                "lines": [{"commodity_code": "eggs", "form_code": "fresh", "unit": "KGM",
                    "price": {"amount": 1, "currency": "IDR"}, "price_basis": "per_kg_net"}]})
        }
        "CreateEvaluationRequest" => json!({"result": "pass"}),
        "CreateAgreementAmendmentRequest" => {
            json!({"rationale": "x", "effective_date": "2026-12-01", "valid_until_date": "2027-01-01",
                "commodities": ["eggs"]})
        }
        _ => json!({}),
    })
}

async fn call(caller: &Caller, method: &str, path: &str, body: Option<&Value>) -> Response {
    let request = caller.request(&method.to_uppercase(), path).header("idempotency-key", fresh_key());
    let request = request.header("if-match", "\"v1\"");
    let Some(body) = body else { return caller.send(request).await };
    let media = if method == "patch" { "application/merge-patch+json" } else { "application/json" };
    caller.send(request.header("content-type", media).body(body.to_string())).await
}

fn without_instance(answer: &Response) -> Value {
    let mut json = answer.json.clone();
    json["instance"] = Value::Null;
    json
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_anothers_answers_as_what_does_not_exist() {
    let trade = Trade::start().await;
    let contract = trade.active().await;
    let amendment = crate::amendments::drafted(&trade, &contract).await;
    let grant = json!({"party_id": trade.supplier.party, "from_date": "2022-01-01", "until_date": "2022-12-31", "reason": "x"});
    let grants = format!("{}/backfill-grants", trade.agreement);
    let grant = trade.as_(&trade.story.metro).post(&grants, grant).await.expect(201);
    let known = [
        ("/v1/agreements/{id}", trade.agreement_id().to_owned(), "agr"),
        ("/v1/contracts/{id}", contract.rsplit('/').next().unwrap().to_owned(), "ctr"),
        ("/v1/backfill-grants/{id}", grant.id(), "bfg"),
        ("/v1/amendments/{id}", amendment.id(), "amd"),
    ];
    let everything: Vec<Role> = Role::ALL.iter().copied().filter(|role| *role != Role::Service).collect();
    let outsider = trade.as_(&Actor::new(testkit::party(9), "35.72", &everything));
    let document = web::document(&agreement::mount(None));
    let mut tried = 0;
    for (template, item) in document["paths"].as_object().unwrap() {
        let Some((start, id, prefix)) = known.iter().find(|(start, ..)| template.starts_with(start)) else {
            continue;
        };
        assert!(start.ends_with("{id}"));
        for (method, operation) in item.as_object().unwrap() {
            let body = body_for(operation, &trade);
            let nothing = format!("{prefix}_{}", "f".repeat(32));
            let path = |id: &str| template.replace("{id}", id);
            let theirs = call(&outsider, method, &path(id), body.as_ref()).await;
            let absent = call(&outsider, method, &path(&nothing), body.as_ref()).await;
            assert_eq!(theirs.status, 404, "{method} {template}: {}", theirs.text);
            assert_eq!(without_instance(&theirs), without_instance(&absent), "{method} {template}");
            tried += 1;
        }
    }
    assert!(tried >= 35, "only {tried} operations were tried");
}
