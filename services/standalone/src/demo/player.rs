//! Playing a step: as one of the story's people, over the public HTTP API, safe to repeat.
//!
//! Every write is safe to repeat three times over: what exists is looked for first, a state already reached is
//! left alone, and the idempotency key is made from the request itself, so that a repeat that crosses another one
//! has one effect. What another service has not heard of yet is asked again until [`PATIENCE`] ends.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use api_types::Page;
use chrono::NaiveDate;
use client::{
    AgreementApi, Answer, Api, Call, CatalogApi, ClientError, LogisticsApi, Request, TokenSource,
    exchange_token,
};
use domain::shared::{TextHash, jakarta_date};
use reqwest::Method;
use serde::Serialize;
use tokio::sync::Mutex;
use web::{Clock, ProblemCode};

use super::{Addresses, Issuer};

/// How long a step waits for what another service has not heard of yet, or for a service that is away.
const PATIENCE: Duration = Duration::from_secs(180);
/// How long a token is used; it lasts ten minutes.
const TOKEN_AGE: Duration = Duration::from_secs(480);

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

/// Who does what, for people; the call that does it stands beside it.
#[derive(Clone, Copy)]
pub(super) struct Action<'a> {
    /// Who acts.
    pub(super) actor: &'a str,
    /// What they do.
    pub(super) what: &'a str,
}

/// Who does what.
pub(super) fn action<'a>(actor: &'a str, what: &'a str) -> Action<'a> {
    Action { actor, what }
}

/// The three services, as one of the people.
pub(super) struct Services {
    /// Parties, agreements, contracts, reports.
    pub(super) agreement: AgreementApi,
    /// Products, outlets, curation.
    pub(super) catalog: CatalogApi,
    /// Orders, shipments, receipts.
    pub(super) logistics: LogisticsApi,
}

impl Services {
    fn at(addresses: &Addresses) -> Result<Self, ClientError> {
        let api = |address: &str| Api::new(address, TokenSource::Nobody);
        Ok(Self {
            agreement: AgreementApi::new(api(&addresses.agreement)?),
            catalog: CatalogApi::new(api(&addresses.catalog)?),
            logistics: LogisticsApi::new(api(&addresses.logistics)?),
        })
    }

    fn with_token(&self, token: &str) -> Self {
        Self {
            agreement: AgreementApi::new(self.agreement.api.with_token(token)),
            catalog: CatalogApi::new(self.catalog.api.with_token(token)),
            logistics: LogisticsApi::new(self.logistics.api.with_token(token)),
        }
    }
}

/// Plays the story's steps at three addresses.
pub(super) struct Player<'a> {
    services: Services,
    addresses: &'a Addresses,
    issuer: &'a Issuer,
    on_step: OnStep<'a>,
    tokens: Mutex<HashMap<String, (String, Instant)>>,
}

impl<'a> Player<'a> {
    /// A player to whom nobody has signed in yet.
    ///
    /// # Errors
    /// When a client cannot be made.
    pub(super) fn new(
        addresses: &'a Addresses,
        issuer: &'a Issuer,
        on_step: OnStep<'a>,
    ) -> anyhow::Result<Self> {
        let services = Services::at(addresses)?;
        Ok(Self { services, addresses, issuer, on_step, tokens: Mutex::default() })
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

    /// Lets somebody sign in anew: the roles are others now.
    pub(super) async fn forget(&self, actor: &str) {
        self.tokens.lock().await.remove(actor);
    }

    async fn services(&self, actor: &str) -> anyhow::Result<Services> {
        let token = self.token(actor).await.with_context(|| format!("{actor} cannot sign in"))?;
        Ok(self.services.with_token(&token))
    }

    /// Reads something; waits until it is there.
    ///
    /// # Errors
    /// When it is refused, or not there in time.
    pub(super) async fn read<T>(
        &self,
        actor: &str,
        call: impl for<'c> Fn(&'c Services) -> Call<'c, T>,
    ) -> anyhow::Result<T> {
        Ok(self.ask(action(actor, "reads"), call).await?.value)
    }

