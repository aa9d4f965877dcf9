//! Around every request: its id, its span, its metrics, its language; every error becomes a problem here.

use std::time::{Duration, Instant};

use actix_cors::CorsError;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::rt::time::sleep;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use domain::shared::Bilingual;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::body::header;
use crate::extract::{Named, RequestId, Slug, TurnedAway, WasGood, stranger_address};
use crate::limits::{Charged, Outcome};
use crate::mount::Steps;
use crate::routes::{Place, Routes, place};
use crate::telemetry::Answered;
use crate::{
    ApiError, Caller, Language, Platform, ProblemCode, RateTicket, SecurityEvent, SecurityLine, language_of,
    read,
};

/// How long who found no place waits to hear so. Clients that ask again at once would otherwise keep the processors
/// busy with refusals while others are being served.
const HELD_BACK: Duration = Duration::from_millis(500);

/// Wraps a request; see the module.
pub(crate) async fn around<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let id = new_id(&request);
    request.extensions_mut().insert(RequestId(id));
    place(&request);
    let language = language_of(request.headers());
    let method = request.method().clone();
    if method == Method::HEAD {
        // Answered as GET is, headers and all; the server leaves the body out.
        request.head_mut().method = Method::GET;
    }
    let mut text = Uuid::encode_buffer();
    let id_text: &str = id.hyphenated().encode_lower(&mut text);
    let trace = header(request.headers(), "traceparent").and_then(trace_id);
    let span = span(id_text, trace.as_deref());

    // Handlers and extractors answer with a response that carries its error; nothing here returns `Err`.
    let response = next.call(request).instrument(span).await?;
    let response = finish(response, language, id_text);
    let response = limited(response, language, id_text);
    let mut response = with_headers(response, id_text);
    if method == Method::HEAD {
        response = response.map_body(|_, body| without_stream(body));
    }
    log(&response, method.as_str(), started, id_text, trace.as_deref());
    if response.request().extensions().contains::<TurnedAway>() {
        sleep(HELD_BACK).await;
    }
    Ok(response)
}

/// A body that is never sent does not go on for as long as a stream would.
fn without_stream(body: BoxBody) -> BoxBody {
    if body.size() == BodySize::Stream { BoxBody::new(()) } else { body }
}

/// What every line says that is logged for a request; of the level of errors, so that it is there where only those are
/// logged.
pub(crate) fn span(id: &str, trace: Option<&str>) -> tracing::Span {
    tracing::error_span!("request", request.id = id, trace.id = trace)
}

/// What the caller calls the request, where it is fit to be logged.
fn callers_id(request: &HttpRequest) -> Option<&str> {
    let fit = |text: &&str| text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_graphic());
    header(request.headers(), "x-request-id").filter(fit)
}

fn new_id(request: &ServiceRequest) -> Uuid {
    request.app_data::<web::Data<Platform>>().map_or(Uuid::nil(), |platform| platform.clock.new_uuid())
}

/// The trace id of a W3C `traceparent`.
fn trace_id(traceparent: &str) -> Option<String> {
    let id = traceparent.split('-').nth(1)?;
    (id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())).then(|| id.to_ascii_lowercase())
}

/// Any error the framework or a handler gave, as ours.
fn problem_of(error: &actix_web::Error) -> ApiError {
    if let Some(error) = error.as_error::<CorsError>() {
        return not_from_there(error);
    }
    error.as_error::<ApiError>().cloned().unwrap_or_else(|| {
        let status = error.as_response_error().status_code();
        tracing::debug!(error = %error, "framework error");
        of_status(status)
    })
}

/// What a browser is told that asks whether a page of another origin may call.
fn not_from_there(error: &CorsError) -> ApiError {
    let (id, en) = match error {
        CorsError::OriginNotAllowed => (
            "Halaman dari asal (origin) ini tidak diizinkan memanggil; pengelola mendaftarkannya pada KAD_CORS_ORIGINS.",
            "Pages of this origin may not call; the operator lists it in KAD_CORS_ORIGINS.",
        ),
        _ => (
            "Metode atau header pada permintaan pendahuluan (preflight) tidak dikenal di sini.",
            "The preflight request names a method or a header that is not known here.",
        ),
    };
    ApiError::new(ProblemCode::MalformedRequest).detail(Bilingual::new(id, en))
}

fn of_status(status: StatusCode) -> ApiError {
    ApiError::new(match status.as_u16() {
        404 => ProblemCode::NotFound,
        405 => ProblemCode::MethodNotAllowed,
        408 => ProblemCode::RequestTimeout,
        413 => ProblemCode::PayloadTooLarge,
        415 => ProblemCode::UnsupportedMediaType,
        400..=499 => ProblemCode::MalformedRequest,
        503 => ProblemCode::Overloaded,
        _ => ProblemCode::Internal,
    })
}

/// Settles what a stranger was charged, and puts 429 in the place of one refusal too many.
fn limited<B: MessageBody + 'static>(
    response: ServiceResponse<B>,
    language: Language,
    id: &str,
) -> ServiceResponse<BoxBody> {
    match settled(&response) {
        Ok(()) => response.map_into_boxed_body(),
        Err(too_many) => {
            response.request().extensions_mut().insert(TurnedAway);
            response.request().extensions_mut().insert(Slug(too_many.code().about().slug));
            let told = told(&too_many, response.request(), language, id);
            response.into_response(told)
        }
    }
}

