//! Logs as JSON lines (or for people, on a terminal) and metrics for Prometheus.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io::IsTerminal as _;
use std::time::Duration;

use metrics::{Counter, Histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{fmt, registry};

use crate::log_line::JsonLine;
use crate::security;

/// Installs the log: `KAD_LOG` (or `RUST_LOG`) filters by target and level, such as `info,web=debug`,
/// default `info`; JSON unless standard error is a terminal. What `security` tells is left out only where that target is named.
/// Repeats are harmless.
pub fn install_log(default: &str) {
    let given = std::env::var("KAD_LOG").or_else(|_| std::env::var("RUST_LOG"));
    let filter = given.ok().and_then(|text| asked_for(&text));
    let filter = filter.unwrap_or_else(|| default.parse().unwrap_or_default());
    let lines = fmt::layer().with_writer(std::io::stderr);
    // The error only says that a log is installed already.
    let _ = if std::io::stderr().is_terminal() {
        registry().with(filter).with(lines.compact()).try_init()
    } else {
        let lines = lines.event_format(JsonLine).fmt_fields(JsonLine);
        registry().with(filter).with(lines).try_init()
    };
}

/// The filter that a text says; none for a text that says none.
fn asked_for(text: &str) -> Option<Targets> {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let filter: Targets = parts.join(",").parse().ok()?;
    let named = parts.iter().any(|one| one.split('=').next() == Some(security::TARGET));
    Some(if named { filter } else { filter.with_target(security::TARGET, LevelFilter::INFO) })
}

/// Installs the metrics recorder; `None` when one is installed already.
pub fn install_metrics() -> Option<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0])
        .ok()?
        .install_recorder()
        .ok()
}

/// An answered request, as the metrics count it.
pub(crate) struct Answered<'a> {
    /// Its operation, where it came that far: a method and a route of its own.
    pub(crate) operation: Option<&'static str>,
    /// Its method, as the client wrote it.
    pub(crate) method: &'a str,
    /// The template of its path.
    pub(crate) route: &'a str,
    /// The status of its answer.
    pub(crate) status: u16,
    /// How long it took.
    pub(crate) elapsed: Duration,
}

type Handles = (Counter, Histogram);

/// Methods that are counted by their name. A client may send any word as one, and each would be a series of its own
/// that nothing ever removes.
const METHODS: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

/// The label of a method: one of nine.
fn method_label(method: &str) -> &'static str {
    METHODS.into_iter().find(|known| *known == method).unwrap_or("OTHER")
}

thread_local! {
    /// Looking a metric up by its labels costs more than counting.
    static HANDLES: RefCell<HashMap<(&'static str, u16), Handles>> = RefCell::default();
}

impl Answered<'_> {
    /// Counts it.
    pub(crate) fn count(&self) {
        let seconds = self.elapsed.as_secs_f64();
        let count = |(counter, histogram): &Handles| {
            counter.increment(1);
            histogram.record(seconds);
        };
        match self.operation {
            Some(operation) => HANDLES.with_borrow_mut(|handles| {
                count(handles.entry((operation, self.status)).or_insert_with(|| self.handles()));
            }),
            None => count(&self.handles()),
        }
    }

    fn handles(&self) -> Handles {
        let route = self.route.to_owned();
        let labels = [
            ("method", method_label(self.method).to_owned()),
            ("route", route.clone()),
            ("status", self.status.to_string()),
        ];
        let counter = metrics::counter!("http_requests_total", &labels);
        (counter, metrics::histogram!("http_request_duration_seconds", "route" => route))
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn what_concerns_security_is_left_out_only_where_it_is_named() {
        let tells = |text: &str| {
            let filter = asked_for(text).expect("a filter");
            (filter.would_enable(security::TARGET, &Level::INFO), filter.would_enable("web", &Level::INFO))
        };
        assert_eq!(tells("info"), (true, true));
        assert_eq!(tells("warn,agreement=debug"), (true, false));
        assert_eq!(tells("off"), (true, false));
        assert_eq!(tells("info, security=off"), (false, true));
        assert!(asked_for("no=such=filter").is_none());
    }
}
