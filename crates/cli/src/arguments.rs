//! The command line as a whole. What belongs to one command stands in that command's file.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::commands::{
    activity, backup, connector, reach, rehearse, restore, serve, setup, sign_in, toolkit, user,
};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "latchkey",
    version,
    about = "Puts your platform behind Okta: a SCIM 2.0 and OpenID Connect server with its directory in one folder",
    max_term_width = 110
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What may stand before or after any command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The data folder of the installation [default: the platform's folder for application data]
    #[arg(
        long,
        global = true,
        env = "LATCHKEY_DATA_DIR",
        value_name = "FOLDER",
        hide_env_values = true
    )]
    pub(crate) data_dir: Option<PathBuf>,
    /// Print one JSON document on standard output; words for people go to standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

impl Arguments {
    /// Refuses what clap cannot know to be wrong: an option that stands for every command and means nothing to one.
    pub(crate) fn refuse_pointless(self) -> Result<Self, clap::Error> {
        if self.global.json && matches!(self.command, Command::Serve(_)) {
            return Err(Self::command().error(
                ErrorKind::ArgumentConflict,
                "\"latchkey serve\" prints no document, so --json means nothing to it; leave it out",
            ));
        }
        Ok(self)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Set up a new installation: the organization and its owner
    Setup(setup::Arguments),
    /// Switch Enterprise Toolkit, the add-on that unlocks connectors
    #[command(subcommand)]
    Toolkit(toolkit::Action),
    /// Add the Okta connector, show the values that go into Okta, rotate its passkey
    Connector(connector::Arguments),
    /// Make signing in with Okta required of everyone, or lift that
    #[command(subcommand)]
    SignIn(sign_in::Action),
    /// List, add, edit and deactivate people
    #[command(subcommand)]
    User(user::Action),
    /// Show what changed, who did it, and what was refused; the newest first
    Activity(activity::Arguments),
    /// Run the server
    Serve(serve::Arguments),
    /// Try the whole integration with a stand-in Okta, on a scratch installation or on a SCIM server of yours
    Rehearse(rehearse::Arguments),
    /// Find out how Okta reaches the server, or print a configuration for what stands before it
    Reach(reach::Arguments),
    /// Look for faults in the database; may run while the server does
    Check,
    /// Copy the database into a new file; may run while the server does
    Backup(backup::Arguments),
    /// Make an installation of a backup, in an empty data folder
    Restore(restore::Arguments),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, clap::Error> {
        Arguments::try_parse_from([&["latchkey"], words].concat())
            .and_then(Arguments::refuse_pointless)
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn wrong_usage_is_known_before_anything_is_touched() {
        for words in [
            &["setup"][..],
            &["setup", "--organization", "Acme"],
            &["connector", "add", "entra"],
            &["connector", "rotate", "--grace", "soon"],
            &["connector", "rotate", "--grace", "-1h"],
            &["connector", "show", "--passkey-store", "drawer"],
            &["sign-in", "set", "--issuer", "https://acme.okta.com"],
            &["user", "edit", "ana@acme.com"],
            &["user", "edit", "ana@acme.com", "--access-role", "Manager"],
            &["user", "edit", "ana@acme.com", "--given-name", "  "],
            &["user", "password", "ana@acme.com"],
            &["serve", "--json"],
            &["serve", "--listen", "everywhere"],
            &["serve", "--public-url", "latchkey.acme.com"],
            &["serve", "--trusted-proxy", "the proxy"],
            &["serve", "--tls-cert", "cert.pem"],
            &["serve", "--tls-key", "key.pem"],
            &["reach", "--recipe", "apache"],
            &["reach", "--public-url", "https://latchkey.acme.com"],
            &["rehearse", "--dialect", "latin"],
            &["rehearse", "--users", "0"],
            &["rehearse", "--url", "http://127.0.0.1:1/scim/v2"],
            &["rehearse", "--stay", "--json"],
        ] {
            assert!(parse(words).is_err(), "{words:?} was taken");
        }
    }

    #[test]
    fn the_data_folder_stands_before_or_after_the_command() {
        for words in [
            &["--data-dir", "here", "toolkit", "status"][..],
            &["toolkit", "--data-dir", "here", "status"],
            &["toolkit", "status", "--data-dir", "here"],
        ] {
            let arguments = parse(words).expect("it is right");
            assert_eq!(arguments.global.data_dir, Some(PathBuf::from("here")));
        }
    }

    #[test]
    fn json_and_the_passkey_store_stand_anywhere_too() {
        let arguments = parse(&[
            "connector",
            "add",
            "okta",
            "--passkey-store",
            "once",
            "--json",
        ]);
        assert!(arguments.expect("it is right").global.json);
        assert!(parse(&["--json", "connector", "--passkey-store", "file", "show"]).is_ok());
    }
}
