//! The query that a browser brings back to the redirect URI, as far as the exchange of the code.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use latchkey_oidc::{Callback, Pending, SignInFailure};
use url::form_urlencoded;

use crate::issuer::{CLIENT_ID, CODE, ISSUER, NONCE, NOW, REDEEMED, party, wait};
use crate::refused;

/// The state of the sign-in that is under way.
const STATE: &str = "af0ifjsldkj";
const KNOWN: [&str; 5] = ["state", "code", "error", "error_description", "iss"];

/// The query is read as a form, or refused; and a code goes to the issuer only for the sign-in that asked for it.
pub fn holds(input: &[u8]) {
    let Ok(query) = str::from_utf8(input) else {
        return;
    };
    let read = Callback::from_query(query);
    let mut sent: HashMap<String, Vec<String>> = HashMap::new();
    for (name, value) in form_urlencoded::parse(input).into_owned() {
        if KNOWN.contains(&name.as_str()) {
            sent.entry(name).or_default().push(value);
        }
    }
    let callback = match read {
        Ok(callback) => callback,
        Err(failure) => {
            let twice = sent.values().any(|values| values.len() > 1);
            assert!(
                twice || query.len() > 16 * 1024,
                "{query:?} was refused: {failure}"
            );
            return refused::sentence(&failure.to_string());
        }
    };
    for (name, value) in parameters(&callback) {
        let values = sent.remove(name).unwrap_or_default();
        assert_eq!(value.into_iter().collect::<Vec<_>>(), values, "{name}");
    }
    written_again(&callback);
    for require_iss in [false, true] {
        redeemed(&callback, require_iss);
    }
}

fn parameters(callback: &Callback) -> [(&'static str, Option<String>); 5] {
    [
        ("state", callback.state.clone()),
        ("code", callback.code.clone()),
        ("error", callback.error.clone()),
        ("error_description", callback.error_description.clone()),
        ("iss", callback.iss.clone()),
    ]
}

fn written_again(callback: &Callback) {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters(callback) {
        if let Some(value) = value {
            query.append_pair(name, &value);
        }
    }
    let query = query.finish();
    // Written out every letter may take three, so that it is too long then.
    if query.len() <= 16 * 1024 {
        assert_eq!(Callback::from_query(&query).as_ref(), Ok(callback));
    }
}

fn redeemed(callback: &Callback, require_iss: bool) {
    let pending = Pending {
        state: STATE.into(),
        nonce: NONCE.into(),
        pkce_verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into(),
        issuer: ISSUER.to_owned(),
        client_id: CLIENT_ID.to_owned(),
        redirect_uri: "http://127.0.0.1:8766/callback".to_owned(),
        started_at: Timestamp::from_second(NOW - 30).expect("a time"),
        require_iss,
    };
    let before = REDEEMED.load(Ordering::Relaxed);
    let answer = wait(party().redeem(&pending, callback));
    let calls = REDEEMED.load(Ordering::Relaxed) - before;

    // RFC 6749 §10.12, RFC 9207 §2.4, RFC 6749 §4.1.2.1.
    let is_this_one = callback.state.as_deref() == Some(STATE);
    let by_the_issuer = callback
        .iss
        .as_deref()
        .map_or(!require_iss, |iss| iss == ISSUER);
    let code = callback.code.as_deref().filter(|code| !code.is_empty());
    let may_go = is_this_one && by_the_issuer && callback.error.is_none() && code.is_some();
    assert_eq!(calls, usize::from(may_go), "calls of the token endpoint");
    match answer {
        Ok(_) => assert!(may_go && code == Some(CODE)),
        Err(failure) => {
            if !is_this_one {
                assert_eq!(failure, SignInFailure::StateMismatch);
            }
            let sentence = failure.to_string();
            if may_go {
                // Whatever the code, the sentence is the same.
                let other = Callback {
                    code: Some("another".to_owned()),
                    ..callback.clone()
                };
                let said =
                    wait(party().redeem(&pending, &other)).map_err(|other| other.to_string());
                assert_eq!(said.err().as_deref(), Some(sentence.as_str()));
            }
            refused::sentence(&sentence);
        }
    }
}
