//! The provisioning client: what Okta sends in each dialect, and how it reacts to the answers.

mod exchange;
mod failure;

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

pub use exchange::Exchange;
pub use failure::ScimFailure;

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
