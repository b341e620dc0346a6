//! The checks on an ID token (OIDC Core 1.0, section 3.1.3.7).
//!
//! openidconnect-rs checks signature, issuer, audience, expiry and nonce. It leaves `azp`, `nbf`, the age of `iat`, the length
//! of `sub`, `at_hash` and the choice of the key to its caller, and it knows algorithms that have no place here; those
//! checks are ours.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreGenderClaim, CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, ClaimsVerificationError, ClientId, IdToken,
    IdTokenClaims, Nonce, SignatureVerificationError,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::{IdTokenProblem, quoted};
use crate::identity::Identity;

/// How far apart the clocks of the issuer and this machine may be.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// An ID token for a sign-in that has just happened is not older than the sign-in may take.
const OLDEST: SignedDuration = SignedDuration::from_mins(10);
/// An ID token has a few kilobytes; more is not worth decoding.
const LONGEST_TOKEN: usize = 64 * 1024;
/// OIDC Core 1.0, section 2: `sub` "MUST NOT exceed 255 ASCII characters in length".
const LONGEST_SUBJECT: usize = 255;

/// The claim that openidconnect-rs does not read.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct FurtherClaims {
    /// RFC 7519, section 4.1.5. Seconds, perhaps with a fraction.
    nbf: Option<f64>,
}

impl AdditionalClaims for FurtherClaims {}

type Token = IdToken<
    FurtherClaims,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Claims = IdTokenClaims<FurtherClaims, CoreGenderClaim>;

/// What the token is held against.
pub(crate) struct Expected<'a> {
    pub(crate) issuer: &'a openidconnect::IssuerUrl,
    pub(crate) client_id: &'a str,
    pub(crate) nonce: &'a str,
    pub(crate) now: Timestamp,
    /// The access token that came along, if one did.
    pub(crate) access_token: Option<&'a AccessToken>,
}

/// Which key the token wants to be checked with; `None` if it does not say.
///
/// RFC 8725, section 3.1: the algorithm is decided here, before anything else in the token counts, and not by the token.
pub(crate) fn key_wanted(token: &str) -> Result<Option<String>, IdTokenProblem> {
    if token.len() > LONGEST_TOKEN {
        return Err(malformed("it is longer than 64 KiB"));
    }
    let header =
        part(token, 0).ok_or_else(|| malformed("its header is not base64url around JSON"))?;
    match header.get("alg").and_then(Value::as_str) {
        Some("RS256") => {}
        Some(alg) if alg.eq_ignore_ascii_case("none") => return Err(IdTokenProblem::Unsigned),
        Some(other) => {
            return Err(IdTokenProblem::Algorithm {
                found: quoted(other),
            });
        }
        None => return Err(malformed("its header names no algorithm")),
    }
    match header.get("kid") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(kid)) => Ok(Some(kid.clone())),
        Some(_) => Err(malformed("its header's kid is not a text")),
    }
}

/// Checks everything, with the one key that it may be signed with.
pub(crate) fn check(
    token: &str,
    key: &CoreJsonWebKey,
    expected: &Expected<'_>,
) -> Result<Identity, IdTokenProblem> {
    let parsed: Token = token.parse().map_err(|_| unreadable(token))?;
    let allowed_until = chrono_time(expected.now - SKEW)?;
    let verifier = CoreIdTokenVerifier::new_public_client(
        ClientId::new(expected.client_id.to_owned()),
        expected.issuer.clone(),
        CoreJsonWebKeySet::new(vec![key.clone()]),
    )
    .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
    // Section 3.1.3.7, rule 3 wants other audiences to be trusted; `authorized_party` below says which are.
    .set_other_audience_verifier_fn(|_| true)
    .set_time_fn(move || allowed_until);
    let claims = parsed
        .claims(&verifier, &Nonce::new(expected.nonce.to_owned()))
        .map_err(|refusal| in_our_words(&refusal, token, expected))?;

    authorized_party(claims, expected.client_id)?;
    times(claims, expected.now)?;
    access_token_hash(claims, key, expected.access_token)?;
    let length = claims.subject().as_str().len();
    if length == 0 || length > LONGEST_SUBJECT {
        return Err(IdTokenProblem::Subject { length });
    }
    identity(claims)
}

/// Section 3.1.3.7, rules 4 and 5: several audiences need an `azp`, and an `azp` must be this client.
fn authorized_party(claims: &Claims, client_id: &str) -> Result<(), IdTokenProblem> {
    let found = claims.authorized_party().map(|party| party.as_str());
    let problem = || IdTokenProblem::AuthorizedParty {
        expected: client_id.to_owned(),
        found: found.map(quoted),
    };
    match found {
        Some(party) if party == client_id => Ok(()),
        Some(_) => Err(problem()),
        None if claims.audiences().len() > 1 => Err(problem()),
        None => Ok(()),
    }
}

/// Section 3.1.3.7, rule 10 for `iat`, and RFC 7519, section 4.1.5 for `nbf`. The verifier has checked `exp`.
fn times(claims: &Claims, now: Timestamp) -> Result<(), IdTokenProblem> {
    let issued = jiff_time(claims.issue_time())?;
    if issued > now + SKEW {
        return Err(IdTokenProblem::IssuedInFuture { at: issued });
    }
    if issued < now - OLDEST - SKEW {
        return Err(IdTokenProblem::IssuedTooLongAgo { at: issued });
    }
    if let Some(seconds) = claims.additional_claims().nbf {
        let at = SignedDuration::try_from_secs_f64(seconds)
            .ok()
            .and_then(|since| Timestamp::from_duration(since).ok())
            .ok_or_else(|| malformed("its nbf is no date"))?;
        if at > now + SKEW {
            return Err(IdTokenProblem::NotYetValid { at });
        }
    }
    Ok(())
}

