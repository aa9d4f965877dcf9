//! Reading another service's feed: each event has its effect exactly once, whatever fails in between.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod renewal;
mod stumbling;

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use actix_web::get;
use actix_web::web::Data;
use api_types::agreement::{AgreementFeedEvent, PartyEventData};
use api_types::{EventPage, ListEventsQuery};
use client::{Api, ClientError};
use db::outbox::Audience;
use db::{Connection, Db, DbConfig};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use domain::agreement::PartyHappened;
use domain::shared::{Id as _, PartyId, PartyKind, Role};
use service::consumer::{Projection, Source, step};
use service::projection::{Fetched, Keeping, Projected};
use service::{Built, Core, Emitted, Error, Settings};
use testkit::{Actor, App, ServiceUnderTest, eventually, party};
use uuid::Uuid;
use web::Who::Anyone;
use web::{ApiError, Environment, Mount, Platform, Query, Reply, operations};

/// The longest a reader may wait for news.
const WAIT_MS: u32 = 25_000;
const WAIT: Duration = Duration::from_millis(WAIT_MS as u64);

operations! {
    list_agreement_events: ListAgreementEvents, List, "agreement.events.read", Anyone, 1, [CursorExpired];
}

#[utoipa::path(tag = "events", params(ListEventsQuery), responses((status = 200, body = EventPage)))]
#[get("/v1/agreement-events")]
async fn list_agreement_events(
    query: Query<op::ListAgreementEvents, ListEventsQuery>,
    core: Data<Core>,
) -> Result<Reply, ApiError> {
    core.events::<AgreementFeedEvent>(query.caller(), &query.params).await
}

fn migrations() -> diesel_migrations::EmbeddedMigrations {
    diesel_migrations::EmbeddedMigrations::new(&[])
}

async fn build(_: &Environment, settings: &Settings, platform: &Platform) -> anyhow::Result<Built> {
    let core = Core::new("agreement", settings.database()?, platform);
    let data = core.clone();
    let mount = Mount {
        name: "agreement",
        document_path: "/openapi/agreement.json",
        title: "feed only",
        description: "",
        features: vec![web::Feature {
            routes: |config| {
                config.service(list_agreement_events);
            },
            operations: OPERATIONS,
            tags: &[web::Tag { name: "events", about: "What the tests ask for." }],
            lifecycle: None,
        }],
        events: Vec::new,
        data: Arc::new(move |config| {
            config.app_data(Data::new(data.clone()));
        }),
    };
    Ok(Built { core, mount, tasks: Vec::new(), jobs: None, checks: Vec::new() })
}

async fn source() -> App {
    let service = ServiceUnderTest { name: "feed_only", migrations, build };
    App::start(&service, []).await.unwrap()
}

