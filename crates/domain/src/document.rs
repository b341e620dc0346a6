//! A SCIM resource as it is stored: JSON text, so that a read can send the bytes as they are.

use latchkey_scim::Object;

/// The JSON text of one object, without what is made at rendering (`groups`, `members`, `meta`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document(Box<str>);

impl Document {
    /// Takes text that is known to be a JSON object: what [`Document::from_object`] made, from the store.
    pub fn from_stored(text: String) -> Self {
        Self(text.into_boxed_str())
    }

    /// Writes an object out.
    pub fn from_object(object: &Object) -> Self {
        // A map of strings and values always has a JSON form.
        let text = serde_json::to_string(object).unwrap_or_else(|_| "{}".to_owned());
        Self(text.into_boxed_str())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads the text; a row that someone edited by hand into something else reads as empty.
    pub fn to_object(&self) -> Object {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl Document {
    /// 16 hexadecimal digits that differ when the text, or `rest`, does.
    pub fn fingerprint(&self, rest: &str) -> String {
        use sha2::{Digest as _, Sha256};
        let digest = Sha256::new()
            .chain_update(self.0.as_bytes())
            .chain_update([0])
            .chain_update(rest.as_bytes())
            .finalize();
        let first = digest
            .iter()
            .take(8)
            .fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
        format!("{first:016x}")
    }
}
