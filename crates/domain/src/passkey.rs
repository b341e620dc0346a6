//! The Integration Passkey: the password that Okta sends (product rule 8).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// A passkey as the store knows it: the clear text is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// UUID; also its name in the keychain.
    pub id: String,
    /// SHA-256 of the clear text. No salt: 256 random bits need none.
    pub hash: [u8; 32],
    /// What the connector page shows of it.
    pub last_four: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When Okta last got in with it.
    pub last_used_at: Option<Timestamp>,
    /// When its grace period ends, for one that was rotated out.
    pub expires_at: Option<Timestamp>,
}

impl Passkey {
    /// Whether it lets someone in at `now`.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now < end)
    }

    /// Compares in constant time.
    pub fn matches(&self, clear: &str) -> bool {
        self.hash.ct_eq(&hash(clear)).into()
    }
}

/// Makes the clear text out of 32 random bytes: 43 letters of base64url.
pub fn clear_text(random: [u8; 32]) -> SecretString {
    SecretString::from(URL_SAFE_NO_PAD.encode(random))
}

/// What is stored instead of the clear text; also used for session tokens, of the same strength.
pub fn hash(clear: &str) -> [u8; 32] {
    Sha256::digest(clear.as_bytes()).into()
}

/// The last four characters, to tell two passkeys apart.
pub fn last_four(clear: &SecretString) -> String {
    let text = clear.expose_secret();
    text[text.len().saturating_sub(4)..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expired_passkey_is_not_valid_and_another_does_not_match() {
        let now = Timestamp::UNIX_EPOCH;
        let clear = clear_text([7; 32]);
        let key = Passkey {
            id: String::new(),
            hash: hash(clear.expose_secret()),
            last_four: last_four(&clear),
            created_at: now,
            last_used_at: None,
            expires_at: Some(now),
        };
        assert!(!key.is_valid(now));
        assert!(!key.matches("something else"));
        assert!(key.matches(clear.expose_secret()));
        assert_eq!(key.last_four, "HBwc");
    }
}
