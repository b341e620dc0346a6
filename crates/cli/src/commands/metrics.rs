//! `latchkey metrics`: the token that opens `/metrics` to a Prometheus on another machine.

use clap::{Args, Subcommand};
use latchkey_app::record::Caller;
use latchkey_host::Installation;
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::Context;

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Action {
    /// Make the token for metrics, in place of the one before; it is shown this once
    Token(Token),
}

#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct Token {
    /// Take the token away: only a program on this machine is told then
    #[arg(long)]
    revoke: bool,
}

pub(crate) async fn run(context: &Context<'_>, action: Action) -> anyhow::Result<()> {
    let app = Installation::open(&context.data_dir)?.app;
    app.organization()?;
    let Action::Token(Token { revoke }) = action;
    if revoke {
        app.remove_metrics_token(Caller::operator()).await?;
        return context.terminal.done(
            &json!({ "token": null }),
            "There is no token for metrics any more.",
        );
    }
    let token = app.make_metrics_token(Caller::operator()).await?;
    let token = token.expose_secret();
    context.terminal.done(
        &json!({ "token": token }),
        &format!(
            "The token for metrics, shown this once:\n{token}\nThe one before opens nothing any more. Prometheus brings it as \
             \"Authorization: Bearer TOKEN\" (in its configuration: authorization, credentials_file)."
        ),
    )
}