fn settled<B>(response: &ServiceResponse<B>) -> Result<(), ApiError> {
    let request = response.request();
    let Some(platform) = request.app_data::<web::Data<Platform>>() else { return Ok(()) };
    let extensions = request.extensions();
    if let Some(charged) = extensions.get::<Charged>() {
        let outcome = match response.status() {
            // What fails on our side is nobody's refusal, and proves nobody's name.
            failed if failed.is_server_error() => Outcome::TurnedAway,
            _ if extensions.contains::<TurnedAway>() => Outcome::TurnedAway,
            refused if refused.is_client_error() => Outcome::Refused,
            _ => Outcome::Given,
        };
        return platform.limits.settle(charged, outcome);
    }
    // Turned away before anything was charged, or known by a token: limited as such.
    let free = extensions.contains::<TurnedAway>() || extensions.contains::<Caller>();
    if free || !response.status().is_client_error() {
        return Ok(());
    }
    let what = match (response.status(), extensions.contains::<WasGood>()) {
        (StatusCode::UNAUTHORIZED, true) => "token that was good",
        (StatusCode::UNAUTHORIZED, false) => "token",
        _ => "address",
    };
    platform.limits.refuse(what, stranger_address(request, platform), 1)
}

fn finish<B: MessageBody + 'static>(
    response: ServiceResponse<B>,
    language: Language,
    id: &str,
) -> ServiceResponse<BoxBody> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response.map_into_boxed_body();
    }
    // The token endpoint speaks RFC 6749 and renders itself.
    let rendered =
        header(response.headers(), "content-type").is_some_and(|kind| kind.starts_with("application/json"));
    if response.response().error().is_none() && rendered {
        return response.map_into_boxed_body();
    }
    let problem = response.response().error().map_or_else(|| of_status(status), problem_of);
    let steps = response.request().app_data::<web::Data<Steps>>();
    let problem = problem.naming_operations(|lifecycle, step| steps?.operation(lifecycle, step));
    response.request().extensions_mut().insert(Slug(problem.code().about().slug));
    let told = told(&problem, response.request(), language, id);
    response.into_response(told)
}

/// A problem in the form that is asked for: whoever reads pages gets one.
fn told(problem: &ApiError, request: &HttpRequest, language: Language, id: &str) -> HttpResponse {
    if request.method() == Method::GET && read::prefers_page(request.headers()) {
        problem.page(language, id)
    } else {
        problem.response(language, id)
    }
}

/// What a page that is not ours may do: run and show what it brings itself, and ask here; nobody shows it inside a page of his own.
const OF_PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                        font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

fn with_headers(mut response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let ticket = response.request().extensions().get::<RateTicket>().copied();
    let page = header(response.headers(), "content-type").is_some_and(|kind| kind.starts_with("text/html"))
        && !response.headers().contains_key("content-security-policy");
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    set("x-request-id", id);
    set("x-content-type-options", "nosniff");
    if page {
        set("content-security-policy", OF_PAGES);
    }
    if let Some(RateTicket { per_second, left }) = ticket {
        set("ratelimit-policy", &format!("\"client\";q={};w=4", per_second.saturating_mul(4)));
        set("ratelimit", &format!("\"client\";r={left};t=1"));
    }
    response
}

fn log(response: &ServiceResponse<BoxBody>, method: &str, started: Instant, id: &str, trace: Option<&str>) {
    let request: &HttpRequest = response.request();
    let extensions = request.extensions();
    let operation = extensions.get::<Named>().map(|named| named.0);
    let (routes, place) = (request.app_data::<web::Data<Routes>>(), extensions.get::<Place>());
    let route = routes.zip(place).map_or("unmatched", |(routes, place)| routes.template(*place));
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    Answered { operation, method, route, status, elapsed }.count();
    let platform = request.app_data::<web::Data<Platform>>();
    let refused = (400..500).contains(&status) && !extensions.contains::<Caller>();
    let left_out = match platform.filter(|_| refused) {
        None => 0,
        Some(platform) => match platform.limits.line(stranger_address(request, platform)) {
            Some(left_out) => left_out,
            None => return,
        },
    };
    tracing::info!(
        request.id = id,
        trace.id = trace,
        http.method = method,
        http.route = route,
        http.status = status,
        duration.us = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
        client.id = extensions.get::<Caller>().map_or("", Caller::client),
        client.request_id = callers_id(request),
        lines.left_out = (left_out > 0).then_some(left_out),
        "answered"
    );
    if let Some(line) = platform.and_then(|platform| security_line(request, platform, status)) {
        span(id, trace).in_scope(|| line.write());
    }
}

/// What the log tells of an answer to whoever guards the platform: a sample, which that of strangers' refusals is already.
fn security_line(request: &HttpRequest, platform: &Platform, status: u16) -> Option<SecurityLine> {
    let extensions = request.extensions();
    let noted = extensions.get::<SecurityLine>().cloned();
    let reason = extensions.get::<Slug>().map_or("", |slug| slug.0);
    let line = match status {
        429 => match noted {
            Some(noted) => noted.told_as(SecurityEvent::LimitReached, reason),
            None => SecurityLine::new(SecurityEvent::LimitReached, reason),
        },
        403 => SecurityLine::new(SecurityEvent::AccessRefused, reason),
        400..=499 => noted?,
        _ => return None,
    };
    let address = stranger_address(request, platform);
    let line = line.from(address);
    match extensions.get::<Caller>() {
        Some(caller) => Some(line.by(caller.claims()).after(platform.limits.noted(address)?)),
        None => Some(line),
    }
}
