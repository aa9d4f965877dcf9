//! The HTTP side of a client: timeouts, retries, tokens, problems.

use std::time::Duration;

use api_types::{Problem, StreamEventsQuery};
use rand::RngExt as _;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Answer, Call, ClientError, EventStream, Request, TokenSource};

/// How often a call that may be repeated is tried.
const ATTEMPTS: u32 = 4;
/// How long a stream may last; a token lasts less.
const LONGEST_STREAM: Duration = Duration::from_secs(24 * 60 * 60);

/// A service at an address, called as somebody.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    http: reqwest::Client,
    tokens: TokenSource,
    language: &'static str,
    attempts: u32,
}

impl Api {
    /// A client of the service at `base`, such as `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(base: impl Into<String>, tokens: TokenSource) -> Result<Self, ClientError> {
        let base = base.into();
        let http = connection([base.as_str()].into_iter().chain(tokens.endpoint()))?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self { base, http, tokens, language: "en", attempts: ATTEMPTS })
    }

    /// The same service, called as somebody else.
    #[must_use]
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { tokens: TokenSource::Given(token.into()), ..self.clone() }
    }

    /// The same client, which tries only once.
    #[must_use]
    pub fn without_retries(&self) -> Self {
        Self { attempts: 1, ..self.clone() }
    }

    /// The same client, with texts in Indonesian.
    #[must_use]
    pub fn in_indonesian(&self) -> Self {
        Self { language: "id", ..self.clone() }
    }

    /// Where the service is.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A read.
    pub fn get<T: DeserializeOwned>(&self, path: impl Into<String>) -> Call<'_, T> {
        Call::new(self, Method::GET, path.into())
    }

    /// The bytes of a file.
    pub fn get_bytes(&self, path: impl Into<String>) -> Call<'_, Vec<u8>> {
        Call::of_bytes(self, path.into())
    }

    /// A keyed write; the key is random unless the caller gives one.
    pub fn post<T: DeserializeOwned>(&self, path: impl Into<String>) -> Call<'_, T> {
        Call::new(self, Method::POST, path.into()).key(random_key())
    }

    /// A write by anybody, which carries no key.
    pub fn open<T: DeserializeOwned>(&self, path: impl Into<String>) -> Call<'_, T> {
        Call::new(self, Method::POST, path.into())
    }

    /// A form, which carries no key.
    pub fn form<T: DeserializeOwned, B: Serialize>(
        &self,
        path: impl Into<String>,
        fields: &B,
    ) -> Call<'_, T> {
        Call::new(self, Method::POST, path.into()).form(fields)
    }

    /// A write under the caller's own id.
    pub fn put<T: DeserializeOwned>(&self, path: impl Into<String>) -> Call<'_, T> {
        Call::new(self, Method::PUT, path.into())
    }

    /// A merge patch.
    pub fn patch<T: DeserializeOwned>(&self, path: impl Into<String>) -> Call<'_, T> {
        Call::new(self, Method::PATCH, path.into())
    }

    /// A removal.
    pub fn delete<T: DeserializeOwned>(&self, path: impl Into<String>) -> Call<'_, T> {
        Call::new(self, Method::DELETE, path.into())
    }

    /// A feed as a stream; it lasts as long as the token.
    pub(crate) async fn stream(
        &self,
        path: &str,
        query: &StreamEventsQuery,
    ) -> Result<EventStream, ClientError> {
        let request = self.get::<()>(path).query(query).into_request()?;
        let sending = self.prepare(&request).await?.timeout(LONGEST_STREAM);
        let response = sending.send().await.map_err(|error| ClientError::Unreachable(error.to_string()))?;
        if response.status().is_success() {
            return Ok(EventStream::new(response));
        }
        let status = response.status();
        Err(refusal(status, &whole(response).await?))
    }

    /// A path with query parameters.
    pub(crate) fn path_with<Q: Serialize + ?Sized>(
        &self,
        path: &str,
        query: &Q,
    ) -> Result<String, ClientError> {
        let request = encode(self.http.get(format!("{}{path}", self.base)).query(query).build())?;
        Ok(request.url().as_str().strip_prefix(&self.base).unwrap_or(path).to_owned())
    }

    /// The fields of a form, written down.
    pub(crate) fn form_body<B: Serialize>(&self, fields: &B) -> Result<Vec<u8>, ClientError> {
        let request = encode(self.http.post(&self.base).form(fields).build())?;
        Ok(request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default().to_vec())
    }

    /// Sends a request, and again as long as that is safe and may help.
    pub(crate) async fn send<T>(
        &self,
        request: &Request,
        read: fn(Vec<u8>) -> Result<T, ClientError>,
    ) -> Result<Answer<T>, ClientError> {
        let mut attempt = 1;
        loop {
            let error = match self.once(request, read).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if error.problem().is_some_and(|problem| problem.status == 401) {
                self.tokens.forget().await;
            }
            if !request.is_repeatable() || !error.is_transient() || attempt >= self.attempts {
                return Err(error);
            }
            let ceiling = 50_u64 << attempt;
            let pause = rand::rng().random_range(ceiling / 2..=ceiling);
            tokio::time::sleep(Duration::from_millis(pause)).await;
            attempt += 1;
        }
    }

    async fn once<T>(
        &self,
        request: &Request,
        read: fn(Vec<u8>) -> Result<T, ClientError>,
    ) -> Result<Answer<T>, ClientError> {
        let sending = self.prepare(request).await?;
        let response = sending.send().await.map_err(|error| ClientError::Unreachable(error.to_string()))?;
        let status = response.status();
        let header = |name: &str| {
            response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
        };
        let (etag, request_id) = (header("etag"), header("x-request-id"));
        let replayed = header("idempotency-replayed") == "true";
        let bytes = whole(response).await?;
        if !status.is_success() {
            return Err(refusal(status, &bytes));
        }
        Ok(Answer { value: read(bytes)?, etag, status: status.as_u16(), replayed, request_id })
    }

    async fn prepare(&self, request: &Request) -> Result<reqwest::RequestBuilder, ClientError> {
        let mut headers = HeaderMap::new();
        let mut set = |name: &'static str, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        };
        set("accept-language", self.language);
        if let Some(token) = self.tokens.token(&self.http).await? {
            set("authorization", &format!("Bearer {token}"));
        }
        if let Some(key) = &request.key {
            set("idempotency-key", key);
        }
        if let Some(etag) = &request.if_match {
            set("if-match", etag);
        }
        if let Some(media_type) = &request.media_type {
            set("content-type", media_type);
        }
        let url = format!("{}{}", self.base, request.path);
        let sending = self.http.request(request.method.clone(), url).headers(headers);
        Ok(if request.media_type.is_some() { sending.body(request.body.clone()) } else { sending })
    }
}

