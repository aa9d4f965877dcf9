//! A successful answer, rendered once: what is sent is what is stored for repeats.

use actix_web::body::BoxBody;
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, Responder};
use api_types::Page;
use serde::Serialize;

use crate::viewed::{self, Form};
use crate::{ApiError, Etag, ProblemCode, read};

/// A rendered answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status code, 2xx.
    pub status: u16,
    /// `Location` of what was created.
    pub location: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// JSON body; empty for 204.
    pub body: Vec<u8>,
    /// Whether it answers a repeat.
    pub replayed: bool,
    /// The query parameters that lead to the next page, for `Link`; none at the end.
    pub next: Vec<(&'static str, String)>,
    /// The body that is kept for a repeat, where this one says what is shown once.
    pub kept: Option<Vec<u8>>,
    /// In which form the body is, where there is another; JSON where there is none.
    pub form: Option<Form>,
}

impl Reply {
    /// 201 with `Location`, `ETag` and the resource.
    ///
    /// # Errors
    /// Only when the view cannot be written as JSON: our mistake.
    pub fn created<T: Serialize>(location: String, etag: &Etag, view: &T) -> Result<Self, ApiError> {
        Ok(Self { status: 201, location: Some(location), ..Self::ok(etag, view)? })
    }

    /// 200 with `ETag` and the resource.
    ///
    /// # Errors
    /// As [`Reply::created`].
    pub fn ok<T: Serialize>(etag: &Etag, view: &T) -> Result<Self, ApiError> {
        Ok(Self { etag: Some(etag.to_string()), ..Self::json(view)? })
    }

    /// 200 without an `ETag`: lists, reports.
    ///
    /// # Errors
    /// As [`Reply::created`].
    pub fn json<T: Serialize>(view: &T) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(view).map_err(|error| {
            tracing::error!(%error, "a view cannot be written");
            ApiError::new(ProblemCode::Internal)
        })?;
        Ok(Self {
            status: 200,
            location: None,
            etag: None,
            body,
            replayed: false,
            next: Vec::new(),
            kept: None,
            form: None,
        })
    }

    /// 200 with a page of a list and the `Link` to the next one.
    ///
    /// # Errors
    /// As [`Reply::created`].
    pub fn page<T: Serialize>(page: &Page<T>) -> Result<Self, ApiError> {
        let next = page.next_cursor.clone().map(|cursor| ("cursor", cursor));
        Ok(Self { next: next.into_iter().collect(), ..Self::json(page)? })
    }

    /// 204.
    pub fn no_content() -> Self {
        Self {
            status: 204,
            location: None,
            etag: None,
            body: Vec::new(),
            replayed: false,
            next: Vec::new(),
            kept: None,
            form: None,
        }
    }

    /// The same answer, of which a repeat gets another: without what is shown once.
    #[must_use]
    pub fn kept_as(self, other: Self) -> Self {
        Self { kept: Some(other.body), ..self }
    }
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        if let Some(location) = self.location {
            response.insert_header(("location", location));
        }
        if !self.next.is_empty() {
            response.insert_header(("link", link_to_next(request, &self.next)));
        }
        if self.replayed {
            response.insert_header(("idempotency-replayed", "true"));
        }
        response.insert_header(("cache-control", "private, no-cache"));
        if self.form.is_some() {
            response.insert_header(("vary", viewed::DEPENDS_ON));
        }
        if let Some(etag) = self.etag {
            let condition = condition(request, self.status, &etag);
            response.insert_header(("etag", etag));
            match condition {
                Condition::Holds => {}
                Condition::NotModified => return response.status(StatusCode::NOT_MODIFIED).finish(),
                Condition::Failed(error) => return HttpResponse::from_error(*error),
            }
        }
        if self.body.is_empty() {
            return response.finish();
        }
        match self.form {
            Some(Form::Page(language)) => viewed::dress(&mut response, language),
            Some(Form::Data) | None => {
                response.content_type("application/json");
            }
        }
        response.body(self.body)
    }
}

