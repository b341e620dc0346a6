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

use crate::log_filter;

/// The environment's word on what is logged.
const VARIABLE: &str = "LATCHKEY_LOG";
/// Who may write at debug and trace: our crates.
const TALKATIVE: &str = "latchkey";

/// Begins to log. What was `chosen` counts, else `LATCHKEY_LOG`, else `usual`: a server tells what it does, a command only
/// what went wrong beside its own words. A blank choice is none.
pub fn start(chosen: Option<&str>, usual: &str) -> anyhow::Result<()> {
    let from_environment = std::env::var(VARIABLE).ok();
    let filter = first(&[chosen, from_environment.as_deref()], usual);
    let filter = log_filter::begin(targets(filter)?);
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

/// Logs by another filter from now on: what is `chosen`, else `usual`.
pub fn change(chosen: Option<&str>, usual: &str) -> anyhow::Result<()> {
    log_filter::change(targets(first(&[chosen], usual))?);
    Ok(())
}

/// Why a text is no filter; a blank one is no choice, and taken.
pub fn refuse_no_filter(text: &str) -> Result<(), String> {
    if text.trim().is_empty() || text.parse::<Targets>().is_ok() {
        return Ok(());
    }
    Err("it is no log filter; set it to error, warn, info, debug or trace".to_owned())
}

fn first<'a>(choices: &[Option<&'a str>], usual: &'a str) -> &'a str {
    let mut choices = choices.iter().flatten().map(|text| text.trim());
    choices.find(|text| !text.is_empty()).unwrap_or(usual)
}

fn targets(filter: &str) -> anyhow::Result<Targets> {
    filter.parse().with_context(|| {
        format!(
            "\"{filter}\" is no log filter. Set it ({VARIABLE}) to error, warn, info, debug or trace, or unset it"
        )
    })
}

fn may_be_written(line: &Metadata<'_>) -> bool {
    // The greater the level, the more is told.
    *line.level() <= Level::INFO || line.target().starts_with(TALKATIVE)
}