async fn push(app: &App, number: u128, audience: Audience) {
    let core = &app.core;
    let party_id = PartyId::from_uuid(Uuid::from_u128(number));
    let version = i64::try_from(number).unwrap();
    let region_code = "31".to_owned();
    core.db
        .transact("push", async |conn| {
            let data = PartyEventData {
                party_id,
                kind: PartyKind::Company,
                region_code: region_code.clone(),
                version,
            };
            let (happened, audience) = (PartyHappened::Registered, audience.clone());
            core.emit(conn, Emitted { subject: party_id, audience, happened, data }).await?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

/// Writes a row for each event, and fails on every third call: before or after the write.
struct Stumbling(Rc<AtomicU32>);

/// A party that stumbles when it is kept.
#[derive(Debug)]
struct StumblingParty {
    calls: Rc<AtomicU32>,
    subject: String,
}

impl Projection for Stumbling {
    type Event = AgreementFeedEvent;

    async fn fetch(&self, _: &Api, event: AgreementFeedEvent) -> Result<Option<Fetched>, ClientError> {
        let kept = |subject| Rc::new(StumblingParty { calls: self.0.clone(), subject }) as Fetched;
        Ok(party_of(event).map(kept))
    }

    fn forget<'a>(&'a self, _: &'a mut Connection) -> Keeping<'a> {
        Box::pin(async { Ok(()) })
    }
}

impl Projected for StumblingParty {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async {
            let call = self.calls.fetch_add(1, Ordering::SeqCst);
            let stumble = || Error::Internal("stumbled".to_owned());
            if call % 3 == 1 {
                return Err(stumble());
            }
            note(conn, &self.subject).await?;
            if call % 3 == 2 { Err(stumble()) } else { Ok(()) }
        })
    }
}

/// The party an event is about; others are of no concern.
fn party_of(event: AgreementFeedEvent) -> Option<String> {
    match event {
        AgreementFeedEvent::Party(_, data) => Some(data.party_id.to_string()),
        _ => None,
    }
}

async fn note(conn: &mut Connection, subject: &str) -> Result<(), Error> {
    diesel::sql_query("insert into seen (subject) values ($1)")
        .bind::<diesel::sql_types::Text, _>(subject)
        .execute(conn)
        .await?;
    Ok(())
}

/// How far a reader has come.
async fn position(core: &Core) -> i64 {
    let conn = core.read().await.unwrap();
    db::feed::status(&conn, "agreement").await.unwrap().position
}

#[derive(diesel::QueryableByName)]
struct Seen {
    #[diesel(sql_type = diesel::sql_types::Text)]
    subject: String,
}

async fn reader() -> (testkit::postgres::TestDatabase, Core) {
    let (database, core, _) = reader_and_platform().await;
    (database, core)
}

async fn reader_and_platform() -> (testkit::postgres::TestDatabase, Core, Platform) {
    let server = testkit::postgres::server().await.unwrap();
    let template = server
        .template("reader", &format!("r{}", std::process::id()), async |url: String| {
            db::migrations::migrate(&url, migrations()).await.map(|_| ())
        })
        .await
        .unwrap();
    let database = server.database_from(&template).await.unwrap();
    let db = Db::new(&DbConfig::new(&database.url)).unwrap();
    db.read().await.unwrap().batch_execute("create table seen (n bigserial, subject text)").await.unwrap();
    let platform = Platform::new("https://kad.test", web::Clock::fixed(testkit::test_time()));
    let core = Core::new("reader", db, &platform);
    (database, core, platform)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_news_is_sent_home_when_the_server_stops() {
    let (_database, core, platform) = reader_and_platform().await;
    let app = source().await;
    platform.tokens.learn(&app.public_keys().await, Vec::new());
    let caller = web::Caller::new(
        platform.tokens.verify(&app.token(&Actor::service())).unwrap(),
        platform.marks.clone(),
    );
    platform.stopping.store(true, Ordering::SeqCst);
    let query = ListEventsQuery { wait_ms: Some(WAIT_MS), ..ListEventsQuery::default() };
    let asked = Instant::now();
    assert_eq!(core.events::<AgreementFeedEvent>(&caller, &query).await.unwrap().status, 200);
    assert!(asked.elapsed() < WAIT, "before its wait is over");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_stumbling_readers_apply_each_event_once_in_order() {
    let app = source().await;
    for number in 0..60 {
        push(&app, number, Audience::Services).await;
    }
    let (_database, core) = reader().await;
    let read = || async {
        let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
        let projection = Stumbling(Rc::default());
        let core = &core;
        while position(core).await < 60 {
            // Stumbling is what this is about.
            let _ = step(core, &source, &projection, 100).await;
        }
    };
    tokio::join!(read(), read());
    let mut conn = core.read().await.unwrap();
    let seen: Vec<Seen> =
        diesel::sql_query("select subject from seen order by n").get_results(&mut conn).await.unwrap();
    let seen: Vec<String> = seen.into_iter().map(|row| row.subject).collect();
    let expected: Vec<String> = (0..60).map(|n| PartyId::from_uuid(Uuid::from_u128(n)).to_string()).collect();
    assert_eq!(seen, expected);
}

/// Writes a row for each event; the first time it meets one, it writes and then loses a deadlock.
struct Deadlocked(Rc<RefCell<HashSet<String>>>);

/// A party that loses a deadlock the first time it is kept.
#[derive(Debug)]
struct DeadlockedParty {
    met: Rc<RefCell<HashSet<String>>>,
    subject: String,
}

impl Projection for Deadlocked {
    type Event = AgreementFeedEvent;

    async fn fetch(&self, _: &Api, event: AgreementFeedEvent) -> Result<Option<Fetched>, ClientError> {
        let kept = |subject| Rc::new(DeadlockedParty { met: self.0.clone(), subject }) as Fetched;
        Ok(party_of(event).map(kept))
    }

    fn forget<'a>(&'a self, _: &'a mut Connection) -> Keeping<'a> {
        Box::pin(async { Ok(()) })
    }
}

impl Projected for DeadlockedParty {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async {
            note(conn, &self.subject).await?;
            let first = self.met.borrow_mut().insert(self.subject.clone());
            if first { Err(db::DbError::Conflict.into()) } else { Ok(()) }
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_whose_transaction_is_run_again_after_a_deadlock_has_its_effect() {
    let app = source().await;
    for number in 0..5 {
        push(&app, number, Audience::Services).await;
    }
    let (_database, core) = reader().await;
    let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
    let projection = Deadlocked(Rc::default());
    let mut applied = 0;
    while applied < 5 {
        applied += step(&core, &source, &projection, 5_000).await.unwrap();
    }
    let mut conn = core.read().await.unwrap();
    let seen: Vec<Seen> =
        diesel::sql_query("select subject from seen order by n").get_results(&mut conn).await.unwrap();
    assert_eq!(seen.len(), 5, "none is lost, none is doubled");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_party_sees_only_what_is_for_it() {
    let app = source().await;
    push(&app, 1, Audience::Services).await;
    push(&app, 2, Audience::Everybody).await;
    push(&app, 3, Audience::Parties(vec![party(7).uuid()])).await;
    push(&app, 4, Audience::Parties(vec![party(8).uuid()])).await;
    let numbers = async |actor: Actor| {
        let events = app.feed(&actor, "/v1/agreement-events").await;
        events.iter().map(|event| event["data"]["version"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(Actor::service()).await, [1, 2, 3, 4]);
    assert_eq!(numbers(Actor::new(party(7), "18.72", &[Role::Supplier])).await, [2, 3]);
    assert_eq!(numbers(Actor::new(party(9), "31", &[Role::Auditor])).await, [2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_reader_is_told_before_its_wait_is_over() {
    let app = source().await;
    let caller = app.caller(&Actor::service());
    let (path, asked) = (format!("/v1/agreement-events?wait_ms={WAIT_MS}"), Instant::now());
    let (page, ()) = tokio::join!(caller.get(&path), push(&app, 1, Audience::Services));
    assert_eq!(page.expect(200).json["items"].as_array().unwrap().len(), 1);
    assert!(asked.elapsed() < WAIT, "{:?}", asked.elapsed());
    for bad in ["after=-1", "limit=501", "limit=0", "wait_ms=25001"] {
        caller.get(&format!("/v1/agreement-events?{bad}")).await.expect_problem(422, "validation-failed");
    }
}

/// Keeps every party at the first try.
struct Steady;

/// A party that is kept at the first try.
#[derive(Debug)]
struct SteadyParty(String);

impl Projection for Steady {
    type Event = AgreementFeedEvent;

    async fn fetch(&self, _: &Api, event: AgreementFeedEvent) -> Result<Option<Fetched>, ClientError> {
        Ok(party_of(event).map(|subject| Rc::new(SteadyParty(subject)) as Fetched))
    }

    fn forget<'a>(&'a self, conn: &'a mut Connection) -> Keeping<'a> {
        Box::pin(async {
            diesel::sql_query("delete from seen").execute(conn).await?;
            Ok(())
        })
    }
}

impl Projected for SteadyParty {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(note(conn, &self.0))
    }
}

/// What an operation says of a party that it does not find.
async fn expect_seen(core: &Core, number: u128) -> Result<(), Error> {
    let mut conn = core.read().await?;
    let seen: Vec<Seen> = diesel::sql_query("select subject from seen where subject = $1")
        .bind::<diesel::sql_types::Text, _>(PartyId::from_uuid(Uuid::from_u128(number)).to_string())
        .get_results(&mut conn)
        .await?;
    if seen.is_empty() { Err(Error::unknown("agreement", "/party_id", "unknown-party")) } else { Ok(()) }
}

async fn judge(core: &Core, number: u128) -> Result<(), Error> {
    core.judge(async || expect_seen(core, number).await).await
}

/// Judges as a caller does, who tries again while the news has not arrived.
async fn judged_when_read(core: &Core, number: u128) -> Result<(), Error> {
    eventually("the feed is read", async || match judge(core, number).await {
        Err(Error::NotYetKnown(..)) => None,
        judged => Some(judged),
    })
    .await
}

/// Where the feed has been read to, when that is why nothing can be said yet.
fn not_yet(judged: Result<(), Error>) -> i64 {
    match judged {
        Err(Error::NotYetKnown(_, Some(place))) if place.feed == "agreement" => place.position,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_whose_news_is_on_its_way_is_found_and_a_mistyped_one_is_refused_for_good() {
    let app = source().await;
    let (_database, core) = reader().await;
    push(&app, 1, Audience::Services).await;
    assert_eq!(not_yet(judge(&core, 1).await), 0, "nobody reads the feed");

    let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
    let asking = async {
        for number in 2..10 {
            // The reader waits for news; the event is not even numbered when it is asked for.
            push(&app, number, Audience::Services).await;
            judged_when_read(&core, number).await.expect("the news is read first");
            match judged_when_read(&core, 1000 + number).await {
                Err(Error::Invalid(fields)) => assert_eq!(fields[0].code, "unknown-party"),
                other => panic!("{other:?}"),
            }
        }
    };
    tokio::select! {
        () = service::consumer::run(core.clone(), source, Steady) => panic!("the reader goes on"),
        () = asking => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_source_is_away_a_reference_is_not_yet_known() {
    let (_database, core) = reader().await;
    let api = Api::new("http://127.0.0.1:9", client::TokenSource::Nobody).unwrap().without_retries();
    let asking = async {
        let asked = Instant::now();
        assert_eq!(not_yet(judge(&core, 1).await), 0);
        assert!(asked.elapsed() < WAIT, "nobody waits for long");
    };
    tokio::select! {
        () = service::consumer::run(core.clone(), Source { name: "agreement", api }, Steady) => panic!("it goes on"),
        () = asking => {}
    }
}
