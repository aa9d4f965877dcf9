//! A call: what is sent, and how its answer is read. Made by a method of a client, sent when it is awaited.

use std::pin::Pin;

use api_types::Page;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::encode;
use crate::{Api, ClientError};

/// What is sent, but for address, token and language, which the connection adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path with query.
    pub path: String,
    /// Media type of the body; none without a body.
    pub media_type: Option<String>,
    /// Body.
    pub body: Vec<u8>,
    /// `Idempotency-Key`.
    pub key: Option<String>,
    /// `If-Match`.
    pub if_match: Option<String>,
}

impl Request {
    /// Whether it has one effect however often it is sent: reads, writes under an own id, keyed writes.
    pub fn is_repeatable(&self) -> bool {
        self.method == Method::GET || self.method == Method::PUT || self.key.is_some()
    }
}

/// An answer: the value, and what its headers say.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// The resource.
    pub value: T,
    /// Its `ETag`; empty where there is none.
    pub etag: String,
    /// Status code.
    pub status: u16,
    /// Whether it answers a repeat.
    pub replayed: bool,
    /// The request id.
    pub request_id: String,
}

/// A call that has not been made yet; `.await` makes it. Repeated when the service is unreachable or busy, if
/// that is safe.
#[must_use = "a call is made when it is awaited"]
#[derive(Debug)]
pub struct Call<'a, T> {
    api: &'a Api,
    request: Result<Request, ClientError>,
    read: fn(Vec<u8>) -> Result<T, ClientError>,
}

impl<'a, T: DeserializeOwned> Call<'a, T> {
    /// A call that is answered with JSON.
    pub(crate) fn new(api: &'a Api, method: Method, path: String) -> Self {
        Self::read_by(api, method, path, from_json)
    }
}

impl<'a> Call<'a, Vec<u8>> {
    /// A call that is answered with the bytes of a file.
    pub(crate) fn of_bytes(api: &'a Api, path: String) -> Self {
        Self::read_by(api, Method::GET, path, Ok)
    }
}

impl<'a, T> Call<'a, T> {
    fn read_by(
        api: &'a Api,
        method: Method,
        path: String,
        read: fn(Vec<u8>) -> Result<T, ClientError>,
    ) -> Self {
        let request = Request { method, path, media_type: None, body: Vec::new(), key: None, if_match: None };
        Self { api, request: Ok(request), read }
    }

    /// The same call with a key chosen by the caller, by which a repeat in another process is known.
    pub fn key(self, key: impl Into<String>) -> Self {
        self.with(|request| {
            request.key = Some(key.into());
            Ok(())
        })
    }

    /// The same call on the version of the resource that was read.
    pub fn if_match(self, etag: &str) -> Self {
        self.with(|request| {
            request.if_match = Some(etag.to_owned());
            Ok(())
        })
    }

    /// The same call with query parameters.
    pub fn query<Q: Serialize>(self, query: &Q) -> Self {
        let api = self.api;
        self.with(|request| {
            request.path = api.path_with(&request.path, query)?;
            Ok(())
        })
    }

    /// The same call with a body of JSON.
    pub fn json<B: Serialize>(self, body: &B) -> Self {
        self.with(|request| {
            let patch = request.method == Method::PATCH;
            let media_type = if patch { "application/merge-patch+json" } else { "application/json" };
            request.media_type = Some(media_type.to_owned());
            request.body = encode(serde_json::to_vec(body))?;
            Ok(())
        })
    }

    /// The same call with the fields of a form.
    pub(crate) fn form<B: Serialize>(self, fields: &B) -> Self {
        let api = self.api;
        self.with(|request| {
            request.media_type = Some("application/x-www-form-urlencoded".to_owned());
            request.body = api.form_body(fields)?;
            Ok(())
        })
    }

    /// The same call with bytes as its body.
    pub fn bytes(self, media_type: &str, bytes: Vec<u8>) -> Self {
        self.with(|request| {
            request.media_type = Some(media_type.to_owned());
            request.body = bytes;
            Ok(())
        })
    }

