//! The one error of the HTTP layer; rendered as a problem document in one place, the middleware.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use api_types::{Problem, ProblemField, ProblemRule};
use domain::shared::{Bilingual, Invalid, Refusal, RefusalKind};

use crate::{Etag, Language, ProblemType, problem_type};

/// A refusal on its way to the client. Inside text never appears in it: log that where it happens.
#[derive(Debug, Clone)]
pub struct ApiError(Box<Content>);

#[derive(Debug, Clone)]
struct Content {
    kind: &'static ProblemType,
    title: Option<Bilingual>,
    detail: Option<Bilingual>,
    invalid: Vec<Invalid>,
    refusal: Option<Refusal>,
    conflict: Option<(String, Vec<String>)>,
    etag: Option<Etag>,
    retry_after: Option<u32>,
    allow: Option<String>,
}

impl ApiError {
    /// An error of a known type.
    pub fn new(slug: &str) -> Self {
        let kind = problem_type(slug);
        let retry_after = matches!(kind.status, 429 | 503).then_some(1);
        Self(Box::new(Content {
            kind,
            title: None,
            detail: None,
            invalid: Vec::new(),
            refusal: None,
            conflict: None,
            etag: None,
            retry_after,
            allow: None,
        }))
    }

    /// Says what happened this time, in both languages.
    #[must_use]
    pub fn detail(mut self, id: impl Into<String>, en: impl Into<String>) -> Self {
        self.0.detail = Some(Bilingual::new(id, en));
        self
    }

    /// 422 with the fields that cannot be accepted.
    pub fn invalid(invalid: Vec<Invalid>) -> Self {
        let mut error = Self::new("validation-failed");
        error.0.invalid = invalid;
        error
    }

    /// Names fields on any type of problem.
    #[must_use]
    pub fn fields(mut self, invalid: Vec<Invalid>) -> Self {
        self.0.invalid = invalid;
        self
    }

    /// A refusal by rules.
    pub fn refused(refusal: Refusal) -> Self {
        let slug = match refusal.kind {
            RefusalKind::Rule => refusal.slug,
            RefusalKind::Balance => "balance-exceeded",
        };
        let mut error = Self::new(slug);
        error.0.title = Some(refusal.title.clone());
        error.0.refusal = Some(refusal);
        error
    }

    /// 409 with the state it is in and what that allows.
    pub fn state_conflict(current: impl Into<String>, allowed: Vec<String>) -> Self {
        let (current, listed) = (current.into(), allowed.join(", "));
        let mut error = Self::new("state-conflict").detail(
            format!("Status sekarang {current}; yang dapat dilakukan: {listed}."),
            format!("It is {current} now; what can be done: {listed}."),
        );
        error.0.conflict = Some((current, allowed));
        error
    }

    /// 412 with the current ETag.
    pub fn precondition_failed(current: Etag) -> Self {
        let mut error = Self::new("precondition-failed");
        error.0.etag = Some(current);
        error
    }

    /// 405 with what is allowed.
    pub fn method_not_allowed(allow: String) -> Self {
        let mut error = Self::new("method-not-allowed");
        error.0.allow = Some(allow);
        error
    }

    /// Sets `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// The slug of its type.
    pub fn slug(&self) -> &'static str {
        self.0.kind.slug
    }

    /// The document in one language, for one request.
    pub fn problem(&self, language: Language, instance: String) -> Problem {
        let pick = |text: &Bilingual| language.pick(text).to_owned();
        let title = pick(self.0.title.as_ref().unwrap_or(&self.0.kind.title()));
        let unmet = self.0.refusal.iter().flat_map(|refusal| &refusal.unmet).map(|unmet| ProblemRule {
            rule: unmet.rule.clone(),
            subject: unmet.subject.clone(),
            found: unmet.found.clone(),
            required: unmet.required.clone(),
            how_to_fix: pick(&unmet.how_to_fix),
            legal_basis: unmet.legal_basis.clone(),
        });
        let unmet: Vec<ProblemRule> = unmet.collect();
        let errors: Vec<ProblemField> = self
            .0
            .invalid
            .iter()
            .map(|invalid| ProblemField {
                pointer: invalid.pointer.clone(),
                code: invalid.code.to_owned(),
                detail: pick(&invalid.detail),
            })
            .collect();
        let detail = self.0.detail.as_ref().map(pick).unwrap_or_else(|| {
            let first = unmet.first().map(|rule| rule.how_to_fix.clone());
            first
                .or_else(|| errors.first().map(|field| field.detail.clone()))
                .unwrap_or_else(|| pick(&self.0.kind.meaning()))
        });
        Problem {
            r#type: format!("/problems/{}", self.0.kind.slug),
            title,
            status: self.0.kind.status,
            detail,
            instance,
            code: self.0.kind.slug.to_owned(),
            retryable: self.0.kind.retryable,
            errors,
            unmet,
            current_state: self.0.conflict.as_ref().map(|(current, _)| current.clone()),
            allowed: self.0.conflict.as_ref().map(|(_, allowed)| allowed.clone()),
        }
    }

    /// The response in one language, for one request.
    pub fn response(&self, language: Language, request_id: &str) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        response.insert_header(("content-language", language.tag()));
        response.insert_header(("cache-control", "no-store"));
        if let Some(etag) = &self.0.etag {
            response.insert_header(("etag", etag.to_string()));
        }
        if let Some(seconds) = self.0.retry_after {
            response.insert_header(("retry-after", seconds.to_string()));
        }
        if let Some(allow) = &self.0.allow {
            response.insert_header(("allow", allow.clone()));
        }
        if self.0.kind.status == 401 {
            response.insert_header(("www-authenticate", "Bearer realm=\"kad\", error=\"invalid_token\""));
        }
        // A problem is a plain struct of texts; writing it as JSON cannot fail.
        let body =
            serde_json::to_vec(&self.problem(language, format!("urn:uuid:{request_id}"))).unwrap_or_default();
        response.body(body)
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.kind.status, self.0.kind.slug)
    }
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.response(Language::default(), "00000000-0000-0000-0000-000000000000")
    }
}
