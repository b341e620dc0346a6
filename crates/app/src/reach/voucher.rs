//! By what an installation knows its own probe, and the probe the installation's own answer.
//!
//! Both are made with a key that only this database gives: the stored hash of the newest passkey, which is as random as
//! the passkey itself. So nothing has to be stored for it, a terminal command and the server need not know each other,
//! and another Latchkey behind the address is found out.

use std::fmt::Write as _;

use hmac::digest::{Key, KeyInit};
use hmac::{Hmac, Mac as _};
use jiff::{SignedDuration, Timestamp};
use latchkey_domain::passkey::Passkey;
use sha2::Sha256;

use crate::App;
use crate::failure::Failure;

/// So far may it be from now, either way: the probe comes from this machine, so both look at one clock.
const LIVES: SignedDuration = SignedDuration::from_mins(2);
/// Longer ones are none.
const LONGEST: usize = 128;

/// What a probe shows, and what it wants to be shown in return.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Voucher {
    /// `seconds.nonce.tag`, safe in a query.
    pub(super) text: String,
    /// What only this installation answers it with.
    pub(super) proof: String,
}

impl App {
    /// A voucher for one probe; none before there is a passkey to make it with.
    pub(super) fn voucher(&self) -> Result<Option<Voucher>, Failure> {
        let (now, nonce) = (self.now(), self.nonce());
        let passkeys = self.read(|store| store.passkeys())?;
        Ok(passkeys.first().map(|newest| made(newest, now, &nonce)))
    }

    /// The proof that belongs to a voucher of this installation; none for anything else.
    pub fn honour_voucher(&self, text: &str) -> Result<Option<String>, Failure> {
        if !is_fresh(text, self.now()) {
            return Ok(None);
        }
        let passkeys = self.read(|store| store.passkeys())?;
        Ok(passkeys.iter().find_map(|passkey| proof(passkey, text)))
    }
}

fn made(passkey: &Passkey, now: Timestamp, nonce: &str) -> Voucher {
    let claim = format!("{}.{nonce}", now.as_second());
    let text = format!("{claim}.{}", tag(passkey, "ask", &claim));
    Voucher {
        proof: tag(passkey, "answer", &text),
        text,
    }
}

fn is_fresh(text: &str, now: Timestamp) -> bool {
    let made_at = text
        .split('.')
        .next()
        .filter(|_| text.len() <= LONGEST)
        .and_then(|seconds| seconds.parse().ok())
        .and_then(|seconds| Timestamp::from_second(seconds).ok());
    made_at.is_some_and(|made_at| now.duration_since(made_at).abs() <= LIVES)
}

fn proof(passkey: &Passkey, text: &str) -> Option<String> {
    let (claim, shown) = text.rsplit_once('.')?;
    let shown = u256(shown)?;
    mac(passkey, "ask", claim).verify_slice(&shown).ok()?;
    Some(tag(passkey, "answer", text))
}

fn mac(passkey: &Passkey, purpose: &str, text: &str) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&key(passkey));
    // The purpose ends before the first line's end, so no text of one purpose is one of another.
    mac.update(format!("latchkey reach {purpose}\n{text}").as_bytes());
    mac
}

/// A key as long as the hash's block (RFC 2104, section 2); a shorter one is filled up with zeros.
fn key(passkey: &Passkey) -> Key<Hmac<Sha256>> {
    let mut key = Key::<Hmac<Sha256>>::default();
    key[..passkey.hash.len()].copy_from_slice(&passkey.hash);
    key
}

fn tag(passkey: &Passkey, purpose: &str, text: &str) -> String {
    let bytes = mac(passkey, purpose, text).finalize().into_bytes();
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// 64 hexadecimal digits.
fn u256(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONCE: &str = "00112233445566778899aabbccddeeff";

    fn passkey(hash: u8) -> Passkey {
        Passkey {
            id: "1".to_owned(),
            hash: [hash; 32],
            last_four: "7Q2F".to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            last_used_at: None,
            expires_at: None,
        }
    }

    #[test]
    fn what_was_not_made_with_the_passkey_proves_nothing() {
        let now = Timestamp::UNIX_EPOCH;
        let own = made(&passkey(1), now, NONCE);
        assert_eq!(proof(&passkey(2), &own.text), None, "another installation");
        let changed = own.text.replacen("0011", "1011", 1);
        for text in [&changed, "", ".", "0..", "0.a.b", &own.text[1..]] {
            assert_eq!(proof(&passkey(1), text), None, "{text}");
        }
        assert_eq!(proof(&passkey(1), &own.text), Some(own.proof));
    }

    #[test]
    fn it_lives_two_minutes_and_is_short() {
        let made_at: Timestamp = "2026-05-03T14:02:00Z".parse().unwrap();
        let text = made(&passkey(1), made_at, NONCE).text;
        for (now, wanted) in [
            ("2026-05-03T13:59:59Z", false),
            ("2026-05-03T14:02:00Z", true),
            ("2026-05-03T14:04:00Z", true),
            ("2026-05-03T14:04:01Z", false),
        ] {
            assert_eq!(is_fresh(&text, now.parse().unwrap()), wanted, "{now}");
        }
        let long = format!("{}.{}", made_at.as_second(), "é".repeat(LONGEST));
        assert!(!is_fresh(&long, made_at));
        assert!(!is_fresh("9223372036854775807.a.b", made_at));
    }
}
