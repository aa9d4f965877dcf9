//! A log event as one line of JSON, and the members a span adds to it, written straight into the line.
//!
//! The general formatter takes every value through a serializer and every span through a parser; for the line that
//! each request leaves this cost more than all that the service does for a short read.

use std::fmt::{self, Write};

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes `{"timestamp":..,"level":..,"target":..,"message":..}` with every field of the event and of the spans it
/// happened in beside them.
pub(crate) struct JsonLine;

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let about = event.metadata();
        writer.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(&mut writer)?;
        writer.write_str("\",\"level\":\"")?;
        writer.write_str(about.level().as_str())?;
        writer.write_str("\",\"target\":")?;
        quote(&mut writer, about.target())?;
        members(&mut writer, event)?;
        for span in context.event_scope().into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                writer.write_str(fields)?;
            }
        }
        writer.write_str("}\n")
    }
}

impl<'w> FormatFields<'w> for JsonLine {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'w>, fields: R) -> fmt::Result {
        members(&mut writer, fields)
    }
}

/// Every field as `,"name":value`.
fn members(writer: &mut Writer<'_>, fields: impl RecordFields) -> fmt::Result {
    let mut members = Members { writer, result: Ok(()) };
    fields.record(&mut members);
    members.result
}

struct Members<'a, 'w> {
    writer: &'a mut Writer<'w>,
    result: fmt::Result,
}

impl Members<'_, '_> {
    fn member(&mut self, field: &Field, value: impl FnOnce(&mut Writer<'_>) -> fmt::Result) {
        let name = |writer: &mut Writer<'_>| {
            writer.write_char(',')?;
            quote(writer, field.name().trim_start_matches("r#"))?;
            writer.write_char(':')
        };
        self.result = self.result.and_then(|()| name(self.writer)).and_then(|()| value(self.writer));
    }
}

impl Visit for Members<'_, '_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.member(field, |writer| quote(writer, value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.member(field, |writer| write!(writer, "{value}"));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.member(field, |writer| write!(writer, "{value}"));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.member(field, |writer| writer.write_str(if value { "true" } else { "false" }));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.member(field, |writer| {
            writer.write_char('"')?;
            write!(Inside(writer), "{value:?}")?;
            writer.write_char('"')
        });
    }
}

/// A text as a JSON string.
fn quote(writer: &mut Writer<'_>, text: &str) -> fmt::Result {
    writer.write_char('"')?;
    Inside(writer).write_str(text)?;
    writer.write_char('"')
}

/// What is written here stands inside a JSON string (RFC 8259, section 7).
struct Inside<'a, 'w>(&'a mut Writer<'w>);

impl Write for Inside<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            self.0.write_str(&rest[..at])?;
            write!(self.0, "\\u{:04x}", rest.as_bytes()[at])?;
            rest = &rest[at + 1..];
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};
    use tracing_subscriber::filter::Targets;
    use tracing_subscriber::layer::SubscriberExt as _;
    use tracing_subscriber::{fmt, registry};

    use super::*;

    /// What is logged in `work`, one value a line.
    fn logged(work: impl FnOnce()) -> Vec<Value> {
        logged_from("trace", work)
    }

    /// The same, where `KAD_LOG` says so.
    fn logged_from(filter: &str, work: impl FnOnce()) -> Vec<Value> {
        let filter: Targets = filter.parse().unwrap();
        let written: Arc<Mutex<Vec<u8>>> = Arc::default();
        let sink = written.clone();
        let writer = move || Sink(sink.clone());
        let lines = fmt::layer().event_format(JsonLine).fmt_fields(JsonLine).with_writer(writer);
        tracing::subscriber::with_default(registry().with(filter).with(lines), work);
        let bytes = written.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_holds_the_fields_of_the_event_and_of_its_span() {
        let lines = logged(|| {
            let span = tracing::info_span!("request", request.id = "a-1", empty = tracing::field::Empty);
            let _inside = span.enter();
            tracing::warn!(count = -3, size = 7_u64, good = true, half = 0.5, "{} of {}", 1, 2);
        });
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["target"], module_path!());
        assert_eq!(line["message"], "1 of 2");
        assert_eq!(line["request.id"], "a-1");
        assert_eq!(
            (&line["count"], &line["size"], &line["good"], &line["half"]),
            (&json!(-3), &json!(7), &json!(true), &json!("0.5"))
        );
        assert!(line["timestamp"].as_str().unwrap().ends_with('Z') && line.get("empty").is_none());
    }

    #[test]
    fn an_error_names_its_request_where_only_errors_are_logged() {
        for filter in ["error", "warn", "info"] {
            let lines = logged_from(filter, || {
                crate::middleware::span("a-1", None).in_scope(|| tracing::error!("our mistake"));
            });
            let [line] = lines.as_slice() else { panic!("{lines:?}") };
            assert_eq!((&line["level"], &line["request.id"]), (&json!("ERROR"), &json!("a-1")), "{filter}");
        }
    }

    #[test]
    fn no_text_breaks_out_of_its_line() {
        let hostile = "\"},{\\\n\r\u{0}\u{7f}\u{202e}é\u{1f42e}\\\"";
        let lines = logged(|| {
            tracing::info!(text = hostile, debug = ?hostile, shown = %hostile, "{hostile}");
        });
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((&line["text"], &line["shown"]), (&json!(hostile), &json!(hostile)));
        assert_eq!(line["message"], hostile);
        assert_eq!(line["debug"], format!("{hostile:?}"));
    }
}
