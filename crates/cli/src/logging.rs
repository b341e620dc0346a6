//! Logs: for operators, on standard error, never with a secret in them.

use std::io::IsTerminal as _;

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

/// The environment's word on what is logged.
const VARIABLE: &str = "LATCHKEY_LOG";

/// Begins to log. `usual` counts when `LATCHKEY_LOG` is not set: a server tells what it does, a command only what went
/// wrong beside its own words.
pub(crate) fn start(usual: &str) -> anyhow::Result<()> {
    let wanted = std::env::var(VARIABLE)
        .ok()
        .filter(|text| !text.trim().is_empty());
    let filter = EnvFilter::try_new(wanted.as_deref().unwrap_or(usual)).with_context(|| {
        format!(
            "{VARIABLE} is \"{}\", which is no log filter. Set it to error, warn, info, debug or trace, or unset it",
            wanted.as_deref().unwrap_or_default()
        )
    })?;
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    // Started twice in one process the first one stays, which only a test does.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal() && !plain)
        .with_writer(std::io::stderr)
        .try_init();
    Ok(())
}
