//! A signed JWT: its parts, what its header may say, its signature (RFC 7515, RFC 8725).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::JsonWebKey as _;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use serde_json::{Map, Value};

use super::problem::LogoutProblem;
use crate::failure::quoted;

/// It has a few hundred bytes; more is not worth decoding.
const LONGEST: usize = 16 * 1024;

/// What was read; nothing of it counts until the signature was checked.
#[derive(Debug)]
pub(super) struct Jws<'a> {
    /// The header and the claims, as they were signed.
    pub(super) signed: &'a str,
    signature: Vec<u8>,
    /// The header's `kid`.
    pub(super) key_id: Option<String>,
    pub(super) claims: Map<String, Value>,
}

/// Reads a token that has to be of this type.
pub(super) fn read<'a>(token: &'a str, wanted: &'static str) -> Result<Jws<'a>, LogoutProblem> {
    if token.len() > LONGEST {
        return Err(malformed("it is longer than 16 KiB"));
    }
    let (signed, signature) = token
        .rsplit_once('.')
        .ok_or_else(|| malformed("it has no three parts"))?;
    let (header, claims) = signed
        .split_once('.')
        .ok_or_else(|| malformed("it has no three parts"))?;
    let header =
        object(header).ok_or_else(|| malformed("its header is not base64url around JSON"))?;
    algorithm(&header)?;
    kind(&header, wanted)?;
    // RFC 7515, section 4.1.11: what is critical and not understood makes it invalid.
    if header.contains_key("crit") {
        return Err(malformed("its header asks for an extension"));
    }
    let key_id = match header.get("kid") {
        None => None,
        Some(Value::String(kid)) => Some(kid.clone()),
        Some(_) => return Err(malformed("its header's kid is not a text")),
    };
    Ok(Jws {
        signed,
        signature: URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| malformed("its signature is not base64url"))?,
        key_id,
        claims: object(claims)
            .ok_or_else(|| malformed("its claims are not base64url around a JSON object"))?,
    })
}

/// RFC 8725, section 3.1: decided here, and not by the token.
fn algorithm(header: &Map<String, Value>) -> Result<(), LogoutProblem> {
    match header.get("alg").and_then(Value::as_str) {
        Some("RS256") => Ok(()),
        Some(alg) if alg.eq_ignore_ascii_case("none") => Err(LogoutProblem::Unsigned),
        Some(other) => Err(LogoutProblem::Algorithm {
            found: quoted(other),
        }),
        None => Err(malformed("its header names no algorithm")),
    }
}

/// RFC 7515, section 4.1.9: a media type, in front of which "application/" may be left out.
fn kind(header: &Map<String, Value>, wanted: &'static str) -> Result<(), LogoutProblem> {
    let found = header.get("typ").and_then(Value::as_str);
    let is_wanted = found.is_some_and(|typ| {
        let short = match typ.get(..12) {
            Some(front) if front.eq_ignore_ascii_case("application/") => &typ[12..],
            _ => typ,
        };
        short.eq_ignore_ascii_case(wanted)
    });
    if is_wanted {
        return Ok(());
    }
    Err(LogoutProblem::Kind {
        expected: wanted,
        found: found.map(quoted),
    })
}

impl Jws<'_> {
    /// Checks the signature with the one key that it may be signed with.
    pub(super) fn verify(&self, key: &CoreJsonWebKey) -> Result<(), LogoutProblem> {
        key.verify_signature(
            &CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            self.signed.as_bytes(),
            &self.signature,
        )
        .map_err(|_| LogoutProblem::Signature)
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    let json = URL_SAFE_NO_PAD.decode(part).ok()?;
    serde_json::from_slice(&json).ok()
}

pub(super) fn malformed(why: &'static str) -> LogoutProblem {
    LogoutProblem::Malformed { why }
}
