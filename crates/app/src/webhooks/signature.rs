//! Signatures of Standard Webhooks, symmetric (`v1`): HMAC-SHA256 over id, timestamp and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

use crate::ports::entropy::Entropy;

/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// A new secret: 256 random bits.
pub(super) fn fresh_secret(entropy: &(dyn Entropy + 'static)) -> SecretString {
    let bytes = Zeroizing::new(entropy.bytes::<32>());
    SecretString::from(format!("{PREFIX}{}", STANDARD.encode(*bytes)))
}

/// `v1,…` by one secret; `None` when it is none.
pub(super) fn sign(secret: &SecretString, id: &str, timestamp: i64, body: &str) -> Option<String> {
    let encoded = secret.expose_secret().strip_prefix(PREFIX)?;
    let key = Zeroizing::new(STANDARD.decode(encoded).ok()?);
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    for part in [id, ".", &timestamp.to_string(), ".", body] {
        mac.update(part.as_bytes());
    }
    Some(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::entropy::SystemEntropy;

    /// The example of the specification's own libraries.
    #[test]
    fn the_vector_of_standard_webhooks() {
        let secret = SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        let signed = sign(
            &secret,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(
            signed.as_deref(),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
    }

    #[test]
    fn what_is_no_secret_signs_nothing() {
        for wrong in ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!"] {
            assert_eq!(sign(&SecretString::from(wrong), "msg_1", 0, "{}"), None);
        }
    }

    #[test]
    fn a_fresh_secret_has_32_bytes_and_is_another_each_time() {
        let one = fresh_secret(&SystemEntropy);
        let encoded = one.expose_secret().strip_prefix(PREFIX).unwrap().to_owned();
        assert_eq!(STANDARD.decode(encoded).unwrap().len(), 32);
        assert_ne!(
            one.expose_secret(),
            fresh_secret(&SystemEntropy).expose_secret()
        );
    }
}
