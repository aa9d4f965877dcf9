//! `/livez`, `/readyz`, `/metrics`: for the operator, without a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::{HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use metrics_exporter_prometheus::PrometheusHandle;

/// One thing readiness depends on: its name and a question.
pub type Readiness =
    (&'static str, Arc<dyn Fn() -> LocalBoxFuture<'static, Result<(), String>> + Send + Sync>);

/// How often measurements are sorted into their buckets; until then each takes its place in memory.
const SORT_EVERY: Duration = Duration::from_secs(5);

/// Health of the process.
#[derive(Clone, Default)]
pub struct Health {
    checks: Vec<Readiness>,
    draining: Arc<AtomicBool>,
    metrics: Option<PrometheusHandle>,
}

impl Health {
    /// Readiness by these checks; metrics where a recorder is installed.
    pub fn new(checks: Vec<Readiness>, metrics: Option<PrometheusHandle>) -> Self {
        Self { checks, draining: Arc::default(), metrics }
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

async fn readyz(health: web::Data<Health>) -> HttpResponse {
    let mut report = serde_json::Map::new();
    let mut ready = true;
    if health.draining.load(Ordering::SeqCst) {
        ready = false;
        report.insert("draining".to_owned(), "stopping".into());
    }
    for (name, check) in &health.checks {
        let answer = check().await;
        ready &= answer.is_ok();
        report.insert((*name).to_owned(), answer.err().unwrap_or_else(|| "ok".to_owned()).into());
    }
    let status = if ready { "ready" } else { "not_ready" };
    let body = serde_json::json!({"status": status, "checks": report});
    if ready { HttpResponse::Ok().json(body) } else { HttpResponse::ServiceUnavailable().json(body) }
}

async fn metrics(health: web::Data<Health>) -> HttpResponse {
    let text = health.metrics.as_ref().map(PrometheusHandle::render).unwrap_or_default();
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text)
}
