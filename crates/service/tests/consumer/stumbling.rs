//! A feed that stumbles over an event, or is another one than before; what tokens are checked by waits for neither.

use api_types::agreement::{PartyEventData, TokenEventData};
use db::outbox::Audience;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection as _};
use domain::agreement::TokenHappened;
use domain::shared::{Id as _, PartyId, PartyKind};
use service::consumer::{Source, step};
use service::{Core, Emitted, Error, TokenFacts};
use testkit::{Actor, App, eventually};
use uuid::Uuid;

use super::{Seen, Steady, position, push, reader, source};

async fn all_seen(core: &Core) -> Vec<String> {
    let mut conn = core.read().await.unwrap();
    let seen: Vec<Seen> =
        diesel::sql_query("select subject from seen order by n").get_results(&mut conn).await.unwrap();
    seen.into_iter().map(|row| row.subject).collect()
}

fn subjects(numbers: impl IntoIterator<Item = u128>) -> Vec<String> {
    numbers.into_iter().map(|n| PartyId::from_uuid(Uuid::from_u128(n)).to_string()).collect()
}

async fn heard(core: &Core) -> Option<chrono::DateTime<chrono::Utc>> {
    db::feed::status(&core.read().await.unwrap(), "agreement").await.unwrap().fresh_until()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_ahead_of_a_source_that_was_restored_is_stale_and_reads_again_from_the_start() {
    let app = source().await;
    for number in 0..3 {
        push(&app, number, Audience::Services).await;
    }
    let (_database, core) = reader().await;
    let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
    while position(&core).await < 3 {
        step(&core, &source, &Steady, 100).await.unwrap();
    }
    // The copy ends before the last event.
    let lose = "delete from outbox where position = 3; update feed_head set position = 2";
    app.core.read().await.unwrap().batch_execute(lose).await.unwrap();
    assert_eq!(step(&core, &source, &Steady, 100).await.unwrap(), 0);
    assert_eq!((position(&core).await, heard(&core).await), (0, None), "nothing counts as known");
    while position(&core).await < 2 {
        step(&core, &source, &Steady, 100).await.unwrap();
    }
    assert_eq!(all_seen(&core).await, subjects(0..2), "and what is told no more is gone");
    assert!(heard(&core).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_meets_another_epoch_reads_again_from_the_start() {
    let app = source().await;
    for number in 0..3 {
        push(&app, number, Audience::Services).await;
    }
    let (_database, core) = reader().await;
    let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
    while position(&core).await < 3 {
        step(&core, &source, &Steady, 100).await.unwrap();
    }
    let caller = app.caller(&Actor::service());
    let first = caller.get("/v1/agreement-events").await.expect(200).json["epoch"].clone();
    // The copy has overtaken the reader meanwhile: only the epoch tells.
    db::sequencer::begin_epoch(&mut app.core.read().await.unwrap()).await.unwrap();
    push(&app, 7, Audience::Services).await;
    assert_eq!(step(&core, &source, &Steady, 100).await.unwrap(), 0);
    assert_eq!((position(&core).await, heard(&core).await), (0, None));
    while position(&core).await < 4 {
        step(&core, &source, &Steady, 100).await.unwrap();
    }
    assert_eq!(all_seen(&core).await, subjects([0, 1, 2, 7]));
    let again = format!("/v1/agreement-events?after=1&epoch={}", first.as_str().unwrap());
    caller.get(&again).await.expect_problem(410, "cursor-expired");
    let now = caller.get("/v1/agreement-events").await.expect(200).json["epoch"].clone();
    assert_ne!(now, first);
    caller.get(&format!("/v1/agreement-events?after=1&epoch={}", now.as_str().unwrap())).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_read_is_parked_with_the_later_ones_of_its_resource_and_the_rest_goes_on() {
    let app = source().await;
    for number in [1, 2, 1, 3] {
        push(&app, number, Audience::Services).await;
    }
    let break_it = "update outbox set data = '{}' where seq = (select min(seq) from outbox)";
    app.core.read().await.unwrap().batch_execute(break_it).await.unwrap();
    let (_database, core) = reader().await;
    let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
    let mut failures = 0;
    while position(&core).await < 4 {
        failures += u32::from(step(&core, &source, &Steady, 100).await.is_err());
        assert!(failures < 10, "it is put aside");
    }
    assert_eq!(failures, 4, "after the fifth time");
    assert_eq!(all_seen(&core).await, subjects([2, 3]));
    assert!(heard(&core).await.is_some_and(|at| at == core.clock.now()), "the rest is fresh");
    let parked = async || db::parked::list(&mut core.read().await.unwrap()).await.unwrap();
    let places: Vec<i64> = parked().await.iter().map(|event| event.position).collect();
    assert_eq!(places, [1, 3]);
    let touched = async |number| {
        db::parked::touching(&core.read().await.unwrap(), &subjects([number])).await.unwrap().len()
    };
    assert_eq!((touched(1).await, touched(2).await), (1, 0), "what is parked is known to be out of date");

    // A release that can read it: tried by itself once it is due.
    let first = &parked().await[0];
    let mut event = first.event.clone();
    event["data"] = serde_json::to_value(PartyEventData {
        party_id: PartyId::from_uuid(Uuid::from_u128(1)),
        kind: PartyKind::Company,
        region_code: "31".to_owned(),
        version: 1,
    })
    .unwrap();
    diesel::sql_query("update parked_event set event = $1 where position = 1")
        .bind::<diesel::sql_types::Jsonb, _>(event)
        .execute(&mut core.read().await.unwrap())
        .await
        .unwrap();
    step(&core, &source, &Steady, 0).await.unwrap();
    assert_eq!(parked().await.len(), 2, "not yet due");
    core.clock.set(core.clock.now() + chrono::TimeDelta::minutes(1));
    let api = app.api(&Actor::service()).without_retries();
    // What is parked needs nothing of the feed.
    let _ = step(&core, &Source { name: "agreement", api }, &Steady, 0).await;
    assert_eq!(parked().await.len(), 0);
    assert_eq!(all_seen(&core).await, subjects([2, 3, 1, 1]), "in their order");
}

async fn revoke(app: &App, jti: &str) {
    let core = &app.core;
    core.db
        .transact("push", async |conn| {
            let data = TokenEventData {
                jti: jti.to_owned(),
                expires_at: core.clock.now() + chrono::TimeDelta::hours(1),
            };
            let (subject, happened) = (jti.to_owned(), TokenHappened::Revoked);
            core.emit(conn, Emitted { subject, audience: Audience::Services, happened, data }).await?;
            Ok::<_, Error>(())
        })
        .await
        .unwrap();
}

async fn revoked(core: &Core) -> Vec<String> {
    db::token_keys::revoked(&mut core.read().await.unwrap(), core.clock.now()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn revocations_are_read_apart_from_everything_else() {
    let app = source().await;
    for number in 0..30 {
        push(&app, number, Audience::Services).await;
    }
    revoke(&app, "ended").await;
    push(&app, 30, Audience::Services).await;
    let (_database, core) = reader().await;
    let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
    step(&core, &source, &TokenFacts, 100).await.unwrap();
    assert_eq!((revoked(&core).await, position(&core).await), (vec!["ended".to_owned()], 0));
    let apart = db::feed::status(&core.read().await.unwrap(), "agreement/tokens").await.unwrap();
    assert_eq!(apart.position, 32, "what is not asked for is passed over");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_unreadable_event_keeps_no_later_news_and_no_revocation_waiting() {
    let app = source().await;
    push(&app, 1, Audience::Services).await;
    app.core.read().await.unwrap().batch_execute("update outbox set data = '{}'").await.unwrap();
    push(&app, 2, Audience::Services).await;
    revoke(&app, "ended").await;
    let (_database, core) = reader().await;
    let source = Source { name: "agreement", api: app.api(&Actor::service()).without_retries() };
    let arrived = eventually("everything else arrives", async || {
        let all = all_seen(&core).await == subjects([2]) && revoked(&core).await == ["ended"];
        all.then_some(())
    });
    tokio::select! {
        () = service::consumer::run(core.clone(), source.clone(), Steady) => panic!("the reader goes on"),
        () = service::consumer::run(core.clone(), source, TokenFacts) => panic!("the reader goes on"),
        () = arrived => {}
    }
    let mut conn = core.read().await.unwrap();
    assert_eq!(db::parked::counts(&mut conn).await.unwrap(), [("agreement".to_owned(), 1)]);
}
