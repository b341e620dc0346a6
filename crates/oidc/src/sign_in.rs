//! The values of one sign-in: what it starts from, where it sends the browser, what is kept until the browser is back.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use url::Url;

use crate::callback::Callback;
use crate::issuer::IssuerUrl;

/// How long a person may take at the issuer before the sign-in has to be started again.
pub const PENDING_LIFETIME: SignedDuration = SignedDuration::from_mins(10);

/// The app at the issuer, as the admin pasted it, and the address at which this sign-in comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientConfig {
    /// The Issuer URL.
    pub issuer: IssuerUrl,
    /// The Client ID of a native app: there is no client secret.
    pub client_id: String,
    /// One of the app's Login Redirect URIs, to the letter.
    pub redirect_uri: String,
}

/// What the issuer may be told about the person beforehand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// `login` asks the issuer for a fresh sign-in, `none` for one without a page.
    pub prompt: Option<String>,
    /// The name to fill in on the issuer's page.
    pub login_hint: Option<String>,
    /// The nonce to send. A native app that signs in to a server sends the one of [`crate::bound_nonce`]; without it a
    /// random one is made.
    pub nonce: Option<String>,
}

/// A sign-in that has begun.
#[derive(Debug)]
pub struct Started {
    /// Where the browser goes. It contains the state and the nonce but no verifier.
    pub authorize_url: Url,
    /// What [`crate::RelyingParty::finish`] needs. It is kept on this side, bound to the browser, and used once.
    pub pending: Pending,
}

/// What is remembered between the two halves of a sign-in.
///
/// It serialises whole, secrets included, so that it can rest in a store; its `Debug` prints none of them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pending {
    /// 256 random bits that come back with the browser.
    #[serde(with = "written_secret")]
    pub state: SecretString,
    /// 256 random bits, or the caller's, that come back inside the ID token.
    #[serde(with = "written_secret")]
    pub nonce: SecretString,
    /// The PKCE verifier: whoever holds it can redeem the code.
    #[serde(with = "written_secret")]
    pub pkce_verifier: SecretString,
    /// The Issuer URL at the start.
    pub issuer: String,
    /// The Client ID at the start.
    pub client_id: String,
    /// The redirect URI that was sent.
    pub redirect_uri: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Whether the issuer promised to name itself at the callback (RFC 9207).
    pub require_iss: bool,
}

impl Pending {
    /// Whether what the browser brought back has the state of this sign-in.
    pub fn is_answered_by(&self, callback: &Callback) -> bool {
        let came = callback.state.as_deref().unwrap_or_default().as_bytes();
        let sent = self.state.expose_secret().as_bytes();
        !came.is_empty() && bool::from(came.ct_eq(sent))
    }
}

/// Writing a secret is what the store is for, so it is spelled out here rather than allowed for every secret.
mod written_secret {
    use secrecy::{ExposeSecret, SecretString};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        secret: &SecretString,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(secret.expose_secret())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<SecretString, D::Error> {
        String::deserialize(deserializer).map(SecretString::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pending() -> Pending {
        Pending {
            state: "state-secret".into(),
            nonce: "nonce-secret".into(),
            pkce_verifier: "verifier-secret".into(),
            issuer: "https://acme.okta.com".to_owned(),
            client_id: "0oa1".to_owned(),
            redirect_uri: "http://127.0.0.1:8766/callback".to_owned(),
            started_at: Timestamp::UNIX_EPOCH,
            require_iss: false,
        }
    }

    #[test]
    fn debug_prints_no_secret() {
        let printed = format!("{:?}", pending());
        assert!(!printed.contains("-secret"), "{printed}");
        assert!(printed.contains("https://acme.okta.com"));
    }

    #[test]
    fn it_rests_in_a_store_and_comes_back_whole() {
        let json = serde_json::to_string(&pending()).expect("it serialises");
        let back: Pending = serde_json::from_str(&json).expect("it deserialises");
        assert_eq!(back.pkce_verifier.expose_secret(), "verifier-secret");
        assert_eq!(back.state.expose_secret(), "state-secret");
        assert_eq!(back.started_at, Timestamp::UNIX_EPOCH);
    }
}
