//! Clients that behave as real ones: signed in, and repeating a request with the same key until it is answered.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use client::{AgreementApi, Api, Call, CatalogApi, LogisticsApi, TokenSource, exchange_token};
use serde::de::DeserializeOwned;
use serde_json::Value;
use standalone::demo::{Addresses, Issuer};

use crate::link::lock;
use crate::{AGREEMENT, CATALOG, LOGISTICS, Stack};

/// How long one try may take before its caller gives it up.
const PER_TRY: Duration = Duration::from_secs(20);
/// How long a token is used; it lasts ten minutes.
const TOKEN_AGE: Duration = Duration::from_secs(400);

/// Clients that only write requests down; what is sent goes to the addresses of a stack.
static AGREEMENT_API: LazyLock<AgreementApi> = LazyLock::new(|| AgreementApi::new(nowhere()));
static CATALOG_API: LazyLock<CatalogApi> = LazyLock::new(|| CatalogApi::new(nowhere()));
static LOGISTICS_API: LazyLock<LogisticsApi> = LazyLock::new(|| LogisticsApi::new(nowhere()));

fn nowhere() -> Api {
    // It reads no certificates and opens no connection, so nothing of it can fail.
    Api::new("http://nowhere.invalid", TokenSource::Nobody).expect("a client without an address of its own")
}

/// A request as it is sent, again and again if need be.
#[derive(Debug, Clone)]
pub struct Request {
    /// Who asks: one of the story's people.
    pub actor: &'static str,
    /// Which service: [`AGREEMENT`], [`CATALOG`] or [`LOGISTICS`].
    pub service: usize,
    /// What is sent, byte for byte.
    pub sent: client::Request,
}

