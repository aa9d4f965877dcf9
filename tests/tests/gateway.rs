//! The gateway of the compose file, run for real before three processes: by TLS alone, what it does to compressed answers breaks
//! no precondition, what is too large stays out, and it is well when what is behind it is. Where Caddy is not on the machine the test says so and passes; `.ci/run` fetches it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use client::exchange_token;
use journeys::{Installation, Ports, Process, TempDir, temp_dir};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use standalone::demo::ADMINISTRATOR;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The program: on the path, or where `.ci/run` puts it.
fn caddy() -> Option<PathBuf> {
    let fetched = root().join("target/tools/bin/caddy");
    [PathBuf::from("caddy"), fetched]
        .into_iter()
        .find(|program| Command::new(program).arg("version").output().is_ok_and(|told| told.status.success()))
}

/// Caddy with the compose file's configuration; the environment says other addresses.
struct Gateway {
    url: String,
    /// The same address without TLS.
    plain: String,
    /// What the container's health check asks.
    health: String,
    http: reqwest::Client,
    _running: Process,
    _place: TempDir,
}

impl Gateway {
    async fn start(caddy: &Path, installation: &Installation, token: &str) -> anyhow::Result<Self> {
        let place = temp_dir("gateway")?;
        let [plain, secure, health] = Ports::free()?;
        let addresses = &installation.addresses;
        let host = |url: &str| url.trim_start_matches("http://").to_owned();
        let mut command = Command::new(caddy);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(root().join(CADDYFILE));
        command.env("HOME", place.path()).env("XDG_DATA_HOME", place.path());
        command.env_remove("KAD_HOST").env_remove("KAD_TLS");
        for (name, port) in [("HTTP_PORT", plain), ("HTTPS_PORT", secure), ("HEALTH_PORT", health)] {
            command.env(format!("KAD_GATEWAY_{name}"), port.to_string());
        }
        command
            .env("KAD_GATEWAY_AGREEMENT", host(&addresses.agreement))
            .env("KAD_GATEWAY_CATALOG", host(&addresses.catalog))
            .env("KAD_GATEWAY_LOGISTICS", host(&addresses.logistics));
        let mut running = Process::start("caddy", &mut command)?;
        let health = format!("http://127.0.0.1:{health}");
        running.wait_until_ready(&health).await?;
        let mut given = HeaderMap::new();
        given.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}"))?);
        // The authority of its own, as a client is told of it.
        let authority = std::fs::read(place.path().join("caddy/pki/authorities/local/root.crt"))?;
        #[allow(clippy::disallowed_methods)]
        let http = reqwest::Client::builder()
            .no_proxy()
            .http1_only()
            .redirect(reqwest::redirect::Policy::none())
            .tls_certs_only([reqwest::Certificate::from_pem(&authority)?])
            .default_headers(given)
            .build()?;
        let (url, plain) = (format!("https://localhost:{secure}"), format!("http://localhost:{plain}"));
        Ok(Self { url, plain, health, http, _running: running, _place: place })
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        headers: &[(&'static str, &str)],
        body: Option<Value>,
    ) -> anyhow::Result<Response> {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(HeaderName::from_static(name), *value);
        }
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        Ok(request.send().await?)
    }

