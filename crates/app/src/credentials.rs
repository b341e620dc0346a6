//! The `Authorization` header in the three forms that Okta sends. Nothing of HTTP but the header's text is known here, so
//! that any text can be read: whoever knocks wrote it, before anybody knows who they are.

use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{GeneralPurposeConfig, STANDARD};
use secrecy::SecretString;

/// No real header comes near; a longer one is not decoded.
const LONGEST: usize = 4 * 1024;

/// Padding may be missing: some clients leave it out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

/// What a caller brought, whatever the scheme.
#[derive(Debug)]
pub enum Credentials {
    /// Basic: User Name and Password.
    Basic {
        /// The Company ID.
        user_name: String,
        /// The Integration Passkey.
        password: SecretString,
    },
    /// Bearer, or the whole header: the Integration Passkey.
    Passkey(SecretString),
    /// No `Authorization` at all, or one that cannot be read.
    None,
}

impl Credentials {
    /// Basic (RFC 7617), Bearer (RFC 6750), or the bare passkey as the whole header: Okta's raw-header mode.
    ///
    /// `headers` are the values of all the `Authorization` headers of a request; one that is no text is none.
    pub fn read<'h>(headers: impl IntoIterator<Item = Option<&'h str>>) -> Self {
        let mut headers = headers.into_iter();
        let (Some(Some(text)), None) = (headers.next(), headers.next()) else {
            return Self::None;
        };
        if text.len() > LONGEST {
            return Self::None;
        }
        let text = text.trim();
        match text.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("basic") => {
                Self::basic(rest.trim())
            }
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => {
                Self::Passkey(SecretString::from(rest.trim()))
            }
            Some(_) => Self::None,
            None if text.is_empty() => Self::None,
            None => Self::Passkey(SecretString::from(text)),
        }
    }

    fn basic(encoded: &str) -> Self {
        let decoded = STANDARD
            .decode(encoded)
            .or_else(|_| LENIENT.decode(encoded))
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok());
        match decoded.as_deref().and_then(|text| text.split_once(':')) {
            Some((user_name, password)) => Self::Basic {
                user_name: user_name.to_owned(),
                password: SecretString::from(password),
            },
            None => Self::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn with(value: &str) -> Credentials {
        Credentials::read([Some(value)])
    }

    #[test]
    fn what_cannot_be_read_is_no_credentials() {
        for value in [
            "",
            "Basic",
            "Basic !!!",
            "Basic bm9jb2xvbg==",
            "Digest x=y",
            "Negotiate abc",
        ] {
            let read = with(value);
            let bare_word =
                matches!(&read, Credentials::Passkey(word) if word.expose_secret() == "Basic");
            assert!(matches!(read, Credentials::None) || bare_word, "{value}");
        }
        assert!(matches!(Credentials::read([]), Credentials::None));
        assert!(matches!(Credentials::read([None]), Credentials::None));
    }

    #[test]
    fn two_headers_are_none() {
        assert!(matches!(
            Credentials::read([Some("Bearer a"), Some("Bearer b")]),
            Credentials::None
        ));
    }

    #[test]
    fn a_header_of_any_length_costs_no_more_than_looking_at_its_length() {
        let endless = format!("Basic {}", "QQ==".repeat(LONGEST));
        assert!(matches!(with(&endless), Credentials::None));
    }

    #[test]
    fn the_three_forms() {
        assert!(
            matches!(with("basic YTpiOmM="), Credentials::Basic { user_name, password }
            if user_name == "a" && password.expose_secret() == "b:c")
        );
        assert!(
            matches!(with("BEARER  k"), Credentials::Passkey(key) if key.expose_secret() == "k")
        );
        assert!(matches!(with("k-_9"), Credentials::Passkey(key) if key.expose_secret() == "k-_9"));
    }
}
