//! Playing a step: as one of the story's people, over the public HTTP API, safe to repeat.
//!
//! Every write is safe to repeat three times over: what exists is looked for first, a state already reached is
//! left alone, and the idempotency key is made from the step itself, so that a repeat that crosses another one has
//! one effect. What another service has not heard of yet is asked again until [`PATIENCE`] ends.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, bail};
use client::{Answer, Api, ClientError, TokenSource, Write, exchange_token};
use domain::shared::TextHash;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{Addresses, Issuer};

/// How long a step waits for what another service has not heard of yet, or for a service that is away.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a token is used; it lasts ten minutes.
const TOKEN_AGE: Duration = Duration::from_secs(480);

/// One of the three services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Parties, agreements, contracts, reports.
    Agreement,
    /// Products, outlets, curation.
    Catalog,
    /// Orders, shipments, receipts.
    Logistics,
}

/// A step that has been played.
#[derive(Debug)]
pub struct Step<'a> {
    /// Who acted.
    pub actor: &'a str,
    /// What they did.
    pub what: &'a str,
    /// Id of the resource.
    pub id: &'a str,
    /// HTTP status; none when it was done before.
    pub status: Option<u16>,
    /// Request id.
    pub request_id: &'a str,
}

/// Hears of each step.
pub type OnStep<'a> = &'a (dyn Fn(&Step<'_>) + Sync);

/// Where the story is played.
pub struct Stage<'a> {
    addresses: &'a Addresses,
    issuer: &'a Issuer,
    on_step: OnStep<'a>,
    tokens: Mutex<HashMap<String, (String, Instant)>>,
}

/// A write to be played.
pub struct Deed<'a> {
    /// Who acts.
    pub actor: &'a str,
    /// What they do, for people.
    pub what: &'a str,
    /// Where.
    pub service: Service,
    /// The path the request goes to.
    pub path: String,
    /// The body.
    pub body: Value,
}

impl<'a> Stage<'a> {
    /// A stage with nobody on it yet.
    pub fn new(addresses: &'a Addresses, issuer: &'a Issuer, on_step: OnStep<'a>) -> Self {
        Self { addresses, issuer, on_step, tokens: Mutex::default() }
    }

    /// A connection to a service, as one of the people.
    ///
    /// # Errors
    /// When the sign-in is not accepted.
    pub async fn api(&self, actor: &str, service: Service) -> anyhow::Result<Api> {
        let token = self.token(actor).await.with_context(|| format!("{actor} cannot sign in"))?;
        Ok(Api::new(self.addresses.of(service), TokenSource::Given(token))?)
    }

    async fn token(&self, actor: &str) -> anyhow::Result<String> {
        let mut tokens = self.tokens.lock().await;
        if let Some((token, since)) = tokens.get(actor)
            && since.elapsed() < TOKEN_AGE
        {
            return Ok(token.clone());
        }
        let deadline = Instant::now() + PATIENCE;
        let token = loop {
            let id_token = self.issuer.id_token(actor)?;
            match exchange_token(&self.addresses.agreement, &id_token).await {
                Ok(token) => break token,
                Err(error) if error.is_transient() && Instant::now() < deadline => pause().await,
                Err(error) => return Err(error.into()),
            }
        };
        tokens.insert(actor.to_owned(), (token.clone(), Instant::now()));
        Ok(token)
    }

