//! What a browser carries between the two halves of a sign-in.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_app::sign_in::browser::Purpose;
use latchkey_oidc::Pending;
use serde::{Deserialize, Serialize};

/// Kept in the browser's own cookie, so that a restart of the server in the middle loses nobody, and another browser
/// has nothing to go on with. What is secret in it is secret from everyone but its owner.
#[derive(Serialize, Deserialize)]
pub struct Transaction {
    /// State, nonce, PKCE verifier.
    pub pending: Pending,
    /// What it is for.
    pub purpose: Purpose,
    /// Where to go afterwards: a path of our own.
    pub return_to: String,
}

impl Transaction {
    /// As a cookie's value.
    pub fn to_text(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(json)
    }

    /// From a cookie's value; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let json = URL_SAFE_NO_PAD.decode(text).ok()?;
        serde_json::from_slice(&json).ok()
    }
}
