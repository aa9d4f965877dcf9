//! Parties and regions.

use serde_json::json;

use crate::{admin, metro, start};

fn kuj() -> serde_json::Value {
    json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya", "short_name": "KUJ", "region_code": "18.72",
        "business_id": "1234567890123"})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_registers_and_changes_parties_of_the_own_region() {
    let app = start().await;
    let metro = app.caller(&metro());
    let created = metro.post("/v1/parties", kuj()).await.expect(201);
    let path = created.header("location").to_owned();
    let read = metro.get(&path).await.expect(200);
    assert_eq!(read.json, created.json);
    assert_eq!(read.etag(), "\"v1\"");
    let changed = metro.patch(&path, json!({"short_name": "KUJ Metro"}), "\"v1\"").await.expect(200);
    assert_eq!((changed.json["short_name"].as_str(), changed.etag()), (Some("KUJ Metro"), "\"v2\""));
    metro
        .patch(&path, json!({"short_name": "late"}), "\"v1\"")
        .await
        .expect_problem(412, "precondition-failed");
    let operator = json!({"kind": "platform_operator", "legal_name": "PT Sendiri", "region_code": "18.72"});
    metro.post("/v1/parties", operator).await.expect_problem(403, "forbidden");
    let other = json!({"kind": "company", "legal_name": "PT Lain", "region_code": "35.72"});
    metro.post("/v1/parties", other).await.expect_problem(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_gets_the_same_bytes() {
    let app = start().await;
    let metro = app.caller(&metro());
    let first = metro.post_keyed("/v1/parties", kuj(), "one-intent").await.expect(201);
    let again = metro.post_keyed("/v1/parties", kuj(), "one-intent").await.expect(201);
    assert_eq!(first.text, again.text);
    assert_eq!(again.header("idempotency-replayed"), "true");
    let other = json!({"kind": "company", "legal_name": "Other", "region_code": "18.72"});
    metro.post_keyed("/v1/parties", other, "one-intent").await.expect_problem(422, "idempotency-key-reused");
    metro.post("/v1/parties", kuj()).await.expect_problem(409, "duplicate");
}

/// A second coordinator of Kota Metro.
fn second() -> testkit::Actor {
    let mut actor = metro();
    actor.subject = "https://masuk.test#second".to_owned();
    actor
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_number_is_put_right_by_two_persons_and_the_former_is_kept() {
    let app = start().await;
    let metro = app.caller(&metro());
    let party = metro.post("/v1/parties", kuj()).await.expect(201).header("location").to_owned();
    let wanted =
        json!({"business_id": "1234567890124", "tax_id": "01.234.567.8-901.000", "reason": "Salah ketik"});
    let path =
        metro.post(&format!("{party}/corrections"), wanted).await.expect(201).header("location").to_owned();
    metro.act(&format!("{path}/confirmations"), json!({})).await.expect_problem(422, "four-eyes");
    let done = app.caller(&second()).act(&format!("{path}/confirmations"), json!({})).await.expect(200).json;
    assert_eq!(done["former_business_id"], "1234567890123");
    let seen = metro.get(&party).await.expect(200).json;
    assert_eq!(seen["business_id"], "1234567890124");
    assert_eq!(seen["tax_id"], "0012345678901000", "fifteen digits are sixteen with a zero");
    let same = json!({"kind": "company", "legal_name": "PT Lain", "region_code": "18.72", "tax_id": "0012345678901000"});
    metro.post("/v1/parties", same).await.expect_problem(409, "duplicate");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_changes_something_that_is_nobody_elses_and_one_is_open_at_a_time() {
    let app = start().await;
    let keeper = app.caller(&metro());
    let party = keeper.post("/v1/parties", kuj()).await.expect(201);
    let corrections = format!("{}/corrections", party.header("location"));
    let propose = async |number: &str| {
        keeper.post(&corrections, json!({"business_id": number, "reason": "Salah ketik"})).await
    };
    let same = propose("1234567890123").await.expect_problem(422, "validation-failed");
    assert_eq!(same.json["errors"][0]["code"], "unchanged");
    let other = json!({"kind": "company", "legal_name": "PT Lain", "region_code": "18.72", "business_id": "1234567890129"});
    keeper.post("/v1/parties", other).await.expect(201);
    let taken = propose("1234567890129").await.expect_problem(409, "duplicate");
    assert_eq!(taken.json["errors"][0]["pointer"], "/business_id");
    let open = propose("1234567890124").await.expect(201).header("location").to_owned();
    propose("1234567890125").await.expect_problem(409, "duplicate");

    let work = "/v1/agreement-work-items?action=confirm_party_correction";
    assert_eq!(keeper.get(work).await.expect(200).json["items"], json!([]), "not one's own proposal");
    let waiting = app.caller(&second()).get(work).await.expect(200).json;
    assert_eq!(waiting["items"][0]["counterpart_name"], "KUJ");
    keeper.act(&format!("{open}/withdrawals"), json!({})).await.expect(200);
    propose("1234567890125").await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_registered_twice_is_joined_and_both_ids_answer() {
    let app = start().await;
    let metro = app.caller(&metro());
    let stays = json!({"kind": "company", "legal_name": "PT Kuasa Omega Jaya", "region_code": "18.72"});
    let stays = metro.post("/v1/parties", stays).await.expect(201).header("location").to_owned();
    let twin = metro.post("/v1/parties", kuj()).await.expect(201).header("location").to_owned();
    let id = twin.rsplit('/').next().unwrap();
    let wanted = json!({"absorbs_party_id": id, "reason": "Terdaftar dua kali"});
    let path =
        metro.post(&format!("{stays}/corrections"), wanted).await.expect(201).header("location").to_owned();
    app.caller(&second()).act(&format!("{path}/confirmations"), json!({})).await.expect(200);
    let (one, other) = (metro.get(&stays).await.expect(200).json, metro.get(&twin).await.expect(200).json);
    assert_eq!(one["business_id"], "1234567890123", "the number goes over");
    assert_eq!(
        (&other["absorbed_by_party_id"], &other["business_id"]),
        (&one["id"], &serde_json::Value::Null)
    );
    let again = json!({"absorbs_party_id": id, "reason": "Lagi"});
    metro.post(&format!("{stays}/corrections"), again).await.expect_problem(422, "validation-failed");
    let machine = json!({"name": "Pengadaan", "roles": ["supplier"], "secret_sha256": "a".repeat(64)});
    let refused = metro.post(&format!("{twin}/clients"), machine).await;
    assert_eq!(refused.expect_problem(422, "validation-failed").json["errors"][0]["code"], "party-joined");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_names_of_a_party_are_kept() {
    let app = start().await;
    let caller = app.caller(&metro());
    let party = caller.post("/v1/parties", kuj()).await.expect(201).header("location").to_owned();
    app.clock.set(testkit::test_time() + chrono::TimeDelta::minutes(1));
    let caller = app.caller(&metro());
    caller.patch(&party, json!({"legal_name": "PT KUJ Sejahtera"}), "\"v1\"").await.expect(200);
    let names = caller.get(&format!("{party}/names")).await.expect(200).json;
    let names: Vec<_> =
        names["items"].as_array().unwrap().iter().map(|one| one["legal_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["PT Kuasa Omega Jaya", "PT KUJ Sejahtera"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_fields_are_all_named_with_their_mend() {
    let app = start().await;
    let admin = app.caller(&admin()).in_indonesian();
    let body = json!({"kind": "company", "legal_name": " ", "region_code": "18.72", "business_id": "12"});
    let refused = admin.post("/v1/parties", body).await.expect_problem(422, "validation-failed");
    let pointers: Vec<_> = refused.json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(pointers, ["/legal_name", "/business_id"]);
    let body = json!({"kind": "company", "legal_name": "PT A", "region_code": "99.99"});
    let refused = admin.post("/v1/parties", body).await.expect_problem(422, "validation-failed");
    let error = &refused.json["errors"][0];
    assert_eq!(
        (error["pointer"].as_str(), error["code"].as_str()),
        (Some("/region_code"), Some("unknown-region"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_former_code_of_a_region_is_shown_as_todays() {
    let app = start().await;
    let admin = app.caller(&admin());
    let body = json!({"kind": "regional_government", "legal_name": "Pemkab Merauke", "region_code": "91.01"});
    assert_eq!(admin.post("/v1/parties", body).await.expect(201).json["region_code"], "93.01");
    for code in ["91.01", "93.01"] {
        let found = admin.get(&format!("/v1/parties?region_code={code}")).await.expect(200).json;
        assert_eq!(found["items"].as_array().unwrap().len(), 1, "{code}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_feed_tells_what_was_committed() {
    let app = start().await;
    let created = app.caller(&metro()).post("/v1/parties", kuj()).await.expect(201);
    let event = &app.feed(&metro(), "/v1/agreement-events").await[0];
    assert_eq!(event["type"], "id.kad.party.registered");
    assert_eq!(event["subject"], created.json["id"]);
    let page = app.caller(&metro()).get("/v1/agreement-events?after=0&limit=1").await.expect(200);
    assert_eq!(page.json["next_after"], event["position"]);
    // Whoever goes on by the link learns when the data was restored from an older copy.
    let epoch = page.json["epoch"].as_str().unwrap();
    let next =
        format!("</v1/agreement-events?limit=1&after={}&epoch={epoch}>; rel=\"next\"", event["position"]);
    assert_eq!(page.header("link"), next);
}

#[tokio::test(flavor = "multi_thread")]
async fn regions_are_the_reference_data() {
    let app = start().await;
    let metro = app.caller(&metro());
    let csv = include_str!("../../data/regions.csv");
    let mut codes = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = metro.get(&format!("/v1/regions?limit=200{cursor}")).await.expect(200);
        codes.extend(
            page.json["items"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap().to_owned()),
        );
        match page.json["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let mut expected: Vec<_> =
        csv.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
    expected.sort();
    assert_eq!(codes, expected);
    let named = codes.iter().filter(|code| domain::words::region_name(code).is_some()).count();
    assert_eq!(named, codes.len(), "every region has a name in texts");
    assert_eq!(metro.get("/v1/regions/18.72").await.expect(200).json["name"], "Kota Metro");
    let merauke = metro.get("/v1/regions/91.01").await.expect(200).json;
    assert_eq!(
        (merauke["code"].as_str(), merauke["name"].as_str()),
        (Some("93.01"), Some("Kabupaten Merauke"))
    );
    assert_eq!(merauke["former_codes"], json!(["91.01"]));
    metro.get("/v1/regions/18.99").await.expect_problem(404, "not-found");
    metro.get("/v1/regions?cursor=xyz").await.expect_problem(400, "invalid-cursor");
    metro.get("/v1/regions?limit=201").await.expect_problem(422, "validation-failed");
}
