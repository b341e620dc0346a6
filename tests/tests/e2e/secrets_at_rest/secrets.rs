//! What was put in, and every form in which it could show.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// What was put in, by name.
#[derive(Default)]
pub(super) struct Secrets(BTreeMap<String, String>);

impl Secrets {
    pub(super) fn add(&mut self, name: &str, secret: &str) -> Result<()> {
        ensure!(
            secret.len() >= 8,
            "{name} is too short to be looked for: {secret:?}"
        );
        self.0.insert(name.to_owned(), secret.to_owned());
        Ok(())
    }

    pub(super) fn get(&self, name: &str) -> Result<&str> {
        let secret = self.0.get(name).with_context(|| format!("no {name}"))?;
        Ok(secret)
    }

    /// Every form in which `text` could show one: which, and how.
    pub(super) fn found_in(&self, text: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        for (name, secret) in &self.0 {
            for (form, shown) in forms(secret) {
                if contains(text, shown.as_bytes()) {
                    found.push(format!("{name}, {form}"));
                }
            }
        }
        found
    }
}

const DIGITS: &str = "0123456789abcdef";

/// The secret as it is, percent-encoded, in hexadecimal, and in base64 wherever it may begin in a longer text.
fn forms(secret: &str) -> Vec<(String, String)> {
    let percent: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let hexadecimal = secret.bytes().fold(String::new(), |text, byte| {
        let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
        text + &DIGITS[high..=high] + &DIGITS[low..=low]
    });
    let mut forms = vec![
        ("as it is".to_owned(), secret.to_owned()),
        ("percent-encoded".to_owned(), percent),
        ("in hexadecimal".to_owned(), hexadecimal),
    ];
    for before in 0..3 {
        let mut bytes = vec![b':'; before];
        bytes.extend_from_slice(secret.as_bytes());
        // What stands before and behind it changes the letters at both ends.
        let whole = &bytes[..bytes.len() / 3 * 3];
        for (alphabet, text) in [
            ("base64", STANDARD_NO_PAD.encode(whole)),
            ("base64url", URL_SAFE_NO_PAD.encode(whole)),
        ] {
            forms.push((
                format!("{alphabet} from octet {before} on"),
                text[(before * 4).min(4)..].to_owned(),
            ));
        }
    }
    forms
}

pub(super) fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}

#[test]
fn every_form_of_a_secret_is_found() -> Result<()> {
    let mut secrets = Secrets::default();
    secrets.add("it", "a/secret+of some length")?;
    for text in [
        "x a/secret+of some length y".to_owned(),
        "?q=a%2Fsecret%2Bof+some+length".to_owned(),
        STANDARD.encode("a/secret+of some length"),
        STANDARD.encode("user:a/secret+of some length"),
        STANDARD.encode("users:a/secret+of some length, and more"),
        URL_SAFE_NO_PAD.encode("{\"k\":\"a/secret+of some length\"}"),
        "612f7365637265742b6f6620736f6d65206c656e677468".to_owned(),
    ] {
        ensure!(
            !secrets.found_in(text.as_bytes()).is_empty(),
            "not found in {text}"
        );
    }
    ensure!(
        secrets.found_in(b"a/secret of some length").is_empty(),
        "found where it is not"
    );
    Ok(())
}
