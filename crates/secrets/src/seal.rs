//! A text that only a passphrase opens: argon2id (RFC 9106) makes the key, XChaCha20-Poly1305 seals.
//!
//! A sealed text is one JSON document, which says with what it was sealed, so that a later program can take other figures
//! and still open it.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use serde::{Deserialize, Serialize};

/// What the document says first.
const KIND: &str = "latchkey passkeys";
const VERSION: u32 = 1;
const KDF: &str = "argon2id";
const CIPHER: &str = "XChaCha20-Poly1305";

/// What a guess costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106 §4, the second recommended choice, on one lane: 64 MiB, three passes.
    pub(crate) const USUAL: Self = Self {
        memory_kib: 64 * 1024,
        passes: 3,
        lanes: 1,
    };
    /// What a document may ask for at most, so that a forged one cannot take the machine's memory.
    const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 16,
        lanes: 8,
    };

    pub(crate) fn is_bearable(self) -> bool {
        self.memory_kib <= Self::MOST.memory_kib
            && self.passes <= Self::MOST.passes
            && self.lanes <= Self::MOST.lanes
    }

    /// For tests: as little as there is.
    #[cfg(test)]
    pub(crate) const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    kind: String,
    version: u32,
    kdf: String,
    cost: Cost,
    salt: String,
    cipher: String,
    nonce: String,
    sealed: String,
}

/// Why a text was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotOpened {
    /// Another passphrase, or another text than was sealed: the two cannot be told apart.
    WrongPassphrase,
    /// Made by a newer program.
    Newer,
    /// No sealed text at all.
    Broken,
}

/// The key that a passphrase makes with one salt.
pub(crate) struct Key {
    salt: [u8; 16],
    cost: Cost,
    bytes: SecretBox<[u8; 32]>,
}

impl Key {
    /// Takes its time and its memory: a guesser needs the same.
    pub(crate) fn make(passphrase: &SecretString, salt: [u8; 16], cost: Cost) -> Option<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut made = Ok(());
        let bytes = SecretBox::init_with_mut(|key: &mut [u8; 32]| {
            made = argon2.hash_password_into(passphrase.expose_secret().as_bytes(), &salt, key);
        });
        made.ok()?;
        Some(Self { salt, cost, bytes })
    }

    /// Seals a text. Each time with a nonce of its own: 192 random bits do not come twice.
    pub(crate) fn seal(&self, text: &[u8], nonce: [u8; 24]) -> Option<String> {
        let sealed = self.cipher()?.encrypt(
            &XNonce::from(nonce),
            Payload {
                msg: text,
                aad: associated(self.cost, &self.salt).as_bytes(),
            },
        );
        let document = Document {
            kind: KIND.to_owned(),
            version: VERSION,
            kdf: KDF.to_owned(),
            cost: self.cost,
            salt: STANDARD.encode(self.salt),
            cipher: CIPHER.to_owned(),
            nonce: STANDARD.encode(nonce),
            sealed: STANDARD.encode(sealed.ok()?),
        };
        serde_json::to_string_pretty(&document).ok()
    }

    pub(crate) fn cipher(&self) -> Option<XChaCha20Poly1305> {
        XChaCha20Poly1305::new_from_slice(self.bytes.expose_secret()).ok()
    }
}

/// What was sealed is bound to how: figures that somebody changed open nothing.
fn associated(cost: Cost, salt: &[u8]) -> String {
    format!(
        "{KIND} {VERSION} {KDF} m={},t={},p={} {} {CIPHER}",
        cost.memory_kib,
        cost.passes,
        cost.lanes,
        STANDARD.encode(salt)
    )
}

/// A sealed text that was read, and not opened yet.
pub(crate) struct Sealed {
    salt: [u8; 16],
    cost: Cost,
    nonce: [u8; 24],
    text: Vec<u8>,
}

