//! The log: for operators, on standard error, never with a secret in it.
//!
//! Our own lines carry none (secrets are types that print nothing, addresses of requests stay out). What libraries tell at
//! debug and trace is another matter: frames of HTTP/2, messages to the keychain, headers. Of them only what they call worth
//! knowing is written, whatever the operator turns up.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{Targets, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// The environment's word on what is logged.
const VARIABLE: &str = "LATCHKEY_LOG";
/// Who may write at debug and trace: our crates.
const TALKATIVE: &str = "latchkey";

/// Begins to log. `usual` counts when `LATCHKEY_LOG` is not set: a server tells what it does, a command only what went
/// wrong beside its own words.
pub fn start(usual: &str) -> anyhow::Result<()> {
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
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal() && !plain)
        .with_writer(std::io::stderr)
        .with_filter(filter_fn(may_be_written));
    // Started twice in one process the first one stays, which only a test does.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init();
    Ok(())
}

fn may_be_written(line: &Metadata<'_>) -> bool {
    // The greater the level, the more is told.
    *line.level() <= Level::INFO || line.target().starts_with(TALKATIVE)
}
