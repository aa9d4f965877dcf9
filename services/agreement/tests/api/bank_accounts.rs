//! Bank accounts: two persons, a cooling-off, who reads the number, and nothing of it in feeds and logs.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use diesel_async::SimpleAsyncConnection as _;
use domain::shared::{ClientId, Id as _, Role, TextHash};
use serde_json::{Value, json};
use testkit::{Actor, Caller, Response};

use crate::member_privacy::{heard, holds, listen, tables_with};
use crate::story::{also, register};
use crate::trade::Trade;
use crate::verifications::{PDF, upload};

/// A number that stands nowhere else.
const NUMBER: &str = "771203948812365";
const OTHER: &str = "5520019934";

/// A supplier whose Ani proposes and whose Budi, let in by the coordinator as she was, confirms.
struct Bank {
    trade: Trade,
    ani: Actor,
    budi: Actor,
}

impl Bank {
    async fn start() -> Self {
        let trade = Trade::start().await;
        let ani = trade.supplier.clone().named("idp#ani");
        let budi = also(&trade.supplier, &[Role::PartyAdmin]).named("idp#budi");
        let bank = Self { trade, ani, budi };
        upload(&bank.ani(), PDF).await;
        bank
    }

    /// Tokens last ten minutes: everybody calls anew.
    fn as_(&self, actor: &Actor) -> Caller {
        self.trade.as_(actor)
    }

    fn ani(&self) -> Caller {
        self.as_(&self.ani)
    }

    fn budi(&self) -> Caller {
        self.as_(&self.budi)
    }

    fn metro(&self) -> Caller {
        self.as_(&self.trade.story.metro)
    }

    fn jakarta(&self) -> Caller {
        self.as_(&self.trade.story.jakarta)
    }

    fn buyer(&self) -> Caller {
        self.as_(&self.trade.buyer)
    }

    fn now(&self) -> DateTime<Utc> {
        self.trade.story.app.clock.now()
    }

    fn move_clock(&self, by: TimeDelta) {
        self.trade.story.app.clock.set(self.now() + by);
    }

    /// Ani proposes an account; its path.
    async fn proposed(&self, number: &str) -> String {
        self.ani().post("/v1/bank-accounts", account(number)).await.expect(201).header("location").to_owned()
    }

    async fn confirm(&self, path: &str) -> Response {
        self.budi().act(&format!("{path}/confirmations"), json!({})).await
    }

    async fn confirmed(&self, number: &str) -> String {
        let path = self.proposed(number).await;
        self.confirm(&path).await.expect(200);
        path
    }

    /// An account in use.
    async fn in_use(&self, number: &str) -> String {
        let path = self.confirmed(number).await;
        self.move_clock(TimeDelta::hours(72));
        path
    }

    fn payable(&self) -> String {
        format!("/v1/parties/{}/payable-account", self.trade.supplier.party)
    }

    /// People of the supplier, each by whom they were let in.
    async fn members(&self, people: &[(&str, &str)]) {
        let party = self.trade.supplier.party.uuid();
        for (number, (person, by)) in people.iter().enumerate() {
            let sql = format!(
                "insert into membership (id, party_id, issuer, subject, roles, version, created_at, updated_at, state, \
                 wanted_roles, granted_by, accepted) values ('00000000-0000-7000-8000-0000000b{number:04}', '{party}', \
                 'idp', '{person}', '{{supplier}}', 1, now(), now(), 'active', '{{}}', '{by}', true)"
            );
            self.trade.story.app.core.read().await.unwrap().batch_execute(&sql).await.unwrap();
        }
    }
}

/// What is proposed.
fn account(number: &str) -> Value {
    json!({"bank_code": "BRINIDJA", "account_number": number, "holder_name": "PT Kuasa Omega Jaya",
        "proof_sha256": TextHash::of_bytes(PDF), "note": "Rekening pertama."})
}

