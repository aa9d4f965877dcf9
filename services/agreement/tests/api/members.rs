//! Members of cooperatives and farmer groups.

use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller};

use crate::{admin, start};

/// A cooperative of Metro, its keeper of the roll, and the coordinator of its region.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) party: String,
    pub(crate) keeper: Actor,
    pub(crate) coordinator: Actor,
}

impl House {
    pub(crate) async fn start() -> Self {
        let app = start().await;
        let government = registered(&app, "regional_government", "Pemerintah Kota Metro", "18.72").await;
        let party = registered(&app, "cooperative", "Koperasi Sumber Rejeki", "18.72").await;
        let keeper = of(&party, "18.72", Role::PartyAdmin);
        Self { app, coordinator: of(&government, "18.72", Role::Coordinator), party, keeper }
    }

    pub(crate) fn keeps(&self) -> Caller {
        self.app.caller(&self.keeper)
    }
}

/// Registers a party; gives its id.
pub(crate) async fn registered(app: &App, kind: &str, name: &str, region: &str) -> String {
    let body = json!({"kind": kind, "legal_name": name, "region_code": region});
    app.caller(&admin()).post("/v1/parties", body).await.expect(201).id()
}

/// Somebody with a role in a party.
pub(crate) fn of(party: &str, region: &str, role: Role) -> Actor {
    Actor::new(party.parse().unwrap(), region, &[role])
}

/// A person with a number of its own.
pub(crate) fn person(number: u32) -> Value {
    json!({"number": format!("A-{number:04}"), "name": format!("Anggota {}", spelled(number)),
        "nik": format!("187201170885{:04}", number), "village_code": "18.72.01.1001", "sex": "male",
        "consent_date": "2026-01-05"})
}

/// A number in letters, as a part of a name.
fn spelled(number: u32) -> String {
    number.to_string().bytes().map(|digit| char::from(b'a' + digit - b'0')).collect()
}

fn with(number: u32, field: &str, value: Value) -> Value {
    let mut body = person(number);
    body[field] = value;
    body
}

