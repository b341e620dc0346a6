//! The issuer's key set, reduced to the keys that an ID token may be signed with here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{
    CoreJsonWebKey, CoreJsonWebKeySet, CoreJsonWebKeyType, CoreJwsSigningAlgorithm,
};
use openidconnect::{JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeyUse};
use url::Url;

use crate::discovery::DiscoveryFailure;
use crate::fetch::{Answer, get, what_it_is_instead};
use crate::http::IssuerHttp;

/// The RSA keys of an issuer that may sign with RS256.
#[derive(Debug, Clone)]
pub(crate) struct KeySet(Vec<CoreJsonWebKey>);

impl KeySet {
    /// The key with this `kid`.
    pub(crate) fn named(&self, kid: &str) -> Option<&CoreJsonWebKey> {
        self.0
            .iter()
            .find(|key| key.key_id().is_some_and(|id| id.as_str() == kid))
    }

    /// The only key, if there is just one.
    pub(crate) fn only(&self) -> Option<&CoreJsonWebKey> {
        match self.0.as_slice() {
            [key] => Some(key),
            _ => None,
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// Fetches the key set. With it comes how long it may be kept.
pub(crate) async fn fetch(
    http: &dyn IssuerHttp,
    issuer: &str,
    url: &Url,
) -> Result<(KeySet, jiff::SignedDuration), DiscoveryFailure> {
    let Answer { body, keep_for } = get(http, issuer, url.as_str(), None).await?;
    // RFC 7517, section 5: keys of unknown kinds are ignored; openidconnect-rs does that.
    let all: CoreJsonWebKeySet =
        serde_json::from_slice(&body).map_err(|_| DiscoveryFailure::NotAnIssuer {
            url: url.to_string(),
            why: what_it_is_instead(&body).to_owned(),
        })?;
    let usable: Vec<_> = all
        .keys()
        .iter()
        .filter(|key| signs_with_rs256(key))
        .cloned()
        .collect();
    if usable.is_empty() {
        return Err(DiscoveryFailure::NoUsableKey {
            url: url.to_string(),
        });
    }
    Ok((KeySet(usable), keep_for))
}

/// RFC 7518, section 3.3: "A key of size 2048 bits or larger MUST be used with these algorithms."
///
/// More than 4096 bits are not verified by the library, so such a key does not count either.
fn signs_with_rs256(key: &CoreJsonWebKey) -> bool {
    let for_signing = key.key_use().is_none_or(JsonWebKeyUse::allows_signature);
    let for_rs256 = matches!(
        key.signing_alg(),
        JsonWebKeyAlgorithm::Unspecified
            | JsonWebKeyAlgorithm::Algorithm(CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256)
    );
    *key.key_type() == CoreJsonWebKeyType::RSA
        && for_signing
        && for_rs256
        && (2048..=4096).contains(&modulus_bits(key))
}

/// The modulus is only to be seen in the key's JSON.
fn modulus_bits(key: &CoreJsonWebKey) -> usize {
    let modulus = serde_json::to_value(key)
        .ok()
        .and_then(|json| {
            json.get("n")
                .and_then(|n| n.as_str())
                .map(|n| n.trim_end_matches('=').to_owned())
        })
        .and_then(|n| URL_SAFE_NO_PAD.decode(n).ok())
        .unwrap_or_default();
    let significant = modulus
        .iter()
        .position(|byte| *byte != 0)
        .map_or(&[][..], |start| &modulus[start..]);
    significant.first().map_or(0, |first| {
        significant.len() * 8 - first.leading_zeros() as usize
    })
}
