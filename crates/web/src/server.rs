//! One HTTP server for one or several services: mounts them, documents them, stops gracefully.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_http::{HttpService, Protocol};
use actix_server::Server;
use actix_service::{
    IntoServiceFactory as _, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config,
};
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, ServerHandle, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpResponse, web};
use tokio::net::{TcpSocket, TcpStream};
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_swagger_ui::{SwaggerUi, Url};

use crate::line::Line;
use crate::middleware::around;
use crate::parameters::Parameters;
use crate::routes::Routes;
use crate::{ApiError, Health, Language, PROBLEM_TYPES, Platform, document};

/// Connections of one worker; more wait until one ends.
const CONNECTIONS: usize = 8192;
/// Connections the system holds until a worker takes them.
const BACKLOG: u32 = 2048;

/// One service as the server mounts it.
#[derive(Clone)]
pub struct Mount {
    /// Name, also of its document: `agreement`.
    pub name: &'static str,
    /// Address of its document: `/openapi/agreement.json`.
    pub document_path: &'static str,
    /// Title of its document.
    pub title: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// Its role table.
    pub operations: &'static [crate::Access],
    /// Registers its handlers.
    pub routes: fn(&mut ServiceConfig),
    /// Adds its context to the app data.
    pub data: Arc<dyn Fn(&mut web::ServiceConfig) + Send + Sync>,
}

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
        fn_service(async |io: TcpStream| {
            let peer = io.peer_addr().ok();
            Ok((Line::new(io), Protocol::Http1, peer))
        })
        .and_then(http)
    })?;
    let server = server.run();
    Ok((Running { address, handle: server.handle(), health, stopping }, server))
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
    documents: Arc<[Document]>,
    routes: Arc<Routes>,
    parameters: Arc<Parameters>,
}

impl Parts {
    fn new(platform: Platform, health: Health, mounts: Vec<Mount>) -> Self {
        let documents: Arc<[Document]> = mounts
            .iter()
            .map(|mount| Document { name: mount.name, path: mount.document_path, json: document(mount) })
            .collect();
        let routes = Arc::new(routes_of(&documents));
        let mut parameters = Parameters::default();
        documents.iter().for_each(|document| parameters.learn(&document.json));
        Self { platform, health, mounts, documents, routes, parameters: Arc::new(parameters) }
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
            .wrap(from_fn(around))
            .configure(|config| self.health.configure(config))
            .configure(|config| {
                for mount in &self.mounts {
                    (mount.data)(config);
                    (mount.routes)(&mut ServiceConfig::new(config));
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
    json: serde_json::Value,
}

fn routes_of(documents: &[Document]) -> Routes {
    let mut routes = Routes::default();
    for document in documents {
        for (path, item) in document.json["paths"].as_object().into_iter().flatten() {
            routes.add(path, item.as_object().into_iter().flatten().map(|(method, _)| method.to_uppercase()));
        }
    }
    for path in ["/livez", "/readyz", "/metrics", "/problems/{slug}"] {
        routes.add(path, ["GET".to_owned()]);
    }
    routes
}

fn configure_documents(config: &mut web::ServiceConfig, documents: &[Document]) {
    let urls =
        documents.iter().map(|document| (Url::new(document.name, document.path), document.json.clone()));
    config
        .service(SwaggerUi::new("/docs/{_:.*}").external_urls_from_iter_unchecked(urls))
        .route("/docs", web::get().to(to_docs));
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header(("location", "/docs/")).finish()
}

async fn no_such_address(request: HttpRequest, routes: web::Data<Routes>) -> Result<HttpResponse, ApiError> {
    Err(match routes.allowed(request.path()) {
        Some(allow) => ApiError::method_not_allowed(allow),
        None => ApiError::new("not-found"),
    })
}

async fn describe_problem(request: HttpRequest, slug: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let known = PROBLEM_TYPES.iter().find(|known| known.slug == slug.as_str());
    let known = known.ok_or_else(|| ApiError::new("not-found"))?;
    let language = Language::of(request.headers());
    Ok(HttpResponse::Ok().json(serde_json::json!({
        "slug": known.slug,
        "status": known.status,
        "title": language.pick(&known.title()),
        "retryable": known.retryable,
        "meaning": language.pick(&known.meaning()),
    })))
}
