//! Addresses that a browser came back to without the listener: by the custom scheme, or pasted by a person whose browser
//! runs on another machine. Both may be forged by anyone, so everything about them is checked.

use latchkey_oidc::Callback;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;

/// An address longer than this is no callback.
const LONGEST: usize = 16 * 1024;

/// The callback in `address`, if it is one to exactly this redirect URI with exactly this state.
///
/// A pasted address may have spaces or line breaks around it, or in it where a terminal wrapped it.
pub fn callback_in(address: &str, redirect_uri: &str, state: &SecretString) -> Option<Callback> {
    if address.len() > LONGEST {
        return None;
    }
    let address: String = address
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let query = address.strip_prefix(redirect_uri)?.strip_prefix('?')?;
    let query = query.split('#').next().unwrap_or_default();
    let callback = Callback::from_query(query).ok()?;
    has_state(&callback, state).then_some(callback)
}

/// RFC 6749, section 10.12: nothing in a callback counts before its state fits.
pub(crate) fn has_state(callback: &Callback, state: &SecretString) -> bool {
    let came = callback.state.as_deref().unwrap_or_default();
    bool::from(came.as_bytes().ct_eq(state.expose_secret().as_bytes())) && !came.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SCHEME_REDIRECT_URI;

    const LOOPBACK: &str = "http://127.0.0.1:8766/callback";

    fn state() -> SecretString {
        SecretString::from("s3")
    }

    #[test]
    fn an_address_of_another_place_is_no_callback() {
        for forged in [
            "app.latchkey.desktop:/callback?state=other&code=c",
            "app.latchkey.desktop:/callback?code=c",
            "app.latchkey.desktop:/callback",
            "app.latchkey.desktop:/callback/?state=s3&code=c",
            "app.latchkey.desktop://callback?state=s3&code=c",
            "app.latchkey.desktop:/people?state=s3&code=c",
            "app.latchkey.desktop:/callback?state=s3&state=s3&code=c",
            "http://127.0.0.1:8766/callback?state=s3&code=c",
            "",
        ] {
            assert_eq!(
                callback_in(forged, SCHEME_REDIRECT_URI, &state()),
                None,
                "{forged}"
            );
        }
        let other_port = "http://127.0.0.1:18766/callback?state=s3&code=c";
        assert_eq!(callback_in(other_port, LOOPBACK, &state()), None);
    }

    #[test]
    fn an_endless_address_is_not_read() {
        let address = format!(
            "{SCHEME_REDIRECT_URI}?state=s3&code={}",
            "c".repeat(LONGEST)
        );
        assert_eq!(callback_in(&address, SCHEME_REDIRECT_URI, &state()), None);
    }

    #[test]
    fn an_empty_state_opens_nothing() {
        let address = format!("{SCHEME_REDIRECT_URI}?state=&code=c");
        let empty = SecretString::from("");
        assert_eq!(callback_in(&address, SCHEME_REDIRECT_URI, &empty), None);
    }

    #[test]
    fn a_pasted_address_is_read_with_the_line_breaks_of_a_terminal() {
        let pasted = " http://127.0.0.1:8766/callback?co\n de=c&state=s3#_ \n";
        let callback = callback_in(pasted, LOOPBACK, &state()).expect("it is this sign-in's");
        assert_eq!(callback.code.as_deref(), Some("c"));
    }
}
