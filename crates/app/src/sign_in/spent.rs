//! The answers of an issuer that were used in a browser. Each works once here, whatever the issuer makes of its code.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use latchkey_domain::passkey;
use latchkey_oidc::Pending;
use latchkey_oidc::sign_in::PENDING_LIFETIME;
use secrecy::ExposeSecret as _;

/// More than these are not remembered; the oldest go first.
const AT_ONCE: usize = 10_000;

/// By the hash of the state, for as long as the sign-in could be ended. In memory: after a restart the issuer's own word
/// holds, that a code works once.
#[derive(Debug, Default)]
pub(crate) struct SpentAnswers {
    used: Mutex<HashMap<[u8; 32], Timestamp>>,
}

impl SpentAnswers {
    /// Uses the answer to this sign-in up; false where it was used before.
    pub(super) fn spend(&self, pending: &Pending, now: Timestamp) -> bool {
        let key = passkey::hash(pending.state.expose_secret());
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.contains_key(&key) {
            return false;
        }
        if used.len() >= AT_ONCE {
            used.retain(|_, at| now.duration_since(*at) <= PENDING_LIFETIME);
        }
        if used.len() >= AT_ONCE
            && let Some(oldest) = used.iter().min_by_key(|(_, at)| **at).map(|(key, _)| *key)
        {
            used.remove(&oldest);
        }
        used.insert(key, now);
        true
    }

    /// Forgets those whose sign-in has run out by itself.
    pub(crate) fn remove_ended(&self, now: Timestamp) {
        self.used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|_, at| now.duration_since(*at) <= PENDING_LIFETIME);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn pending(state: &str) -> Pending {
        Pending {
            state: state.into(),
            nonce: "n".into(),
            pkce_verifier: "v".into(),
            issuer: "https://acme.okta.com".to_owned(),
            client_id: "0oa1".to_owned(),
            redirect_uri: "http://127.0.0.1:8765/auth/callback".to_owned(),
            started_at: Timestamp::UNIX_EPOCH,
            require_iss: false,
        }
    }

    #[test]
    fn an_answer_is_spent_once_while_its_sign_in_lasts() {
        let spent = SpentAnswers::default();
        let start = Timestamp::UNIX_EPOCH;
        assert!(spent.spend(&pending("a"), start));
        assert!(!spent.spend(&pending("a"), start + PENDING_LIFETIME));
        assert!(spent.spend(&pending("b"), start));
        spent.remove_ended(start + PENDING_LIFETIME);
        assert!(!spent.spend(&pending("a"), start + PENDING_LIFETIME));
        spent.remove_ended(start + PENDING_LIFETIME + SignedDuration::from_secs(1));
        assert!(spent.used.lock().unwrap().is_empty());
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let spent = SpentAnswers::default();
        for number in 0..=AT_ONCE {
            let at = Timestamp::from_millisecond(i64::try_from(number).unwrap()).unwrap();
            assert!(spent.spend(&pending(&number.to_string()), at));
        }
        assert_eq!(spent.used.lock().unwrap().len(), AT_ONCE);
        let newest = pending(&AT_ONCE.to_string());
        assert!(!spent.spend(&newest, Timestamp::UNIX_EPOCH));
    }
}