/// What the preconditions of a request say of an answer that changes nothing (RFC 9110, section 13.2).
enum Condition {
    Holds,
    NotModified,
    Failed(Box<ApiError>),
}

/// Judges the preconditions where they have not been judged before anything was changed: of a read, and of a `PUT` that
/// was there already.
fn condition(request: &HttpRequest, status: u16, etag: &str) -> Condition {
    let reads = [Method::GET, Method::HEAD].contains(request.method());
    let (200, true, Ok(current)) = (status, reads || request.method() == Method::PUT, etag.parse::<Etag>())
    else {
        return Condition::Holds;
    };
    let failed = |current| Condition::Failed(Box::new(ApiError::precondition_failed(current)));
    if read::if_match(request.headers()).is_some_and(|tags| !tags.name_version(&current)) {
        return failed(current);
    }
    match read::if_none_match(request.headers()) {
        Some(tags) if tags.name(&current) && reads => Condition::NotModified,
        Some(tags) if tags.name(&current) => failed(current),
        _ => Condition::Holds,
    }
}

/// A reference to the next page, relative to the one that was asked for (RFC 8288), with the same filters.
fn link_to_next(request: &HttpRequest, next: &[(&str, String)]) -> String {
    let given = form_urlencoded::parse(request.query_string().as_bytes());
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(given.filter(|(known, _)| next.iter().all(|(name, _)| known != name)))
        .extend_pairs(next)
        .finish();
    format!("<{}?{query}>; rel=\"next\"", request.path())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn answered(reply: Reply, request: TestRequest) -> HttpResponse {
        reply.respond_to(&request.to_http_request())
    }

    fn status(request: TestRequest) -> u16 {
        let reply = Reply::ok(&Etag::with_derived(3, "lapsed"), &"seen").expect("a reply");
        answered(reply, request).status().as_u16()
    }

    #[test]
    fn a_page_leads_to_the_next_with_the_same_filters() {
        let page = Page { items: vec![1], next_cursor: Some("abc_-".to_owned()) };
        let request = TestRequest::with_uri("/v1/parties?name=PT%20A%26B&cursor=old&limit=1");
        let answer = answered(Reply::page(&page).expect("a reply"), request);
        let link = answer.headers().get("link").and_then(|link| link.to_str().ok());
        assert_eq!(link, Some("</v1/parties?name=PT+A%26B&limit=1&cursor=abc_->; rel=\"next\""));
        let last = Page { items: vec![1], next_cursor: None };
        let answer = answered(Reply::page(&last).expect("a reply"), TestRequest::with_uri("/v1/parties"));
        assert!(answer.headers().get("link").is_none());
    }

    #[test]
    fn a_read_is_answered_as_its_preconditions_say() {
        let etag = Etag::with_derived(3, "lapsed").to_string();
        for (header, value, expected) in [
            ("if-none-match", etag.clone(), 304),
            ("if-none-match", format!("W/{etag}"), 304),
            ("if-none-match", format!("\"v1\", {etag}"), 304),
            ("if-none-match", etag.trim_end_matches('"').to_owned() + "-gzip\"", 304),
            ("if-none-match", "*".to_owned(), 304),
            ("if-none-match", "\"v3\"".to_owned(), 200),
            ("if-match", "\"v3\"".to_owned(), 200),
            ("if-match", "*".to_owned(), 200),
            ("if-match", "\"v2\"".to_owned(), 412),
        ] {
            assert_eq!(
                status(TestRequest::get().insert_header((header, value.clone()))),
                expected,
                "{value}"
            );
        }
        let create = TestRequest::put().insert_header(("if-none-match", "*"));
        assert_eq!(status(create), 412, "it was there already");
        assert_eq!(status(TestRequest::post().insert_header(("if-none-match", "*"))), 200);
    }
}
