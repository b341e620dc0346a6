//! ID tokens (OpenID Connect Core 1.0, section 3.1.3.7), against an issuer with one key.
//!
//! The input is a token, or what one is made of: a line with how it is signed, a line with the header, a line with the
//! claims. How: `right`, `wrong` (another key), `hmac` (HS256 with the public key), `none`, or `right` and a number, the bit
//! of the finished token that flips. So the fuzzer gets past the signature, and what is in a token that the issuer signed
//! can be as odd as it likes.

use std::sync::Once;

use latchkey_oidc::Identity;
use serde_json::Value;

use crate::issuer::{
    CLIENT_ID, HEADER, ISSUER, NONCE, NOW, claims, compact, issuer_url, party, right_key, wait,
    wrong_key,
};
use crate::refused;

/// Two minutes of skew (rule 1 of what sign-in must withstand).
const SKEW: f64 = 120.0;
const OLDEST: f64 = 600.0;

/// Nothing but a token by the issuer's key, with the claims of this sign-in, opens.
pub fn holds(input: &[u8]) {
    a_good_one_opens();
    let Ok(text) = str::from_utf8(input) else {
        return;
    };
    let mut lines = text.splitn(3, '\n');
    match (lines.next(), lines.next(), lines.next()) {
        (Some(how), Some(header), Some(claims)) => made(how.trim(), header, claims),
        // Whoever makes these up has no key.
        _ => assert!(verify(text).is_none(), "{text:.200} opens"),
    }
}

/// Else everything below would hold of a relying party that lets nobody in.
fn a_good_one_opens() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let token = compact(HEADER, &claims().to_string(), |input| {
            right_key().sign(input)
        });
        assert!(verify(&token).is_some(), "a good token does not open");
    });
}

fn made(how: &str, header: &str, claims: &str) {
    let (signer, flipped) = how.split_once(' ').unwrap_or((how, ""));
    let token = match signer {
        "right" => compact(header, claims, |input| right_key().sign(input)),
        "wrong" => compact(header, claims, |input| wrong_key().sign(input)),
        "hmac" => compact(header, claims, |input| right_key().confused_sign(input)),
        _ => compact(header, claims, |_| Vec::new()),
    };
    let (token, is_whole) = match flipped.parse() {
        Ok(bit) => (flip(token, bit), false),
        Err(_) => (token, true),
    };
    let Some(identity) = verify(&token) else {
        return;
    };
    assert!(
        signer == "right" && is_whole,
        "a token opens that is signed by “{how}”"
    );
    opens(header, claims, &identity);
}

/// Changes one bit; where the outcome is no ASCII, another one of the same letter.
fn flip(token: String, bit: usize) -> String {
    let mut bytes = token.into_bytes();
    let at = bit / 6 % bytes.len();
    bytes[at] ^= 1 << (bit % 6);
    String::from_utf8(bytes).expect("a low bit of ASCII is ASCII")
}

fn verify(token: &str) -> Option<Identity> {
    match wait(party().verify_id_token(&issuer_url(), CLIENT_ID, token, NONCE)) {
        Ok(identity) => Some(identity),
        Err(failure) => {
            refused::sentence(&failure.to_string());
            None
        }
    }
}

/// What a token that opens must say, read again without a library.
fn opens(header: &str, claims: &str, identity: &Identity) {
    let header: Value = serde_json::from_str(header).expect("a header");
    assert_eq!(header["alg"], "RS256");
    assert!(
        header
            .get("kid")
            .is_none_or(|kid| kid.is_null() || kid == "key-1"),
        "{header}"
    );
    assert!(header.get("crit").is_none_or(Value::is_null), "{header}");

    let said: Value = serde_json::from_str(claims).expect("claims");
    assert_eq!(said["iss"], ISSUER);
    assert_eq!(said["nonce"], NONCE);
    match &said["aud"] {
        Value::Array(all) => {
            assert!(all.contains(&Value::from(CLIENT_ID)), "{}", said["aud"]);
            assert!(all.len() < 2 || said["azp"] == CLIENT_ID, "{}", said["azp"]);
        }
        one => assert_eq!(one, CLIENT_ID),
    }
    assert!(
        said.get("azp")
            .is_none_or(|azp| azp.is_null() || azp == CLIENT_ID),
        "{}",
        said["azp"]
    );
    #[expect(
        clippy::cast_precision_loss,
        reason = "these days are far below 2^53 seconds"
    )]
    let now = NOW as f64;
    let seconds = |name: &str| said[name].as_f64();
    // A time may also be a text, as the library takes it; numbers are what issuers write.
    assert!(
        seconds("exp").is_none_or(|exp| exp > now - SKEW - 1.0),
        "{}",
        said["exp"]
    );
    assert!(
        seconds("iat").is_none_or(|iat| iat < now + SKEW + 1.0 && iat > now - OLDEST - SKEW - 1.0),
        "{}",
        said["iat"]
    );
    assert!(
        seconds("nbf").is_none_or(|nbf| nbf < now + SKEW + 1.0),
        "{}",
        said["nbf"]
    );

    assert_eq!(said["sub"], identity.subject.as_str());
    assert!((1..=255).contains(&identity.subject.len()));
    assert_eq!(identity.issuer, ISSUER);
    let email = said.get("email").and_then(Value::as_str);
    assert_eq!(
        identity.email.as_deref(),
        email.filter(|email| !email.trim().is_empty())
    );
    if identity.email_verified {
        assert!(
            said["email_verified"] == true || said["email_verified"] == "true",
            "{}",
            said["email_verified"]
        );
    }
}
