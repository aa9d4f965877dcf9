//! The gateway of the compose file, run for real before three processes: what it does to compressed answers breaks no
//! precondition. Where Caddy is not on the machine the test says so and passes; `.ci/run` fetches it.

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

/// Caddy with the compose file's configuration, but for the addresses.
struct Gateway {
    url: String,
    http: reqwest::Client,
    _running: Process,
    _place: TempDir,
}

impl Gateway {
    async fn start(caddy: &Path, installation: &Installation, token: &str) -> anyhow::Result<Self> {
        let place = temp_dir("gateway")?;
        let [port] = Ports::free()?;
        let addresses = &installation.addresses;
        let host = |url: &str| url.trim_start_matches("http://").to_owned();
        let text = std::fs::read_to_string(root().join("deploy/gateway/Caddyfile"))?
            .replace("agreement:8080", &host(&addresses.agreement))
            .replace("catalog:8080", &host(&addresses.catalog))
            .replace("logistics:8080", &host(&addresses.logistics))
            .replace(":8080 {", &format!("http://127.0.0.1:{port} {{"));
        let file = place.path().join("Caddyfile");
        std::fs::write(&file, text)?;
        let mut command = Command::new(caddy);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
        command.env("HOME", place.path()).env("XDG_DATA_HOME", place.path());
        let mut running = Process::start("caddy", &mut command)?;
        let url = format!("http://127.0.0.1:{port}");
        running.wait_until_well(&url, "/livez").await?;
        let mut given = HeaderMap::new();
        given.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}"))?);
        #[allow(clippy::disallowed_methods)]
        let http = reqwest::Client::builder().no_proxy().default_headers(given).build()?;
        Ok(Self { url, http, _running: running, _place: place })
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
    let installation = Installation::start("gateway").await?;
    let sign_in = installation.issuer.id_token(ADMINISTRATOR)?;
    let token = exchange_token(&installation.addresses.agreement, &sign_in).await?;
    let gateway = Gateway::start(&caddy, &installation, &token).await?;
    let keyed = [("content-type", "application/json"), ("idempotency-key", "the-gateway-goods")];
    let made = wait_for_keys(&gateway, &keyed).await?;
    ensure!(made == 201, "the commodity is not made: {made}");

    round_trips(&gateway).await?;
    every_spelling(&gateway).await?;
    beside_the_body(&gateway).await
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
