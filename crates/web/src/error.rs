//! The one error of the HTTP layer; rendered as a problem document in one place, the middleware.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use api_types::{FeedPlace, Problem, ProblemField, ProblemRule};
use domain::shared::{Bilingual, IllegalTransition, Invalid, Refusal};
use domain::{say, words};

use crate::{Etag, Language, ProblemCode, ProblemType, viewed};

/// A refusal on its way to the client. Inside text never appears in it: log that where it happens.
#[derive(Debug, Clone)]
pub struct ApiError(Box<Content>);

#[derive(Debug, Clone)]
struct Content {
    kind: &'static ProblemType,
    detail: Option<Bilingual>,
    invalid: Vec<Invalid>,
    refusal: Option<Refusal>,
    conflict: Option<Conflict>,
    etag: Option<Etag>,
    retry_after: Option<u32>,
    allow: Option<String>,
    read_to: Option<FeedPlace>,
}

/// What a state does not allow, and the steps it does, each with the operation that takes it.
#[derive(Debug, Clone)]
struct Conflict {
    illegal: IllegalTransition,
    allowed: Vec<(String, String)>,
}

impl Conflict {
    fn detail(&self) -> Bilingual {
        let state = words::name(&self.illegal.current);
        if self.allowed.is_empty() {
            return say!(
                "Status saat ini {state}; tidak ada lagi yang dapat dilakukan.",
                "It is {state} now; nothing more can be done.",
                state = state,
            );
        }
        say!(
            "Status saat ini {state}; yang dapat dilakukan: {actions}.",
            "It is {state} now; what can be done: {actions}.",
            state = state,
            actions = words::one_of(self.allowed.iter().map(|(step, _)| words::name(step))),
        )
    }
}

impl ApiError {
    /// An error of this type.
    pub fn new(code: ProblemCode) -> Self {
        let kind = code.about();
        let retry_after = matches!(kind.status, 429 | 503 | 507).then_some(1);
        Self(Box::new(Content {
            kind,
            detail: None,
            invalid: Vec::new(),
            refusal: None,
            conflict: None,
            etag: None,
            retry_after,
            allow: None,
            read_to: None,
        }))
    }

    /// Says what happened this time, in both languages.
    #[must_use]
    pub fn detail(mut self, detail: Bilingual) -> Self {
        self.0.detail = Some(detail);
        self
    }

    /// 422 with the fields that cannot be accepted.
    pub fn invalid(invalid: Vec<Invalid>) -> Self {
        let mut error = Self::new(ProblemCode::ValidationFailed);
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
        let mut error = Self::new(refusal.code.into());
        error.0.refusal = Some(refusal);
        error
    }

    /// 409 with the state it is in and what that allows.
    pub fn state_conflict(illegal: IllegalTransition) -> Self {
        let allowed = illegal.allowed.iter().map(|step| (step.clone(), step.clone())).collect();
        let mut error = Self::new(ProblemCode::StateConflict);
        error.0.conflict = Some(Conflict { illegal, allowed });
        error
    }

    /// Names what a state allows by its operations, and leaves out the steps that no operation takes: they follow from
    /// other facts.
    #[must_use]
    pub(crate) fn naming_operations(
        mut self,
        operation: impl Fn(&str, &str) -> Option<&'static str>,
    ) -> Self {
        if let Some(Conflict { illegal, allowed }) = &mut self.0.conflict {
            let named = illegal.allowed.iter().map(|step| (step, operation(illegal.lifecycle, step)));
            *allowed =
                named.filter_map(|(step, operation)| Some((step.clone(), operation?.to_owned()))).collect();
        }
        self
    }

    /// 409 for what has not arrived here, with the place in the feed it comes after.
    pub fn not_yet_known(detail: Bilingual, read_to: Option<FeedPlace>) -> Self {
        let mut error = Self::new(ProblemCode::NotYetKnown).detail(detail).retry_after(1);
        error.0.read_to = read_to;
        error
    }

    /// 412 with the current ETag.
    pub fn precondition_failed(current: Etag) -> Self {
        let mut error = Self::new(ProblemCode::PreconditionFailed);
        error.0.etag = Some(current);
        error
    }

    /// 405 with what is allowed.
    pub fn method_not_allowed(allow: String) -> Self {
        let mut error = Self::new(ProblemCode::MethodNotAllowed);
        error.0.allow = Some(allow);
        error
    }

    /// Sets `Retry-After`, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    /// Its type.
    pub fn code(&self) -> ProblemCode {
        self.0.kind.code
    }

