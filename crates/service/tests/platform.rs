//! What the operator and the careless client meet: health, documents, rate limits, a graceful stop.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use actix_web::get;
use futures_util::FutureExt as _;
use metrics_exporter_prometheus::PrometheusHandle;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use testkit::{Actor, Caller, party};
use tokio::sync::Notify;
use web::Who::{Anyone, Public};
use web::extract::NoParams;
use web::server::Listen;
use web::token::{Claims, Signer};
use web::{ApiError, Clock, Gate, Health, Mount, Platform, Query, RateLimits, Reply, operations};

operations! {
    get_dearly: GetDearly, Read, "test.things.read", Anyone, 2;
    get_held: GetHeld, Read, "test.things.read", Anyone, 1;
    get_openly: GetOpenly, Read, "", Public, 1;
}

#[utoipa::path(tag = "things", responses((status = 200, body = String)))]
#[get("/v1/dear")]
async fn get_dearly(_query: Query<op::GetDearly, NoParams>) -> Result<Reply, ApiError> {
    Reply::json(&"dear")
}

static ENTERED: Notify = Notify::const_new();
static RELEASED: Notify = Notify::const_new();

#[utoipa::path(tag = "things", responses((status = 200, body = String)))]
#[get("/v1/held")]
async fn get_held(_query: Query<op::GetHeld, NoParams>) -> Result<Reply, ApiError> {
    ENTERED.notify_one();
    RELEASED.notified().await;
    Reply::json(&"done")
}

#[utoipa::path(tag = "things", responses((status = 200, body = String)))]
#[get("/v1/open")]
async fn get_openly(_query: Query<op::GetOpenly, NoParams>) -> Result<Reply, ApiError> {
    Reply::json(&"open")
}

/// One recorder for the process; every server of these tests shows it.
static METRICS: LazyLock<Option<PrometheusHandle>> = LazyLock::new(web::telemetry::install_metrics);

struct Server {
    url: String,
    token: String,
    stop: tokio::sync::oneshot::Sender<()>,
    thread: std::thread::JoinHandle<()>,
}

fn serve(shape: impl FnOnce(&mut Platform)) -> Server {
    web::token::install_crypto();
    let clock = Clock::fixed(testkit::test_time());
    let mut platform = Platform::new(testkit::ISSUER, clock.clone());
    platform.limits = RateLimits::new(0, 0);
    shape(&mut platform);
    let (pkcs8, jwk) = web::token::generate_key("k").unwrap();
    platform.tokens.learn(&[jwk], Vec::new());
    let token = Signer::new("k", &pkcs8).sign(&claims(&clock)).unwrap();
    let (ready, started) = std::sync::mpsc::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        let work = async move {
            let mount = Mount {
                name: "test",
                document_path: "/openapi/test.json",
                title: "test",
                description: "test",
                features: vec![web::Feature {
                    routes: |config| {
                        config.service(get_dearly).service(get_held).service(get_openly);
                    },
                    operations: OPERATIONS,
                    tags: &[web::Tag { name: "things", about: "What the tests ask for." }],
                    lifecycle: None,
                }],
                events: Vec::new,
                data: Arc::new(|_| {}),
            };
            let failing: web::Readiness =
                ("dependency", Arc::new(|| async { Err("unreachable".to_owned()) }.boxed_local()));
            let listen =
                Listen { address: ([127, 0, 0, 1], 0).into(), workers: 1, drain: Duration::from_secs(5) };
            let health = Health::new(vec![failing], METRICS.clone());
            let (running, server) = web::server::start(&listen, platform, health, vec![mount])?;
            let server = actix_web::rt::spawn(server);
            ready.send(running.address).unwrap();
            let _ = stopped.await;
            running.stop().await;
            server.await??;
            Ok(())
        };
        service::run::block_on(work).unwrap();
    });
    let address = started.recv_timeout(testkit::PATIENCE).unwrap();
    Server { url: format!("http://{address}"), token, stop, thread }
}

