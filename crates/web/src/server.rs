//! One HTTP server for one or several services: mounts them, documents them, stops gracefully.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_cors::Cors;
use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory as _, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config,
};
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::ContentType;
use actix_web::middleware::from_fn;
use actix_web::web::Bytes;
use actix_web::{App, HttpMessage as _, HttpRequest, HttpResponse, web};
use futures_util::future::ready;
use tokio::net::{TcpSocket, TcpStream};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

use crate::line::Line;
use crate::middleware::around;
use crate::mount::Steps;
use crate::openapi::collected;
use crate::parameters::Parameters;
use crate::routes::{Place, Routes, leads_to};
use crate::{
    ApiError, Feature, Health, Mount, PROBLEM_TYPES, Platform, ProblemCode, RateLimits, SecurityEvent,
    SecurityLine, Who, document, language_of,
};

/// Connections of one worker; more wait until one ends.
const CONNECTIONS: usize = 8192;
/// Connections the system holds until a worker takes them.
const BACKLOG: u32 = 2048;

/// Headers that pages of other origins may send.
const ASKED_WITH: &[&str] = &[
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "last-event-id",
    "traceparent",
    "x-request-id",
];
/// Headers that pages of other origins may read.
const ANSWERED_WITH: &[&str] = &[
    "allow",
    "etag",
    "idempotency-replayed",
    "link",
    "location",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "x-request-id",
];

/// How to listen.
#[derive(Debug, Clone)]
pub struct Listen {
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// Worker threads.
    pub workers: usize,
    /// How long a graceful stop waits for requests under way.
    pub drain: Duration,
}

/// A running server.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    health: Health,
    stopping: Arc<AtomicBool>,
}

impl Running {
    /// Not ready from now on; finishes the requests under way, then stops.
    pub async fn stop(&self) {
        self.health.drain();
        self.stopping.store(true, Ordering::SeqCst);
        self.handle.stop(true).await;
    }
}

/// Starts a server on the current actix system and returns at once; the future ends when it has stopped.
///
/// # Errors
/// When the address cannot be bound.
pub fn start(
    listen: &Listen,
    platform: Platform,
    health: Health,
    mounts: Vec<Mount>,
) -> std::io::Result<(Running, impl Future<Output = std::io::Result<()>> + use<>)> {
    let stopping = platform.stopping.clone();
    actix_web::rt::spawn(health.clone().keep_metrics());
    let (sockets, proxies, limits) =
        (platform.sockets.clone(), platform.proxies.clone(), platform.limits.clone());
    let parts = Parts::new(platform, health.clone(), mounts);
    let listener = listener(listen.address)?;
    let address = listener.local_addr()?;
    let builder = Server::build()
        .workers(listen.workers)
        .max_concurrent_connections(CONNECTIONS)
        .shutdown_timeout(listen.drain.as_secs())
        .disable_signals();
    let signal = builder.graceful_shutdown_signal();
    let server = builder.listen("http", listener, move || {
        let signal = signal.clone();
        let app = parts.app().into_factory().map_err(|error: actix_web::Error| error.error_response());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let signal = signal.clone();
                async move { signal.notified().await }
            })
            .keep_alive(Duration::from_secs(75))
            .client_request_timeout(Duration::from_secs(10))
            .client_disconnect_timeout(Duration::from_secs(2))
            .local_addr(address)
            .finish(map_config(app, |_| AppConfig::default()));
        let (sockets, proxies, limits) = (sockets.clone(), proxies.clone(), limits.clone());
        fn_service(move |io: TcpStream| {
            let peer = io.peer_addr().ok();
            let seat = sockets.seat(peer.map(|peer| peer.ip()), &proxies);
            // Who has too many already is cut off without a word.
            ready(match seat {
                Some(seat) => Ok((Line::new(io, seat), Protocol::Http1, peer)),
                None => {
                    note_cut_off(&limits, peer);
                    Err(DispatchError::DisconnectTimeout)
                }
            })
        })
        .and_then(http)
    })?;
    let server = server.run();
    Ok((Running { address, handle: server.handle(), health, stopping }, server))
}

/// Tells, as of other refusals of strangers, that an address has too many connections.
fn note_cut_off(limits: &RateLimits, peer: Option<SocketAddr>) {
    let Some(address) = peer.map(|peer| peer.ip().to_canonical()) else { return };
    if let Some(left_out) = limits.noted(address) {
        let line = SecurityLine::new(SecurityEvent::LimitReached, "too-many-connections");
        line.from(address).after(left_out).write();
    }
}

/// A listener whose queue holds a burst of clients.
fn listener(address: SocketAddr) -> std::io::Result<std::net::TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}

/// What every worker builds its app from.
#[derive(Clone)]
struct Parts {
    platform: Platform,
    health: Health,
    mounts: Vec<Mount>,
    documents: Vec<Document>,
    routes: Arc<Routes>,
    parameters: Arc<Parameters>,
    steps: Arc<Steps>,
}

