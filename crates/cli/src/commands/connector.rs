//! `latchkey connector`: the values that go into Okta, and the passkey (product rules 8 and 16).

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::SignedDuration;
use latchkey_app::connector::ConnectorDetails;
use latchkey_app::record::Caller;
use latchkey_domain::connector::ConnectorKind;
use latchkey_host::Installation;
use latchkey_secrets::{Choice, Wish};
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::Context;
use crate::json::ConnectorJson;
use crate::values;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    store: PasskeyStore,
}

/// Where the clear text of passkeys rests.
#[derive(Clone, Debug, Args)]
pub(crate) struct PasskeyStore {
    /// Where the clear text of a passkey rests: keychain, file (in the data folder, sealed by a passphrase) or once
    /// (nowhere) [default: the keychain where there is one, else once]
    #[arg(
        long = "passkey-store",
        global = true,
        env = "LATCHKEY_PASSKEY_STORE",
        value_name = "PLACE"
    )]
    choice: Option<Choice>,
    /// The file with the passphrase for --passkey-store file [default: the service manager's credential
    /// "latchkey-passphrase", else `LATCHKEY_PASSPHRASE`]
    #[arg(
        long,
        global = true,
        env = "LATCHKEY_PASSPHRASE_FILE",
        value_name = "FILE",
        hide_env_values = true
    )]
    passphrase_file: Option<PathBuf>,
}

impl PasskeyStore {
    /// The same in the words of `latchkey-secrets`.
    pub(crate) fn wish(self) -> Wish {
        Wish {
            choice: self.choice,
            passphrase_file: self.passphrase_file,
        }
    }
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Action {
    /// Add a connector and make its first passkey
    Add {
        /// Which identity source
        kind: Kind,
    },
    /// Show the values that go into Okta
    Show,
    /// Make a second passkey; the old one stays valid for the grace period
    Rotate {
        /// How long the old passkey stays valid: 24h, 30m, 7d, or 0 to end it at once
        #[arg(long, value_name = "DURATION", default_value = "24h", value_parser = values::grace, allow_hyphen_values = true)]
        grace: SignedDuration,
    },
    /// End the old passkey's grace period now
    Retire,
    /// Remove the connector with its passkeys, and lift Okta sign-on; people stay
    Remove,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Okta,
}

pub(crate) async fn run(context: &Context<'_>, arguments: Arguments) -> anyhow::Result<()> {
    let installation =
        Installation::open_with_passkeys(&context.data_dir, &arguments.store.wish())?;
    let app = &installation.app;
    let terminal = context.terminal;
    // Refused before anything else: this folder is not set up.
    app.organization()?;
    let public_url = app.known_public_url()?;
    let operator = Caller::operator();
    match arguments.action {
        Action::Add { kind: Kind::Okta } => {
            let details = app
                .add_connector(operator, ConnectorKind::Okta, &public_url)
                .await?;
            terminal.say("The Okta connector is added. Copy these values into Okta.");
            say_shown_once(context, &details);
            terminal.show(&ConnectorJson::from(&details), &table(&details))
        }
        Action::Show => {
            let details = app.show_connector(operator, &public_url).await?;
            if details.password.is_none() {
                terminal.say(&format!(
                    "The passkey was shown when it was made, and its clear text is not kept where this command looks. \
                     If it is lost, make a new one with \"{}\".",
                    context.next("connector rotate")
                ));
            }
            terminal.show(&ConnectorJson::from(&details), &table(&details))
        }
        Action::Rotate { grace } => {
            let details = app.rotate_passkey(operator, grace, &public_url).await?;
            let old = details.passkeys.get(1).and_then(|old| {
                let end = old.expires_at?;
                Some(format!(
                    "The one ending in {} is valid until {end}.",
                    old.last_four
                ))
            });
            terminal.say(&format!(
                "A new passkey is made. Paste it as Password under Provisioning → Integration → Edit in Okta. {}",
                old.as_deref()
                    .unwrap_or("The old one is not accepted any more.")
            ));
            say_shown_once(context, &details);
            terminal.show(&ConnectorJson::from(&details), &table(&details))
        }
        Action::Retire => {
            let retired = app.retire_passkey(operator.clone(), None).await?;
            let details = installation
                .app_without_passkeys()
                .show_connector(operator, &public_url)
                .await?;
            terminal.done(
                &ConnectorJson::from(&details),
                &format!(
                    "The passkey ending in {} is not accepted any more.",
                    retired.last_four
                ),
            )
        }
        Action::Remove => {
            app.remove_connector(operator).await?;
            terminal.done(
                &json!({"removed": "okta"}),
                "The Okta connector and its passkeys are removed; Okta gets 401 from now on, and signing in with Okta \
                 is not required any more. Everyone stays listed. In Okta, deactivate the provisioning app.",
            )
        }
    }
}

fn say_shown_once(context: &Context<'_>, details: &ConnectorDetails) {
    if !details.shown_again {
        context.terminal.say(
            "This machine has no keychain that Latchkey can use (or --passkey-store once was given), so the Password is \
             shown this once. Copy it now.",
        );
    }
}

/// The values under the names that Okta's fields have.
fn table(details: &ConnectorDetails) -> String {
    let password = details.password.as_ref().map_or_else(
        || match details.passkeys.first() {
            Some(key) => format!("not kept (ends in {})", key.last_four),
            None => "none".to_owned(),
        },
        |clear| clear.expose_secret().to_owned(),
    );
    let mut text = format!(
        "SCIM Url              {}\nUser Name             {}\nPassword              {password}",
        details.scim_url, details.user_name
    );
    for (index, uri) in details.login_redirect_uris.iter().enumerate() {
        let label = if index == 0 {
            "Login Redirect URIs"
        } else {
            ""
        };
        let _ = write!(text, "\n{label:<22}{uri}");
    }
    text
}
