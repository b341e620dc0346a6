//! The two cookies: a session's, and that of a sign-in under way.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;
use latchkey_domain::session::{Lifetime, Session};
use secrecy::{ExposeSecret as _, SecretString};

use super::transaction::Transaction;

/// A sign-in under way is kept as long as it may take.
const TRANSACTION_SECONDS: i64 = 600;

/// The session's cookie. Over https its prefix binds it to this host and to https (RFC 6265bis §4.1.3).
pub fn session_name(secure: bool) -> String {
    name("latchkey_session", secure)
}

fn transaction_name(secure: bool) -> String {
    name("latchkey_sign_in", secure)
}

fn name(name: &str, secure: bool) -> String {
    if secure {
        format!("__Host-{name}")
    } else {
        name.to_owned()
    }
}

/// Sets the session's: the browser keeps it as long as the session may last, and not longer.
pub fn session(
    token: &SecretString,
    session: &Session,
    lifetime: Lifetime,
    now: Timestamp,
    secure: bool,
) -> HeaderValue {
    let left = session.expires_at(lifetime).duration_since(now);
    let seconds = left.as_secs().max(0);
    set(
        &session_name(secure),
        token.expose_secret(),
        seconds,
        secure,
    )
}

/// Takes the session's away.
pub fn end_session(secure: bool) -> HeaderValue {
    set(&session_name(secure), "", 0, secure)
}

/// Sets that of a sign-in under way.
pub fn transaction(transaction: &Transaction, secure: bool) -> HeaderValue {
    set(
        &transaction_name(secure),
        &transaction.to_text(),
        TRANSACTION_SECONDS,
        secure,
    )
}

/// Takes it away: it works once.
pub fn end_transaction(secure: bool) -> HeaderValue {
    set(&transaction_name(secure), "", 0, secure)
}

/// The sign-in under way, if this browser has one.
pub fn read_transaction(headers: &HeaderMap, secure: bool) -> Option<Transaction> {
    read(headers, &transaction_name(secure)).and_then(|text| Transaction::from_text(&text))
}

/// Whether a session's cookie is there, once or more often.
pub fn is_there(headers: &HeaderMap, secure: bool) -> bool {
    let name = session_name(secure);
    pairs(headers).any(|(key, _)| key == name)
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
}

/// A cookie's value. Two of one name are none: one of them is somebody else's.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut found = pairs(headers)
        .filter(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned());
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn set(name: &str, value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    // Tokens and base64url have nothing that a header forbids.
    let mut header = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
    header.set_sensitive(true);
    header
}

#[cfg(test)]
mod tests {
    use latchkey_domain::session::{Method, Surface};
    use latchkey_domain::settings::Settings;

    use super::*;

    #[test]
    fn two_cookies_of_one_name_are_none() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=1; b=2; a=3".parse().unwrap());
        assert_eq!(read(&headers, "a"), None);
        assert_eq!(read(&headers, "b").as_deref(), Some("2"));
    }

    #[test]
    fn over_https_it_is_bound_to_the_host() {
        let began = Timestamp::UNIX_EPOCH;
        let of = Session {
            id: "s".into(),
            user_id: "u".into(),
            method: Method::Okta,
            surface: Surface::Portal,
            created_at: began,
            last_seen_at: began,
            from: None,
        };
        let lifetime = Settings::default().session_lifetime();
        let header = session(&SecretString::from("t"), &of, lifetime, began, true);
        assert_eq!(
            header.to_str().unwrap(),
            "__Host-latchkey_session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200; Secure"
        );
    }
}
