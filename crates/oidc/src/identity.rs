//! Who the issuer says has signed in.

use jiff::Timestamp;

/// A verified statement of an issuer about a person.
///
/// Only `issuer` and `subject` identify; the rest is what the issuer happens to know, and an issuer does not promise that an
/// email belongs to one person only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The `iss` claim, equal to the configured Issuer URL.
    pub issuer: String,
    /// The `sub` claim: 1 to 255 bytes, unique at this issuer, never given to someone else.
    pub subject: String,
    /// The name that the person signs in with at the issuer.
    pub preferred_username: Option<String>,
    /// The email as the issuer has it.
    pub email: Option<String>,
    /// True only if the issuer says so in the same document that the email came from.
    pub email_verified: bool,
    /// The whole name, for display.
    pub name: Option<String>,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub family_name: Option<String>,
    /// When the person last proved to the issuer who they are.
    pub auth_time: Option<Timestamp>,
    /// When the ID token stops being a proof.
    pub expires_at: Timestamp,
}