/// Enters a person; gives the path of the member.
async fn entered(keeper: &Caller, body: Value) -> String {
    keeper.post("/v1/members", body).await.expect(201).header("location").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_entered_changed_leaves_and_is_erased_and_the_row_stays() {
    let house = House::start().await;
    let keeper = house.keeps();
    let created = keeper.post("/v1/members", person(427)).await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(created.json["party_id"], house.party);
    assert_eq!((&created.json["state"], &created.json["nik_last_four"]), (&json!("active"), &json!("0427")));
    assert!(created.json["nik"].is_null() && !created.text.contains("1872011708850427"));
    assert_eq!(keeper.get(&path).await.expect(200).json, created.json);

    let change = json!({"name": "Sutinah", "village_code": "18.72.02.1003", "sex": null, "number": "B-1",
        "consent_date": "2026-02-01"});
    let changed = keeper.patch(&path, change, "\"v1\"").await.expect(200);
    assert_eq!((&changed.json["name"], changed.etag()), (&json!("Sutinah"), "\"v2\""));
    assert_eq!((&changed.json["sex"], &changed.json["number"]), (&json!(null), &json!("B-1")));
    keeper.patch(&path, json!({"name": "Lain"}), "\"v1\"").await.expect_problem(412, "precondition-failed");

    let resigned = json!({"reason": "resigned"});
    keeper
        .act_on(&format!("{path}/departures"), resigned.clone(), "\"v1\"")
        .await
        .expect_problem(412, "precondition-failed");
    let left = keeper.act(&format!("{path}/departures"), resigned.clone()).await.expect(200);
    assert_eq!((&left.json["state"], &left.json["name"]), (&json!("left"), &json!("Sutinah")));
    keeper.act(&format!("{path}/departures"), resigned).await.expect_problem(409, "state-conflict");
    keeper.patch(&path, json!({"name": "Lain"}), "\"v3\"").await.expect_problem(409, "state-conflict");

    let asked = json!({"reason": "asked_for"});
    let erased = keeper.act(&format!("{path}/erasures"), asked.clone()).await.expect(200).json;
    for gone in ["number", "name", "nik_last_four", "village_code", "sex", "consent_date"] {
        assert!(erased[gone].is_null(), "{gone} of {erased}");
    }
    assert_eq!((&erased["state"], &erased["id"]), (&json!("erased"), &created.json["id"]));
    keeper.act(&format!("{path}/erasures"), asked).await.expect_problem(409, "state-conflict");

    let history = keeper.get(&format!("{path}/transitions")).await.expect(200).json;
    let told: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| one["event"].clone()).collect();
    assert_eq!(told, ["registered", "update", "leave", "erase"]);
    assert!(history["items"].as_array().unwrap().iter().all(|one| one["replaced"].is_null()));
    let last = &history["items"][3];
    assert_eq!((&last["reason_code"], &last["actor_party_id"]), (&json!("asked_for"), &json!(house.party)));
    assert!(last["actor"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_person_is_a_member_once_and_a_number_stands_once() {
    let house = House::start().await;
    let keeper = house.keeps();
    let path = entered(&keeper, person(1)).await;
    let again = keeper.post("/v1/members", with(2, "nik", person(1)["nik"].clone())).await;
    assert_eq!(again.expect_problem(409, "duplicate").json["errors"][0]["pointer"], "/nik");
    let number = keeper.post("/v1/members", with(2, "number", json!("A-0001"))).await;
    assert_eq!(number.expect_problem(409, "duplicate").json["errors"][0]["pointer"], "/number");
    let second = entered(&keeper, person(2)).await;
    let taken = keeper.patch(&second, json!({"number": "A-0001"}), "\"v1\"").await;
    assert_eq!(taken.expect_problem(409, "duplicate").json["errors"][0]["pointer"], "/number");
    keeper.patch(&second, json!({"number": "A-0002"}), "\"v1\"").await.expect(200);

    // Who comes back is entered anew, with a consent of today; the number stays with who had it.
    keeper.act(&format!("{path}/departures"), json!({"reason": "moved_away"})).await.expect(200);
    keeper.post("/v1/members", person(1)).await.expect_problem(409, "duplicate");
    entered(&keeper, with(1, "number", json!("A-0003"))).await;
    // Whoever is erased leaves both free.
    let path = entered(&keeper, person(4)).await;
    keeper.act(&format!("{path}/erasures"), json!({"reason": "consent_withdrawn"})).await.expect(200);
    entered(&keeper, person(4)).await;

    // Another roll knows nothing of it.
    let other = registered(&house.app, "farmer_group", "Gapoktan Makmur", "18.72").await;
    entered(&house.app.caller(&of(&other, "18.72", Role::Supplier)), person(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_enter_the_same_person_at_once_make_one_member() {
    let house = House::start().await;
    let keeper = house.keeps();
    let bodies: Vec<_> = (0..8).map(|number| with(1, "number", json!(format!("C-{number}")))).collect();
    let all = futures_util::future::join_all(bodies.into_iter().map(|body| keeper.post("/v1/members", body)));
    let statuses: Vec<u16> = all.await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 7, "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_is_answered_without_the_person() {
    let house = House::start().await;
    let keeper = house.keeps();
    let first = keeper.post_keyed("/v1/members", person(1), "one-person").await.expect(201);
    let again = keeper.post_keyed("/v1/members", person(1), "one-person").await.expect(201);
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!((&again.json["id"], &again.json["state"]), (&first.json["id"], &json!("active")));
    for gone in ["number", "name", "nik_last_four", "village_code", "sex", "consent_date"] {
        assert!(again.json[gone].is_null() && !first.json[gone].is_null(), "{gone}");
    }
    let other = keeper.post_keyed("/v1/members", person(2), "one-person").await;
    other.expect_problem(422, "idempotency-key-reused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_read_by_its_keepers_and_its_coordinator_and_by_nobody_else() {
    let house = House::start().await;
    let path = entered(&house.keeps(), person(1)).await;
    let malang = registered(&house.app, "regional_government", "Pemerintah Kota Malang", "35.73").await;
    let other = registered(&house.app, "cooperative", "Koperasi Lain", "18.72").await;
    let history = format!("{path}/transitions");
    for (actor, status) in [
        (of(&house.party, "18.72", Role::PartyAdmin), 200),
        (of(&house.party, "18.72", Role::Aggregator), 200),
        (of(&house.party, "18.72", Role::Supplier), 200),
        (house.coordinator.clone(), 200),
        (of(&malang, "35.73", Role::Coordinator), 404),
        (of(&other, "18.72", Role::PartyAdmin), 404),
        (of(&other, "18.72", Role::Supplier), 404),
        (of(&house.party, "18.72", Role::Buyer), 403),
        (of(&house.party, "18.72", Role::FieldOfficer), 403),
        (of(&house.party, "18.72", Role::Auditor), 403),
        (admin(), 403),
        (Actor::service(), 403),
    ] {
        let caller = house.app.caller(&actor);
        assert_eq!(caller.get(&path).await.status, status, "{}", actor.subject);
        assert_eq!(caller.get(&history).await.status, status, "{}", actor.subject);
        let listed = caller.get(&format!("/v1/members?party_id={}", house.party)).await;
        let seen = listed.json["items"].as_array().map_or(0, Vec::len);
        assert_eq!(seen, usize::from(status == 200), "{}", actor.subject);
    }
    let coordinator = house.app.caller(&house.coordinator);
    coordinator.patch(&path, json!({"name": "Lain"}), "\"v1\"").await.expect_problem(403, "forbidden");
    let left = json!({"reason": "resigned"});
    coordinator.act(&format!("{path}/departures"), left.clone()).await.expect_problem(403, "forbidden");
    let stranger = house.app.caller(&of(&other, "18.72", Role::PartyAdmin));
    stranger.patch(&path, json!({"name": "Lain"}), "\"v1\"").await.expect_problem(404, "not-found");
    for step in ["departures", "erasures"] {
        let body = if step == "erasures" { json!({"reason": "asked_for"}) } else { left.clone() };
        stranger.act_on(&format!("{path}/{step}"), body, "\"v1\"").await.expect_problem(404, "not-found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_filtered_by_village_and_state() {
    let house = House::start().await;
    let keeper = house.keeps();
    let left = entered(&keeper, person(1)).await;
    entered(&keeper, with(2, "village_code", json!("18.72.02.1003"))).await;
    keeper.act(&format!("{left}/departures"), json!({"reason": "died"})).await.expect(200);
    for (filter, numbers) in [
        ("", vec!["A-0001", "A-0002"]),
        ("?village_code=18.72.01.1001", vec!["A-0001"]),
        ("?state=active", vec!["A-0002"]),
        ("?state=left&village_code=18.72.02.1003", vec![]),
    ] {
        let page = keeper.get(&format!("/v1/members{filter}")).await.expect(200).json;
        let found: Vec<_> =
            page["items"].as_array().unwrap().iter().map(|one| one["number"].as_str().unwrap()).collect();
        assert_eq!(found, numbers, "{filter}");
    }
    keeper.get("/v1/members?village_code=18.72.01.1001.1").await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn cooperatives_and_farmer_groups_alone_have_members() {
    let house = House::start().await;
    for (kind, status) in [("company", 403), ("msme", 403), ("farmer_group", 201)] {
        let party = registered(&house.app, kind, &format!("Badan {kind}"), "18.72").await;
        let caller = house.app.caller(&of(&party, "18.72", Role::Supplier));
        assert_eq!(caller.post("/v1/members", person(1)).await.status, status, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_member_is_refused_by_field_and_the_person_is_not_repeated() {
    let house = House::start().await;
    let keeper = house.keeps();
    for (field, value, code) in [
        ("number", json!(" "), "length"),
        ("number", json!("=1+1"), "not-a-line"),
        ("name", json!("Siti\nRahma"), "not-a-line"),
        ("number", json!("1872011708850001"), "holds-nik"),
        ("name", json!("Siti 1872011708850001"), "holds-nik"),
        ("name", json!("x".repeat(121)), "length"),
        ("nik", json!("187201170885"), "population-number"),
        ("nik", json!("9999011708850001"), "population-number"),
        ("nik", json!("1872013202850001"), "population-number"),
        ("nik", json!(1_872_011_708_850_001_i64), "wrong-form"),
        ("village_code", json!("18.72"), "unknown-village"),
        ("village_code", json!("99.72.01.1001"), "unknown-village"),
        ("sex", json!("wanita"), "wrong-form"),
        ("consent_date", json!("2030-01-01"), "implausible-date"),
        ("consent_date", json!("kemarin"), "wrong-form"),
    ] {
        for caller in [keeper.clone(), keeper.clone().in_indonesian()] {
            let refused = caller.post("/v1/members", with(1, field, value.clone())).await;
            let refused = refused.expect_problem(422, "validation-failed");
            let error = &refused.json["errors"][0];
            assert_eq!(
                (&error["pointer"], &error["code"]),
                (&json!(format!("/{field}")), &json!(code)),
                "{}",
                refused.text
            );
            let said = value.to_string();
            let said = said.trim_matches('"');
            assert!(said.len() < 10 || !refused.text.contains(said), "{said}: {}", refused.text);
        }
    }
    let path = entered(&keeper, person(1)).await;
    for (field, value, code) in [
        ("village_code", json!("18.99.01.1001"), "unknown-village"),
        ("consent_date", json!("2030-01-01"), "implausible-date"),
        ("name", json!("1872011708850001"), "holds-nik"),
        ("name", json!(null), "wrong-form"),
    ] {
        let refused = keeper.patch(&path, json!({field: value}), "\"v1\"").await;
        let refused = refused.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["errors"][0]["code"], code, "{}", refused.text);
    }
    let nik = json!({"nik": "1872011708850009"});
    keeper.patch(&path, nik, "\"v1\"").await.expect_problem(400, "malformed-request");
    let reasonless = keeper.act(&format!("{path}/erasures"), json!({})).await;
    reasonless.expect_problem(422, "validation-failed");
    let note = json!({"reason": "resigned", "note": "Bu Siti pindah"});
    keeper.act(&format!("{path}/departures"), note).await.expect_problem(400, "malformed-request");
}

/// Enters people of one sex in one village.
async fn enter_many(keeper: &Caller, numbers: std::ops::Range<u32>, sex: Value, village: &str) {
    for number in numbers {
        let mut body = person(number);
        (body["sex"], body["village_code"]) = (sex.clone(), json!(village));
        entered(keeper, body).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_recognise_nobody_and_are_for_the_party_and_its_government() {
    let house = House::start().await;
    let keeper = house.keeps();
    let path = format!("/v1/parties/{}/member-figures", house.party);
    let none = keeper.get(&path).await.expect(200).json;
    assert_eq!(none, json!({"party_id": house.party, "members": 0, "by_sex": [], "by_village": []}));
    enter_many(&keeper, 1..5, json!("female"), "18.72.01.1001").await;
    let few = keeper.get(&path).await.expect(200).json;
    assert_eq!((&few["members"], &few["by_sex"][0]["members"]), (&json!(null), &json!(null)));

    enter_many(&keeper, 5..13, json!("female"), "18.72.01.1001").await;
    enter_many(&keeper, 13..19, json!("male"), "18.72.02.1003").await;
    enter_many(&keeper, 19..21, json!(null), "18.72.01.1002").await;
    let figures = keeper.get(&path).await.expect(200).json;
    assert_eq!(figures["members"], 20);
    let by_sex = json!([{"sex": "female", "members": 12}, {"sex": "male", "members": null},
        {"sex": null, "members": null}]);
    assert_eq!(figures["by_sex"], by_sex, "2 would be found by subtracting");
    let by_village = json!([{"village_code": "18.72.01.1001", "members": 12},
        {"village_code": "18.72.01.1002", "members": null}, {"village_code": "18.72.02.1003", "members": null}]);
    assert_eq!(figures["by_village"], by_village);

    let government = house.coordinator.party.to_string();
    let other = registered(&house.app, "cooperative", "Koperasi Lain", "18.72").await;
    let malang = registered(&house.app, "regional_government", "Pemerintah Kota Malang", "35.73").await;
    for (actor, status) in [
        (house.coordinator.clone(), 200),
        (of(&government, "18.72", Role::TechnicalAgency), 200),
        (of(&house.party, "18.72", Role::Buyer), 200),
        (of(&other, "18.72", Role::PartyAdmin), 404),
        (of(&malang, "35.73", Role::Coordinator), 404),
        (admin(), 404),
        (Actor::service(), 404),
    ] {
        let answer = house.app.caller(&actor).get(&path).await;
        assert_eq!(answer.status, status, "{}: {}", actor.subject, answer.text);
    }
}
