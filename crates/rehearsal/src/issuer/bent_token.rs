//! ID tokens that a relying party must not accept: each is right but for one thing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::behaviour::IdTokenFlaw;
use super::id_token::{Facts, LIFETIME_SECONDS, Token, at_hash, compact, message, seal};
use super::keys::KeyRing;

/// The token as the flaw wants it; `None` where there is to be none.
pub(super) fn issue(
    mut unsigned: Token,
    facts: &Facts<'_>,
    nonce_before: Option<&str>,
    flaw: Option<IdTokenFlaw>,
    keys: &KeyRing,
) -> anyhow::Result<Option<String>> {
    let Some(flaw) = flaw else {
        return seal(&unsigned, keys).map(Some);
    };
    bend_claims(&mut unsigned, facts, nonce_before, flaw);
    Ok(Some(match flaw {
        IdTokenFlaw::Absent => return Ok(None),
        IdTokenFlaw::NoToken => "not.a.token".to_owned(),
        IdTokenFlaw::AlgNone => {
            unsigned.header.insert("alg".to_owned(), json!("none"));
            compact(&message(&unsigned), "")
        }
        IdTokenFlaw::SignatureMissing => compact(&message(&unsigned), ""),
        IdTokenFlaw::Hs256WithPublicKey => {
            unsigned.header.insert("alg".to_owned(), json!("HS256"));
            let message = message(&unsigned);
            let mut mac = Hmac::<Sha256>::new_from_slice(keys.public_pem()?.as_bytes())?;
            mac.update(message.as_bytes());
            let mac = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
            compact(&message, &mac)
        }
        IdTokenFlaw::SignedByAnotherKey => signed_by_other(&unsigned, keys)?,
        IdTokenFlaw::KeyInHeader => {
            unsigned.header.insert("jwk".to_owned(), keys.other_jwk());
            signed_by_other(&unsigned, keys)?
        }
        IdTokenFlaw::KeyUnknown => {
            unsigned
                .header
                .insert("kid".to_owned(), json!("never-announced"));
            seal(&unsigned, keys)?
        }
        IdTokenFlaw::KeyUnnamed => {
            unsigned.header.remove("kid");
            seal(&unsigned, keys)?
        }
        IdTokenFlaw::ChangedAfterSigning => {
            let signature = keys.sign_rs256(&message(&unsigned))?;
            unsigned
                .claims
                .insert("sub".to_owned(), json!("00usomebodyelse00000"));
            compact(&message(&unsigned), &signature)
        }
        _ => seal(&unsigned, keys)?,
    }))
}

fn signed_by_other(unsigned: &Token, keys: &KeyRing) -> anyhow::Result<String> {
    let message = message(unsigned);
    Ok(compact(&message, &keys.sign_with_other(&message)?))
}

fn bend_claims(
    unsigned: &mut Token,
    facts: &Facts<'_>,
    nonce_before: Option<&str>,
    flaw: IdTokenFlaw,
) {
    let now = facts.now.as_second();
    let claims = &mut unsigned.claims;
    let mut put = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    match flaw {
        IdTokenFlaw::NonceOther => put("nonce", json!("C".repeat(43))),
        IdTokenFlaw::NonceReplayed => put("nonce", json!(nonce_before)),
        IdTokenFlaw::IssuerOther => put("iss", json!("https://other.example/oauth2/default")),
        IdTokenFlaw::IssuerWithSlash => put("iss", json!(format!("{}/", facts.issuer))),
        IdTokenFlaw::AudienceOther => put("aud", json!("0oaother000000000001")),
        IdTokenFlaw::AudiencesWithoutAzp | IdTokenFlaw::AudiencesWithOtherAzp => {
            put("aud", json!([facts.client_id, "0oaother000000000001"]));
            if flaw == IdTokenFlaw::AudiencesWithOtherAzp {
                put("azp", json!("0oaother000000000001"));
            }
        }
        IdTokenFlaw::AzpOther => put("azp", json!("0oaother000000000001")),
        IdTokenFlaw::ExpiredSince(seconds) => {
            put("iat", json!(now - seconds - 60));
            put("exp", json!(now - seconds));
        }
        IdTokenFlaw::ValidIn(seconds) => put("nbf", json!(now + seconds)),
        IdTokenFlaw::IssuedIn(seconds) => {
            put("iat", json!(now + seconds));
            put("exp", json!(now + seconds + LIFETIME_SECONDS));
        }
        IdTokenFlaw::IssuedSince(seconds) => put("iat", json!(now - seconds)),
        IdTokenFlaw::AtHashOther => put("at_hash", json!(at_hash("another access token"))),
        IdTokenFlaw::SubjectEmpty => put("sub", json!("")),
        IdTokenFlaw::SubjectNumber => put("sub", json!(7)),
        IdTokenFlaw::SubjectTooLong => put("sub", json!("0".repeat(256))),
        IdTokenFlaw::NonceMissing => {
            claims.remove("nonce");
        }
        IdTokenFlaw::SubjectMissing => {
            claims.remove("sub");
        }
        IdTokenFlaw::AlgNone
        | IdTokenFlaw::SignatureMissing
        | IdTokenFlaw::Hs256WithPublicKey
        | IdTokenFlaw::SignedByAnotherKey
        | IdTokenFlaw::KeyInHeader
        | IdTokenFlaw::KeyUnknown
        | IdTokenFlaw::KeyUnnamed
        | IdTokenFlaw::ChangedAfterSigning
        | IdTokenFlaw::NoToken
        | IdTokenFlaw::Absent => {}
    }
}