    async fn get(&self, path: &str, headers: &[(&'static str, &str)]) -> anyhow::Result<Response> {
        self.call(Method::GET, path, headers, None).await
    }

    /// Renames the commodity for whoever has seen this ETag.
    async fn rename(&self, etag: &str, name: &str) -> anyhow::Result<u16> {
        let headers = [("if-match", etag), ("content-type", "application/merge-patch+json")];
        let body = json!({"name": {"id": name, "en": name}});
        Ok(self.call(Method::PATCH, COMMODITY, &headers, Some(body)).await?.status().as_u16())
    }
}

const CADDYFILE: &str = "deploy/gateway/Caddyfile";
const COMMODITY: &str = "/v1/commodities/gateway_goods";

/// A commodity whose view is large enough that every gateway compresses it.
fn large() -> Value {
    let form = |number: u32| {
        json!({"code": format!("form_{number:02}"), "unit": "KGM",
            "name": {"id": format!("Bentuk nomor {number}"), "en": format!("Form number {number}")}})
    };
    json!({"code": "gateway_goods", "name": {"id": "Barang", "en": "Goods"}, "group": "vegetable",
        "natural_unit": "TNE", "forms": (1..=20).map(form).collect::<Vec<_>>()})
}

fn header(answer: &Response, name: &str) -> String {
    answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// The version in an ETag, however it came.
fn plain(etag: &str) -> String {
    let version: String =
        etag.chars().skip_while(|c| *c != 'v').take_while(|c| c.is_ascii_alphanumeric()).collect();
    format!("\"{version}\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_gateway_does_to_compressed_answers_breaks_no_precondition() -> anyhow::Result<()> {
    let Some(caddy) = caddy() else {
        eprintln!("caddy is not on this machine: the gateway is not tried here (`.ci/run` fetches it)");
        return Ok(());
    };
    let mut installation = Installation::start("gateway").await?;
    let sign_in = installation.issuer.id_token(ADMINISTRATOR)?;
    let token = exchange_token(&installation.addresses.agreement, &sign_in).await?;
    let gateway = Gateway::start(&caddy, &installation, &token).await?;
    let keyed = [("content-type", "application/json"), ("idempotency-key", "the-gateway-goods")];
    let made = wait_for_keys(&gateway, &keyed).await?;
    ensure!(made == 201, "the commodity is not made: {made}");

    round_trips(&gateway).await?;
    every_spelling(&gateway).await?;
    beside_the_body(&gateway).await?;
    only_by_tls(&gateway).await?;
    what_is_too_large(&gateway).await?;
    well_when_all_are(&gateway, &mut installation).await
}

/// Whoever comes without TLS is sent on; every answer says that there is nothing else, and what a page of it may do.
async fn only_by_tls(gateway: &Gateway) -> anyhow::Result<()> {
    let sent = gateway.http.get(format!("{}/docs/", gateway.plain)).send().await?;
    assert_eq!(
        (sent.status().as_u16(), header(&sent, "location").as_str()),
        (308, "https://localhost/docs/"),
        "clients come by the usual port"
    );
    let answers = [
        gateway.get(COMMODITY, &[]).await?,
        gateway.get("/v1/nowhere", &[]).await?,
        gateway.get("/livez", &[]).await?,
        gateway.get("/docs/", &[]).await?,
    ];
    for answer in &answers {
        ensure!(header(answer, "strict-transport-security").starts_with("max-age="), "{answer:?}");
        ensure!(header(answer, "x-content-type-options") == "nosniff", "{answer:?}");
        ensure!(header(answer, "content-security-policy").starts_with("default-src 'none'"), "{answer:?}");
        ensure!(answer.headers().get("server").is_none(), "{answer:?}");
    }
    let page = &answers[3];
    ensure!(page.status() == 200 && header(page, "content-security-policy").contains("script-src 'self'"));
    for inside in ["/metrics", "/readyz"] {
        ensure!(gateway.get(inside, &[]).await?.status() == 404, "{inside} is for the operator alone");
    }
    Ok(())
}

/// Bodies and heads beyond what any service takes.
async fn what_is_too_large(gateway: &Gateway) -> anyhow::Result<()> {
    for (path, megabytes) in [("/v1/parties", 1), ("/v1/files", 7)] {
        let sent = gateway
            .http
            .post(format!("{}{path}", gateway.url))
            .header("idempotency-key", "far-too-large")
            .header("content-type", "application/json")
            .body(vec![b' '; megabytes << 20])
            .send()
            .await;
        // It may have closed the line before all of it was sent.
        if let Ok(answer) = sent {
            ensure!(answer.status() == 413, "{path}: {}", answer.status());
        }
    }
    let long = "x".repeat(40_000);
    let answer = gateway.get("/livez", &[("x-long", &long)]).await?;
    ensure!(answer.status() == 431, "{}", answer.status());
    Ok(())
}

/// What the container's health check asks.
async fn well_when_all_are(gateway: &Gateway, installation: &mut Installation) -> anyhow::Result<()> {
    let asked = async || -> anyhow::Result<u16> {
        Ok(gateway.http.get(format!("{}/readyz", gateway.health)).send().await?.status().as_u16())
    };
    ensure!(asked().await? == 200);
    for service in 0..3 {
        installation.kill(service)?;
        let status = asked().await?;
        ensure!(status >= 500, "service {service} is gone: {status}");
        installation.restart(service).await?;
        ensure!(asked().await? == 200, "service {service} is back");
    }
    Ok(())
}

/// The deadlines and bounds that a test would have to wait for.
#[test]
fn the_gateway_waits_for_nobody_for_ever() -> anyhow::Result<()> {
    let Some(caddy) = caddy() else { return Ok(()) };
    let told = Command::new(caddy)
        .args(["adapt", "--adapter", "caddyfile", "--config"])
        .arg(root().join(CADDYFILE))
        .env("KAD_TLS", "pengelola@kad.example.go.id")
        .env("KAD_HOST", "kad.example.go.id")
        .output()?;
    ensure!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let text = String::from_utf8(told.stdout)?;
    let config: Value = serde_json::from_str(&text)?;
    let servers = config["apps"]["http"]["servers"].as_object().context("servers")?;
    for (name, server) in servers {
        for bound in
            ["read_header_timeout", "read_timeout", "write_timeout", "idle_timeout", "max_header_bytes"]
        {
            ensure!(server[bound].as_u64().is_some_and(|value| value > 0), "{name}: {bound}");
        }
    }
    for what in ["dial_timeout", "response_header_timeout", "max_size"] {
        ensure!(text.contains(what), "{what}");
    }
    // By ACME, where there is an address for mail.
    ensure!(text.contains("\"module\":\"acme\"") && text.contains("pengelola@kad.example.go.id"), "{text}");
    ensure!(text.contains("kad.example.go.id") && !text.contains("\"module\":\"internal\""), "{text}");
    Ok(())
}

/// Catalog takes tokens once it has read agreement's keys from the feed.
async fn wait_for_keys(gateway: &Gateway, keyed: &[(&'static str, &str)]) -> anyhow::Result<u16> {
    let deadline = Instant::now() + testkit::PATIENCE;
    loop {
        let made = gateway.call(Method::POST, "/v1/commodities", keyed, Some(large())).await?;
        let status = made.status().as_u16();
        if ![401, 409, 503].contains(&status) || Instant::now() > deadline {
            return Ok(status);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The ETag of a compressed answer is good for `If-None-Match` and for `If-Match`, once.
async fn round_trips(gateway: &Gateway) -> anyhow::Result<()> {
    for coding in ["gzip", "zstd", "identity"] {
        let accept = ("accept-encoding", coding);
        let seen = gateway.get(COMMODITY, &[accept]).await?;
        let (etag, sent) = (header(&seen, "etag"), header(&seen, "content-encoding"));
        ensure!(sent == coding.replace("identity", ""), "asked for {coding}, sent {sent}");
        let again = gateway.get(COMMODITY, &[accept, ("if-none-match", &etag)]).await?;
        ensure!(again.status() == 304, "{etag} with {coding}: {}", again.status());
        let renamed = gateway.rename(&etag, coding).await?;
        ensure!(renamed == 200, "{etag} of a {coding} answer: {renamed}");
        let late = gateway.rename(&etag, "late").await?;
        ensure!(late == 412, "{etag} was seen before the change: {late}");
        let changed = gateway.get(COMMODITY, &[accept, ("if-none-match", &etag)]).await?;
        ensure!(changed.status() == 200, "{etag} is another version: {}", changed.status());
    }
    Ok(())
}

/// Whichever version of a gateway is installed: what others make of an ETag.
async fn every_spelling(gateway: &Gateway) -> anyhow::Result<()> {
    for spelling in ["\"V-gzip\"", "\"V-zstd\"", "\"V-br\"", "W/\"V\"", "W/\"V-gzip\"", "\"v0\", \"V\"", "*"]
    {
        let seen = gateway.get(COMMODITY, &[("accept-encoding", "identity")]).await?;
        let version = plain(&header(&seen, "etag"));
        let tag = spelling.replace('V', version.trim_matches('"'));
        let again = gateway.get(COMMODITY, &[("if-none-match", &tag)]).await?;
        ensure!(again.status() == 304, "{tag}: {}", again.status());
        let renamed = gateway.rename(&tag, "spelt").await?;
        ensure!(renamed == 200, "{tag} at {version}: {renamed}");
    }
    Ok(())
}

/// `HEAD`, `OPTIONS` and the link to the next page come through.
async fn beside_the_body(gateway: &Gateway) -> anyhow::Result<()> {
    let head = gateway.call(Method::HEAD, COMMODITY, &[], None).await?;
    ensure!(head.status() == 200 && !header(&head, "etag").is_empty() && head.text().await?.is_empty());
    let options = gateway.call(Method::OPTIONS, COMMODITY, &[], None).await?;
    assert_eq!(
        (options.status().as_u16(), header(&options, "allow").as_str()),
        (204, "GET, HEAD, OPTIONS, PATCH")
    );
    let first = gateway.get("/v1/commodities?limit=1", &[("accept-encoding", "gzip")]).await?;
    let link = header(&first, "link");
    let next = link.strip_prefix('<').and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
    let next = next.with_context(|| format!("no next page: {link}"))?;
    let second: Value = gateway.get(next, &[]).await?.json().await?;
    ensure!(second["items"].as_array().is_some_and(|items| items.len() == 1), "{second}");
    Ok(())
}
