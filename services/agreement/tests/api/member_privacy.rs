//! Nothing of a person leaves the roll: names and a number that nobody else has are entered, and looked for everywhere.

use std::fmt::Write as _;
use std::sync::{Mutex, OnceLock};

use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl as _;
use domain::shared::Role;
use serde_json::{Value, json};
use testkit::{Actor, App, Caller};

use crate::admin;
use crate::members::{House, of, person, registered};

/// What is known of the person, and nowhere else.
const MARKS: [&str; 5] = ["Zulkarnainqx", "Wulandariqx", "QX-7731", "1872014309777731", "18.72.03.1099"];

/// A person of marks.
fn marked() -> Value {
    json!({"number": MARKS[2], "name": MARKS[0], "nik": MARKS[3], "village_code": MARKS[4], "sex": "female",
        "consent_date": "2026-01-05"})
}

/// The marks that a text holds.
fn found(text: &str) -> Vec<&'static str> {
    MARKS.into_iter().filter(|mark| holds(text, mark)).collect()
}

/// Whether a text holds another, also where it writes bytes as hexadecimal digits.
pub(crate) fn holds(text: &str, mark: &str) -> bool {
    let hex: String = mark.bytes().map(|byte| format!("{byte:02x}")).collect();
    text.contains(mark) || text.contains(&hex)
}

/// Everything that is logged in this process, at every level.
struct Ears;

static HEARD: Mutex<String> = Mutex::new(String::new());

/// Writes down the fields of what is logged.
struct Fields;

impl tracing::field::Visit for Fields {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        let _ = writeln!(HEARD.lock().unwrap(), "{field}={value:?}");
    }
}

impl tracing::Subscriber for Ears {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Fields);
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Fields);
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Fields);
    }

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

/// Begins to listen, once in this process.
pub(crate) fn listen() {
    static LISTENING: OnceLock<()> = OnceLock::new();
    LISTENING.get_or_init(|| tracing::subscriber::set_global_default(Ears).expect("nobody else listens"));
}

/// What was logged so far.
pub(crate) fn heard() -> String {
    HEARD.lock().unwrap().clone()
}

#[derive(diesel::QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The tables that hold a mark, in any column.
async fn tables_with_marks(app: &App) -> Vec<String> {
    tables_with(app, |row| !found(row).is_empty()).await
}

/// The tables with a row that holds something.
pub(crate) async fn tables_with(app: &App, holds: impl Fn(&str) -> bool) -> Vec<String> {
    let mut conn = app.core.db.own().await.unwrap();
    let tables = "select table_name::text as name from information_schema.tables \
                  where table_schema = 'public' and table_type = 'BASE TABLE' order by 1";
    let tables: Vec<Named> = diesel::sql_query(tables).load(&mut conn).await.unwrap();
    assert!(tables.len() > 30, "{} tables are few", tables.len());
    let mut with = Vec::new();
    for Named { name } in tables {
        // A row as text shows every column, numbers and bytes too.
        let rows = format!("select t::text as row from \"{name}\" as t");
        let rows: Vec<Row> = diesel::sql_query(rows).load(&mut conn).await.unwrap();
        if rows.iter().any(|Row { row }| holds(row)) {
            with.push(name);
        }
    }
    with
}

async fn count(app: &App, query: &str) -> i64 {
    let mut conn = app.core.db.own().await.unwrap();
    diesel::sql_query(query).get_result::<Count>(&mut conn).await.unwrap().count
}

/// What somebody is answered by everything that could tell of a member.
async fn answers(caller: &Caller, house: &House, path: &str) -> Vec<String> {
    let figures = format!("/v1/parties/{}/member-figures", house.party);
    let party = format!("/v1/parties/{}", house.party);
    let history = format!("{path}/transitions");
    let mut texts = Vec::new();
    for asked in [
        path,
        &history,
        &figures,
        &party,
        "/v1/members",
        "/v1/parties?limit=200",
        "/v1/agreement-events?limit=500",
        "/v1/agreement-work-items",
    ] {
        texts.push(caller.get(asked).await.text);
    }
    let change = caller.patch(path, json!({"name": "Lain"}), "\"v0\"").await;
    let left = caller.act_on(&format!("{path}/departures"), json!({"reason": "died"}), "\"v0\"").await;
    let erased = caller.act_on(&format!("{path}/erasures"), json!({"reason": "asked_for"}), "\"v0\"").await;
    texts.extend([change.text, left.text, erased.text]);
    texts
}

