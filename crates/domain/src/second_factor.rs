//! The second factor of a local sign-in: the codes of an authenticator app (TOTP, RFC 6238), passkeys (WebAuthn), and
//! the recovery codes beside them.
//!
//! A passkey of WebAuthn is a [`Credential`] here; [`crate::passkey`] is the Integration Passkey that Okta sends.

use jiff::Timestamp;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

use crate::access_role::AccessRole;
use crate::typed_code;

/// So many recovery codes are made at once.
pub const RECOVERY_CODES: usize = 10;
/// A person has no more passkeys than this.
pub const MOST_CREDENTIALS: usize = 20;
/// The longest name of a passkey, in characters.
pub const LONGEST_NAME: usize = 60;

/// An authenticator app's secret, locked with a key that is made of the person's own password: whoever reads the
/// database cannot make codes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedTotp {
    /// Whose.
    pub user_id: String,
    /// By which the key is made of the password.
    pub salt: [u8; 16],
    /// Used once with that key.
    pub nonce: [u8; 24],
    /// The secret, encrypted and authenticated together with the person's id.
    pub sealed: Vec<u8>,
    /// The 30 seconds, counted from 1970, whose code was taken last: no code is taken twice (RFC 6238 §5.2).
    pub last_step: u64,
    /// When it was added.
    pub added_at: Timestamp,
    /// When a code was last taken.
    pub last_used_at: Option<Timestamp>,
}

/// A passkey: a public key credential of WebAuthn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// UUID; no secret.
    pub id: String,
    /// Whose.
    pub user_id: String,
    /// The authenticator's name for it.
    pub credential_id: Vec<u8>,
    /// The host that it belongs to: a browser offers it nowhere else.
    pub rp_id: String,
    /// What the person calls it.
    pub name: String,
    /// The public key and what else the ceremony needs, as JSON.
    pub document: String,
    /// The authenticator's count of its uses; 0 where it does not count.
    pub counter: u32,
    /// When it was added.
    pub added_at: Timestamp,
    /// When it last signed its owner in.
    pub last_used_at: Option<Timestamp>,
}

/// Whether someone of this role needs a second factor for a local password: from Admin on, where the server is reached
/// from elsewhere.
pub fn is_required(role: Option<AccessRole>, from_elsewhere: bool) -> bool {
    from_elsewhere && role >= Some(AccessRole::Admin)
}

/// A recovery code: 80 random bits, as ABCD-EFGH-JKLM-NPQR.
pub fn recovery_code(random: [u8; 16]) -> SecretString {
    SecretString::from(typed_code::shown(&random))
}

/// What is stored instead of a recovery code. No salt: 80 random bits need none, and the owner's id stands before them.
pub fn recovery_hash(user_id: &str, typed: &str) -> [u8; 32] {
    let plain = typed_code::typed(typed);
    Sha256::digest(format!("recovery {user_id} {plain}").as_bytes()).into()
}

/// A name for a passkey: without blanks around it, not too long, on one line.
pub fn credential_name(text: &str) -> Option<String> {
    let name = text.trim();
    let fits = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    fits.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed_and_belongs_to_one_person() {
        let code = recovery_code([0, 1, 2, 3, 4, 5, 6, 31, 32, 33, 34, 35, 36, 37, 38, 255]);
        assert_eq!(code.expose_secret(), "ABCD-EFG9-ABCD-EFG9");
        let stored = recovery_hash("u1", code.expose_secret());
        assert_eq!(recovery_hash("u1", " abcd efg9 abcdefg9\n"), stored);
        assert_ne!(recovery_hash("u2", code.expose_secret()), stored);
        assert_ne!(recovery_hash("u1", "ABCD-EFG9-ABCD-EFG8"), stored);
    }

    #[test]
    fn it_is_required_of_admins_where_the_server_is_reached_from_elsewhere() {
        for (role, required) in [
            (None, false),
            (Some(AccessRole::ReadOnly), false),
            (Some(AccessRole::User), false),
            (Some(AccessRole::Admin), true),
            (Some(AccessRole::EnterpriseAdmin), true),
        ] {
            assert_eq!(is_required(role, true), required, "{role:?}");
            assert!(!is_required(role, false), "{role:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_that_is_not_too_long() {
        assert_eq!(credential_name("  Laptop "), Some("Laptop".to_owned()));
        for bad in ["", "   ", "two\nlines", &"x".repeat(61)] {
            assert_eq!(credential_name(bad), None, "{bad}");
        }
    }
}
