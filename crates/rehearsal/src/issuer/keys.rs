//! The keys that ID tokens are signed with.

use std::mem;

use anyhow::Context;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::rand_core::OsRng;
use rsa::traits::PublicKeyParts;
use rsa::{RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::random;

/// Okta's keys.
const BITS: usize = 2048;

/// One key and the id that tokens name it by.
#[derive(Clone)]
pub struct Key {
    id: String,
    private: RsaPrivateKey,
    public: RsaPublicKey,
}

impl Key {
    /// Takes a noticeable part of a second for 2048 bits: not for a thread that serves requests.
    pub(super) fn make(bits: usize) -> anyhow::Result<Self> {
        let private = RsaPrivateKey::new(&mut OsRng, bits).context("no RSA key could be made")?;
        Ok(Self::of(private))
    }

    /// A key of Okta's size.
    pub fn fresh() -> anyhow::Result<Self> {
        Self::make(BITS)
    }

    /// From what [`Self::to_der`] gave, under an id of its own.
    pub fn from_der(der: &[u8]) -> anyhow::Result<Self> {
        let private = RsaPrivateKey::from_pkcs8_der(der).context("this is no RSA key")?;
        Ok(Self::of(private))
    }

    /// As PKCS #8, for tests that share a key: making one takes them longer than everything else.
    pub fn to_der(&self) -> anyhow::Result<Vec<u8>> {
        let der = self
            .private
            .to_pkcs8_der()
            .context("the key could not be written")?;
        Ok(der.as_bytes().to_vec())
    }

    fn of(private: RsaPrivateKey) -> Self {
        Self {
            id: random::token(),
            public: private.to_public_key(),
            private,
        }
    }

    /// RFC 7518 §3.3: RSASSA-PKCS1-v1_5 using SHA-256.
    fn sign_rs256(&self, message: &str) -> anyhow::Result<String> {
        let digest = Sha256::digest(message.as_bytes());
        let signature = self
            .private
            .sign(Pkcs1v15Sign::new::<Sha256>(), &digest)
            .context("the ID token could not be signed")?;
        Ok(URL_SAFE_NO_PAD.encode(signature))
    }

    fn jwk(&self) -> Value {
        json!({
            "kty": "RSA",
            "alg": "RS256",
            "kid": self.id,
            "use": "sig",
            "e": URL_SAFE_NO_PAD.encode(self.public.e().to_bytes_be()),
            "n": URL_SAFE_NO_PAD.encode(self.public.n().to_bytes_be()),
        })
    }
}

/// The published keys: the one that signs and one that does not, as Okta has two or three at a time.
pub(super) struct KeyRing {
    signing: Key,
    other: Key,
}

impl KeyRing {
    pub(super) fn make(bits: usize) -> anyhow::Result<Self> {
        let second = std::thread::spawn(move || Key::make(bits));
        let signing = Key::make(bits)?;
        let other = match second.join() {
            Ok(key) => key?,
            Err(_) => Key::make(bits)?,
        };
        Ok(Self { signing, other })
    }

    pub(super) fn of(signing: Key, other: Key) -> Self {
        Self { signing, other }
    }

    pub(super) fn of_oktas_size() -> anyhow::Result<Self> {
        Self::make(BITS)
    }

    /// The new key signs from now on. It was never announced, so that only a relying party
    /// that asks again for an unknown key id gets through.
    pub(super) fn rotate(&mut self, fresh: Key) {
        self.other = mem::replace(&mut self.signing, fresh);
    }

    pub(super) fn signing_id(&self) -> &str {
        &self.signing.id
    }

    /// Sorted by key id, so that the order tells nothing about which one signs.
    pub(super) fn published(&self) -> Value {
        let mut keys = [&self.signing, &self.other];
        keys.sort_by(|left, right| left.id.cmp(&right.id));
        json!({"keys": keys.map(Key::jwk)})
    }

    pub(super) fn sign_rs256(&self, message: &str) -> anyhow::Result<String> {
        self.signing.sign_rs256(message)
    }

    /// By the key that is published and does not sign.
    pub(super) fn sign_with_other(&self, message: &str) -> anyhow::Result<String> {
        self.other.sign_rs256(message)
    }

    pub(super) fn other_jwk(&self) -> Value {
        self.other.jwk()
    }

    /// The public half of the signing key, as it is found on many a page.
    pub(super) fn public_pem(&self) -> anyhow::Result<String> {
        self.signing
            .public
            .to_public_key_pem(LineEnding::LF)
            .context("the public key could not be written")
    }
}
