//! What such a token has to say (RFC 7519, section 4.1; OpenID Connect Back-Channel Logout 1.0, section 2.4).

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::jws::malformed;
use super::problem::LogoutProblem;
use crate::failure::quoted;

/// The member of `events` that makes a token a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// OIDC Core 1.0, section 2: `sub` "MUST NOT exceed 255 ASCII characters in length".
const LONGEST_SUBJECT: usize = 255;
/// A `jti` is an id, not a document.
const LONGEST_NUMBER: usize = 1024;

type Claims = Map<String, Value>;

/// What the claims of every kind are held against.
pub(super) struct Rules<'a> {
    pub(super) issuer: &'a str,
    pub(super) audience: &'a str,
    /// How far apart the clocks may be.
    pub(super) skew: SignedDuration,
    /// How long ago it may have been issued.
    pub(super) oldest: SignedDuration,
}

/// What its times come to.
pub(super) struct Times {
    /// From then on it would be too old.
    pub(super) good_until: Timestamp,
}

/// `iss`, `aud`, `iat`, `exp` and `nbf`.
pub(super) fn check(
    claims: &Claims,
    rules: &Rules<'_>,
    now: Timestamp,
) -> Result<Times, LogoutProblem> {
    let issuer = text(claims, "iss")?;
    if issuer != rules.issuer {
        return Err(LogoutProblem::Issuer {
            expected: rules.issuer.to_owned(),
            found: quoted(issuer),
        });
    }
    audience(claims, rules.audience)?;
    let issued_at = time(claims, "iat")?.ok_or(LogoutProblem::Missing { claim: "iat" })?;
    let expires = time(claims, "exp")?.ok_or(LogoutProblem::Missing { claim: "exp" })?;
    if issued_at > now + rules.skew {
        return Err(LogoutProblem::IssuedInFuture { at: issued_at });
    }
    let good_until = issued_at
        .checked_add(rules.oldest)
        .map_err(|_| malformed("its iat is no date"))?;
    if now > good_until {
        return Err(LogoutProblem::IssuedTooLongAgo { at: issued_at });
    }
    if expires <= now - rules.skew {
        return Err(LogoutProblem::Expired { at: expires });
    }
    if let Some(from) = time(claims, "nbf")?
        && from > now + rules.skew
    {
        return Err(LogoutProblem::NotYetValid { at: from });
    }
    Ok(Times { good_until })
}

/// RFC 7519, section 4.1.3: a text, or several.
fn audience(claims: &Claims, expected: &str) -> Result<(), LogoutProblem> {
    let found: Vec<&str> = match claims.get("aud") {
        None => return Err(LogoutProblem::Missing { claim: "aud" }),
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(_) => return Err(malformed("its aud is not a text")),
    };
    if found.contains(&expected) {
        return Ok(());
    }
    Err(LogoutProblem::Audience {
        expected: expected.to_owned(),
        found: quoted(&found.join(", ")),
    })
}

/// The `sub` of the token that a revocation is asked by: the client at which the person is signed in.
pub(super) fn client(claims: &Claims, expected: &str) -> Result<(), LogoutProblem> {
    let found = text(claims, "sub")?;
    if found == expected {
        return Ok(());
    }
    Err(LogoutProblem::Client {
        expected: expected.to_owned(),
        found: quoted(found),
    })
}

/// Back-Channel Logout 1.0, section 2.6, steps 6 and 7: the event is there, and no `nonce`, so that an ID token cannot be
/// put in for it, nor it for an ID token.
pub(super) fn event(claims: &Claims) -> Result<(), LogoutProblem> {
    let is_there = claims
        .get("events")
        .and_then(Value::as_object)
        .and_then(|events| events.get(EVENT))
        .is_some_and(Value::is_object);
    if !is_there {
        return Err(LogoutProblem::NoEvent);
    }
    if claims.contains_key("nonce") {
        return Err(LogoutProblem::Nonce);
    }
    Ok(())
}

/// Step 5. NB: sessions are not told apart by the issuer's `sid` here, so that `sub` is needed, and all of the person's end.
pub(super) fn subject(claims: &Claims) -> Result<&str, LogoutProblem> {
    if !claims.contains_key("sub") && claims.contains_key("sid") {
        return Err(LogoutProblem::SessionAlone);
    }
    let subject = text(claims, "sub")?;
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(LogoutProblem::Subject {
            length: subject.len(),
        });
    }
    Ok(subject)
}

/// `jti`, if there is one.
pub(super) fn token_number(claims: &Claims) -> Result<Option<&str>, LogoutProblem> {
    match claims.get("jti") {
        None => Ok(None),
        Some(Value::String(jti)) if (1..=LONGEST_NUMBER).contains(&jti.len()) => Ok(Some(jti)),
        Some(_) => Err(malformed("its jti is not a text of 1 to 1,024 bytes")),
    }
}

fn text<'c>(claims: &'c Claims, name: &'static str) -> Result<&'c str, LogoutProblem> {
    match claims.get(name) {
        None | Some(Value::Null) => Err(LogoutProblem::Missing { claim: name }),
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(malformed("a claim is of another kind than it should be")),
    }
}

/// RFC 7519, section 2, NumericDate: seconds, perhaps with a fraction.
fn time(claims: &Claims, name: &str) -> Result<Option<Timestamp>, LogoutProblem> {
    let Some(value) = claims.get(name) else {
        return Ok(None);
    };
    value
        .as_f64()
        .and_then(|seconds| SignedDuration::try_from_secs_f64(seconds).ok())
        .and_then(|since| Timestamp::from_duration(since).ok())
        .map(Some)
        .ok_or_else(|| malformed("one of its times is no date"))
}