fn with(field: &str, value: Value) -> Value {
    let mut body = account(NUMBER);
    body[field] = value;
    body
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn moment(value: &Value) -> Option<DateTime<Utc>> {
    value.as_str().map(|text| text.parse().unwrap())
}

fn note() -> Value {
    json!({"note": "Bukan rekening kami."})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_the_one_to_pay_after_exactly_72_hours_and_until_the_next_is() {
    let bank = Bank::start().await;
    let none = bank.ani().get(&bank.payable()).await.expect(200).json;
    assert_eq!(
        (&none["account"], &none["payable_from"], &none["next"]),
        (&json!(null), &json!(null), &json!(null))
    );
    let path = bank.proposed(NUMBER).await;
    let proposed = bank.ani().get(&path).await.expect(200).json;
    assert_eq!(
        (&proposed["state"], &proposed["use"], &proposed["last_four"]),
        (&json!("proposed"), &json!(null), &json!("2365"))
    );
    assert_eq!((&proposed["account_number"], &proposed["in_use_from"]), (&json!(NUMBER), &json!(null)));
    let from = bank.now() + TimeDelta::hours(72);
    let first = bank.confirm(&path).await.expect(200);
    assert_eq!((moment(&first.json["in_use_from"]), &first.json["use"]), (Some(from), &json!("cooling")));

    // The very first account waits too, and nothing is to be paid before.
    for (at, used, pays) in [(from - TimeDelta::microseconds(1), "cooling", false), (from, "in_use", true)] {
        bank.trade.story.app.clock.set(at);
        let view = bank.ani().get(&path).await.expect(200);
        assert_eq!(view.json["use"], used);
        assert_eq!(view.etag() == first.etag(), !pays, "what is shown changes, and its ETag with it");
        let payable = bank.ani().get(&bank.payable()).await.expect(200).json;
        assert_eq!(payable["account"]["id"] == view.json["id"], pays);
        assert_eq!(payable["next"]["id"] == view.json["id"], !pays);
        assert_eq!(moment(&payable["payable_from"]), pays.then_some(from));
    }

    // Another one: the first goes on being paid until the moment the second is in use.
    bank.move_clock(TimeDelta::days(30));
    let second = bank.confirmed(OTHER).await;
    let change = bank.now() + TimeDelta::hours(72);
    let (one, two) = (bank.ani().get(&path).await.json, bank.ani().get(&second).await.json);
    assert_eq!((&one["use"], moment(&one["in_use_until"])), (&json!("in_use"), Some(change)));
    assert_eq!((&two["use"], &two["in_use_until"]), (&json!("cooling"), &json!(null)));
    for (at, paid, next) in [
        (change - TimeDelta::microseconds(1), &one, Some(&two)),
        (change, &two, None),
        (from, &one, Some(&two)),
    ] {
        let asked = format!("{}?at={}", bank.payable(), text(at));
        let payable = bank.ani().get(&asked).await.expect(200).json;
        assert_eq!(payable["account"]["id"], paid["id"], "{at}");
        assert_eq!(payable["next"]["id"], next.map_or(Value::Null, |next| next["id"].clone()), "{at}");
        assert_eq!(moment(&payable["at"]), Some(at));
    }
    bank.trade.story.app.clock.set(change);
    assert_eq!(bank.ani().get(&path).await.json["use"], "replaced");
    assert_eq!(bank.ani().get(&second).await.json["use"], "in_use");

    // By the day: both on the day of the change, one before and after.
    let day = |at: DateTime<Utc>| domain::shared::jakarta_date(at);
    for (date, count) in [
        (day(from) - chrono::Days::new(1), 0),
        (day(from), 1),
        (day(change) - chrono::Days::new(1), 1),
        (day(change), 2),
        (day(change) + chrono::Days::new(1), 1),
    ] {
        let asked = format!("/v1/bank-accounts?party_id={}&day={date}", bank.trade.supplier.party);
        let listed = bank.ani().get(&asked).await.expect(200).json;
        assert_eq!(listed["items"].as_array().unwrap().len(), count, "{date}");
    }
    let far = format!("{}?at=0001-01-01T00:00:00Z", bank.payable());
    bank.ani().get(&far).await.expect_problem(422, "validation-failed");
    bank.ani().get("/v1/bank-accounts?day=9999-12-31").await.expect_problem(422, "validation-failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_change_at_a_time_and_to_another_account() {
    let bank = Bank::start().await;
    let path = bank.proposed(NUMBER).await;
    bank.budi().post("/v1/bank-accounts", account(OTHER)).await.expect_problem(409, "duplicate");
    bank.confirm(&path).await.expect(200);
    bank.ani().post("/v1/bank-accounts", account(OTHER)).await.expect_problem(409, "duplicate");
    bank.move_clock(TimeDelta::hours(72));
    let same = bank.ani().post("/v1/bank-accounts", account(NUMBER)).await.expect_problem(409, "duplicate");
    assert_eq!(same.json["errors"][0]["pointer"], "/account_number");
    // Another branch of the bank does not make it another account.
    let branch = with("bank_code", json!("BRINIDJA001"));
    bank.ani().post("/v1/bank-accounts", branch).await.expect_problem(409, "duplicate");
    let refused = bank.proposed(OTHER).await;
    bank.budi().act(&format!("{refused}/refusals"), json!({})).await.expect_problem(422, "validation-failed");
    let answer = bank.budi().act(&format!("{refused}/refusals"), note()).await.expect(200);
    assert_eq!((&answer.json["state"], &answer.json["use"]), (&json!("refused"), &json!(null)));
    bank.confirm(&refused).await.expect_problem(409, "state-conflict");
    assert_eq!(bank.ani().get(&path).await.json["in_use_until"], Value::Null);
    bank.proposed(OTHER).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_account_is_refused_by_field_and_the_number_is_not_repeated() {
    let bank = Bank::start().await;
    for (field, value, code) in [
        ("account_number", json!("1234"), "account-number"),
        ("account_number", json!("9".repeat(35)), "account-number"),
        ("account_number", json!("7712 0394 8812"), "account-number"),
        ("account_number", json!("77.12.03.9488"), "account-number"),
        ("account_number", json!("00000000"), "account-number"),
        ("account_number", json!(771_203_948_812_365_i64), "wrong-form"),
        ("bank_code", json!("002"), "bank-code"),
        ("bank_code", json!("BRINSGSG"), "bank-code"),
        ("holder_name", json!(" "), "length"),
        ("holder_name", json!("=PT"), "not-a-line"),
        ("note", json!("x".repeat(2001)), "length"),
        ("proof_sha256", json!("abc"), "wrong-form"),
        ("proof_sha256", json!(TextHash::of_bytes(b"never uploaded")), "unknown-scan"),
    ] {
        for caller in [bank.ani(), bank.ani().in_indonesian()] {
            let refused = caller.post("/v1/bank-accounts", with(field, value.clone())).await;
            let refused = refused.expect_problem(422, "validation-failed");
            let error = &refused.json["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!(format!("/{field}")), &json!(code)));
            let said = value.to_string();
            assert!(
                field != "account_number" || !refused.text.contains(said.trim_matches('"')),
                "{}",
                refused.text
            );
        }
    }
    // Another's scan proves nothing.
    let stranger = register(&bank.trade.story.app, "company", "PT Lain", "18.72", &[Role::Supplier]).await;
    bank.as_(&stranger)
        .post("/v1/bank-accounts", account(NUMBER))
        .await
        .expect_problem(422, "validation-failed");
    bank.buyer().post("/v1/bank-accounts", account(NUMBER)).await.expect_problem(403, "forbidden");
    bank.metro().post("/v1/bank-accounts", account(NUMBER)).await.expect_problem(403, "forbidden");
    let machine = ClientId::from_uuid(uuid::Uuid::from_u128(9)).to_string();
    let machine = bank.as_(&bank.ani.clone().named(&machine));
    machine.post("/v1/bank-accounts", account(NUMBER)).await.expect_problem(403, "forbidden");
    assert_eq!(bank.ani().get("/v1/bank-accounts").await.json["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_confirms_who_was_let_in_by_other_hands() {
    let bank = Bank::start().await;
    // Ani and Dewi were let in by the coordinator; Ani let in Budi, who let in Citra.
    let (coordinator, ani, budi) = ("idp#rahma", "idp#ani", "idp#budi");
    bank.members(&[("ani", coordinator), ("dewi", coordinator), ("budi", ani), ("citra", budi)]).await;
    let path = bank.proposed(NUMBER).await;
    let confirms = format!("{path}/confirmations");
    let machine = ClientId::from_uuid(uuid::Uuid::from_u128(9)).to_string();
    for person in [ani, budi, "idp#citra", machine.as_str()] {
        let caller = bank.as_(&bank.ani.clone().named(person));
        for act in [&confirms, &format!("{path}/refusals")] {
            let refused = caller.act(act, note()).await.expect_problem(422, "four-eyes");
            assert_eq!(refused.json["unmet"][0]["rule"], "account_by_two", "{person}");
        }
        let waits = caller.get("/v1/agreement-work-items?action=confirm_bank_account").await.expect(200);
        assert_eq!(waits.json["items"], json!([]), "{person}");
    }
    for outside in [bank.metro(), bank.jakarta(), bank.buyer()] {
        let status = outside.act(&confirms, json!({})).await.status;
        assert!(matches!(status, 403 | 404), "{status}");
    }
    let dewi = bank.as_(&bank.ani.clone().named("idp#dewi"));
    let waits = dewi.get("/v1/agreement-work-items?action=confirm_bank_account").await.expect(200).json;
    assert_eq!(waits["items"].as_array().unwrap().len(), 1);
    assert_eq!(waits["items"][0]["subject_title"], "BRINIDJA ...2365");
    dewi.act(&confirms, json!({})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_stopped_until_it_is_in_use_and_not_after() {
    let bank = Bank::start().await;
    let first = bank.in_use(NUMBER).await;
    for (stops, state) in [("withdrawals", "withdrawn"), ("objections", "stopped")] {
        let path = bank.confirmed(OTHER).await;
        let due = bank.now() + TimeDelta::hours(72);
        let waits = bank.metro().get("/v1/agreement-work-items?action=object_to_bank_account").await.json;
        assert_eq!(waits["items"][0]["due_date"], json!(domain::shared::jakarta_date(due)));
        assert_eq!(waits["items"][0]["role"], "coordinator");
        bank.trade.story.app.clock.set(due - TimeDelta::microseconds(1));
        let caller = if state == "stopped" { bank.metro() } else { bank.ani() };
        let noteless = caller.act(&format!("{path}/{stops}"), json!({})).await;
        assert_eq!(noteless.expect_problem(422, "validation-failed").json["errors"][0]["pointer"], "/note");
        let stopped = caller.act(&format!("{path}/{stops}"), note()).await.expect(200).json;
        assert_eq!((&stopped["state"], &stopped["in_use_from"]), (&json!(state), &json!(null)));
        let paid = bank.ani().get(&format!("{}?at={}", bank.payable(), text(due))).await.json;
        assert_eq!((&paid["account"]["last_four"], &paid["next"]), (&json!("2365"), &json!(null)));
        assert_eq!(bank.ani().get(&first).await.json["in_use_until"], Value::Null);
        let waits = bank.metro().get("/v1/agreement-work-items?action=object_to_bank_account").await.json;
        assert_eq!(waits["items"], json!([]));
    }
    // From the very moment on, another account is the only way.
    let path = bank.in_use(OTHER).await;
    for (caller, stops) in [(bank.ani(), "withdrawals"), (bank.metro(), "objections")] {
        for late in [&path, &first] {
            let refused = caller.act(&format!("{late}/{stops}"), note()).await;
            let refused = refused.expect_problem(422, "answer-window-closed");
            assert_eq!(refused.json["unmet"][0]["rule"], "account_not_in_use");
        }
    }
    let waits = bank.metro().get("/v1/agreement-work-items?action=object_to_bank_account").await.json;
    assert_eq!(waits["items"], json!([]));
    // What is only proposed is stopped too.
    let path = bank.proposed("88112233").await;
    bank.ani().act(&format!("{path}/objections"), note()).await.expect_problem(403, "forbidden");
    bank.metro().act(&format!("{path}/withdrawals"), note()).await.expect_problem(403, "forbidden");
    bank.metro().act(&format!("{path}/objections"), note()).await.expect(200);
    let history = bank.ani().get(&format!("{path}/transitions")).await.expect(200).json;
    let told: Vec<_> = history["items"].as_array().unwrap().iter().map(|one| one["event"].clone()).collect();
    assert_eq!(told, ["proposed", "object"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_once_one_wins() {
    let bank = Bank::start().await;
    let ani = bank.ani();
    let proposals = ["11112222", "33334444", "55556666", "77778888"]
        .map(|number| ani.post("/v1/bank-accounts", account(number)));
    let statuses: Vec<u16> =
        futures_util::future::join_all(proposals).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 201 | 409)), "{statuses:?}");
    let open = ani.get("/v1/bank-accounts").await.json["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/bank-accounts/{open}");
    let etag = ani.get(&path).await.etag().to_owned();
    let people: Vec<Caller> =
        ["idp#b", "idp#c", "idp#d"].iter().map(|person| bank.as_(&bank.ani.clone().named(person))).collect();
    let confirms = format!("{path}/confirmations");
    let all = people.iter().map(|person| person.act_on(&confirms, json!({}), &etag));
    let statuses: Vec<u16> =
        futures_util::future::join_all(all).await.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 412)), "{statuses:?}");
    let history = ani.get(&format!("{path}/transitions")).await.json;
    assert_eq!(history["items"].as_array().unwrap().len(), 2);
}

/// What somebody reads of one account: nothing, the last four digits, or the number.
async fn read(caller: &Caller, path: &str, payable: &str) -> &'static str {
    let (one, list, pays) =
        (caller.get(path).await, caller.get("/v1/bank-accounts").await, caller.get(payable).await);
    let history = caller.get(&format!("{path}/transitions")).await;
    assert_eq!((one.status, one.status), (pays.status, history.status), "{}", pays.text);
    let listed = list.json["items"].as_array().unwrap().iter().any(|item| item["id"] == one.json["id"]);
    assert!(listed == (one.status == 200) || one.status == 404);
    match (one.status, holds(&one.text, NUMBER)) {
        (404, false) => {
            assert_eq!(list.json["items"], json!([]));
            "nothing"
        }
        (200, number) => {
            assert_eq!(number, holds(&list.text, NUMBER));
            if number { "number" } else { "four" }
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_is_for_who_keeps_it_and_who_pays() {
    let bank = Bank::start().await;
    let app = &bank.trade.story.app;
    let path = bank.proposed(NUMBER).await;
    let stranger = register(app, "company", "PT Lain", "18.72", &[Role::Supplier]).await;
    let other = register(app, "regional_enterprise", "Perumda Pasar Jaya", "31", &[Role::Buyer]).await;
    let malang =
        register(app, "regional_government", "Pemerintah Kota Malang", "35.73", &[Role::Coordinator]).await;
    let trade = &bank.trade;
    let expect = async |stage: &str, table: &[(&Actor, &str)]| {
        for (actor, reads) in table {
            assert_eq!(
                read(&bank.as_(actor), &path, &bank.payable()).await,
                *reads,
                "{stage}: {}",
                actor.subject
            );
        }
    };
    let driver = also(&trade.supplier, &[Role::FieldOfficer]);
    let agency = also(&trade.story.metro, &[Role::TechnicalAgency]);
    let receiver = also(&trade.buyer, &[Role::Receiver]);
    let service = Actor::service();
    let always: &[(&Actor, &str)] = &[
        (&bank.ani, "number"),
        (&bank.budi, "number"),
        (&driver, "four"),
        (&trade.story.metro, "number"),
        (&service, "four"),
        (&agency, "nothing"),
        (&stranger, "nothing"),
        (&other, "nothing"),
        (&malang, "nothing"),
        (&trade.story.facilitator, "nothing"),
        (&trade.story.governor, "nothing"),
        (&receiver, "nothing"),
        (&crate::admin(), "nothing"),
    ];
    let endorsed = bank.trade.endorsed(bank.trade.draft()).await;
    expect("endorsed", always).await;
    expect("endorsed", &[(&trade.buyer, "nothing"), (&trade.story.jakarta, "nothing")]).await;
    bank.trade.sign_endorsed(&endorsed).await;
    expect("signed", always).await;
    // It is not to be paid yet: the buyer knows that something comes.
    expect("signed", &[(&trade.buyer, "four"), (&trade.story.jakarta, "four")]).await;
    bank.confirm(&path).await.expect(200);
    expect("confirmed", always).await;
    expect("confirmed", &[(&trade.buyer, "number"), (&trade.story.jakarta, "four")]).await;

    // The bank's paper is for the party and its coordinator.
    for (caller, status) in [
        (bank.ani(), 200),
        (bank.metro(), 200),
        (bank.buyer(), 404),
        (bank.jakarta(), 404),
        (bank.as_(&driver), 404),
    ] {
        let answer = caller.get(&format!("{path}/attachment")).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        assert!(status != 200 || answer.text.as_bytes() == PDF);
        assert_eq!(caller.get(&path).await.json["proof_sha256"].is_string(), status == 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_account_of_another_party_is_shown_to_coordinators_and_bars_nothing() {
    let bank = Bank::start().await;
    let path = bank.proposed(NUMBER).await;
    bank.metro().act(&format!("{path}/objections"), note()).await.expect(200);
    let other = register(&bank.trade.story.app, "company", "PT Kembar", "18.72", &[Role::Supplier]).await;
    upload(&bank.as_(&other), PDF).await;
    let shared = |view: Response| view.expect(200).json["shared_with_other_party"].clone();
    assert_eq!(shared(bank.metro().get(&path).await), false);
    // With another branch, after the other was stopped: it is the same account all the same.
    let twin =
        bank.as_(&other).post("/v1/bank-accounts", with("bank_code", json!("BRINIDJA007"))).await.expect(201);
    let twin_path = twin.header("location").to_owned();
    assert_eq!(twin.json["shared_with_other_party"], Value::Null);
    for one in [&path, &twin_path] {
        assert_eq!(shared(bank.metro().get(one).await), true);
    }
    assert_eq!(shared(bank.ani().get(&path).await), Value::Null);
    bank.trade.signed().await;
    assert_eq!(shared(bank.jakarta().get(&path).await), true);
    assert_eq!(shared(bank.buyer().get(&path).await), Value::Null);
    let second =
        bank.as_(&other.clone().named("another")).act(&format!("{twin_path}/confirmations"), json!({})).await;
    second.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_and_logs_tell_four_digits_and_never_the_number() {
    listen();
    let bank = Bank::start().await;
    let path = bank.proposed(NUMBER).await;
    let app = &bank.trade.story.app;
    assert!(
        app.feed(&bank.trade.buyer, "/v1/agreement-events?types=id.kad.bank_account.proposed")
            .await
            .is_empty()
    );
    bank.trade.signed().await;
    // Who gains sight of it is told of it.
    let shown = app.feed(&bank.trade.buyer, "/v1/agreement-events?types=id.kad.bank_account.snapshot").await;
    assert_eq!(shown.len(), 1);
    let from = bank.now() + TimeDelta::hours(72);
    bank.confirm(&path).await.expect(200);
    let (metro, jakarta) = (bank.trade.story.metro.clone(), bank.trade.story.jakarta.clone());
    let facilitator = bank.trade.story.facilitator.clone();
    for reader in [&bank.ani, &bank.trade.buyer, &metro, &jakarta, &Actor::service()] {
        let told = app.feed(reader, "/v1/agreement-events?types=id.kad.bank_account.confirmed").await;
        assert_eq!(told.len(), 1, "{}", reader.subject);
        let data = &told[0]["data"];
        assert_eq!((&data["last_four"], moment(&data["in_use_from"])), (&json!("2365"), Some(from)));
        assert_eq!(data["account_hash"].as_str().unwrap().len(), 64);
        assert_eq!(data["party_id"], json!(bank.trade.supplier.party));
        let all = app.feed(reader, "/v1/agreement-events").await;
        assert!(!holds(&json!(all).to_string(), NUMBER), "{}", reader.subject);
    }
    for stranger in [&facilitator, &crate::admin()] {
        let all = app.feed(stranger, "/v1/agreement-events").await;
        assert!(all.iter().all(|event| !event["type"].as_str().unwrap().contains("bank_account")));
    }
    bank.ani().post("/v1/bank-accounts", account(NUMBER)).await.expect_problem(409, "duplicate");
    let spaced = with("account_number", json!(format!("{NUMBER} ")));
    bank.ani().post("/v1/bank-accounts", spaced).await.expect_problem(422, "validation-failed");
    // The answer that is kept for a repeat is the party's own.
    assert_eq!(tables_with(app, |row| holds(row, NUMBER)).await, ["bank_account", "idempotency_key"]);
    let heard = heard();
    assert!(heard.contains("/v1/bank-accounts"), "the log was heard");
    assert!(!holds(&heard, NUMBER), "the log tells the number");
}

/// A generator of numbers, the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The accounts of a party, kept by hand: those confirmed with the moment they are in use, and the one proposed.
#[derive(Default)]
struct Ledger {
    confirmed: Vec<(String, DateTime<Utc>)>,
    proposed: Option<String>,
}

impl Ledger {
    fn payable_at(&self, at: DateTime<Utc>) -> Option<&String> {
        self.confirmed
            .iter()
            .filter(|(_, from)| *from <= at)
            .max_by_key(|(_, from)| *from)
            .map(|(path, _)| path)
    }

    fn cooling(&self, now: DateTime<Utc>) -> Option<usize> {
        self.confirmed.iter().position(|(_, from)| *from > now)
    }

    /// One random step, and whether the service does as the ledger says.
    async fn step(&mut self, bank: &Bank, dice: &mut Dice, number: u64) {
        let now = bank.now();
        let open = self.proposed.clone().or(self.cooling(now).map(|at| self.confirmed[at].0.clone()));
        match (dice.roll(5), open) {
            (0 | 1, None) => self.proposed = Some(bank.proposed(&format!("9000{number:06}")).await),
            (0, Some(_)) => {
                bank.ani().post("/v1/bank-accounts", account("80001")).await.expect_problem(409, "duplicate");
            }
            (1 | 2, Some(_)) if self.proposed.is_some() => {
                let path = self.proposed.take().unwrap();
                bank.confirm(&path).await.expect(200);
                self.confirmed.push((path, now + TimeDelta::hours(72)));
            }
            (3, Some(path)) => {
                let (caller, stops) = if dice.roll(2) == 0 {
                    (bank.ani(), "withdrawals")
                } else {
                    (bank.metro(), "objections")
                };
                caller.act(&format!("{path}/{stops}"), note()).await.expect(200);
                self.confirmed.retain(|(one, _)| *one != path);
                self.proposed = None;
            }
            _ => bank.move_clock(TimeDelta::minutes(i64::try_from(dice.roll(3000)).unwrap() + 1)),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_the_account_to_pay_is_what_a_plain_ledger_says() {
    let bank = Bank::start().await;
    let (mut ledger, mut dice, began) = (Ledger::default(), Dice(20_261_130), bank.now());
    for number in 0..160 {
        ledger.step(&bank, &mut dice, number).await;
        let span = u64::try_from((bank.now() - began).num_minutes()).unwrap() + 6000;
        let asked = began + TimeDelta::minutes(i64::try_from(dice.roll(span)).unwrap());
        let edge = ledger.confirmed.last().map_or(asked, |(_, from)| *from);
        for at in [asked, bank.now(), edge, edge - TimeDelta::microseconds(1)] {
            let payable =
                bank.ani().get(&format!("{}?at={}", bank.payable(), text(at))).await.expect(200).json;
            let told = payable["account"]["id"].as_str().map(|id| format!("/v1/bank-accounts/{id}"));
            assert_eq!(told.as_ref(), ledger.payable_at(at), "step {number} at {at}");
        }
    }
    assert!(ledger.confirmed.len() > 2, "{} accounts are few", ledger.confirmed.len());
}
