//! The operator's choice of a place: `--passkey-store keychain|file|once`.

use std::fmt;
use std::str::FromStr;

/// Where the clear text of passkeys is to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// In the operating system's keychain.
    Keychain,
    /// In a file in the data folder that a passphrase opens.
    File,
    /// Nowhere: a passkey is shown when it is made, and never again.
    Once,
}

/// A word that is none of the three.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no place for passkeys. Choose keychain, file or once.")]
pub struct UnknownChoice(pub String);

impl FromStr for Choice {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        match word {
            "keychain" => Ok(Self::Keychain),
            "file" => Ok(Self::File),
            "once" => Ok(Self::Once),
            other => Err(UnknownChoice(other.to_owned())),
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Keychain => "keychain",
            Self::File => "file",
            Self::Once => "once",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_word_is_refused_with_the_three_that_are_known() {
        assert_eq!(
            "vault"
                .parse::<Choice>()
                .map_err(|refusal| refusal.to_string()),
            Err("\"vault\" is no place for passkeys. Choose keychain, file or once.".to_owned())
        );
    }

    #[test]
    fn each_word_is_read_as_it_is_written() {
        for choice in [Choice::Keychain, Choice::File, Choice::Once] {
            assert_eq!(choice.to_string().parse(), Ok(choice));
        }
    }
}
