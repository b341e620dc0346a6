//! The provisioning client: what Okta sends in each dialect, and how it reacts to the answers.

mod bodies;
mod credentials;
mod exchange;
mod failure;
mod groups;
mod headers;
mod lists;
mod transport;
mod users;

#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

pub use bodies::{Attribute, Change, GROUP, LATCHKEY_USER, USER};
pub use exchange::Exchange;
pub use failure::ScimFailure;
pub use groups::{MEMBERS_A_REQUEST, PushedGroup};
pub use lists::Page;
pub use transport::Pause;
pub use users::Provisioned;

pub(crate) use transport::shown;
pub(crate) use users::is_cleared;

use transport::Transport;

/// The kind of app in Okta, which fixes how its provisioning speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// A custom app: GET then PUT for everything.
    Aiw,
    /// The SCIM template app: PUT for the profile, PATCH for activation and groups.
    Oin,
    /// The integration wizard with PATCH ticked: PATCH for everything, no Basic.
    Oiw,
}

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Aiw, Self::Oin, Self::Oiw];

    /// The name on the command line and in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aiw => "aiw",
            Self::Oin => "oin",
            Self::Oiw => "oiw",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The name is none of the three.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no dialect. There are aiw, oin and oiw.")]
pub struct UnknownDialect(String);

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|dialect| dialect.name() == name)
            .ok_or_else(|| UnknownDialect(name.to_owned()))
    }
}

/// How the client proves who it is.
#[derive(Clone, PartialEq, Eq)]
pub enum Auth {
    /// User name and password by Basic.
    Basic {
        /// The User Name, in Latchkey the Company ID.
        user_name: String,
        /// The Password, in Latchkey the Integration Passkey.
        password: String,
    },
    /// The passkey as a Bearer token.
    Bearer(String),
    /// The bare passkey as the whole header.
    RawHeader(String),
}

impl fmt::Debug for Auth {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Auth {
    /// What it is called in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Basic { .. } => "Basic",
            Self::Bearer(_) => "Bearer",
            Self::RawHeader(_) => "raw header",
        }
    }
}

/// The server that is provisioned.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The SCIM Url, with or without a slash at the end.
    pub base_url: String,
    /// The credentials.
    pub auth: Auth,
}

/// Okta's provisioning of one app. Calls go one after the other over one connection that is kept.
pub struct Provisioner {
    transport: Transport,
    dialect: Dialect,
}

impl Provisioner {
    /// Connects nothing yet; only what can be told from the values alone is refused.
    pub fn new(connection: &Connection, dialect: Dialect) -> Result<Self, ScimFailure> {
        Ok(Self {
            transport: Transport::new(connection, dialect)?,
            dialect,
        })
    }

    /// Waits by this when the server asks for it, instead of by the clock.
    #[must_use]
    pub fn with_pause(mut self, pause: Pause) -> Self {
        self.transport.set_pause(pause);
        self
    }

    /// The dialect that is spoken.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The calls since the last time that this was asked.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        self.transport.take_exchanges()
    }
}

/// An id of any server as one segment of a path.
fn path_segment(id: &str) -> String {
    url::form_urlencoded::byte_serialize(id.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}