fn claims(clock: &Clock) -> Claims {
    let actor = Actor::new(party(1), "31", &[]);
    let now = clock.now().timestamp();
    Claims {
        iss: testkit::ISSUER.to_owned(),
        sub: actor.subject,
        aud: "kad".to_owned(),
        exp: now + 600,
        iat: now,
        nbf: None,
        jti: "j".to_owned(),
        client_id: actor.client,
        scope: "*.*.*".to_owned(),
        party: actor.party,
        region: actor.region,
        roles: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greedy_client_is_told_to_wait_and_others_are_not() {
    let server = serve(|platform| platform.limits = RateLimits::new(2, 1));
    let greedy = Caller::new(&server.url, Some(server.token.clone()));
    let first = greedy.get("/v1/dear").await.expect(200);
    assert_eq!(first.header("ratelimit-policy"), "\"client\";q=8;w=4");
    let answers = futures_util::future::join_all((0..40).map(|_| greedy.get("/v1/dear"))).await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!(!refused.is_empty(), "eight units a burst, two units a second, two units a call");
    for refused in refused {
        assert_eq!(refused.code(), "rate-limited");
        assert!(refused.header("retry-after").parse::<u32>().unwrap() >= 1);
    }
    let stranger = Caller::new(&server.url, None);
    stranger.get("/v1/open").await.expect(200);
    stranger.get("/livez").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_place_hears_so_after_a_while() {
    let server = serve(|platform| platform.gate = Gate::new(0));
    let caller = Caller::new(&server.url, Some(server.token.clone()));
    let begun = Instant::now();
    let refused = caller.get("/v1/dear").await;
    let took = begun.elapsed();
    refused.expect_problem(503, "overloaded");
    assert!(took >= Duration::from_millis(450), "a client that asks again at once costs most: {took:?}");
    Caller::new(&server.url, None).get("/livez").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_spelling_of_an_address_leads_to_the_same_place() {
    let server = serve(|_| {});
    let caller = Caller::new(&server.url, Some(server.token.clone()));
    caller.get("/v1/%64ear").await.expect(200);
    for absent in ["/v1/dear/", "/v1//dear", "/v1/DEAR", "/v1/dear%2Fmore", "/v1"] {
        caller.get(absent).await.expect_problem(404, "not-found");
    }
    let wrong = caller.send(caller.request("DELETE", "/v1/dear")).await;
    assert_eq!(wrong.header("allow"), "GET, HEAD, OPTIONS");
    wrong.expect_problem(405, "method-not-allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn head_and_options_are_answered() {
    let server = serve(|_| {});
    let caller = Caller::new(&server.url, Some(server.token.clone()));
    let got = caller.get("/v1/dear").await.expect(200);
    let head = caller.send(caller.request("HEAD", "/v1/dear")).await.expect(200);
    assert_eq!((head.text.as_str(), head.header("content-length")), ("", got.header("content-length")));
    let absent = caller.request("HEAD", "/v1/absent").send().await.unwrap();
    assert_eq!((absent.status().as_u16(), absent.text().await.unwrap().as_str()), (404, ""));
    let options = caller.send(caller.request("OPTIONS", "/v1/dear")).await.expect(204);
    assert_eq!(options.header("allow"), "GET, HEAD, OPTIONS");
    caller.send(caller.request("OPTIONS", "/v1/absent")).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_listed_origins_may_call_and_all_others_may_read_what_is_public() {
    const LISTED: &str = "https://app.example";
    const OTHER: &str = "https://other.example";
    let server = serve(|platform| platform.origins = Arc::from([LISTED.to_owned()]));
    let caller = Caller::new(&server.url, Some(server.token.clone()));
    let asks = async |origin: &str, path: &str| {
        let request = caller.request("OPTIONS", path).header("origin", origin);
        let request = request.header("access-control-request-method", "GET");
        let answer = caller.send(request.header("access-control-request-headers", "authorization")).await;
        (answer.status, answer.header("access-control-allow-origin").to_owned())
    };
    assert_eq!(asks(LISTED, "/v1/dear").await, (200, LISTED.to_owned()));
    assert_eq!(asks(OTHER, "/v1/dear").await, (400, String::new()));
    assert_eq!(asks(OTHER, "/v1/open").await, (200, OTHER.to_owned()));
    let calls = async |origin: &str, path: &str| {
        let answer = caller.send(caller.request("GET", path).header("origin", origin)).await.expect(200);
        let told = |name| answer.header(name).to_ascii_lowercase();
        (told("access-control-allow-origin"), told("access-control-expose-headers").contains("etag"))
    };
    assert_eq!(calls(LISTED, "/v1/dear").await, (LISTED.to_owned(), true));
    assert_eq!(calls(OTHER, "/v1/dear").await.0, "");
    assert_eq!(calls(OTHER, "/v1/open").await.0, OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_sees_health_metrics_and_documents() {
    let server = serve(|_| {});
    let stranger = Caller::new(&server.url, None);
    assert_eq!(stranger.get("/livez").await.expect(200).json["status"], "ok");
    let readiness = stranger.get("/readyz").await.expect(503);
    assert_eq!(readiness.json["checks"]["dependency"], "unreachable");
    stranger.get("/metrics").await.expect(200);
    let document = stranger.get("/openapi/test.json").await.expect(200);
    assert_eq!(document.json["openapi"], "3.1.0");
    assert!(document.json["paths"]["/v1/dear"]["get"]["responses"]["401"].is_object());
    assert_eq!(document.json["paths"]["/v1/open"]["get"]["security"], serde_json::json!([]));
    assert!(stranger.get("/docs/").await.expect(200).text.contains("swagger"));
    assert_eq!(stranger.get("/problems/not-found").await.expect(200).json["status"], 404);
    stranger.get("/problems/no-such").await.expect_problem(404, "not-found");
}

/// The values a label has among the series of requests.
fn values(metrics: &str, label: &str) -> BTreeSet<String> {
    let marked = format!("{label}=\"");
    let ours = metrics.lines().filter(|line| line.starts_with("http_requests_total"));
    ours.filter_map(|line| Some(line.split_once(&marked)?.1.split_once('"')?.0.to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_request_makes_a_series_of_its_own() {
    let server = serve(|_| {});
    let stranger = Caller::new(&server.url, None);
    let known = stranger.get("/openapi/test.json").await.expect(200).json;
    let address = server.url.trim_start_matches("http://").to_owned();
    tokio::task::spawn_blocking(move || {
        let mut dice = StdRng::seed_from_u64(18);
        let mut lines = Vec::new();
        for number in 0..300 {
            let mut word = || -> String { (0..12).map(|_| dice.random_range('A'..='Z')).collect() };
            let method = if number % 2 == 0 { word() } else { "GET".to_owned() };
            let path = if number % 3 == 0 { "/v1/dear".to_owned() } else { format!("/{}/{}", word(), word()) };
            let request = format!(
                "{method} {path}?{}=1 HTTP/1.1\r\nhost: {}\r\n{}: {}\r\ncontent-type: {}/x\r\nconnection: close\r\n\r\n",
                word(), word(), word(), word(), word(),
            );
            let mut line = TcpStream::connect(&address).unwrap();
            line.set_read_timeout(Some(testkit::PATIENCE)).unwrap();
            line.write_all(request.as_bytes()).unwrap();
            lines.push(line);
        }
        // Whoever finds no place waits half a second for the answer, so all wait together.
        for mut line in lines {
            assert_ne!(line.read(&mut [0; 64]).unwrap(), 0, "no answer");
        }
    })
    .await
    .unwrap();
    let metrics = stranger.get("/metrics").await.expect(200).text;
    let named = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "OTHER"];
    let methods = values(&metrics, "method");
    assert!(
        methods.contains("OTHER") && methods.iter().all(|one| named.contains(&one.as_str())),
        "{methods:?}"
    );
    let paths = known["paths"].as_object().unwrap();
    let own = ["unmatched", "/livez", "/readyz", "/metrics", "/openapi/test.json", "/problems/{slug}"];
    let routes = values(&metrics, "route");
    let known = |route: &String| {
        paths.contains_key(route) || own.contains(&route.as_str()) || route.starts_with("/docs")
    };
    assert!(routes.iter().all(known), "{routes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_graceful_stop_finishes_what_is_under_way() {
    let server = serve(|_| {});
    let caller = Caller::new(&server.url, Some(server.token.clone()));
    let under_way = tokio::spawn(async move { caller.get("/v1/held").await.status });
    ENTERED.notified().await;
    server.stop.send(()).unwrap();
    RELEASED.notify_one();
    assert_eq!(under_way.await.unwrap(), 200);
    tokio::task::spawn_blocking(move || server.thread.join().unwrap()).await.unwrap();
}
