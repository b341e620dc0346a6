//! The nonce of a native app's sign-in: it binds the ID token to the one server that gave out the challenge.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// BASE64URL(SHA-256(challenge ‖ secret ‖ public URL)), without padding: 43 characters.
///
/// `challenge` comes from the server, `secret` from the app, which shows it only when it hands in the ID token. The public
/// URL is the server's own word for itself, so that a token caught by another server is worth nothing here. Both sides
/// use values of fixed length for the first two, so the plain concatenation has one reading.
pub fn bound_nonce(challenge: &str, secret: &str, public_url: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(challenge.as_bytes());
    hash.update(secret.as_bytes());
    hash.update(public_url.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::bound_nonce;

    #[test]
    fn another_server_gets_another_nonce() {
        assert_ne!(
            bound_nonce("c", "s", "https://latchkey.acme.com"),
            bound_nonce("c", "s", "https://latchkey.evil.example")
        );
    }

    #[test]
    fn it_is_the_hash_of_the_three_in_order() {
        // SHA-256("abc") from FIPS 180-2, appendix B.1.
        assert_eq!(
            bound_nonce("a", "b", "c"),
            "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
        );
    }
}
