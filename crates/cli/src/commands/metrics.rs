//! `latchkey metrics token`: what a monitoring system on another machine reads `/metrics` with.

use clap::Subcommand;
use latchkey_app::record::Caller;
use latchkey_host::Installation;
use secrecy::ExposeSecret as _;

use super::Context;
use crate::json::MetricsTokenJson;

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Action {
    /// Make the token that opens /metrics, in the place of the one before; it is shown once
    Token {
        /// Remove the token instead: /metrics is for local callers alone then
        #[arg(long)]
        revoke: bool,
    },
}

pub(crate) async fn run(context: &Context<'_>, action: Action) -> anyhow::Result<()> {
    let app = Installation::open(&context.data_dir)?.app;
    let Action::Token { revoke } = action;
    let terminal = context.terminal;
    if revoke {
        let sentence = if app.remove_metrics_token(Caller::operator()).await? {
            "The token is removed and opens nothing any more."
        } else {
            "There was no token. Nothing was changed."
        };
        return terminal.done(&MetricsTokenJson { token: None }, sentence);
    }
    let token = app.make_metrics_token(Caller::operator()).await?;
    terminal.say(
        "This token opens /metrics; one that was there before opens nothing any more. It is shown this once: put it where \
         the monitoring system reads it, and have it sent as Authorization: Bearer TOKEN.",
    );
    let token = token.expose_secret();
    terminal.show(
        &MetricsTokenJson {
            token: Some(token.to_owned()),
        },
        token,
    )
}