/// Section 3.1.3.8: in the code flow `at_hash` may be absent; if it is there, it must fit.
fn access_token_hash(
    claims: &Claims,
    key: &CoreJsonWebKey,
    token: Option<&AccessToken>,
) -> Result<(), IdTokenProblem> {
    let (Some(stated), Some(token)) = (claims.access_token_hash(), token) else {
        return Ok(());
    };
    let made =
        AccessTokenHash::from_token(token, &CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, key)
            .map_err(|_| IdTokenProblem::AccessTokenHash)?;
    if made == *stated {
        Ok(())
    } else {
        Err(IdTokenProblem::AccessTokenHash)
    }
}

fn identity(claims: &Claims) -> Result<Identity, IdTokenProblem> {
    let email = claims.email().and_then(|email| filled(email.as_str()));
    Ok(Identity {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        preferred_username: claims
            .preferred_username()
            .and_then(|name| filled(name.as_str())),
        email_verified: email.is_some() && claims.email_verified().unwrap_or(false),
        email,
        name: claims
            .name()
            .and_then(|name| name.get(None))
            .and_then(|name| filled(name.as_str())),
        given_name: claims
            .given_name()
            .and_then(|name| name.get(None))
            .and_then(|name| filled(name.as_str())),
        family_name: claims
            .family_name()
            .and_then(|name| name.get(None))
            .and_then(|name| filled(name.as_str())),
        auth_time: claims.auth_time().map(jiff_time).transpose()?,
        expires_at: jiff_time(claims.expiration())?,
    })
}

/// A blank claim says nothing.
pub(crate) fn filled(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The library's refusal, with the values that a person needs to find the cause.
///
/// They are read from a token that was not accepted, for the sentence only.
fn in_our_words(
    refusal: &ClaimsVerificationError,
    token: &str,
    expected: &Expected<'_>,
) -> IdTokenProblem {
    let claims = part(token, 1).unwrap_or_default();
    let text = |name: &str| {
        claims
            .get(name)
            .and_then(Value::as_str)
            .map(quoted)
            .unwrap_or_default()
    };
    match refusal {
        ClaimsVerificationError::Expired(_) => claims
            .get("exp")
            .and_then(Value::as_f64)
            .and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok())
            .and_then(|since| Timestamp::from_duration(since).ok())
            .map_or_else(
                || malformed("its exp is no date"),
                |at| IdTokenProblem::Expired { at },
            ),
        ClaimsVerificationError::InvalidIssuer(_) => IdTokenProblem::Issuer {
            expected: expected.issuer.to_string(),
            found: text("iss"),
        },
        ClaimsVerificationError::InvalidAudience(_) => IdTokenProblem::Audience {
            expected: expected.client_id.to_owned(),
            found: match claims.get("aud") {
                Some(Value::Array(all)) => quoted(
                    &all.iter()
                        .filter_map(Value::as_str)
                        .collect::<Vec<_>>()
                        .join(", "),
                ),
                _ => text("aud"),
            },
        },
        ClaimsVerificationError::InvalidNonce(_)
            if claims.get("nonce").is_none_or(Value::is_null) =>
        {
            IdTokenProblem::NonceMissing
        }
        ClaimsVerificationError::InvalidNonce(_) => IdTokenProblem::NonceDiffers,
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoSignature) => {
            IdTokenProblem::Unsigned
        }
        ClaimsVerificationError::SignatureVerification(_) => IdTokenProblem::Signature,
        ClaimsVerificationError::Unsupported(_) => {
            malformed("its header asks for something that ID tokens do not have here")
        }
        _ => malformed("a claim cannot be used"),
    }
}

/// Why a token cannot even be read; `None` if it can.
pub(crate) fn why_unreadable(token: &str) -> Option<IdTokenProblem> {
    match key_wanted(token) {
        Err(problem) => Some(problem),
        Ok(_) => token.parse::<Token>().err().map(|_| unreadable(token)),
    }
}

/// Says what keeps a token from being read, without showing what is in it.
fn unreadable(token: &str) -> IdTokenProblem {
    let Some(claims) = part(token, 1) else {
        return malformed("its claims are not base64url around a JSON object");
    };
    match claims.get("sub") {
        None | Some(Value::Null) => return IdTokenProblem::Subject { length: 0 },
        Some(_) => {}
    }
    let missing = ["iss", "aud", "exp", "iat"]
        .into_iter()
        .find(|name| claims.get(*name).is_none_or(Value::is_null));
    match missing {
        Some(name) => malformed(&format!("the claim {name} is missing")),
        None => malformed(
            "a claim is of another kind than it should be, or the signature is not base64url",
        ),
    }
}

/// One part of a compact JWS as a JSON object.
fn part(token: &str, index: usize) -> Option<Value> {
    let parts: Vec<&str> = token.split('.').collect();
    if parts.len() != 3 {
        return None;
    }
    let json = URL_SAFE_NO_PAD.decode(parts[index]).ok()?;
    serde_json::from_slice(&json).ok().filter(Value::is_object)
}

fn malformed(why: &str) -> IdTokenProblem {
    IdTokenProblem::Malformed {
        why: why.to_owned(),
    }
}

fn jiff_time(time: DateTime<Utc>) -> Result<Timestamp, IdTokenProblem> {
    Timestamp::from_second(time.timestamp())
        .map_err(|_| malformed("it has a date that no calendar has"))
}

fn chrono_time(time: Timestamp) -> Result<DateTime<Utc>, IdTokenProblem> {
    DateTime::from_timestamp(time.as_second(), 0)
        .ok_or_else(|| malformed("this machine's clock is far off"))
}
