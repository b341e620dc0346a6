//! What the stand-in tenant remembers: people, sessions, codes and tokens.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::{SignedDuration, Timestamp};

use super::behaviour::{Behaviour, Endpoint};
use super::keys::KeyRing;
use super::{Clock, random};
use crate::people::People;

/// RFC 6749 §4.1.2 wants codes short-lived; Okta's last 300 seconds.
const CODE_LIFETIME: SignedDuration = SignedDuration::from_secs(300);
const TOKEN_LIFETIME: SignedDuration = SignedDuration::from_secs(3600);
const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(2);

/// Where the tenant stands and what stays the same while it runs.
pub(super) struct Tenant {
    /// `http://` and the address that it listens on.
    pub(super) origin: String,
    /// The address as a Host header has it.
    pub(super) host: String,
    /// The Issuer URL.
    pub(super) issuer: String,
    /// The path in front of `/.well-known`: that of the Issuer URL.
    pub(super) issuer_path: String,
    /// The path in front of `/v1`.
    pub(super) endpoints: String,
    pub(super) client_id: String,
    pub(super) clock: Clock,
    keys: RwLock<KeyRing>,
    memory: Mutex<Memory>,
}

/// What changes while it runs.
pub(super) struct Memory {
    pub(super) redirect_uris: Vec<String>,
    pub(super) people: People,
    /// The application's Initiate login URI.
    pub(super) tile: Option<String>,
    pub(super) behaviour: Behaviour,
    /// The nonce of the last ID token.
    pub(super) nonce_before: Option<String>,
    asked: HashMap<Endpoint, usize>,
    sessions: HashMap<String, Session>,
    codes: HashMap<String, IssuedCode>,
    tokens: HashMap<String, AccessToken>,
}

/// Someone's session at Okta, not at the application.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) okta_id: String,
    pub(super) auth_time: Timestamp,
}

/// What an authorization code stands for.
#[derive(Clone)]
pub(super) struct Grant {
    pub(super) okta_id: String,
    pub(super) redirect_uri: String,
    pub(super) code_challenge: String,
    pub(super) scopes: Vec<String>,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: Timestamp,
}

struct IssuedCode {
    grant: Grant,
    issued_at: Timestamp,
    spent: bool,
    access_token: Option<String>,
}

/// What an access token opens.
#[derive(Clone)]
pub(super) struct AccessToken {
    pub(super) okta_id: String,
    pub(super) scopes: Vec<String>,
    issued_at: Timestamp,
}

impl Tenant {
    pub(super) fn new(
        host: String,
        path: &str,
        client_id: String,
        clock: Clock,
        keys: KeyRing,
        memory: Memory,
    ) -> Self {
        let origin = format!("http://{host}");
        Self {
            issuer: format!("{origin}{path}"),
            issuer_path: path.to_owned(),
            // The org server's endpoints are under /oauth2, a custom server's under its own path.
            endpoints: if path.is_empty() {
                "/oauth2".to_owned()
            } else {
                path.to_owned()
            },
            origin,
            host,
            client_id,
            clock,
            keys: RwLock::new(keys),
            memory: Mutex::new(memory),
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The URL of one of the endpoints, given as `/v1/…`.
    pub(super) fn endpoint(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.endpoints)
    }

    pub(super) fn keys(&self) -> RwLockReadGuard<'_, KeyRing> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn keys_mut(&self) -> RwLockWriteGuard<'_, KeyRing> {
        self.keys.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What became of a code that a client came with.
pub(super) enum Redeemed {
    /// Never issued, or so long ago that it is forgotten.
    Unknown,
    /// Older than 300 seconds.
    Expired,
    /// Came a second time; what was issued for it is dead now.
    Replayed,
    /// Spent with this call.
    Good(Grant),
}

impl Memory {
    pub(super) fn new(redirect_uris: Vec<String>, people: People, behaviour: Behaviour) -> Self {
        Self {
            redirect_uris,
            people,
            tile: None,
            behaviour,
            nonce_before: None,
            asked: HashMap::new(),
            sessions: HashMap::new(),
            codes: HashMap::new(),
            tokens: HashMap::new(),
        }
    }

    /// Notes that somebody asked there.
    pub(super) fn count(&mut self, endpoint: Endpoint) {
        *self.asked.entry(endpoint).or_default() += 1;
    }

    pub(super) fn asked(&self, endpoint: Endpoint) -> usize {
        self.asked.get(&endpoint).copied().unwrap_or_default()
    }

    /// Begins a session and gives its id.
    pub(super) fn open_session(&mut self, okta_id: &str, now: Timestamp) -> String {
        self.sessions
            .retain(|_, session| now.duration_since(session.auth_time) <= SESSION_LIFETIME);
        let id = random::token();
        let session = Session {
            okta_id: okta_id.to_owned(),
            auth_time: now,
        };
        self.sessions.insert(id.clone(), session);
        id
    }

    pub(super) fn session(&self, id: &str, now: Timestamp) -> Option<Session> {
        self.sessions
            .get(id)
            .filter(|session| now.duration_since(session.auth_time) <= SESSION_LIFETIME)
            .cloned()
    }

    pub(super) fn close_session(&mut self, id: &str) {
        self.sessions.remove(id);
    }

    /// Issues a code for the grant.
    pub(super) fn issue_code(&mut self, grant: Grant, now: Timestamp) -> String {
        // A spent code is kept for as long as its tokens could live, so that a replay is noticed.
        self.codes
            .retain(|_, code| now.duration_since(code.issued_at) <= TOKEN_LIFETIME);
        let code = random::token();
        let issued = IssuedCode {
            grant,
            issued_at: now,
            spent: false,
            access_token: None,
        };
        self.codes.insert(code.clone(), issued);
        code
    }

    /// RFC 6749 §4.1.2: "If an authorization code is used more than once, the authorization server
    /// MUST deny the request and SHOULD revoke […] all tokens previously issued based on that
    /// authorization code."
    pub(super) fn redeem(&mut self, code: &str, now: Timestamp) -> Redeemed {
        let Some(issued) = self.codes.get_mut(code) else {
            return Redeemed::Unknown;
        };
        if issued.spent && !self.behaviour.redeems_codes_again {
            if let Some(token) = issued.access_token.take() {
                self.tokens.remove(&token);
            }
            return Redeemed::Replayed;
        }
        issued.spent = true;
        if now.duration_since(issued.issued_at) > CODE_LIFETIME {
            return Redeemed::Expired;
        }
        Redeemed::Good(issued.grant.clone())
    }

    /// Issues the access token for a code that was just redeemed.
    pub(super) fn issue_token(&mut self, code: &str, grant: &Grant, now: Timestamp) -> String {
        self.tokens
            .retain(|_, token| now.duration_since(token.issued_at) <= TOKEN_LIFETIME);
        let token = random::token();
        if let Some(issued) = self.codes.get_mut(code) {
            issued.access_token = Some(token.clone());
        }
        self.tokens.insert(
            token.clone(),
            AccessToken {
                okta_id: grant.okta_id.clone(),
                scopes: grant.scopes.clone(),
                issued_at: now,
            },
        );
        token
    }

    pub(super) fn token(&self, token: &str, now: Timestamp) -> Option<AccessToken> {
        self.tokens
            .get(token)
            .filter(|token| now.duration_since(token.issued_at) <= TOKEN_LIFETIME)
            .cloned()
    }
}