impl Parts {
    fn new(platform: Platform, health: Health, mounts: Vec<Mount>) -> Self {
        let (mut routes, mut parameters, mut documents) =
            (Routes::default(), Parameters::default(), Vec::new());
        for (number, feature) in mounts.iter().flat_map(|mount| &mount.features).enumerate() {
            learn_routes(&mut routes, feature, number);
        }
        for mount in &mounts {
            let json = document(mount);
            parameters.learn(&json);
            let text = Bytes::from(json.to_string());
            documents.push(Document { name: mount.name, path: mount.document_path, text });
        }
        let own = ["/livez", "/readyz", "/metrics", "/problems/{slug}", "/docs", "/docs/", "/docs/{*file}"];
        for path in own.into_iter().chain(mounts.iter().map(|mount| mount.document_path)) {
            routes.add(path, ["GET".to_owned()], None);
        }
        let (routes, parameters) = (Arc::new(routes), Arc::new(parameters));
        let steps = Arc::new(Steps::of(mounts.iter().flat_map(|mount| &mount.features)));
        Self { platform, health, mounts, documents, routes, parameters, steps }
    }

    fn app(
        &self,
    ) -> App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<BoxBody>,
            Error = actix_web::Error,
            InitError = (),
        > + use<>,
    > {
        App::new()
            .app_data(web::Data::new(self.platform.clone()))
            .app_data(web::Data::from(self.routes.clone()))
            .app_data(web::Data::from(self.parameters.clone()))
            .app_data(web::Data::from(self.steps.clone()))
            .wrap(other_origins(self.platform.origins.clone(), self.routes.clone()))
            .wrap(from_fn(around))
            .configure(|config| self.health.configure(config))
            .configure(|config| {
                let mut number = 0..;
                for mount in &self.mounts {
                    (mount.data)(config);
                    for (feature, number) in mount.features.iter().zip(&mut number) {
                        let scope = web::scope("").guard(leads_to(number));
                        config.service(
                            scope.configure(|config| (feature.routes)(&mut ServiceConfig::new(config))),
                        );
                    }
                }
            })
            .configure(|config| configure_documents(config, &self.documents))
            .route("/problems/{slug}", web::get().to(describe_problem))
            .default_service(web::to(no_such_address))
    }
}

/// A service's OpenAPI document, ready to serve.
#[derive(Clone)]
struct Document {
    name: &'static str,
    path: &'static str,
    text: Bytes,
}

fn learn_routes(routes: &mut Routes, feature: &Feature, number: usize) {
    let document = collected(&[*feature]);
    let public = |operation: &serde_json::Value| {
        feature
            .operations
            .iter()
            .any(|access| access.who == Who::Public && operation["operationId"] == access.id)
    };
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        let mut methods: Vec<String> =
            item.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase()).collect();
        methods.sort_unstable();
        routes.add(path, methods, Some(number));
        if public(&item["get"]) {
            routes.open();
        }
    }
}

/// Pages of other origins may read what is public, and those of the listed origins may call everything: with a token,
/// never with cookies.
fn other_origins(listed: Arc<[String]>, routes: Arc<Routes>) -> Cors {
    Cors::default()
        .allowed_origin_fn(move |origin, head| {
            let is_listed = listed.iter().any(|known| known.as_bytes() == origin.as_bytes());
            is_listed || routes.is_open(head.uri.path())
        })
        .block_on_origin_mismatch(false)
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers(ASKED_WITH.iter().copied())
        .expose_headers(ANSWERED_WITH.iter().copied())
        .max_age(3600)
}

fn configure_documents(config: &mut web::ServiceConfig, documents: &[Document]) {
    for Document { path, text, .. } in documents {
        // All workers share one text; as a value each would hold its own, several megabytes large.
        let text = text.clone();
        let answer = move || {
            let text = text.clone();
            async move { HttpResponse::Ok().content_type(ContentType::json()).body(text) }
        };
        config.route(path, web::get().to(answer));
    }
    let urls = documents.iter().map(|document| Url::new(document.name, document.path));
    config
        .service(SwaggerUi::new("/docs/{_:.*}").config(Config::new(urls)))
        .route("/docs", web::get().to(to_docs));
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header(("location", "/docs/")).finish()
}

async fn no_such_address(request: HttpRequest, routes: web::Data<Routes>) -> Result<HttpResponse, ApiError> {
    let place = request.extensions().get::<Place>().copied();
    let options = request.method() == Method::OPTIONS;
    match place.map(|place| routes.allowed(place)) {
        Some(allow) if options => Ok(HttpResponse::NoContent().insert_header(("allow", allow)).finish()),
        Some(allow) => Err(ApiError::method_not_allowed(allow)),
        // `OPTIONS *` asks whether there is a server at all (RFC 9110, section 9.3.7).
        None if options && request.path() == "*" => Ok(HttpResponse::NoContent().finish()),
        None => Err(ApiError::new(ProblemCode::NotFound)),
    }
}

async fn describe_problem(request: HttpRequest, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let known = PROBLEM_TYPES.iter().find(|known| known.slug == slug.as_str());
    let known = known.ok_or_else(|| ApiError::new(ProblemCode::NotFound))?;
    let language = language_of(request.headers());
    Ok(HttpResponse::Ok().json(serde_json::json!({
        "slug": known.slug,
        "status": known.status,
        "title": language.pick(&known.title()),
        "retryable": known.retryable,
        "meaning": language.pick(&known.meaning()),
    })))
}