    /// Reads something; waits until it is there.
    ///
    /// # Errors
    /// When it is refused, or not there in time.
    pub async fn read(&self, actor: &str, service: Service, path: &str) -> anyhow::Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let api = self.api(actor, service).await?;
            match api.get::<Value>(path).await {
                Ok(answer) => return Ok(with_etag(answer)),
                Err(error) if may_settle(&error) && Instant::now() < deadline => pause().await,
                Err(error) => return Err(told(&error).context(format!("{actor} reads {path}"))),
            }
        }
    }

    /// The first item of a list that fits.
    ///
    /// # Errors
    /// When the list is refused.
    pub async fn find(
        &self,
        actor: &str,
        service: Service,
        list: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> anyhow::Result<Option<Value>> {
        let separator = if list.contains('?') { '&' } else { '?' };
        let mut page = self.read(actor, service, &format!("{list}{separator}limit=200")).await?;
        loop {
            if let Some(item) = page["items"].as_array().into_iter().flatten().find(|item| fits(item)) {
                return Ok(Some(item.clone()));
            }
            let Some(cursor) = page["next_cursor"].as_str() else { return Ok(None) };
            let next = format!("{list}{separator}limit=200&cursor={cursor}");
            page = self.read(actor, service, &next).await?;
        }
    }

    /// Creates something unless `found` holds it already.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn create(&self, found: Option<Value>, deed: Deed<'_>) -> anyhow::Result<Value> {
        if let Some(found) = found {
            self.tell(&deed, &found, None, "");
            return Ok(found);
        }
        self.send(&deed, None).await
    }

    /// Records a fact on the resource at `resource` unless `done` says that it has happened; returns the resource
    /// as it is then.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn act(
        &self,
        resource: &str,
        done: impl Fn(&Value) -> bool,
        deed: Deed<'_>,
    ) -> anyhow::Result<Value> {
        loop {
            let current = self.read(deed.actor, deed.service, resource).await?;
            if done(&current) {
                self.tell(&deed, &current, None, "");
                return Ok(current);
            }
            let etag = text(&current, "etag")?.to_owned();
            match self.send(&deed, Some(etag)).await {
                Err(error) if is_stale(&error) => {}
                result => return result,
            }
        }
    }

    /// Changes fields of the resource at the deed's path unless `done` says that they are so.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn patch(
        &self,
        resource: &str,
        done: impl Fn(&Value) -> bool,
        deed: Deed<'_>,
    ) -> anyhow::Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let current = self.read(deed.actor, deed.service, resource).await?;
            if done(&current) {
                self.tell(&deed, &current, None, "");
                return Ok(current);
            }
            let api = self.api(deed.actor, deed.service).await?;
            match api.patch::<Value, Value>(&deed.path, &deed.body, text(&current, "etag")?).await {
                Ok(answer) => return Ok(self.played(&deed, answer)),
                Err(error) if may_settle(&error) && Instant::now() < deadline => pause().await,
                Err(error) => return Err(refused(&deed, error)),
            }
        }
    }

    /// Puts something under an id of our own; the same content again changes nothing.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn put(&self, deed: Deed<'_>) -> anyhow::Result<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let api = self.api(deed.actor, deed.service).await?;
            match api.put::<Value, Value>(&deed.path, &deed.body).await {
                Ok(answer) => return Ok(self.played(&deed, answer)),
                Err(error) if may_settle(&error) && Instant::now() < deadline => pause().await,
                Err(error) => return Err(refused(&deed, error)),
            }
        }
    }

    /// Puts the bytes of a declared file.
    ///
    /// # Errors
    /// When they are refused.
    pub async fn put_bytes(&self, deed: Deed<'_>, media_type: &str, bytes: &[u8]) -> anyhow::Result<Value> {
        let api = self.api(deed.actor, deed.service).await?;
        match api.put_bytes(&deed.path, media_type, bytes.to_vec()).await {
            Ok(answer) => Ok(self.played(&deed, answer)),
            Err(error) => Err(refused(&deed, error)),
        }
    }

    async fn send(&self, deed: &Deed<'_>, if_match: Option<String>) -> anyhow::Result<Value> {
        let write = Write { key: Some(key_of(deed)), if_match };
        let deadline = Instant::now() + PATIENCE;
        loop {
            let api = self.api(deed.actor, deed.service).await?;
            match api.post::<Value, Value>(&deed.path, &deed.body, &write).await {
                Ok(answer) => return Ok(self.played(deed, answer)),
                Err(error) if may_settle(&error) && Instant::now() < deadline => pause().await,
                Err(error) => return Err(refused(deed, error)),
            }
        }
    }

    fn played(&self, deed: &Deed<'_>, answer: Answer<Value>) -> Value {
        let (status, request_id) = (answer.status, answer.request_id.clone());
        let value = with_etag(answer);
        self.tell(deed, &value, Some(status), &request_id);
        value
    }

    fn tell(&self, deed: &Deed<'_>, value: &Value, status: Option<u16>, request_id: &str) {
        let id = value["id"].as_str().unwrap_or("-");
        (self.on_step)(&Step { actor: deed.actor, what: deed.what, id, status, request_id });
    }
}