    /// The document in one language, for one request.
    pub fn problem(&self, language: Language, instance: String) -> Problem {
        let pick = |text: &Bilingual| language.pick(text).to_owned();
        let title = pick(&self.0.kind.title());
        let unmet = self.0.refusal.iter().flat_map(|refusal| &refusal.unmet).map(|unmet| ProblemRule {
            rule: unmet.rule.clone(),
            subject: unmet.subject.clone(),
            found: pick(&unmet.found),
            required: pick(&unmet.required),
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
        let conflict = self.0.conflict.as_ref();
        let said = self.0.detail.clone().or_else(|| conflict.map(Conflict::detail));
        let detail = said.as_ref().map(pick).unwrap_or_else(|| {
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
            current_state: conflict.map(|conflict| conflict.illegal.current.clone()),
            allowed: conflict.map(|conflict| conflict.allowed.iter().map(|(_, name)| name.clone()).collect()),
            read_to: self.0.read_to.clone(),
        }
    }

    /// The response in one language, for one request.
    pub fn response(&self, language: Language, request_id: &str) -> HttpResponse {
        let mut response = self.head();
        response.content_type("application/problem+json");
        response.insert_header(("content-language", language.tag()));
        // A problem is a plain struct of texts; writing it as JSON cannot fail.
        let body = serde_json::to_vec(&self.of_request(language, request_id)).unwrap_or_default();
        response.body(body)
    }

    /// The same as a page.
    pub(crate) fn page(&self, language: Language, request_id: &str) -> HttpResponse {
        let mut response = self.head();
        viewed::dress(&mut response, language);
        response.body(pages::problem(&self.of_request(language, request_id), language))
    }

    fn of_request(&self, language: Language, request_id: &str) -> Problem {
        self.problem(language, format!("urn:uuid:{request_id}"))
    }

    /// Status and headers, whatever the form.
    fn head(&self) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(self.status_code());
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
        response
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::shared::{RefusalCode, Role, Unmet};

    fn said(error: &ApiError, language: Language) -> Problem {
        error.problem(language, "urn:uuid:00000000-0000-0000-0000-000000000000".to_owned())
    }

    #[test]
    fn a_state_conflict_names_the_state_and_what_can_be_done_in_the_language_of_the_request() {
        let illegal = |current: &str, allowed: &[&str]| IllegalTransition {
            lifecycle: "agreement",
            current: current.to_owned(),
            event: "sign".to_owned(),
            allowed: allowed.iter().map(ToString::to_string).collect(),
        };
        let named = |illegal| {
            ApiError::state_conflict(illegal).naming_operations(|lifecycle, step| match (lifecycle, step) {
                ("agreement", "suspend") => Some("suspend_agreement"),
                ("agreement", "terminate") => Some("terminate_agreement"),
                _ => None,
            })
        };
        let error = named(illegal("active", &["suspend", "complete", "terminate"]));
        assert_eq!(
            said(&error, Language::Indonesian).detail,
            "Status saat ini aktif; yang dapat dilakukan: menangguhkan atau mengakhiri sebelum waktunya."
        );
        let english = said(&error, Language::English);
        assert_eq!(english.detail, "It is active now; what can be done: suspend or terminate.");
        assert_eq!(english.current_state.as_deref(), Some("active"));
        let allowed = ["suspend_agreement", "terminate_agreement"].map(ToOwned::to_owned);
        assert_eq!(english.allowed, Some(allowed.to_vec()), "what follows from other facts is no operation");
        let ended = named(illegal("cancelled", &[]));
        assert_eq!(
            said(&ended, Language::Indonesian).detail,
            "Status saat ini dibatalkan; tidak ada lagi yang dapat dilakukan."
        );
    }

    #[test]
    fn what_was_found_and_what_is_required_speak_the_language_of_the_request() {
        let how = Bilingual::new("Serahkan kepada dinas teknis.", "Leave it to the technical agency.");
        let unmet = Unmet::new("reviewer_role", "role", Role::Buyer, Role::TechnicalAgency, how);
        let error = ApiError::refused(Refusal::rule(RefusalCode::FourEyes, vec![unmet]));
        let told = |language| {
            let rule = said(&error, language).unmet.swap_remove(0);
            (rule.found, rule.required)
        };
        assert_eq!(told(Language::Indonesian), ("pembeli".to_owned(), "dinas teknis".to_owned()));
        assert_eq!(told(Language::English), ("buyer".to_owned(), "technical agency".to_owned()));
    }
}
