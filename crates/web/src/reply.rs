//! A successful answer, rendered once: what is sent is what is stored for repeats.

use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;

use crate::{ApiError, Etag, ProblemCode};

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
    /// `Link` to the next page.
    pub next: Option<String>,
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
        Ok(Self { status: 200, location: None, etag: None, body, replayed: false, next: None })
    }

    /// 204.
    pub fn no_content() -> Self {
        Self { status: 204, location: None, etag: None, body: Vec::new(), replayed: false, next: None }
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
        if let Some(next) = self.next {
            response.insert_header(("link", format!("<{next}>; rel=\"next\"")));
        }
        if self.replayed {
            response.insert_header(("idempotency-replayed", "true"));
        }
        response.insert_header(("cache-control", "private, no-cache"));
        if let Some(etag) = self.etag {
            let wanted = request.headers().get("if-none-match").and_then(|value| value.to_str().ok());
            let same = wanted.is_some_and(|list| list.split(',').any(|one| one.trim() == etag));
            response.insert_header(("etag", etag));
            if same && self.status == 200 && request.method() == actix_web::http::Method::GET {
                return response.status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        if self.body.is_empty() {
            return response.finish();
        }
        response.content_type("application/json").body(self.body)
    }
}
