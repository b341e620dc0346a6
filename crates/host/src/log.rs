//! The log: for operators, on standard error, never with a secret in it.
//!
//! Our own lines carry none (secrets are types that print nothing, addresses of requests stay out). What libraries tell at
//! debug and trace is another matter: frames of HTTP/2, messages to the keychain, headers. Of them only what they call worth
//! knowing is written, whatever the operator turns up.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

/// The environment's word on what is logged.
const VARIABLE: &str = "LATCHKEY_LOG";
/// Who may write at debug and trace: our crates.
const TALKATIVE: &str = "latchkey";

/// How lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For machines: a JSON object a line, the line's own fields beside `timestamp` (UTC), `level`, `target` and `message`; of
    /// the request that it belongs to, `span` has the number (`id`) and the method.
    Json,
}

/// Begins to log. `usual` counts when `LATCHKEY_LOG` is not set: a server tells what it does, a command only what went
/// wrong beside its own words.
pub fn start(usual: &str, format: Format) -> anyhow::Result<()> {
    let wanted = std::env::var(VARIABLE)
        .ok()
        .filter(|text| !text.trim().is_empty());
    // By target and level alone: a filter that knows spans looks at each one, which every request would pay for.
    let filter: Targets = wanted.as_deref().unwrap_or(usual).parse().with_context(|| {
        format!(
            "{VARIABLE} is \"{}\", which is no log filter. Set it to error, warn, info, debug or trace, or unset it",
            wanted.as_deref().unwrap_or_default()
        )
    })?;
    let lines = match format {
        Format::Text => for_people().boxed(),
        Format::Json => for_machines(std::io::stderr).boxed(),
    };
    // Started twice in one process the first one stays, which only a test does.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(lines.with_filter(filter_fn(may_be_written)))
        .try_init();
    Ok(())
}

fn for_people<S>() -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal() && !plain)
        .with_writer(std::io::stderr)
}

fn for_machines<S, W>(writer: W) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_writer(writer)
}

fn may_be_written(line: &Metadata<'_>) -> bool {
    // The greater the level, the more is told.
    *line.level() <= Level::INFO || line.target().starts_with(TALKATIVE)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_for_machines_is_one_object_with_the_number_of_its_request() {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::registry().with(for_machines(move || writer.clone()));
        tracing::subscriber::with_default(log, || {
            let span = tracing::error_span!("request", id = %"0190", method = %"GET");
            span.in_scope(|| tracing::info!(port = 80, "two\nlines, \"quoted\""));
            tracing::warn!("by itself");
        });
        let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert_eq!(lines[0]["message"], "two\nlines, \"quoted\"");
        assert_eq!(lines[0]["port"], 80);
        assert_eq!(lines[0]["level"], "INFO");
        assert_eq!(lines[0]["span"]["id"], "0190");
        assert!(lines[0]["target"].as_str().unwrap().starts_with("latchkey"));
        let at: jiff::Timestamp = lines[0]["timestamp"].as_str().unwrap().parse().unwrap();
        assert!(at > jiff::Timestamp::UNIX_EPOCH);
        assert!(lines[1].get("span").is_none_or(serde_json::Value::is_null));
    }
}
