//! The one table of what may stand in `latchkey.toml`.
//!
//! Each row belongs to a long flag, which brings its environment variable, its default and the form of its value: what is
//! refused on the command line is refused in the file, in the same words. To add a setting: give the flag an
//! `env = "LATCHKEY_…"` where it is declared, and add a row here. The rest follows: reading, `config show`,
//! `config example`, what a reload says. A value that is neither a text, a file nor a list of texts needs a [`Form`], too.
//! The flag of a setting is no `requires` of another one: clap does not count what stands in the file as given.

use super::Value;

/// A key of the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The table that it stands in; empty at the top of the file.
    pub(crate) table: &'static str,
    /// Its name there.
    pub(crate) key: &'static str,
    /// The long flag that says the same, without its dashes.
    pub(crate) flag: &'static str,
    /// How it is written.
    pub(crate) form: Form,
    /// What it is for, in one line.
    pub(crate) why: &'static str,
    /// What holds when nobody says anything, in words.
    pub(crate) otherwise: &'static str,
    /// A value as it is written in the file.
    pub(crate) example: &'static str,
    /// When a change of it counts.
    pub(crate) counts: Counts,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A text.
    Text,
    /// The name of a file or a folder; a relative one begins at the folder of `latchkey.toml`.
    Path,
    /// A list of texts.
    List,
}

/// When a change counts that is made while the server runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counts {
    /// When the file is read again.
    AtReload,
    /// When the server is started again.
    AtNextStart,
}

impl Setting {
    /// `serve.listen`.
    pub(crate) fn path(&self) -> String {
        if self.table.is_empty() {
            self.key.to_owned()
        } else {
            format!("{}.{}", self.table, self.key)
        }
    }

    /// How a sentence names it: `"listen" in [serve]`.
    pub(crate) fn named(&self) -> String {
        if self.table.is_empty() {
            format!("\"{}\"", self.key)
        } else {
            format!("\"{}\" in [{}]", self.key, self.table)
        }
    }

    /// A line of the file: `listen = "127.0.0.1:8765"`.
    pub(crate) fn line(&self) -> String {
        format!("{} = {}", self.key, self.example)
    }

    /// Its value among `values`.
    pub(crate) fn of<'a>(&self, values: &'a [Value]) -> Option<&'a Value> {
        values.iter().find(|value| value.setting == self)
    }
}

/// Every setting, in the order of the example: the top of the file first, then one table after another.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        table: "",
        key: "data-dir",
        flag: "data-dir",
        form: Form::Path,
        why: "The data folder: the database, its backups, and what belongs to them. Nobody else may read it.",
        otherwise: "the platform's folder for application data",
        example: "\"/var/lib/latchkey\"",
        counts: Counts::AtNextStart,
    },
    Setting {
        table: "serve",
        key: "listen",
        flag: "listen",
        form: Form::Text,
        why: "The address to listen on. One that other machines reach needs a certificate or a trusted proxy below.",
        otherwise: "127.0.0.1:8765",
        example: "\"127.0.0.1:8765\"",
        counts: Counts::AtNextStart,
    },
    Setting {
        table: "serve",
        key: "public-url",
        flag: "public-url",
        form: Form::Text,
        why: "The address under which Okta and people reach the server. Changing it means changing Okta's fields, too.",
        otherwise: "what is saved under Settings, else the address that is listened on",
        example: "\"https://latchkey.example.com\"",
        counts: Counts::AtNextStart,
    },
    Setting {
        table: "serve",
        key: "trusted-proxies",
        flag: "trusted-proxy",
        form: Form::List,
        why: "The reverse proxies whose X-Forwarded-For is believed. Name yours, or everyone behind it counts as one caller.",
        otherwise: "none",
        example: "[\"127.0.0.1/32\"]",
        counts: Counts::AtReload,
    },
    Setting {
        table: "serve",
        key: "tls-cert",
        flag: "tls-cert",
        form: Form::Path,
        why: "The certificate for TLS by the server itself (PEM, its issuers' behind it). A renewed file is taken by itself.",
        otherwise: "none, so that the server speaks plain http",
        example: "\"cert.pem\"",
        counts: Counts::AtNextStart,
    },
    Setting {
        table: "serve",
        key: "tls-key",
        flag: "tls-key",
        form: Form::Path,
        why: "The certificate's private key (PEM, not encrypted), which only its owner may read.",
        otherwise: "none",
        example: "\"key.pem\"",
        counts: Counts::AtNextStart,
    },
    Setting {
        table: "passkeys",
        key: "store",
        flag: "passkey-store",
        form: Form::Text,
        why: "Where the clear text of an Integration Passkey rests: \"keychain\", \"file\" (sealed by a passphrase) or \"once\".",
        otherwise: "the keychain where there is one, else once: shown when it is made, and kept nowhere",
        example: "\"file\"",
        counts: Counts::AtNextStart,
    },
    Setting {
        table: "passkeys",
        key: "passphrase-file",
        flag: "passphrase-file",
        form: Form::Path,
        why: "The file with the passphrase for store = \"file\", which only its owner may read.",
        otherwise: "the service manager's credential \"latchkey-passphrase\", else LATCHKEY_PASSPHRASE",
        example: "\"passphrase\"",
        counts: Counts::AtNextStart,
    },
    Setting {
        table: "log",
        key: "filter",
        flag: "log-filter",
        form: Form::Text,
        why: "What is logged: error, warn, info, debug or trace, also by part (\"info,latchkey_server=debug\").",
        otherwise: "info for the server, warn for other commands",
        example: "\"info\"",
        counts: Counts::AtReload,
    },
];