impl Request {
    /// A call of agreement.
    pub fn agreement<T>(
        actor: &'static str,
        call: impl FnOnce(&'static AgreementApi) -> Call<'static, T>,
    ) -> Self {
        Self::of(actor, AGREEMENT, call(&AGREEMENT_API))
    }

    /// A call of catalog.
    pub fn catalog<T>(
        actor: &'static str,
        call: impl FnOnce(&'static CatalogApi) -> Call<'static, T>,
    ) -> Self {
        Self::of(actor, CATALOG, call(&CATALOG_API))
    }

    /// A call of logistics.
    pub fn logistics<T>(
        actor: &'static str,
        call: impl FnOnce(&'static LogisticsApi) -> Call<'static, T>,
    ) -> Self {
        Self::of(actor, LOGISTICS, call(&LOGISTICS_API))
    }

    fn of<T>(actor: &'static str, service: usize, call: Call<'_, T>) -> Self {
        // Bodies and queries of the wire are plain structs.
        let sent = call.into_request().expect("what the wire holds can be written down");
        Self { actor, service, sent }
    }

    /// The same request under a key of its own.
    #[must_use]
    pub fn keyed(mut self, key: impl Into<String>) -> Self {
        self.sent.key = Some(key.into());
        self
    }

    /// Its key; empty when it has none.
    pub fn key(&self) -> &str {
        self.sent.key.as_deref().unwrap_or_default()
    }

    /// Whether it goes to this collection as a whole, and not to something below it: `call-offs`.
    pub fn is_to(&self, collection: &str) -> bool {
        self.sent.path.rsplit('/').next() == Some(collection)
    }
}

/// An answer, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Status code.
    pub status: u16,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

impl Heard {
    /// Whether it is a 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as JSON; null when it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The body as what it is.
    ///
    /// # Errors
    /// When it is something else.
    pub fn read<T: DeserializeOwned>(&self) -> anyhow::Result<T> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// The version that was answered, for the next change.
    ///
    /// # Errors
    /// When the answer has none.
    pub fn etag(&self) -> anyhow::Result<&str> {
        self.etag.as_deref().context("an ETag")
    }

    /// A text member of the body; empty when it is not there.
    pub fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_default().to_owned()
    }

    /// Whether the same request may be accepted in a moment.
    pub fn is_transient(&self) -> bool {
        matches!(self.status, 429 | 502 | 503 | 504)
            || matches!(self.text("code").as_str(), "idempotency-in-progress" | "not-yet-known")
    }
}

/// What the callers of a scenario met.
#[derive(Debug, Default)]
pub struct Met {
    /// Tries.
    pub tries: AtomicU64,
    /// Tries whose answer never came.
    pub unanswered: AtomicU64,
    /// Answers that said to come again.
    pub busy: AtomicU64,
    /// Answers of status 500: always a mistake of a service.
    pub internal: AtomicU64,
}

/// Calls services over their links as any of the story's people. Cheap to clone.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    addresses: Addresses,
    issuer: Issuer,
    tokens: Arc<Mutex<HashMap<&'static str, (String, Instant)>>>,
    /// What was met so far.
    pub met: Arc<Met>,
}

impl Caller {
    /// A caller of the services of a stack.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    // Raw answers are compared here byte for byte, which `client::Api` does not show.
    #[allow(clippy::disallowed_methods)]
    pub fn new(stack: &Stack) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder()
            .tls_certs_only([])
            .connect_timeout(Duration::from_secs(3))
            .timeout(PER_TRY)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self {
            http,
            addresses: stack.addresses.clone(),
            issuer: stack.issuer.clone(),
            tokens: Arc::default(),
            met: Arc::default(),
        })
    }

    /// A token of one of the story's people, as long as it takes to get one.
    ///
    /// # Errors
    /// When the sign-in is refused, or not answered within a minute.
    pub async fn token(&self, actor: &'static str) -> anyhow::Result<String> {
        let known = lock(&self.tokens).get(actor).filter(|(_, since)| since.elapsed() < TOKEN_AGE).cloned();
        if let Some((token, _)) = known {
            return Ok(token);
        }
        // Nobody waits for somebody else who signs in: that may take until the services are back.
        let since = Instant::now();
        let token = loop {
            match exchange_token(&self.addresses.agreement, &self.issuer.id_token(actor)?).await {
                Ok(token) => break token,
                Err(error) if error.is_transient() && since.elapsed() < Duration::from_secs(60) => {
                    pause().await
                }
                Err(error) => return Err(error).with_context(|| format!("{actor} cannot sign in")),
            }
        };
        lock(&self.tokens).insert(actor, (token.clone(), Instant::now()));
        Ok(token)
    }

    /// Forgets a token: who has other roles now signs in anew.
    pub fn forget(&self, actor: &str) {
        lock(&self.tokens).remove(actor);
    }

    /// Sends a request once.
    ///
    /// # Errors
    /// When no whole answer comes, or nobody can sign in.
    pub async fn once(&self, request: &Request) -> anyhow::Result<Heard> {
        let token = self.token(request.actor).await?;
        let base = [&self.addresses.agreement, &self.addresses.catalog, &self.addresses.logistics];
        let url = format!("{}{}", base[request.service], request.sent.path);
        let client::Request { method, media_type, body, key, if_match, .. } = &request.sent;
        let mut sending = self.http.request(method.clone(), url).bearer_auth(token);
        if let Some(media_type) = media_type {
            sending = sending.header("content-type", media_type).body(body.clone());
        }
        if let Some(key) = key {
            sending = sending.header("idempotency-key", key);
        }
        if let Some(etag) = if_match {
            sending = sending.header("if-match", etag);
        }
        self.met.tries.fetch_add(1, Ordering::Relaxed);
        let heard = hear(sending).await;
        let counter = match &heard {
            Err(_) => Some(&self.met.unanswered),
            Ok(heard) if heard.status == 500 => Some(&self.met.internal),
            Ok(heard) if heard.is_transient() => Some(&self.met.busy),
            Ok(_) => None,
        };
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        Ok(heard?)
    }

    /// Sends a request again and again, with the same key, until it is answered; returns the answer, which may be
    /// a refusal.
    ///
    /// # Errors
    /// When no answer comes within `patience`.
    pub async fn until_answered(&self, request: &Request, patience: Duration) -> anyhow::Result<Heard> {
        self.counted(request, patience).await.map(|(heard, _)| heard)
    }

    /// As [`Caller::until_answered`], and tells how often it was tried: asking after a try that is still at work is none.
    ///
    /// # Errors
    /// When no answer comes within `patience`.
    pub async fn counted(&self, request: &Request, patience: Duration) -> anyhow::Result<(Heard, u32)> {
        let since = Instant::now();
        let mut tries = 0;
        loop {
            tries += 1;
            let last = match self.once(request).await {
                Ok(heard) if heard.status != 500 && !heard.is_transient() => return Ok((heard, tries)),
                Ok(heard) => {
                    tries -= u32::from(heard.text("code") == "idempotency-in-progress");
                    format!("{} {}", heard.status, String::from_utf8_lossy(&heard.body))
                }
                Err(error) => format!("{error:#}"),
            };
            if since.elapsed() > patience {
                let client::Request { method, path, .. } = &request.sent;
                bail!("{method} {path} was not answered in {patience:?}: {last}");
            }
            pause().await;
        }
    }

    /// As [`Caller::until_answered`], and the answer must be a success.
    ///
    /// # Errors
    /// When it is refused, or not answered in a minute.
    pub async fn done(&self, request: &Request) -> anyhow::Result<Heard> {
        let heard = self.until_answered(request, Duration::from_secs(60)).await?;
        if !heard.is_success() {
            bail!(
                "{} {}: {} {}",
                request.actor,
                request.sent.path,
                heard.status,
                String::from_utf8_lossy(&heard.body)
            );
        }
        Ok(heard)
    }
}

async fn hear(sending: reqwest::RequestBuilder) -> Result<Heard, reqwest::Error> {
    let answer = sending.send().await?;
    let header =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (status, etag, location) = (answer.status().as_u16(), header("etag"), header("location"));
    Ok(Heard { status, etag, location, body: answer.bytes().await?.to_vec() })
}

/// Waits a moment between two tries.
pub async fn pause() {
    tokio::time::sleep(Duration::from_millis(40)).await;
}