impl Sealed {
    /// Reads the document.
    pub(crate) fn read(document: &[u8]) -> Result<Self, NotOpened> {
        let document: serde_json::Value =
            serde_json::from_slice(document).map_err(|_| NotOpened::Broken)?;
        if document["kind"] != KIND {
            return Err(NotOpened::Broken);
        }
        if document["version"]
            .as_u64()
            .is_some_and(|version| version > u64::from(VERSION))
        {
            return Err(NotOpened::Newer);
        }
        let document: Document = serde_json::from_value(document).map_err(|_| NotOpened::Broken)?;
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| NotOpened::Broken);
        if document.version != VERSION
            || document.kdf != KDF
            || document.cipher != CIPHER
            || !document.cost.is_bearable()
        {
            return Err(NotOpened::Broken);
        }
        Ok(Self {
            salt: bytes(&document.salt)?
                .try_into()
                .map_err(|_| NotOpened::Broken)?,
            cost: document.cost,
            nonce: bytes(&document.nonce)?
                .try_into()
                .map_err(|_| NotOpened::Broken)?,
            text: bytes(&document.sealed)?,
        })
    }

    /// Whether `key` was made for it.
    pub(crate) fn fits(&self, key: &Key) -> bool {
        key.salt == self.salt && key.cost == self.cost
    }

    /// The key that `passphrase` makes for it.
    pub(crate) fn key(&self, passphrase: &SecretString) -> Option<Key> {
        Key::make(passphrase, self.salt, self.cost)
    }

    /// Opens it.
    pub(crate) fn open(&self, key: &Key) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let associated = associated(self.cost, &self.salt);
        let payload = Payload {
            msg: &self.text,
            aad: associated.as_bytes(),
        };
        key.cipher()
            .and_then(|cipher| cipher.decrypt(&XNonce::from(self.nonce), payload).ok())
            .map(Zeroizing::new)
            .ok_or(NotOpened::WrongPassphrase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(passphrase: &str) -> Key {
        Key::make(&passphrase.into(), [7; 16], Cost::LEAST).expect("a key")
    }

    fn open(document: &str, passphrase: &str) -> Result<Vec<u8>, NotOpened> {
        let sealed = Sealed::read(document.as_bytes())?;
        let key = sealed.key(&passphrase.into()).ok_or(NotOpened::Broken)?;
        sealed.open(&key).map(|text| text.to_vec())
    }

    #[test]
    fn another_passphrase_and_a_changed_text_open_nothing() {
        let document = key("the right passphrase")
            .seal(b"text", [1; 24])
            .expect("sealed");
        assert_eq!(
            open(&document, "the wrong passphrase"),
            Err(NotOpened::WrongPassphrase)
        );
        let parsed: serde_json::Value = serde_json::from_str(&document).expect("JSON");
        for (name, other) in [
            ("sealed", serde_json::json!(STANDARD.encode([9; 20]))),
            ("nonce", serde_json::json!(STANDARD.encode([2; 24]))),
            ("salt", serde_json::json!(STANDARD.encode([8; 16]))),
            (
                "cost",
                serde_json::json!({"memoryKib": 16, "passes": 1, "lanes": 1}),
            ),
        ] {
            let mut changed = parsed.clone();
            changed[name] = other;
            assert_eq!(
                open(&changed.to_string(), "the right passphrase"),
                Err(NotOpened::WrongPassphrase),
                "{name}"
            );
        }
    }

    #[test]
    fn what_is_no_sealed_text_or_a_newer_one_or_costs_too_much_is_told_before_any_work() {
        let document = key("the right passphrase")
            .seal(b"text", [1; 24])
            .expect("sealed");
        let parsed: serde_json::Value = serde_json::from_str(&document).expect("JSON");
        let with = |name: &str, value: serde_json::Value| {
            let mut changed = parsed.clone();
            changed[name] = value;
            Sealed::read(changed.to_string().as_bytes()).err()
        };
        assert_eq!(
            with("version", serde_json::json!(2)),
            Some(NotOpened::Newer)
        );
        for (name, value) in [
            ("kind", serde_json::json!("something")),
            ("kdf", serde_json::json!("md5")),
            ("cipher", serde_json::json!("none")),
            ("salt", serde_json::json!("AA==")),
            (
                "cost",
                serde_json::json!({"memoryKib": 900_000_000, "passes": 1, "lanes": 1}),
            ),
            (
                "cost",
                serde_json::json!({"memoryKib": 8, "passes": 4_000_000_000_u32, "lanes": 1}),
            ),
        ] {
            assert_eq!(with(name, value), Some(NotOpened::Broken), "{name}");
        }
        assert_eq!(Sealed::read(b"").err(), Some(NotOpened::Broken));
        assert_eq!(Sealed::read(b"{").err(), Some(NotOpened::Broken));
    }

    #[test]
    fn what_was_sealed_is_opened_and_looks_different_each_time() {
        let one = key("the right passphrase")
            .seal(b"text", [1; 24])
            .expect("sealed");
        let other = key("the right passphrase")
            .seal(b"text", [2; 24])
            .expect("sealed");
        assert_ne!(one, other);
        assert_eq!(open(&one, "the right passphrase"), Ok(b"text".to_vec()));
        assert_eq!(open(&other, "the right passphrase"), Ok(b"text".to_vec()));
    }
}
