//! Plain HTTP, as a stranger would speak it.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::shared::{PartyId, RegionCode, Role};
use serde_json::Value;

/// Who calls, for a token.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Person or machine.
    pub subject: String,
    /// Client.
    pub client: String,
    /// Party spoken for.
    pub party: PartyId,
    /// Its region.
    pub region: Option<RegionCode>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Scopes.
    pub scope: String,
}

impl Actor {
    /// Somebody with these roles in a party, with every scope.
    pub fn new(party: PartyId, region: &str, roles: &[Role]) -> Self {
        let roles = roles.to_vec();
        Self {
            subject: format!("person of {party} {roles:?}"),
            client: "test".to_owned(),
            party,
            region: region.parse().ok(),
            roles,
            scope: "*.*.*".to_owned(),
        }
    }

    /// The same, as another person.
    #[must_use]
    pub fn named(mut self, subject: &str) -> Self {
        self.subject = subject.to_owned();
        self
    }

    /// The same, with these scopes only.
    #[must_use]
    pub fn with_scope(mut self, scope: &str) -> Self {
        self.scope = scope.to_owned();
        self
    }

    /// One of the platform's own services.
    pub fn service() -> Self {
        Self::new(PartyId::from_uuid(uuid::Uuid::nil()), "00", &[Role::Service])
    }
}

use domain::shared::Id as _;

/// Calls an app over HTTP.
#[derive(Debug, Clone)]
pub struct Caller {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
    language: Option<&'static str>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: reqwest::header::HeaderMap,
    /// Body as text.
    pub text: String,
    /// Body as JSON; null when it is none.
    pub json: Value,
}

impl Response {
    /// A header's text, or an empty one.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The `ETag`.
    pub fn etag(&self) -> &str {
        self.header("etag")
    }

    /// The `code` of a problem, or an empty text.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or("")
    }

    /// The `id` of a resource.
    pub fn id(&self) -> String {
        self.json["id"].as_str().unwrap_or_default().to_owned()
    }

    /// Itself, when the status is as expected; fails with the whole answer otherwise.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "answer: {}", self.text);
        self
    }

    /// Itself, when it is this problem; fails with the whole answer otherwise.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code()), (status, code), "answer: {}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json");
        self
    }
}

static KEYS: AtomicU64 = AtomicU64::new(1);

/// A fresh idempotency key.
pub fn fresh_key() -> String {
    format!("test-key-{}-{}", std::process::id(), KEYS.fetch_add(1, Ordering::Relaxed))
}

impl Caller {
    /// A caller of an app.
    #[allow(clippy::disallowed_methods)]
    pub fn new(base: &str, token: Option<String>) -> Self {
        // No app under test speaks TLS, and to read the machine's certificates is most of what a caller costs.
        let http = reqwest::Client::builder().tls_certs_only([]);
        let http = http.no_proxy().redirect(reqwest::redirect::Policy::none()).build();
        Self { base: base.to_owned(), token, http: http.expect("an HTTP client"), language: Some("en") }
    }

    /// Somebody else, of another app perhaps, over the same connections: making them is what costs.
    #[must_use]
    pub fn instead(&self, base: &str, token: Option<String>) -> Self {
        Self { base: base.to_owned(), token, ..self.clone() }
    }

    /// The same caller, asking for Indonesian.
    #[must_use]
    pub fn in_indonesian(mut self) -> Self {
        self.language = Some("id");
        self
    }

    /// The same caller, without a wish for a language.
    #[must_use]
    pub fn in_any_language(mut self) -> Self {
        self.language = None;
        self
    }

    /// A request to be completed by hand.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let request = self.http.request(method, format!("{}{path}", self.base));
        let request = match self.language {
            Some(language) => request.header("accept-language", language),
            None => request,
        };
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// Sends a request made by hand; an error answer that is not a proper problem, or none that its operation lists,
    /// fails the test.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Response {
        let request = request.build().expect("a request");
        let (method, path) = (request.method().to_string(), request.url().path().to_owned());
        let response = self.http.execute(request).await.expect("the app answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a body");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        let answer = Response { status, headers, text, json };
        let leads_on = answer.header("link").ends_with("; rel=\"next\"");
        assert!(
            leads_on || !answer.json["next_cursor"].is_string(),
            "{path} has a next page and no link to it"
        );
        crate::problem::assert_proper(&path, self.language, &answer);
        crate::documented::assert_listed(&method, &path, &answer);
        answer
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Response {
        self.send(self.request("GET", path)).await
    }

    /// `POST` that creates, with a fresh key.
    pub async fn post(&self, path: &str, body: Value) -> Response {
        self.post_keyed(path, body, &fresh_key()).await
    }

    /// `POST` with a given key.
    pub async fn post_keyed(&self, path: &str, body: Value, key: &str) -> Response {
        self.send(self.request("POST", path).header("idempotency-key", key).json(&body)).await
    }

    /// `POST` of a transition, with a fresh key and the ETag of `GET path-without-the-last-segment`.
    pub async fn act(&self, path: &str, body: Value) -> Response {
        let (resource, _) = path.rsplit_once('/').expect("a path below a resource");
        let etag = self.get(resource).await.etag().to_owned();
        self.act_on(path, body, &etag).await
    }

    /// `POST` of a transition, with a fresh key and a given ETag.
    pub async fn act_on(&self, path: &str, body: Value, etag: &str) -> Response {
        let request =
            self.request("POST", path).header("idempotency-key", fresh_key()).header("if-match", etag);
        self.send(request.json(&body)).await
    }

    /// `PUT` with JSON.
    pub async fn put(&self, path: &str, body: Value) -> Response {
        self.send(self.request("PUT", path).json(&body)).await
    }

    /// `PATCH` with a merge patch and an ETag.
    pub async fn patch(&self, path: &str, body: Value, etag: &str) -> Response {
        let request = self.request("PATCH", path).header("if-match", etag);
        let request = request.header("content-type", "application/merge-patch+json");
        self.send(request.body(body.to_string())).await
    }

    /// `DELETE` with an ETag.
    pub async fn delete(&self, path: &str, etag: &str) -> Response {
        self.send(self.request("DELETE", path).header("if-match", etag)).await
    }
}
