//! The connector: Okta as an external identity source, and the values that go between the two.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The loopback and custom-scheme redirect URIs of the desktop app. Okta matches them to the letter, so no
/// release may change them (architecture.md).
pub const DESKTOP_REDIRECT_URIS: [&str; 4] = [
    "http://127.0.0.1:8766/callback",
    "http://127.0.0.1:18766/callback",
    "http://127.0.0.1:28766/callback",
    "app.latchkey.desktop:/callback",
];

/// The kinds there are. Okta is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConnectorKind {
    /// Okta.
    Okta,
}

/// A connector that was added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connector {
    /// Which identity source.
    pub kind: ConnectorKind,
    /// When it was added.
    pub added_at: Timestamp,
}

/// SCIM Url: what goes into Okta's field of the same name.
pub fn scim_url(public_url: &str) -> String {
    format!("{}/scim/v2", public_url.trim_end_matches('/'))
}

/// The redirect URI of the web portal.
pub fn portal_redirect_uri(public_url: &str) -> String {
    format!("{}/auth/callback", public_url.trim_end_matches('/'))
}

/// Initiate login URI: where Okta's dashboard sends whoever clicks the tile.
pub fn initiate_login_uri(public_url: &str) -> String {
    format!("{}/auth/login", public_url.trim_end_matches('/'))
}

/// Where Okta's Universal Logout is sent to (draft-parecki-oauth-global-token-revocation): also the `aud` of its token.
pub fn universal_logout_url(public_url: &str) -> String {
    format!(
        "{}/auth/global-token-revocation",
        public_url.trim_end_matches('/')
    )
}

/// Where logout tokens are sent to (OpenID Connect Back-Channel Logout 1.0).
pub fn backchannel_logout_url(public_url: &str) -> String {
    format!(
        "{}/auth/backchannel-logout",
        public_url.trim_end_matches('/')
    )
}

/// OpenID Connect Login Redirect URIs: all of them, the portal's first.
pub fn login_redirect_uris(public_url: &str) -> Vec<String> {
    let mut uris = vec![portal_redirect_uri(public_url)];
    uris.extend(DESKTOP_REDIRECT_URIS.map(str::to_owned));
    uris
}
