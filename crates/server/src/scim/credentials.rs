//! The `Authorization` header in the three forms that Okta sends.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{GeneralPurposeConfig, STANDARD};
use latchkey_app::gate::Credentials;
use secrecy::SecretString;

/// No real header comes near; a longer one is not decoded.
const LONGEST: usize = 4 * 1024;

/// Padding may be missing: some clients leave it out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

/// Basic (RFC 7617), Bearer (RFC 6750), or the bare passkey as the whole header: Okta's raw-header mode.
pub(super) fn read(headers: &HeaderMap) -> Credentials {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Credentials::None;
    };
    let Some(text) = value.to_str().ok().filter(|text| text.len() <= LONGEST) else {
        return Credentials::None;
    };
    let text = text.trim();
    match text.split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("basic") => basic(rest.trim()),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => {
            Credentials::Passkey(SecretString::from(rest.trim()))
        }
        Some(_) => Credentials::None,
        None if text.is_empty() => Credentials::None,
        None => Credentials::Passkey(SecretString::from(text)),
    }
}

fn basic(encoded: &str) -> Credentials {
    let decoded = STANDARD
        .decode(encoded)
        .or_else(|_| LENIENT.decode(encoded))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded.as_deref().and_then(|text| text.split_once(':')) {
        Some((user_name, password)) => Credentials::Basic {
            user_name: user_name.to_owned(),
            password: SecretString::from(password),
        },
        None => Credentials::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn with(value: &str) -> Credentials {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        read(&headers)
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
        assert!(matches!(read(&HeaderMap::new()), Credentials::None));
    }

    #[test]
    fn two_headers_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(header::AUTHORIZATION, "Bearer a".parse().unwrap());
        headers.append(header::AUTHORIZATION, "Bearer b".parse().unwrap());
        assert!(matches!(read(&headers), Credentials::None));
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