/// A text member of a view.
///
/// # Errors
/// When it is not there.
pub(super) fn text<'v>(view: &'v Value, member: &str) -> anyhow::Result<&'v str> {
    view[member].as_str().ok_or_else(|| anyhow!("the answer has no {member}: {view}"))
}

/// Whether a view's state is one of these.
pub(super) fn in_state(view: &Value, states: &[&str]) -> bool {
    view["state"].as_str().is_some_and(|state| states.contains(&state))
}

/// The same step has the same key, also in another run; another body makes another step.
fn key_of(deed: &Deed<'_>) -> String {
    let hash = TextHash::of_bytes(format!("{} {}", deed.path, deed.body).as_bytes());
    format!("story-{}", &hash.as_str()[..32])
}

fn with_etag(answer: Answer<Value>) -> Value {
    let mut value = answer.value;
    if let Some(fields) = value.as_object_mut()
        && !answer.etag.is_empty()
    {
        fields.insert("etag".to_owned(), answer.etag.into());
    }
    value
}

/// Whether the same call may be accepted in a moment: a service is away or busy, or the facts a refusal misses are
/// on their way from another service.
fn may_settle(error: &ClientError) -> bool {
    const ON_THEIR_WAY: [&str; 5] =
        ["not-yet-known", "not-found", "backfill-not-granted", "call-off-barred", "document-gate"];
    error.is_transient()
        || matches!(error, ClientError::Unexpected(text) if text.contains("token endpoint"))
        || error.problem().is_some_and(|problem| {
            problem.retryable || problem.status >= 500 || ON_THEIR_WAY.contains(&problem.code.as_str())
        })
}

fn is_stale(error: &anyhow::Error) -> bool {
    let problem = error.downcast_ref::<ClientError>().and_then(ClientError::problem);
    problem.is_some_and(|problem| problem.status == 412)
}

fn refused(deed: &Deed<'_>, error: ClientError) -> anyhow::Error {
    let detail = error.problem().map(|problem| serde_json::to_string_pretty(problem).unwrap_or_default());
    let context = format!("{}: {} ({})\n{}", deed.actor, deed.what, deed.path, detail.unwrap_or_default());
    anyhow::Error::new(error).context(context)
}

fn told(error: &ClientError) -> anyhow::Error {
    match error.problem() {
        Some(problem) => anyhow!("{}", serde_json::to_string_pretty(problem).unwrap_or_default()),
        None => anyhow!("{error}"),
    }
}

/// Waits between two tries.
pub(super) async fn pause() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}

/// Reads again and again until `arrived`.
///
/// # Errors
/// When it does not arrive within `patience`.
pub(super) async fn until(
    stage: &Stage<'_>,
    (actor, service, path): (&str, Service, &str),
    patience: Duration,
    arrived: impl Fn(&Value) -> bool,
) -> anyhow::Result<Value> {
    let deadline = Instant::now() + patience;
    loop {
        let value = stage.read(actor, service, path).await?;
        if arrived(&value) {
            return Ok(value);
        }
        if Instant::now() > deadline {
            bail!("{path} does not show what was recorded: {value:#}");
        }
        pause().await;
    }
}