    /// What will be sent, for those who send it by themselves.
    ///
    /// # Errors
    /// When body or query cannot be written down.
    pub fn into_request(self) -> Result<Request, ClientError> {
        self.request
    }

    fn with(self, change: impl FnOnce(&mut Request) -> Result<(), ClientError>) -> Self {
        let changed = self.request.and_then(|mut request| change(&mut request).map(|()| request));
        Self { request: changed, ..self }
    }
}

impl<T> Call<'_, Page<T>> {
    /// Every item of the list, page after page.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn all(self) -> Result<Vec<T>, ClientError> {
        let first = self.request?;
        let (mut items, mut request) = (Vec::new(), first.clone());
        loop {
            let page = self.api.send(&request, self.read).await?.value;
            items.extend(page.items);
            let Some(cursor) = page.next_cursor else { return Ok(items) };
            request.path = self.api.path_with(&first.path, &[("cursor", cursor)])?;
        }
    }
}

impl<'a, T: 'a> IntoFuture for Call<'a, T> {
    type Output = Result<Answer<T>, ClientError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { api, request, read } = self;
        Box::pin(async move { api.send(&request?, read).await })
    }
}

/// A value from a body of JSON; no body is `null`.
fn from_json<T: DeserializeOwned>(body: Vec<u8>) -> Result<T, ClientError> {
    let body: &[u8] = if body.is_empty() { b"null" } else { &body };
    serde_json::from_slice(body).map_err(|error| ClientError::Unexpected(error.to_string()))
}

#[cfg(test)]
mod tests {
    use api_types::TransitionRequest;
    use api_types::agreement::{ListPartiesQuery, RevocationRequest, UpdatePartyRequest};
    use domain::shared::{AgreementId, Id as _, PartyId};

    use super::*;
    use crate::{AgreementApi, TokenSource};

    fn agreement() -> AgreementApi {
        AgreementApi::new(Api::new("http://kad.example/", TokenSource::Nobody).expect("a client"))
    }

    fn sent<T>(call: Call<'_, T>) -> Request {
        call.into_request().expect("it can be written down")
    }

    #[test]
    fn a_list_is_asked_for_by_the_filters_that_are_given() {
        let query = ListPartiesQuery { region_code: Some("18.72".to_owned()), ..Default::default() };
        assert_eq!(sent(agreement().list_parties(&query)).path, "/v1/parties?region_code=18.72");
        assert_eq!(sent(agreement().list_parties(&ListPartiesQuery::default())).path, "/v1/parties");
    }

    #[test]
    fn a_transition_names_the_version_it_was_decided_on_and_has_a_key() {
        let (agreement, note) = (agreement(), TransitionRequest::default());
        let id = AgreementId::from_uuid(Default::default());
        let request = sent(agreement.offer_agreement(id, "\"v3\"", &note));
        assert_eq!(request.path, format!("/v1/agreements/{id}/offers"));
        assert_eq!(request.if_match.as_deref(), Some("\"v3\""));
        assert!(request.key.is_some() && request.is_repeatable());
        let request = sent(agreement.offer_agreement(id, "\"v3\"", &note).key("my-own-key"));
        assert_eq!((request.key.as_deref(), request.body), (Some("my-own-key"), b"{}".to_vec()));
    }

    #[test]
    fn what_may_have_a_second_effect_is_not_repeated() {
        let (agreement, id) = (agreement(), PartyId::from_uuid(Default::default()));
        let patch = sent(agreement.update_party(id, "\"v1\"", &UpdatePartyRequest::default()));
        assert_eq!(patch.media_type.as_deref(), Some("application/merge-patch+json"));
        assert!(!patch.is_repeatable());
        let form = RevocationRequest { token: "a b".to_owned(), ..Default::default() };
        let form = sent(agreement.revoke_token(&form));
        assert_eq!(form.body, b"token=a+b");
        assert!(!form.is_repeatable());
    }
}