/// Refusals that come close to the person: what they say goes to who asked, and into the log.
async fn refuse_often(keeper: &Caller) {
    let with = |field: &str, value: Value| {
        let mut body = marked();
        body[field] = value;
        body
    };
    for body in [
        marked(),
        with("number", json!("QX-1")),
        with("nik", json!("18720143097777310")),
        with("nik", json!(1_872_014_309_777_731_i64)),
        with("sex", json!(MARKS[0])),
        with("consent_date", json!(MARKS[0])),
        with("village_code", json!(format!("{}.1", MARKS[4]))),
        with("name", json!(format!("{}\n{}", MARKS[0], MARKS[1]))),
    ] {
        let refused = keeper.post("/v1/members", body).await;
        assert!(matches!(refused.status, 409 | 422), "{}", refused.text);
        assert!(found(&refused.text).is_empty(), "{}", refused.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_person_is_anywhere_but_in_the_roll_and_after_the_erasure_nowhere() {
    listen();
    let house = House::start().await;
    let (app, keeper) = (&house.app, house.keeps());
    let created = keeper.post_keyed("/v1/members", marked(), "marked-person").await.expect(201);
    let path = created.header("location").to_owned();
    assert_eq!(found(&created.text).len(), 3, "name, number and village: {}", created.text);
    keeper.post_keyed("/v1/members", marked(), "marked-person").await.expect(201);
    keeper.patch(&path, json!({"name": MARKS[1]}), "\"v1\"").await.expect(200);
    keeper.get(&format!("/v1/members?village_code={}", MARKS[4])).await.expect(200);
    refuse_often(&keeper).await;
    keeper.act(&format!("{path}/departures"), json!({"reason": "resigned"})).await.expect(200);
    assert_eq!(tables_with_marks(app).await, ["member"]);
    // What is looked for is found where it is: the answer that registered the cooperative is kept as bytes.
    let named = tables_with(app, |row| holds(row, "Koperasi Sumber Rejeki")).await;
    assert_eq!(named, ["idempotency_key", "party", "party_name"]);
    let numbers = format!("select count(*) as count from member as t where t::text like '%{}%'", MARKS[3]);
    assert_eq!(count(app, &numbers).await, 0, "no NIK in clear");

    let other = registered(app, "cooperative", "Koperasi Lain", "18.72").await;
    let malang = registered(app, "regional_government", "Pemerintah Kota Malang", "35.73").await;
    app.caller(&of(&other, "18.72", Role::PartyAdmin)).post("/v1/members", person(1)).await.expect(201);
    let strangers = [
        of(&other, "18.72", Role::PartyAdmin),
        of(&malang, "35.73", Role::Coordinator),
        of(&house.party, "18.72", Role::Buyer),
        of(&house.coordinator.party.to_string(), "18.72", Role::TechnicalAgency),
        admin(),
        Actor::service(),
    ];
    for stranger in &strangers {
        for text in answers(&app.caller(stranger), &house, &path).await {
            assert!(found(&text).is_empty(), "{}: {text}", stranger.subject);
        }
    }
    for reader in strangers.iter().chain([&house.keeper, &house.coordinator]) {
        let feed = app.feed(reader, "/v1/agreement-events").await;
        assert!(found(&json!(feed).to_string()).is_empty(), "{}", reader.subject);
    }
    let told = app.feed(&house.coordinator, "/v1/agreement-events?types=id.kad.member.left").await;
    assert_eq!(told[0]["data"]["party_id"], json!(house.party));
    let coordinator = app.caller(&house.coordinator);
    assert!(coordinator.get(&path).await.expect(200).text.contains(MARKS[1]), "its coordinator reads it");

    keeper.act(&format!("{path}/erasures"), json!({"reason": "asked_for"})).await.expect(200);
    assert_eq!(tables_with_marks(app).await, [""; 0]);
    let uuid = path.rsplit('_').next().unwrap();
    let hashes = format!("select count(*) as count from member where id = '{uuid}' and nik_hash is not null");
    assert_eq!(count(app, &hashes).await, 0);
    let again = keeper.post_keyed("/v1/members", marked(), "marked-person").await.expect(201);
    assert!(found(&again.text).is_empty(), "{}", again.text);
    for caller in [keeper, coordinator] {
        for asked in [path.clone(), format!("{path}/transitions"), "/v1/members".to_owned()] {
            let text = caller.get(&asked).await.expect(200).text;
            assert!(found(&text).is_empty(), "{asked}: {text}");
        }
    }
    let heard = HEARD.lock().unwrap();
    assert!(heard.contains("/v1/members"), "the log was heard");
    assert!(found(&heard).is_empty(), "the log tells of {:?}", found(&heard));
}
