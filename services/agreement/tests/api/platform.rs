//! What every operation shares: schema, order of checks, problems, keys, limits, and clients that go away.

use std::io::Write as _;
use std::net::TcpStream;

use serde_json::json;
use testkit::{App, eventually, fresh_key, seeded};

use crate::{metro, start};

fn company(name: &str) -> serde_json::Value {
    json!({"kind": "company", "legal_name": name, "region_code": "18.72"})
}

#[tokio::test(flavor = "multi_thread")]
async fn schema_is_what_the_migrations_make() {
    let app = start().await;
    testkit::schema::assert_current(&app.database_url, concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema.rs"))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_method_is_405_with_allow_and_a_wrong_address_404() {
    let app = start().await;
    let metro = app.caller(&metro());
    let wrong =
        metro.send(metro.request("DELETE", "/v1/parties")).await.expect_problem(405, "method-not-allowed");
    assert_eq!(wrong.header("allow"), "GET, HEAD, OPTIONS, POST");
    metro.get("/v1/nothing").await.expect_problem(404, "not-found");
    app.stranger().get("/v1/parties").await.expect_problem(401, "unauthenticated");
    metro.post("/v1/parties", json!({"x": 1})).await.expect_problem(400, "malformed-request");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_absent_looks_the_same_but_for_the_instance() {
    let app = start().await;
    let metro = app.caller(&metro());
    let absent = seeded::<domain::shared::PartyId>(999);
    let mut bodies = Vec::new();
    let paths = ["/v1/parties/not-an-id", "/v1/regions/99", "/v1/regions/%00", "/v1/authenticity/%00"];
    for path in paths.map(str::to_owned).into_iter().chain([format!("/v1/parties/{absent}")]) {
        let refused = metro.get(&path).await.expect_problem(404, "not-found");
        assert_eq!(refused.json["instance"], format!("urn:uuid:{}", refused.header("x-request-id")));
        let mut body = refused.json;
        body["instance"] = json!(null);
        bodies.push(body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_speak_indonesian_unless_asked_for_english() {
    let app = start().await;
    let metro = app.caller(&metro());
    for (caller, title) in [
        (metro.clone().in_any_language(), "Isian belum benar"),
        (metro.clone().in_indonesian(), "Isian belum benar"),
        (metro, "Validation failed"),
    ] {
        let refused = caller.get("/v1/regions?limit=0").await.expect_problem(422, "validation-failed");
        assert_eq!(refused.json["title"], title);
        assert!(refused.json["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains("200")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_bodies_are_refused_and_never_500() {
    let app = start().await;
    let metro = app.caller(&metro());
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let cases: Vec<(u16, Vec<u8>)> = vec![
        (400, b"".to_vec()),
        (400, b"{".to_vec()),
        (400, deep.into_bytes()),
        (400, br#"{"kind":"company","legal_name":"a\u0000b","region_code":"18.72"}"#.to_vec()),
        (400, br#"{"kind":"company","legal_name":"\ud800","region_code":"18.72"}"#.to_vec()),
        (400, vec![0xff, 0xfe, 0x00]),
        (422, br#"{"kind":"company","legal_name":1e400,"region_code":"18.72"}"#.to_vec()),
        (422, br#"{"kind":"company","kind":"company","legal_name":"a","region_code":"18.72"}"#.to_vec()),
        (422, br#"{"kind":"king","legal_name":"a","region_code":"18.72"}"#.to_vec()),
        (422, br#"[]"#.to_vec()),
        (422, br#"["company","a",null,"18.72"]"#.to_vec()),
        (422, br#"null"#.to_vec()),
        (413, vec![b' '; 300 * 1024]),
    ];
    for (status, body) in cases {
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let request = metro.request("POST", "/v1/parties").header("idempotency-key", fresh_key());
        let refused = metro.send(request.header("content-type", "application/json").body(body)).await;
        let as_expected = refused.status == status || (status == 422 && refused.status == 400);
        assert!(as_expected, "{start}: {}", refused.text);
        assert_eq!(refused.header("content-type"), "application/problem+json", "{start}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_of_a_write_are_checked_one_by_one() {
    let app = start().await;
    let metro = app.caller(&metro());
    let post = |headers: &'static [(&'static str, &'static str)]| {
        let metro = metro.clone();
        async move {
            let mut request = metro.request("POST", "/v1/parties").body(company("PT A").to_string());
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            metro.send(request).await
        }
    };
    const JSON: (&str, &str) = ("content-type", "application/json");
    const KEY: (&str, &str) = ("idempotency-key", "a-fresh-intent");
    post(&[JSON]).await.expect_problem(400, "idempotency-key-required");
    post(&[JSON, ("idempotency-key", "short")]).await.expect_problem(400, "idempotency-key-required");
    post(&[KEY]).await.expect_problem(415, "unsupported-media-type");
    post(&[KEY, ("content-type", "text/plain")]).await.expect_problem(415, "unsupported-media-type");
    post(&[KEY, JSON, ("content-encoding", "gzip")]).await.expect_problem(415, "unsupported-media-type");
    post(&[KEY, JSON, ("accept", "text/html")]).await.expect_problem(406, "not-acceptable");
    let created = post(&[KEY, JSON]).await.expect(201);
    let path = created.header("location").to_owned();
    let patch = metro.request("PATCH", &path).header("content-type", "application/merge-patch+json");
    metro.send(patch.body("{}")).await.expect_problem(428, "precondition-required");
    let patch = metro.request("PATCH", &path).header("if-match", created.etag()).header(JSON.0, JSON.1);
    metro.send(patch.body("{}")).await.expect_problem(415, "unsupported-media-type");
    let read = metro.request("GET", &path).header("if-none-match", created.etag());
    assert_eq!(metro.send(read).await.status, 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_duplicates_have_one_effect_and_wait_for_nobody() {
    let app = start().await;
    let metro = app.caller(&metro());
    for round in 0..5 {
        let key = format!("one-intent-{round}");
        let all = (0..20).map(|_| {
            let (metro, key) = (metro.clone(), key.clone());
            async move { metro.post_keyed("/v1/parties", company(&format!("PT {round}")), &key).await }
        });
        let answers = futures_util::future::join_all(all).await;
        let first = answers.iter().filter(|a| a.status == 201 && a.header("idempotency-replayed").is_empty());
        assert_eq!(first.count(), 1, "one effect");
        for answer in &answers {
            assert!(answer.status == 201 || answer.code() == "idempotency-in-progress", "{}", answer.text);
        }
    }
    let page = metro.get("/v1/parties?limit=200").await.expect(200);
    assert_eq!(page.json["items"].as_array().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn writers_with_if_match_lose_no_update() {
    let app = start().await;
    let metro = app.caller(&metro());
    let created = metro.post("/v1/parties", company("PT Satu")).await.expect(201);
    let path = created.header("location").to_owned();
    let writers = (0..16).map(|number| {
        let (metro, path) = (metro.clone(), path.clone());
        async move {
            let etag = metro.get(&path).await.etag().to_owned();
            metro.patch(&path, json!({"short_name": format!("w{number}")}), &etag).await.status
        }
    });
    let answers = futures_util::future::join_all(writers).await;
    let successes = answers.iter().filter(|status| **status == 200).count();
    assert!(answers.iter().all(|status| matches!(status, 200 | 412)), "{answers:?}");
    let version = format!("\"v{}\"", successes + 1);
    assert_eq!(metro.get(&path).await.etag(), version, "successes = versions");
}

/// A request as bytes, for clients that misbehave.
fn raw_post(caller_token: &str, body: &str, announced: usize) -> Vec<u8> {
    format!(
        "POST /v1/parties HTTP/1.1\r\nhost: kad\r\nauthorization: Bearer {caller_token}\r\n\
         content-type: application/json\r\nidempotency-key: {}\r\ncontent-length: {announced}\r\n\r\n{body}",
        fresh_key()
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_arrive_is_cut_off() {
    let app = start().await;
    let address = app.url.trim_start_matches("http://").to_owned();
    let request = raw_post(&app.token(&metro()), "{", 100);
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(120))).unwrap();
        stream.write_all(&request).unwrap();
        let mut answer = [0; 2000];
        let read = std::io::Read::read(&mut stream, &mut answer).unwrap();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    })
    .await
    .unwrap();
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_go_away_leave_nothing_half_done() {
    let app = start().await;
    let address = app.url.trim_start_matches("http://").to_owned();
    let token = app.token(&metro());
    for number in 0..40 {
        let body = company(&format!("PT Hilang {number}")).to_string();
        let request = raw_post(&token, &body, body.len());
        let stream = TcpStream::connect(&address).unwrap();
        // Closing with unread data waiting sends a reset, at a different moment each time.
        (&stream).write_all(&request).unwrap();
        for _ in 0..number * 2000 {
            std::hint::spin_loop();
        }
        drop(stream);
    }
    let metro = app.caller(&metro());
    let created = metro.post("/v1/parties", company("PT Tetap")).await.expect(201);
    assert_eq!(metro.get(created.header("location")).await.status, 200);
    // A write whose client is gone goes on to its end; none stays open.
    eventually("each transaction ends", async || {
        (idle_in_transaction(&app.database_url).await == 0).then_some(())
    })
    .await;
    each_party_has_its_event(&app).await;
}

async fn idle_in_transaction(url: &str) -> i64 {
    use diesel_async::{AsyncConnection as _, RunQueryDsl as _};
    let mut conn = diesel_async::AsyncPgConnection::establish(url).await.unwrap();
    let query = "select count(*) as count from pg_stat_activity where datname = current_database() \
                 and state like 'idle in transaction%'";
    let found: Count = diesel::sql_query(query).get_result(&mut conn).await.unwrap();
    found.count
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// Effect and event are one transaction: never one without the other, once the last write has ended.
async fn each_party_has_its_event(app: &App) {
    let coordinator = app.caller(&metro());
    eventually("as many parties as events", async || {
        let events = app.feed(&metro(), "/v1/agreement-events?types=id.kad.party.registered").await;
        let parties = coordinator.get("/v1/parties?limit=200").await.expect(200);
        (parties.json["items"].as_array().unwrap().len() == events.len()).then_some(())
    })
    .await;
}
