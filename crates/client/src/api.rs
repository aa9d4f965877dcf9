//! The HTTP side of a client: timeouts, retries, tokens, problems.

use std::time::Duration;

use api_types::Problem;
use rand::Rng as _;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{ClientError, TokenSource};

/// How often a call that may be repeated is tried.
const ATTEMPTS: u32 = 4;

/// A service at an address, called as somebody.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    http: reqwest::Client,
    tokens: TokenSource,
    language: &'static str,
    attempts: u32,
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

/// The circumstances of a write.
#[derive(Debug, Clone, Default)]
pub struct Write {
    /// `Idempotency-Key`; a random one when absent.
    pub key: Option<String>,
    /// `If-Match`.
    pub if_match: Option<String>,
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

    /// A read; retried.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<Answer<T>, ClientError> {
        self.call(Method::GET, path, None, &Write::default(), true).await
    }

    /// A read with query parameters; retried.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn get_with<Q: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        query: &Q,
    ) -> Result<Answer<T>, ClientError> {
        let request = self.http.get(format!("{}{path}", self.base)).query(query).build();
        let request = request.map_err(|error| ClientError::Unexpected(error.to_string()))?;
        let path = request.url().as_str().strip_prefix(&self.base).unwrap_or(path).to_owned();
        self.get(&path).await
    }

    /// A keyed write; retried with the same key.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn post<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        write: &Write,
    ) -> Result<Answer<T>, ClientError> {
        let key = write.key.clone().unwrap_or_else(random_key);
        let write = Write { key: Some(key), if_match: write.if_match.clone() };
        self.call(Method::POST, path, Some(json(body)?), &write, true).await
    }

    /// A write with the client's own id; retried.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn put<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
    ) -> Result<Answer<T>, ClientError> {
        self.call(Method::PUT, path, Some(json(body)?), &Write::default(), true).await
    }

    /// Bytes to a declared file; retried.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn put_bytes<T: DeserializeOwned>(
        &self,
        path: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<Answer<T>, ClientError> {
        self.call(Method::PUT, path, Some((media_type.to_owned(), bytes)), &Write::default(), true).await
    }

    /// A merge patch; not retried.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn patch<B: Serialize, T: DeserializeOwned>(
        &self,
        path: &str,
        body: &B,
        if_match: &str,
    ) -> Result<Answer<T>, ClientError> {
        let (_, bytes) = json(body)?;
        let write = Write { key: None, if_match: Some(if_match.to_owned()) };
        self.call(
            Method::PATCH,
            path,
            Some(("application/merge-patch+json".to_owned(), bytes)),
            &write,
            false,
        )
        .await
    }

    /// A removal; not retried.
    ///
    /// # Errors
    /// See [`ClientError`].
    pub async fn delete<T: DeserializeOwned>(
        &self,
        path: &str,
        if_match: &str,
    ) -> Result<Answer<T>, ClientError> {
        let write = Write { key: None, if_match: Some(if_match.to_owned()) };
        self.call(Method::DELETE, path, None, &write, false).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<(String, Vec<u8>)>,
        write: &Write,
        repeatable: bool,
    ) -> Result<Answer<T>, ClientError> {
        let mut attempt = 1;
        loop {
            let result = self.once(method.clone(), path, body.as_ref(), write).await;
            let error = match result {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if error.problem().is_some_and(|problem| problem.status == 401) {
                self.tokens.forget().await;
            }
            if !repeatable || !error.is_transient() || attempt >= self.attempts {
                return Err(error);
            }
            let ceiling = 50_u64 << attempt;
            let pause = rand::rng().random_range(ceiling / 2..=ceiling);
            tokio::time::sleep(Duration::from_millis(pause)).await;
            attempt += 1;
        }
    }

    async fn once<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&(String, Vec<u8>)>,
        write: &Write,
    ) -> Result<Answer<T>, ClientError> {
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
        if let Some(key) = &write.key {
            set("idempotency-key", key);
        }
        if let Some(etag) = &write.if_match {
            set("if-match", etag);
        }
        if let Some((media_type, _)) = body {
            set("content-type", media_type);
        }
        let mut request = self.http.request(method, format!("{}{path}", self.base)).headers(headers);
        if let Some((_, bytes)) = body {
            request = request.body(bytes.clone());
        }
        let response = request.send().await.map_err(|error| ClientError::Unreachable(error.to_string()))?;
        read(response).await
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
const MAX_ANSWER: usize = 16 * 1024 * 1024;

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

async fn read<T: DeserializeOwned>(response: reqwest::Response) -> Result<Answer<T>, ClientError> {
    let status = response.status();
    let header = |name: &str| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (etag, request_id) = (header("etag"), header("x-request-id"));
    let replayed = header("idempotency-replayed") == "true";
    let bytes = whole(response).await?;
    if !status.is_success() {
        let problem: Result<Problem, _> = serde_json::from_slice(&bytes);
        return Err(problem.map_or_else(
            |_| {
                let text = format!("{status}: {}", String::from_utf8_lossy(&bytes[..bytes.len().min(300)]));
                if status == StatusCode::BAD_GATEWAY || status == StatusCode::GATEWAY_TIMEOUT {
                    ClientError::Unreachable(text)
                } else {
                    ClientError::Unexpected(text)
                }
            },
            |problem| ClientError::Problem(Box::new(problem)),
        ));
    }
    let body: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
    let value = serde_json::from_slice(body).map_err(|error| ClientError::Unexpected(error.to_string()))?;
    Ok(Answer { value, etag, status: status.as_u16(), replayed, request_id })
}

fn json<B: Serialize>(body: &B) -> Result<(String, Vec<u8>), ClientError> {
    let bytes = serde_json::to_vec(body).map_err(|error| ClientError::Unexpected(error.to_string()))?;
    Ok(("application/json".to_owned(), bytes))
}

fn random_key() -> String {
    let bytes: [u8; 16] = rand::rng().random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_with_tls_is_enough_to_need_certificates() {
        assert!(all_plain(["http://127.0.0.1:8081", "http://agreement:8081/oauth/token"].into_iter()));
        assert!(!all_plain(["http://127.0.0.1:8082", "https://kad.example/oauth/token"].into_iter()));
        assert!(!all_plain(["HTTPS://kad.example"].into_iter()));
    }
}
