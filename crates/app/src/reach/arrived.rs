//! What of a probe's request came through, as the server that answers it tells.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Where the probe asks, below the public URL. Without a voucher there is nothing at it but SCIM's own refusal.
pub const PLACE: &str = "/scim/v2/.reach";
/// The query's part that carries the voucher.
pub const VOUCHER: &str = "voucher";
/// The query's part that asks for the refusal of a call without credentials.
pub const REFUSE: &str = "refuse";
/// The entity tag of the answer, which is to come back to the letter.
pub const ENTITY_TAG: &str = "W/\"reach\"";
/// The largest body that Okta's calls may have, and the one that the probe sends, in bytes.
pub const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// One request of a probe, as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Arrived {
    /// What only the installation that made the voucher knows.
    pub proof: String,
    /// The method.
    pub method: String,
    /// The path, undecoded.
    pub path: String,
    /// The value of the query's `filter`, decoded.
    pub filter: Option<String>,
    /// Whether there was an `Authorization` and it was the voucher's own; what else was in it is not told.
    pub authorization: Authorization,
    /// `If-Match`.
    pub if_match: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// How long the body was, in bytes.
    pub body_bytes: usize,
    /// Its SHA-256, in hexadecimal.
    pub body_sha256: String,
    /// The other end of the connection.
    pub peer: Option<String>,
    /// Whether that is a proxy which is believed.
    pub peer_is_trusted: bool,
    /// Whether it brought `X-Forwarded-For`.
    pub forwarded: bool,
    /// Whether the server itself speaks TLS.
    pub tls: bool,
}

/// How a request said who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Authorization {
    /// By nothing.
    Missing,
    /// By Basic, as Okta does by default.
    Basic,
    /// By the bare value, as Okta's raw-header mode does.
    Raw,
    /// By something that the probe did not send.
    Changed,
}

impl Authorization {
    /// Tells what came from what the probe sent.
    pub fn of(came: Option<&str>, voucher: &str) -> Self {
        match came {
            None => Self::Missing,
            Some(came) if came == basic(voucher) => Self::Basic,
            Some(came) if came == voucher => Self::Raw,
            Some(_) => Self::Changed,
        }
    }
}

/// The SHA-256 of a body, in hexadecimal.
pub fn digest(body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The header that Okta's Basic mode would send.
pub(super) fn basic(voucher: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    format!("Basic {}", STANDARD.encode(format!("reach:{voucher}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_is_told_from_what_was_sent() {
        for (came, wanted) in [
            (None, Authorization::Missing),
            (Some("Basic cHJveHk6cHJveHk="), Authorization::Changed),
            (Some("Bearer 1.a.b"), Authorization::Changed),
            (Some("1.a.b"), Authorization::Raw),
            (Some(&*basic("1.a.b")), Authorization::Basic),
        ] {
            assert_eq!(Authorization::of(came, "1.a.b"), wanted, "{came:?}");
        }
    }
}
