//! `/livez`, `/readyz`, `/metrics`: for the operator, without a token.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::address::is_ours;
use crate::{ApiError, Platform, ProblemCode};

/// One thing readiness depends on: its name and a question.
pub type Readiness =
    (&'static str, Arc<dyn Fn() -> LocalBoxFuture<'static, Result<(), String>> + Send + Sync>);

/// What is wrong, by name, with what readiness does not depend on.
pub type Troubles = Arc<dyn Fn() -> BTreeMap<String, String> + Send + Sync>;

/// How often measurements are sorted into their buckets; until then each takes its place in memory.
const SORT_EVERY: Duration = Duration::from_secs(5);
/// For how long what was found counts: however many ask, the database is asked once.
const FOUND_FOR: Duration = Duration::from_secs(1);
/// How long a check may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Health of the process.
#[derive(Clone, Default)]
pub struct Health {
    checks: Vec<Readiness>,
    /// What was found last, and when; held while it is found, so that of many who ask one looks.
    found: Arc<Mutex<Option<(Instant, Found)>>>,
    troubles: Vec<Troubles>,
    draining: Arc<AtomicBool>,
    metrics: Option<PrometheusHandle>,
}

impl Health {
    /// Readiness by these checks; metrics where a recorder is installed.
    pub fn new(checks: Vec<Readiness>, metrics: Option<PrometheusHandle>) -> Self {
        Self { checks, troubles: Vec::new(), found: Arc::default(), draining: Arc::default(), metrics }
    }

    /// Names, besides, what is wrong and leaves it ready.
    #[must_use]
    pub fn naming(mut self, troubles: Troubles) -> Self {
        self.troubles.push(troubles);
        self
    }

    /// From now on not ready: no new work, please.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::SeqCst);
    }

    /// Sorts what was measured into its buckets from time to time, for ever: nobody may be asking.
    pub(crate) async fn keep_metrics(self) {
        let Some(metrics) = self.metrics else { return };
        loop {
            tokio::time::sleep(SORT_EVERY).await;
            metrics.run_upkeep();
        }
    }

    pub(crate) fn configure(&self, config: &mut web::ServiceConfig) {
        config
            .app_data(web::Data::new(self.clone()))
            .route("/livez", web::get().to(livez))
            .route("/readyz", web::get().to(readyz))
            .route("/metrics", web::get().to(metrics));
    }
}

async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({"status": "ok"}))
}

/// What each check said.
type Found = Arc<[(&'static str, Result<(), String>)]>;

impl Health {
    /// What the checks say, of this second.
    async fn look(&self) -> Found {
        let mut found = self.found.lock().await;
        if let Some((_, fresh)) = found.as_ref().filter(|(at, _)| at.elapsed() < FOUND_FOR) {
            return fresh.clone();
        }
        let mut said = Vec::with_capacity(self.checks.len());
        for (name, check) in &self.checks {
            let answer = timeout(PATIENCE, check()).await;
            said.push((*name, answer.unwrap_or_else(|_| Err("no answer in time".to_owned()))));
        }
        let said = Found::from(said);
        *found = Some((Instant::now(), said.clone()));
        said
    }
}

/// Whether a request came straight to us: what is for the operator alone does not go through a gateway.
fn is_inside(request: &HttpRequest) -> bool {
    let platform = request.app_data::<web::Data<Platform>>();
    let gateway = |peer: SocketAddr| platform.is_some_and(|platform| is_ours(&peer.ip(), &platform.proxies));
    !(request.headers().contains_key("x-forwarded-for") && request.peer_addr().is_some_and(gateway))
}

async fn readyz(request: HttpRequest, health: web::Data<Health>) -> Result<HttpResponse, ApiError> {
    if !is_inside(&request) {
        return Err(ApiError::new(ProblemCode::NotFound));
    }
    let mut report = serde_json::Map::new();
    let mut ready = true;
    if health.draining.load(Ordering::SeqCst) {
        ready = false;
        report.insert("draining".to_owned(), "stopping".into());
    }
    for (name, answer) in health.look().await.iter() {
        ready &= answer.is_ok();
        report.insert((*name).to_owned(), answer.as_ref().err().map_or("ok", String::as_str).into());
    }
    let status = if ready { "ready" } else { "not_ready" };
    let feeds: BTreeMap<String, String> = health.troubles.iter().flat_map(|troubles| troubles()).collect();
    let body = serde_json::json!({"status": status, "checks": report, "feeds": feeds});
    Ok(if ready { HttpResponse::Ok().json(body) } else { HttpResponse::ServiceUnavailable().json(body) })
}

async fn metrics(request: HttpRequest, health: web::Data<Health>) -> Result<HttpResponse, ApiError> {
    if !is_inside(&request) {
        return Err(ApiError::new(ProblemCode::NotFound));
    }
    let text = health.metrics.as_ref().map(PrometheusHandle::render).unwrap_or_default();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