    /// The first item of a list that fits.
    ///
    /// # Errors
    /// When the list is refused.
    pub(super) async fn find<T>(
        &self,
        actor: &str,
        list: impl for<'c> Fn(&'c Services) -> Call<'c, Page<T>>,
        fits: impl Fn(&T) -> bool,
    ) -> anyhow::Result<Option<T>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let services = self.services(actor).await?;
            match list(&services).all().await {
                Ok(items) => return Ok(items.into_iter().find(|item| fits(item))),
                Err(error) if may_settle(&error) && Instant::now() < deadline => pause().await,
                Err(error) => return Err(refused(action(actor, "looks for"), "a list", error)),
            }
        }
    }

    /// Creates something unless `found` holds it already.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn create<T: Serialize>(
        &self,
        found: Option<T>,
        action: Action<'_>,
        call: impl for<'c> Fn(&'c Services) -> Call<'c, T>,
    ) -> anyhow::Result<T> {
        match found {
            Some(found) => {
                self.tell(action, &found, None, "");
                Ok(found)
            }
            None => self.send(action, call).await,
        }
    }

    /// Records a fact on what `read` gives, or changes it, unless `done` says that this has happened; returns it as
    /// it is then.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn act<T: Serialize>(
        &self,
        action: Action<'_>,
        read: impl for<'c> Fn(&'c Services) -> Call<'c, T>,
        done: impl Fn(&T) -> bool,
        write: impl for<'c> Fn(&'c Services, &str) -> Call<'c, T>,
    ) -> anyhow::Result<T> {
        loop {
            let current = self.ask(action, &read).await?;
            if done(&current.value) {
                self.tell(action, &current.value, None, "");
                return Ok(current.value);
            }
            match self.send(action, |services| write(services, &current.etag)).await {
                Err(error) if is_stale(&error) => {}
                result => return result,
            }
        }
    }

    /// Makes a call that the same step makes the same way in every run.
    ///
    /// # Errors
    /// When it is refused.
    pub(super) async fn send<T: Serialize>(
        &self,
        action: Action<'_>,
        call: impl for<'c> Fn(&'c Services) -> Call<'c, T>,
    ) -> anyhow::Result<T> {
        let answer = self.ask(action, call).await?;
        self.tell(action, &answer.value, Some(answer.status), &answer.request_id);
        Ok(answer.value)
    }

    /// Makes a call, again and again while its refusal may settle.
    async fn ask<T>(
        &self,
        action: Action<'_>,
        call: impl for<'c> Fn(&'c Services) -> Call<'c, T>,
    ) -> anyhow::Result<Answer<T>> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let services = self.services(action.actor).await?;
            let request = call(&services).into_request()?;
            let call = call(&services);
            let call = if request.method == Method::POST { call.key(key_of(&request)) } else { call };
            match call.await {
                Err(error) if may_settle(&error) && Instant::now() < deadline => pause().await,
                Err(error) => return Err(refused(action, &request.path, error)),
                Ok(answer) => return Ok(answer),
            }
        }
    }

    fn tell<T: Serialize>(&self, action: Action<'_>, value: &T, status: Option<u16>, request_id: &str) {
        let value = serde_json::to_value(value).unwrap_or_default();
        let id = value["id"].as_str().unwrap_or("-");
        (self.on_step)(&Step { actor: action.actor, what: action.what, id, status, request_id });
    }
}

/// The same request has the same key, also in another run of that day; another body makes another step. The day is in it because
/// the answer of a key outlives what it made: a file that was declared and never shown is gone after a day, and is declared
/// anew.
fn key_of(request: &Request) -> String {
    key_on(request, jakarta_date(Clock::system().now()))
}

fn key_on(request: &Request, day: NaiveDate) -> String {
    let day = day.to_string();
    let hash =
        TextHash::of_bytes(&[request.path.as_bytes(), b" ", day.as_bytes(), b" ", &request.body].concat());
    format!("story-{}", &hash.as_str()[..32])
}

/// Whether the same call may be accepted in a moment: a service is away or busy, or the facts a refusal misses are
/// on their way from another service.
fn may_settle(error: &ClientError) -> bool {
    const ON_THEIR_WAY: [ProblemCode; 4] = [
        ProblemCode::NotFound,
        ProblemCode::BackfillNotGranted,
        ProblemCode::CallOffNotAllowed,
        ProblemCode::DocumentGate,
    ];
    error.is_transient()
        || matches!(error, ClientError::Unexpected(text) if text.contains("token endpoint"))
        || error.problem().is_some_and(|problem| {
            let is_on_its_way = ON_THEIR_WAY.iter().any(|code| code.slug() == problem.code);
            problem.retryable || problem.status >= 500 || is_on_its_way
        })
}

fn is_stale(error: &anyhow::Error) -> bool {
    let problem = error.downcast_ref::<ClientError>().and_then(ClientError::problem);
    problem.is_some_and(|problem| problem.status == 412)
}

fn refused(action: Action<'_>, path: &str, error: ClientError) -> anyhow::Error {
    let detail = error.problem().map(|problem| serde_json::to_string_pretty(problem).unwrap_or_default());
    let Action { actor, what } = action;
    let context = format!("{actor}: {what} ({path})\n{}", detail.unwrap_or_default());
    anyhow::Error::new(error).context(context)
}

/// Waits between two tries.
pub(super) async fn pause() {
    tokio::time::sleep(Duration::from_millis(100)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_one_key_a_day_and_another_step_another() {
        let request = |body: &str| Request {
            method: Method::POST,
            path: "/v1/files".to_owned(),
            media_type: None,
            body: body.as_bytes().to_vec(),
            key: None,
            if_match: None,
        };
        let [monday, tuesday] = ["2026-11-23", "2026-11-24"].map(|day| day.parse().expect("a day"));
        let key = key_on(&request("{}"), monday);
        assert_eq!(key_on(&request("{}"), monday), key);
        assert_ne!(key_on(&request("{}"), tuesday), key);
        assert_ne!(key_on(&request("{\"a\":1}"), monday), key);
    }
}
