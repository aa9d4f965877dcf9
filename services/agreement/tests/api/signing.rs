//! Who signs, what stands on the paper before, and the papers of the stages.

use domain::agreement::AgreementStage::{Activation, Discussion, Offer};
use domain::agreement::{
    CooperationLimit, LimitKind, PlausiblePrice, StageRequirement, seed_plausible_prices,
};
use domain::shared::{ClientId, Id as _};
use serde_json::{Value, json};
use testkit::Response;

use crate::admin;
use crate::story::{Story, head};
use crate::trade::Trade;

fn rules(answer: &Response) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().cloned().unwrap_or_default();
    unmet.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_of_office_signs_only_by_a_letter_that_covers_it_that_day() {
    let story = Story::start().await;
    let path = story.confirmed().await;
    let (mayor, signatures) = (story.as_(&story.mayor), format!("{path}/signatures"));
    let with = async |signatory: Value| {
        let body = json!({"text_sha256": story.hash(&path).await, "signatory": signatory});
        mayor.act(&signatures, body).await
    };
    let official = json!({"name": "Sekda", "position": "Kepala Dinas", "capacity": "official"});
    let refused = with(official.clone()).await.expect_problem(422, "signature-not-valid");
    assert_eq!(rules(&refused), ["power_of_attorney_given"]);
    let refused = with(head("Wahdi", "governor")).await.expect_problem(422, "signature-not-valid");
    assert_eq!(rules(&refused), ["capacity_of_the_region"]);
    let mut lettered = official;
    lettered["power_of_attorney"] = json!({"number": "1/2020", "holder": "Another", "covers": ["contract_signature"],
        "valid_from_date": "2020-01-01", "valid_until_date": "2021-01-01"});
    let refused = with(lettered.clone()).await.expect_problem(422, "signature-not-valid");
    assert_eq!(
        rules(&refused),
        ["power_of_attorney_holder", "power_of_attorney_covers", "power_of_attorney_valid"]
    );
    lettered["power_of_attorney"] = json!({"number": "1/2026", "holder": "Sekda",
        "covers": ["agreement_signature"], "valid_from_date": "2026-01-01"});
    assert_eq!(with(lettered).await.expect(200).json["state"], "ready_to_sign");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_business_signs_by_its_own_people_or_a_letter() {
    let trade = Trade::start().await;
    let path = trade.endorsed(trade.draft()).await;
    let supplier = trade.as_(&trade.supplier);
    let hash = supplier.get(&format!("{path}/text")).await.expect(200).json["text_sha256"].clone();
    let signatures = format!("{path}/signatures");
    let with = |signatory: Value| json!({"text_sha256": hash, "signatory": signatory});
    let refused = supplier.act(&signatures, with(head("Wahdi", "mayor"))).await;
    assert_eq!(rules(&refused.expect_problem(422, "signature-not-valid")), ["capacity_of_the_business"]);
    let other = with(head("Sari", "authorized_representative"));
    let refused = supplier.act(&signatures, other).await.expect_problem(422, "signature-not-valid");
    assert_eq!(rules(&refused), ["power_of_attorney_given"]);
    let machine = trade.supplier.clone().named(&ClientId::from_uuid(uuid::Uuid::from_u128(9)).to_string());
    let by_machine = trade.as_(&machine).act(&signatures, with(head("Sari", "director"))).await;
    by_machine.expect_problem(403, "forbidden");
    let signed = supplier.act(&signatures, with(head("Sari", "director"))).await.expect(200);
    let consents = signed.json["consents"].as_array().unwrap();
    let own = consents.iter().find(|one| one["kind"] == "signature").unwrap();
    assert_eq!(own["signatory"]["capacity"], "director");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_has_a_number_before_it_is_signed() {
    let story = Story::start().await;
    let mut draft = story.draft();
    draft["number"] = Value::Null;
    draft.as_object_mut().unwrap().remove("number");
    let path = story.confirmed_as(draft).await;
    let (mayor, metro) = (story.as_(&story.mayor), story.as_(&story.metro));
    let body = story.signature(&path, "Wahdi", "mayor").await;
    let refused = mayor.act(&format!("{path}/signatures"), body.clone()).await;
    assert_eq!(rules(&refused.expect_problem(422, "agreement-rule")), ["agreement_numbered"]);
    let etag = metro.get(&path).await.etag().to_owned();
    let title = metro.patch(&path, json!({"title": "Lain"}), &etag).await;
    title.expect_problem(409, "state-conflict");
    metro.patch(&path, json!({"number": "119/KS/2022"}), &etag).await.expect(200);
    mayor.act(&format!("{path}/signatures"), body).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agreement_covers_what_the_catalog_knows() {
    let story = Story::start().await;
    let metro = story.as_(&story.metro);
    let mut draft = story.draft();
    draft["commodities"] = json!(["rice", "unicorn"]);
    let silent = metro.post("/v1/agreements", draft.clone()).await.expect_problem(409, "not-yet-known");
    assert_eq!(silent.json["retryable"], true);
    story.hear("catalog").await;
    let refused = metro.post("/v1/agreements", draft).await.expect_problem(422, "validation-failed");
    assert_eq!(
        (&refused.json["errors"][0]["pointer"], &refused.json["errors"][0]["code"]),
        (&json!("/commodities/1"), &json!("unknown-commodity"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn agreements_are_of_days_that_people_live_in() {
    let story = Story::start().await;
    let metro = story.as_(&story.metro);
    for (field, day) in [
        ("valid_from_date", "-0001-06-10"),
        ("valid_from_date", "1999-12-31"),
        ("valid_until_date", "2199-01-01"),
        ("valid_until_date", "+12022-01-01"),
    ] {
        let mut draft = story.draft();
        draft[field] = json!(day);
        let refused = metro.post("/v1/agreements", draft).await.expect_problem(422, "validation-failed");
        let first = &refused.json["errors"][0];
        assert_eq!(
            (&first["pointer"], &first["code"]),
            (&json!(format!("/{field}")), &json!("implausible-date")),
            "{day}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_papers_of_a_stage_are_data_and_bar_what_they_say() {
    let story = Story::start().await;
    let drafted = story.as_(&story.metro).post("/v1/agreements", story.draft()).await.expect(201);
    let path = drafted.header("location").to_owned();
    let admin = story.app.caller(&admin());
    let row = json!({"stage": "offer", "paper": "work_plan", "from": "initiator", "bars": true, "due_days": 14,
        "in_force_from_date": "2026-11-22", "legal_basis": "Keputusan bersama 2026"});
    story
        .as_(&story.metro)
        .post("/v1/stage-requirements", row.clone())
        .await
        .expect_problem(403, "forbidden");
    let added = admin.post("/v1/stage-requirements", row).await.expect(201);
    let metro = story.as_(&story.metro);
    let offers = format!("{path}/offers");
    let refused = metro.act(&offers, json!({})).await.expect_problem(422, "agreement-rule");
    assert_eq!(rules(&refused), ["stage_paper_given"]);
    let stages = metro.get(&format!("{path}/stages")).await.expect(200);
    assert_eq!(stages.json["present"], "offer");
    let papers = stages.json["stages"][0]["papers"].as_array().unwrap();
    let plan = papers.iter().find(|one| one["paper"] == "work_plan").unwrap();
    assert_eq!((&plan["present"], &plan["due_date"]), (&json!(false), &json!("2026-12-06")));
    let plan = json!({"documents": [{"type": "work_plan", "number": "7/2026"}]});
    metro.act(&offers, plan).await.expect(200);
    let stages = metro.get(&format!("{path}/stages")).await.expect(200);
    let papers = stages.json["stages"][0]["papers"].as_array().unwrap();
    let plan = papers.iter().find(|one| one["paper"] == "work_plan").unwrap();
    assert_eq!((&plan["present"], &plan["number"]), (&json!(true), &json!("7/2026")));
    let ending = json!({"in_force_until_date": "2026-11-22", "note": "Diganti."});
    let endings = format!("/v1/stage-requirements/{}/endings", added.json["id"].as_str().unwrap());
    admin.act(&endings, ending).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_council_that_must_approve_bars_activation() {
    let story = Story::start().await;
    let mut draft = story.draft();
    draft["plan"] = json!({"burdens_public": true, "in_regional_budget": true, "note": "Retribusi."});
    let path = story.confirmed_as(draft).await;
    let metro = story.as_(&story.metro);
    let stages = metro.get(&format!("{path}/stages")).await.expect(200);
    let of = |stages: &Response| {
        let stages = stages.json["stages"].as_array().unwrap().clone();
        let activation = stages.into_iter().find(|one| one["stage"] == "activation").unwrap();
        activation["papers"][0].clone()
    };
    let before = of(&stages);
    assert_eq!(
        (&before["paper"], &before["bars"], &before["present"]),
        (&json!("council_approval"), &json!(true), &json!(false))
    );
    let decided = json!({"text_sha256": story.hash(&path).await,
        "documents": [{"type": "council_decision", "number": "12/DPRD/2022", "document_date": "2022-05-30"}]});
    metro.act(&format!("{path}/council-approvals"), decided).await.expect(200);
    assert_eq!(of(&metro.get(&format!("{path}/stages")).await.expect(200))["present"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_start_with_the_papers_of_the_law_and_the_days_of_both_sides() {
    let story = Story::start().await;
    let conn = story.app.core.read().await.unwrap();
    let rows = service::dated::rules::<StageRequirement>(&conn).await.unwrap();
    let papers: Vec<_> =
        rows.iter().map(|row| (row.rule.stage, row.rule.paper.as_str(), row.rule.bars)).collect();
    let (offer, answer, council) = ("offer_letter", "answer_letter", "council_approval");
    let law = [(Offer, offer, false), (Discussion, answer, false), (Activation, council, true)];
    assert_eq!(papers, law);
    let limits = service::dated::rules::<CooperationLimit>(&conn).await.unwrap();
    let days: Vec<_> = limits.iter().map(|row| (row.rule.kind, row.rule.days)).collect();
    let (consent, notice) = ((LimitKind::EndingConsent, 30), (LimitKind::TerminationNotice, 30));
    let (grants, first) = ((LimitKind::BackfillUse, 90), (LimitKind::CoordinatorFirst, 7));
    let amended =
        [(LimitKind::AmendmentOpen, 60), (LimitKind::RenewalOffered, 90), (LimitKind::ClaimsWindow, 3)];
    let need = [
        (LimitKind::SpotHarvest, 31),
        (LimitKind::ForecastAge, 14),
        (LimitKind::CommitmentGrace, 14),
        (LimitKind::TrialEvaluation, 60),
        (LimitKind::BankAccountCooling, 3),
    ];
    let first = [consent, notice, grants, first];
    assert_eq!(days, [first.as_slice(), &amended, &need].concat());
    let prices = service::dated::rules::<PlausiblePrice>(&conn).await.unwrap();
    let prices: Vec<_> = prices.into_iter().map(|row| row.rule).collect();
    assert_eq!(prices, seed_plausible_prices());
}
