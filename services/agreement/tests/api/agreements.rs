//! Agreements from draft to end, between two equal sides.

use domain::shared::{Role, TextHash};
use serde_json::{Value, json};
use testkit::Actor;

use crate::story::{Story, also, register};
use crate::verifications::{PDF, upload};

fn state(answer: &testkit::Response) -> &str {
    answer.json["state"].as_str().unwrap_or_default()
}

fn rules(answer: &testkit::Response) -> Vec<String> {
    let unmet = answer.json["unmet"].as_array().cloned().unwrap_or_default();
    unmet.iter().map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_governments_take_an_agreement_from_draft_to_its_end() {
    let story = Story::start().await;
    let path = story.active().await;
    let facilitator = story.as_(&story.facilitator);
    let read = facilitator.get(&path).await.expect(200);
    assert_eq!(state(&read), "active");
    assert_eq!(read.json["signed_date"], "2026-11-22");
    assert_eq!(read.json["commodities"], json!(["cattle", "eggs", "rice"]));
    assert_eq!(read.json["consents"].as_array().unwrap().len(), 4);

    let governor = story.as_(&story.governor);
    let suspensions = format!("{path}/suspensions");
    governor.act(&suspensions, json!({})).await.expect_problem(422, "validation-failed");
    let suspended = governor.act(&suspensions, json!({"note": "Flood."})).await.expect(200);
    assert_eq!((state(&suspended), &suspended.json["suspended_by"]), ("suspended", &json!("counterpart")));
    let reinstatements = format!("{path}/reinstatements");
    story.as_(&story.metro).act(&reinstatements, json!({})).await.expect_problem(403, "forbidden");
    let back = story.as_(&story.jakarta).act(&reinstatements, json!({})).await.expect(200);
    assert_eq!((state(&back), &back.json["suspended_by"]), ("active", &Value::Null));
    story.hear("logistics").await;
    let statement = story.as_(&story.metro).get(&format!("{path}/closing-statement")).await.expect(200);
    let agreed = json!({"text_sha256": statement.json["text_sha256"]});
    let completions = format!("{path}/completions");
    let first = story.as_(&story.metro).act(&completions, agreed.clone()).await.expect(200);
    assert_eq!(state(&first), "active");
    let done = story.as_(&story.jakarta).act(&completions, agreed).await.expect(200);
    assert_eq!(state(&done), "completed");

    let history = facilitator.get(&format!("{path}/transitions?limit=200")).await.expect(200);
    let mut events: Vec<String> = history.json["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["event"].as_str().unwrap().to_owned())
        .collect();
    events.sort();
    assert_eq!(
        events,
        [
            "activate",
            "complete",
            "complete",
            "confirm_text",
            "confirm_text",
            "offer",
            "open_discussion",
            "reinstate",
            "sign",
            "sign",
            "suspend"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_an_agreement_and_a_draft_is_its_writers_alone() {
    let story = Story::start().await;
    let drafted = story.as_(&story.metro).post("/v1/agreements", story.draft()).await.expect(201);
    let path = drafted.header("location").to_owned();
    for stranger in [&story.jakarta, &story.facilitator] {
        story.as_(stranger).get(&path).await.expect_problem(404, "not-found");
    }
    let title = json!({"title": "Kerja sama pangan"});
    story.as_(&story.metro).patch(&path, title, drafted.etag()).await.expect(200);
    story.as_(&story.metro).act(&format!("{path}/offers"), json!({})).await.expect(200);
    for reader in [&story.jakarta, &story.facilitator] {
        story.as_(reader).get(&path).await.expect(200);
        let history = story.as_(reader).get(&format!("{path}/transitions")).await.expect(200).json;
        let drafting =
            history["items"].as_array().unwrap().iter().find(|one| one["event"] == "update").unwrap();
        assert_eq!(drafting["replaced"], json!(null), "what was only drafted is not told later");
    }
    let outsider = Actor::new(testkit::party(77), "35.72", &[Role::Coordinator]);
    let outsider = story.as_(&outsider);
    outsider.get(&path).await.expect_problem(404, "not-found");
    outsider
        .act_on(&format!("{path}/withdrawals"), json!({}), "\"v2\"")
        .await
        .expect_problem(404, "not-found");
    assert_eq!(outsider.get("/v1/agreements").await.expect(200).json["items"], json!([]));
    let listed =
        story.as_(&story.jakarta).get("/v1/agreements?state=offered&region_code=31").await.expect(200);
    assert_eq!(listed.json["items"][0]["id"], drafted.json["id"]);
    let rival = register(&story.app, "company", "PT Saingan", "31", &[Role::Buyer]).await;
    let rival = json!({"party_id": rival.party});
    let refused = story.as_(&story.jakarta).act(&format!("{path}/auditors"), rival).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["code"], "no-auditor");
    let auditor = register(&story.app, "audit_body", "Inspektorat DKI", "31", &[Role::Auditor]).await;
    story.as_(&auditor).get(&path).await.expect_problem(404, "not-found");
    let assign = json!({"party_id": auditor.party});
    let auditors = format!("{path}/auditors");
    let proposed = story.as_(&story.jakarta).act(&auditors, assign.clone()).await.expect(200);
    let waits = json!([{"party_id": auditor.party, "proposed_by_party_id": story.jakarta.party}]);
    assert_eq!(
        (&proposed.json["proposed_auditors"], &proposed.json["auditor_party_ids"]),
        (&waits, &json!([]))
    );
    story.as_(&auditor).get(&path).await.expect_problem(404, "not-found");
    let work = "/v1/agreement-work-items?action=assign_agreement_auditor";
    let told = story.as_(&story.metro).get(work).await.expect(200).json["items"][0].clone();
    assert_eq!(
        (&told["subject"], &told["counterpart_name"], &told["due_date"]),
        (&proposed.json["id"], &json!("Pemerintah DKI Jakarta"), &Value::Null)
    );
    assert_eq!(story.as_(&story.jakarta).get(work).await.expect(200).json["items"], json!([]));
    story.as_(&story.jakarta).act(&auditors, assign.clone()).await.expect_problem(409, "duplicate");
    story.as_(&story.metro).act(&auditors, assign.clone()).await.expect(200);
    assert_eq!(story.as_(&story.metro).get(work).await.expect(200).json["items"], json!([]));
    assert_eq!(
        story.as_(&auditor).get(&path).await.expect(200).json["auditor_party_ids"],
        json!([auditor.party])
    );
    story.as_(&story.metro).act(&auditors, assign.clone()).await.expect_problem(409, "duplicate");
    // Either side ends it; then it takes both again.
    let endings = format!("{path}/auditor-endings");
    let done = json!({"party_id": auditor.party, "note": "Pemeriksaan selesai"});
    let ended = story.as_(&story.metro).act(&endings, done.clone()).await.expect(200);
    assert_eq!(ended.json["auditor_party_ids"], json!([]));
    story.as_(&auditor).get(&path).await.expect_problem(404, "not-found");
    let told = story.app.feed(&auditor, "/v1/agreement-events?types=id.kad.agreement.auditor_ended").await;
    assert_eq!(told.len(), 1, "whom it concerns is told");
    story.as_(&story.metro).act(&endings, done).await.expect_problem(422, "validation-failed");
    let again = story.as_(&story.jakarta).act(&auditors, assign).await.expect(200);
    assert_eq!(again.json["auditor_party_ids"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_belongs_to_its_side_and_its_state() {
    let story = Story::start().await;
    let path = story.discussed().await;
    let (metro, jakarta) = (story.as_(&story.metro), story.as_(&story.jakarta));
    jakarta.act(&format!("{path}/offers"), json!({})).await.expect_problem(403, "forbidden");
    metro.act(&format!("{path}/rejections"), json!({"note": "no"})).await.expect_problem(403, "forbidden");
    let illegal = metro.act(&format!("{path}/offers"), json!({})).await.expect_problem(409, "state-conflict");
    assert_eq!(illegal.json["current_state"], "in_discussion");
    let allowed = illegal.json["allowed"].as_array().unwrap();
    assert!(
        allowed.contains(&json!("confirm_agreement_text")) && allowed.contains(&json!("update_agreement"))
    );
    let body = story.signature(&path, "Wahdi", "mayor").await;
    let signatures = format!("{path}/signatures");
    metro.act(&signatures, body.clone()).await.expect_problem(403, "forbidden");
    story.as_(&story.mayor).act(&signatures, body).await.expect_problem(409, "state-conflict");
    let facilitator = also(&story.facilitator, &[Role::Coordinator]);
    let confirm = json!({"text_sha256": story.hash(&path).await});
    let confirmations = format!("{path}/text-confirmations");
    story.as_(&facilitator).act(&confirmations, confirm).await.expect_problem(403, "forbidden");
    let stale = metro.act_on(&format!("{path}/withdrawals"), json!({}), "\"v1\"").await;
    stale.expect_problem(412, "precondition-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_confirms_a_text_reads_the_papers_attached_to_it() {
    let story = Story::start().await;
    let path = story.discussed().await;
    let (metro, jakarta) = (story.as_(&story.metro), story.as_(&story.jakarta));
    let file = upload(&metro, PDF).await;
    let hash = TextHash::of_bytes(PDF);
    let scan = format!("{path}/attachment?sha256={hash}");
    metro.get(&scan).await.expect_problem(404, "not-found");
    let paper = json!({"type": "work_plan", "number": "1", "sha256": hash});
    metro.patch(&path, json!({"attachments": [paper]}), metro.get(&path).await.etag()).await.expect(200);
    for reader in [&metro, &jakarta] {
        let read = reader.get(&scan).await;
        assert_eq!((read.status, read.text.as_bytes()), (200, PDF));
        assert_eq!(read.header("content-type"), "application/pdf");
    }
    jakarta.get(&format!("/v1/files/{file}/content")).await.expect_problem(404, "not-found");
    // What the other side has brought and not attached itself is not read by naming its hash.
    upload(&jakarta, b"%PDF-1.7 Jakarta's own").await;
    let own = TextHash::of_bytes(b"%PDF-1.7 Jakarta's own");
    let papers = json!([{"type": "work_plan", "number": "1", "sha256": hash},
        {"type": "letter", "number": "2", "sha256": own}]);
    metro.patch(&path, json!({"attachments": papers}), metro.get(&path).await.etag()).await.expect(200);
    metro.get(&format!("{path}/attachment?sha256={own}")).await.expect_problem(404, "not-found");
    metro.get(&scan).await.expect(200);
    metro.get(&format!("{path}/attachment")).await.expect(200);
    let other = TextHash::of_bytes(b"another");
    jakarta.get(&format!("{path}/attachment?sha256={other}")).await.expect_problem(404, "not-found");
    jakarta.get(&format!("{path}/attachment?sha256=12")).await.expect_problem(422, "validation-failed");
    let stranger = register(&story.app, "company", "PT Lain", "18.72", &[Role::Supplier]).await;
    story.as_(&stranger).get(&scan).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_shown_of_a_paper_is_in_the_text_that_is_confirmed() {
    let story = Story::start().await;
    let path = story.discussed().await;
    let (metro, jakarta) = (story.as_(&story.metro), story.as_(&story.jakarta));
    let attached = async |kind: &str, number: &str| {
        let paper = json!({"type": kind, "number": number, "sha256": "9".repeat(64)});
        let etag = metro.get(&path).await.etag().to_owned();
        metro.patch(&path, json!({"attachments": [paper]}), &etag).await.expect(200);
        json!({"text_sha256": story.hash(&path).await})
    };
    let confirmations = format!("{path}/text-confirmations");
    let etag = metro.get(&path).await.etag().to_owned();
    let unnumbered = story.hash(&path).await;
    metro.patch(&path, json!({"number": "9/KS/2026"}), &etag).await.expect(200);
    assert_ne!(story.hash(&path).await, unnumbered, "a number that is there is confirmed, too");
    let confirmed = attached("work_plan", "119/KS/2022").await;
    jakarta.act(&confirmations, confirmed.clone()).await.expect(200);
    for (kind, number) in [("budget", "119/KS/2022"), ("work_plan", "120/KS/2022")] {
        assert_ne!(attached(kind, number).await, confirmed, "{kind} {number}");
        metro.act(&confirmations, confirmed.clone()).await.expect_problem(422, "text-changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_agree_to_one_text_or_to_none() {
    let story = Story::start().await;
    let path = story.discussed().await;
    let (metro, jakarta) = (story.as_(&story.metro), story.as_(&story.jakarta));
    let confirmations = format!("{path}/text-confirmations");
    let old = json!({"text_sha256": story.hash(&path).await});
    metro.act(&confirmations, old.clone()).await.expect(200);
    metro.act(&confirmations, old.clone()).await.expect_problem(409, "duplicate");
    let etag = jakarta.get(&path).await.etag().to_owned();
    let plan = json!({"plan": {"burdens_public": true, "in_regional_budget": true, "note": "A levy."}});
    let changed = jakarta.patch(&path, plan, &etag).await.expect(200);
    assert_eq!(changed.json["plans"]["counterpart"]["note"], "A levy.");
    assert_eq!(changed.json["plans"]["initiator"]["note"], "Metro sends goods.");
    assert_eq!(changed.json["consents"], json!([]));
    let history = metro.get(&format!("{path}/transitions?limit=200")).await.expect(200).json["items"].clone();
    let last = history.as_array().unwrap().last().unwrap();
    assert_eq!((&last["event"], &last["actor_party_id"]), (&json!("update"), &json!(story.jakarta.party)));
    assert_eq!(last["replaced"]["plans"]["counterpart"]["burdens_public"], json!(false), "{last}");
    assert_eq!(last["replaced"].as_object().unwrap().len(), 1, "{last}");
    jakarta.act(&confirmations, old).await.expect_problem(422, "text-changed");

    let new = json!({"text_sha256": story.hash(&path).await});
    metro.act(&confirmations, new.clone()).await.expect(200);
    let waiting = jakarta.act(&confirmations, new.clone()).await.expect(200);
    assert_eq!(
        (state(&waiting), &waiting.json["councils_required"]),
        ("awaiting_council", &json!(["counterpart"]))
    );
    let approvals = format!("{path}/council-approvals");
    metro.act(&approvals, new.clone()).await.expect_problem(403, "forbidden");
    let unnamed = jakarta.act(&approvals, new.clone()).await.expect_problem(422, "validation-failed");
    assert_eq!(unnamed.json["errors"][0]["pointer"], "/documents");
    let mut decided = new;
    decided["documents"] =
        json!([{"type": "council_decision", "number": "12/DPRD/2022", "document_date": "2022-05-30"}]);
    let ready = jakarta.act(&approvals, decided).await.expect(200);
    assert_eq!(state(&ready), "ready_to_sign");
    let locked = metro.patch(&path, json!({"title": "Other"}), ready.etag()).await;
    locked.expect_problem(409, "state-conflict");

    metro.act(&format!("{path}/discussions"), json!({})).await.expect(200);
    let again = metro.get(&path).await.expect(200);
    assert_eq!((state(&again), &again.json["consents"]), ("in_discussion", &json!([])));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sides_are_two_governments_of_two_regions() {
    let story = Story::start().await;
    let company = register(&story.app, "company", "PT KUJ", "31", &[Role::Supplier]).await;
    let metro = story.as_(&story.metro);
    let mut body = story.draft();
    body["counterpart_party_id"] = json!(company.party);
    let refused = metro.post("/v1/agreements", body.clone()).await.expect_problem(422, "agreement-sides");
    assert_eq!(rules(&refused), ["side_is_a_government"]);
    body["counterpart_party_id"] = json!(story.metro.party);
    let refused = metro.post("/v1/agreements", body).await.expect_problem(422, "agreement-sides");
    assert_eq!(rules(&refused), ["two_distinct_regions"]);
    let mut body = story.draft();
    body["valid_until_date"] = json!("2022-06-09");
    body["commodities"] = json!([]);
    let invalid = metro.post("/v1/agreements", body).await.expect_problem(422, "validation-failed");
    let pointers: Vec<_> =
        invalid.json["errors"].as_array().unwrap().iter().map(|one| one["pointer"].clone()).collect();
    assert_eq!(pointers, ["/valid_until_date", "/commodities"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_passes_by_itself_and_changes_the_etag() {
    let story = Story::start().await;
    let path = story.active().await;
    let before = story.as_(&story.metro).get(&path).await.expect(200);
    assert_eq!(before.json["condition"], Value::Null);
    story.app.clock.set("2027-06-09T17:00:00Z".parse().unwrap());
    let metro = story.as_(&story.metro);
    let after = metro.get(&path).await.expect(200);
    assert_eq!(after.json["condition"], "expired");
    assert_ne!(before.etag(), after.etag());
    let suspensions = format!("{path}/suspensions");
    metro.act_on(&suspensions, json!({"note": "Lewat."}), before.etag()).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_counts_under_its_agreement_alone_for_ninety_days_until_a_side_ends_it() {
    let story = Story::start().await;
    let (path, other) = (story.confirmed().await, story.confirmed().await);
    story.app.clock.set("2027-01-20T03:00:00Z".parse().unwrap());
    let (mayor, metro, jakarta) =
        (story.as_(&story.mayor), story.as_(&story.metro), story.as_(&story.jakarta));
    let mut signature = story.signature(&path, "Wahdi", "mayor").await;
    signature["occurred_at"] = json!("2026-11-25T03:00:00Z");
    let signatures = format!("{path}/signatures");
    let given = async |agreement: &str| {
        let grant = json!({"party_id": story.metro.party, "from_date": "2026-11-01", "until_date": "2026-12-31", "reason": "Arsip."});
        let made = metro.post(&format!("{agreement}/backfill-grants"), grant).await.expect(201);
        let address = made.header("location").to_owned();
        jakarta.act(&format!("{address}/confirmations"), json!({})).await.expect(200);
        address
    };
    given(&other).await;
    mayor.act(&signatures, signature.clone()).await.expect_problem(422, "backfill-not-granted");
    let grant = given(&path).await;
    let ended = jakarta.act(&format!("{grant}/endings"), json!({})).await;
    ended.expect_problem(422, "validation-failed");
    jakarta.act(&format!("{grant}/endings"), json!({"note": "Selesai."})).await.expect(200);
    mayor.act(&signatures, signature.clone()).await.expect_problem(422, "backfill-not-granted");
    given(&path).await;
    story.app.clock.set("2027-04-21T03:00:00Z".parse().unwrap());
    let late = story.as_(&story.mayor).act(&signatures, signature.clone()).await;
    late.expect_problem(422, "backfill-not-granted");
    story.app.clock.set("2027-04-20T02:59:00Z".parse().unwrap());
    story.as_(&story.mayor).act(&signatures, signature).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_recorded_by_a_grant_and_marked() {
    let story = Story::start().await;
    let path = story.confirmed().await;
    let mut body = story.signature(&path, "Wahdi", "mayor").await;
    // Two months later the signature of that week is recorded; it is not earlier than the text that was confirmed.
    story.app.clock.set("2027-01-20T03:00:00Z".parse().unwrap());
    body["occurred_at"] = json!("2026-11-25T03:00:00Z");
    let (mayor, metro) = (story.as_(&story.mayor), story.as_(&story.metro));
    let signatures = format!("{path}/signatures");
    mayor.act(&signatures, body.clone()).await.expect_problem(422, "backfill-not-granted");
    let grant = |party| json!({"party_id": party, "from_date": "2022-06-01", "until_date": "2026-12-31", "reason": "Paper of 2026."});
    let grants = format!("{path}/backfill-grants");
    let outsider = register(&story.app, "company", "PT Lain", "35.72", &[Role::Supplier]).await;
    metro.post(&grants, grant(outsider.party)).await.expect_problem(422, "validation-failed");
    story.as_(&outsider).post(&grants, grant(outsider.party)).await.expect_problem(403, "forbidden");
    // Nothing is said to have happened before what it follows from, whoever may record the past.
    let granted = metro.post(&grants, grant(story.metro.party)).await.expect(201);
    metro.post(&grants, grant(story.metro.party)).await.expect_problem(409, "duplicate");
    let address = granted.header("location").to_owned();
    // One side alone lets nobody rewrite what both were told.
    mayor.act(&signatures, body.clone()).await.expect_problem(422, "backfill-not-granted");
    metro.act(&format!("{address}/confirmations"), json!({})).await.expect_problem(403, "forbidden");
    let jakarta = story.as_(&story.jakarta);
    let waiting = jakarta.get("/v1/agreement-work-items?action=confirm_backfill_grant").await.expect(200);
    assert_eq!(waiting.json["items"][0]["subject"], granted.json["id"]);
    let granted = jakarta.act(&format!("{address}/confirmations"), json!({})).await.expect(200);
    assert_eq!(granted.json["usable_until"], "2027-04-20T03:00:00Z");
    let mut early = body.clone();
    early["occurred_at"] = json!("2022-06-10T03:00:00Z");
    mayor.act(&signatures, early).await.expect_problem(422, "occurred-time-before-cause");
    assert_eq!(story.as_(&story.jakarta).get(&address).await.expect(200).json, granted.json);
    story.as_(&outsider).get(&address).await.expect_problem(404, "not-found");
    let listed = metro.get(&format!("/v1/backfill-grants?party_id={}", story.metro.party)).await.expect(200);
    assert_eq!(listed.json["items"][0]["id"], granted.json["id"]);
    mayor.act(&signatures, body.clone()).await.expect(200);
    let history = metro.get(&format!("{path}/transitions?limit=200")).await.expect(200);
    let items = history.json["items"].as_array().unwrap();
    let signed = items.iter().find(|item| item["event"] == "sign").unwrap();
    assert_eq!(
        (&signed["backfilled"], &signed["occurred_at"]),
        (&json!(true), &json!("2026-11-25T03:00:00Z"))
    );
    assert!(items.iter().all(|item| item["event"] == "sign" || item["backfilled"] == false));
    body["occurred_at"] = json!("2027-01-20T04:00:00Z");
    body["signatory"]["capacity"] = json!("governor");
    let governor = story.as_(&story.governor);
    governor.act(&signatures, body).await.expect_problem(422, "occurred-time-in-future");
}
