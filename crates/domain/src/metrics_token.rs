//! The token by which a monitoring system on another machine reads `/metrics`.

use jiff::Timestamp;
use subtle::ConstantTimeEq as _;

use crate::passkey;

/// The token as the store knows it: the clear text is not here. There is one at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetricsToken {
    /// SHA-256 of the clear text, which is 256 random bits.
    pub hash: [u8; 32],
    /// What tells it from an earlier one.
    pub last_four: String,
    /// When it was made.
    pub created_at: Timestamp,
}

impl MetricsToken {
    /// Compares in constant time.
    pub fn matches(&self, clear: &str) -> bool {
        self.hash.ct_eq(&passkey::hash(clear)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_is_not_it() {
        let token = MetricsToken {
            hash: passkey::hash("the one"),
            last_four: " one".to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
        };
        assert!(!token.matches("another"));
        assert!(!token.matches(""));
        assert!(token.matches("the one"));
    }
}