/// The HTTP client of every call to some addresses: with timeouts, without redirects and proxies.
#[allow(clippy::disallowed_methods)]
pub(crate) fn connection<'a>(
    addresses: impl Iterator<Item = &'a str>,
) -> Result<reqwest::Client, ClientError> {
    let mut builder = reqwest::Client::builder();
    if all_plain(addresses) {
        // Nothing here follows a redirect to TLS; to read the machine's certificates takes megabytes and a while.
        builder = builder.tls_certs_only([]);
    }
    builder
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_secs(40))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|error| ClientError::Unexpected(error.to_string()))
}

/// Whether no address needs TLS.
fn all_plain<'a>(mut addresses: impl Iterator<Item = &'a str>) -> bool {
    addresses.all(|address| address.starts_with("http://"))
}

/// The largest answer that is read, in bytes: far above any page, and a bound on what a peer can make us hold.
pub(crate) const MAX_ANSWER: usize = 16 * 1024 * 1024;

async fn whole(mut response: reqwest::Response) -> Result<Vec<u8>, ClientError> {
    let broken = |error: reqwest::Error| ClientError::Unreachable(error.to_string());
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > MAX_ANSWER {
            return Err(ClientError::Unexpected(format!("the answer is larger than {MAX_ANSWER} bytes")));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What a service says when it does not do what was asked.
fn refusal(status: StatusCode, body: &[u8]) -> ClientError {
    let problem: Result<Problem, _> = serde_json::from_slice(body);
    problem.map_or_else(
        |_| {
            let text = format!("{status}: {}", String::from_utf8_lossy(&body[..body.len().min(300)]));
            if status == StatusCode::BAD_GATEWAY || status == StatusCode::GATEWAY_TIMEOUT {
                ClientError::Unreachable(text)
            } else {
                ClientError::Unexpected(text)
            }
        },
        |problem| ClientError::Problem(Box::new(problem)),
    )
}

/// What could be written down; what could not is a mistake of the caller's.
pub(crate) fn encode<T, E: std::fmt::Display>(written: Result<T, E>) -> Result<T, ClientError> {
    written.map_err(|error| ClientError::Unexpected(error.to_string()))
}

/// A text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    let mut segment = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' => segment.push(byte.into()),
            _ => segment.push_str(&format!("%{byte:02X}")),
        }
    }
    segment
}

fn random_key() -> String {
    let bytes: [u8; 16] = rand::rng().random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_stays_one_segment_whatever_stands_in_it() {
        assert_eq!(segment("18.72"), "18.72");
        assert_eq!(segment("a/b?c d"), "a%2Fb%3Fc%20d");
    }

    #[test]
    fn one_address_with_tls_is_enough_to_need_certificates() {
        assert!(all_plain(["http://127.0.0.1:8081", "http://agreement:8081/oauth/token"].into_iter()));
        assert!(!all_plain(["http://127.0.0.1:8082", "https://kad.example/oauth/token"].into_iter()));
        assert!(!all_plain(["HTTPS://kad.example"].into_iter()));
    }
}
