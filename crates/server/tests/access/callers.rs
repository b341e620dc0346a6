//! Everyone who may stand before a door: nobody, someone with a wrong key, Okta, and a person of each access role.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{self, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::session::{Method, Session, Surface};
use latchkey_domain::{AccessRole, passkey};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::json;

use crate::requests::Request;

/// app access only, then the four roles.
pub(crate) fn roles() -> impl Iterator<Item = Option<AccessRole>> {
    std::iter::once(None).chain(AccessRole::ALL.map(Some))
}

/// Who calls.
#[derive(Clone, Debug)]
pub(crate) enum Caller {
    /// Without any credentials.
    Nobody,
    /// With this `Authorization`.
    Authorization(String),
    /// With this cookie, from our own page.
    Cookie(String),
    /// With the passkey.
    Okta,
}

/// An installation with a connector, a person of each role, and what the routes' parameters name.
pub(crate) struct Callers {
    pub(crate) latchkey: Latchkey,
    people: Vec<(Option<AccessRole>, String)>,
    /// Someone with app access only, to be acted on.
    pub(crate) victim: String,
    group: String,
    passkey_id: String,
    sessions: AtomicU64,
    calls: AtomicU32,
}

impl Callers {
    pub(crate) async fn new() -> Self {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let mut people = Vec::new();
        for (number, role) in roles().enumerate() {
            let person = latchkey.add_local(&format!("asking{number}"), role).await;
            people.push((role, person.unwrap().id));
        }
        let victim = latchkey.add_local("victim", None).await.unwrap().id;
        let group = latchkey
            .scim_post("/Groups", json!({"displayName": "Clerks"}))
            .await;
        let passkey_id = latchkey.app.read(|store| store.passkeys()).unwrap()[0]
            .id
            .clone();
        Self {
            people,
            victim,
            group: group.json()["id"].as_str().unwrap().to_owned(),
            passkey_id,
            sessions: AtomicU64::new(0),
            calls: AtomicU32::new(0),
            latchkey,
        }
    }

    /// Someone of this role who signed in just now.
    pub(crate) async fn fresh(&self, role: Option<AccessRole>) -> Caller {
        self.signed_in(role, SignedDuration::ZERO).await
    }

    /// Someone of this role who signed in six minutes ago.
    pub(crate) async fn stale(&self, role: Option<AccessRole>) -> Caller {
        self.signed_in(role, SignedDuration::from_mins(6)).await
    }

    async fn signed_in(&self, role: Option<AccessRole>, age: SignedDuration) -> Caller {
        let number = self.sessions.fetch_add(1, Ordering::Relaxed);
        let token = format!("token-{number}");
        let (_, id) = self.people.iter().find(|(own, _)| *own == role).unwrap();
        let now = self.latchkey.app.now();
        let session = Session {
            id: format!("session-{number}"),
            user_id: id.clone(),
            method: Method::Password,
            surface: Surface::App,
            created_at: now - age,
            last_seen_at: now,
            from: None,
        };
        let hash = passkey::hash(&token);
        self.latchkey
            .store
            .write(move |store| store.add_session(&session, &hash))
            .await
            .map_err(|fault: StoreError| fault)
            .unwrap();
        Caller::Authorization(format!("Bearer {token}"))
    }

    /// Wrong ones of every kind: of the session, of the passkey, of both.
    pub(crate) fn wrong() -> Vec<Caller> {
        let basic = STANDARD.encode("acme:no passkey");
        vec![
            Caller::Nobody,
            Caller::Authorization("Bearer wrong".to_owned()),
            Caller::Authorization(format!("Basic {basic}")),
            Caller::Authorization("wrong".to_owned()),
            Caller::Authorization("Bearer ".to_owned()),
            Caller::Cookie("latchkey_session=wrong".to_owned()),
            Caller::Cookie("__Host-latchkey_session=wrong".to_owned()),
        ]
    }

    /// The path with its parameters filled in.
    pub(crate) fn filled(&self, path: &str) -> String {
        let id = if path.contains("/groups/") || path.contains("/Groups/") {
            &self.group
        } else if path.contains("/passkeys/") {
            &self.passkey_id
        } else {
            &self.victim
        };
        path.replace("{id}", id)
            .replace("{token}", "no-such-invite")
            .replace("{session}", "no-such-session")
            .replace("{entryId}", "no-such-entry")
            .replace("{delivery}", "1")
            .replace("{name}", "User")
            .replace("{urn}", "urn:ietf:params:scim:schemas:core:2.0:User")
    }

    pub(crate) async fn call(&self, request: &Request, caller: &Caller) -> Answer {
        // Each from an address of its own, for whoever is wrong many times is slowed.
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let peer = SocketAddr::from((Ipv4Addr::from_bits(0x0a00_0000 + number), 40_000));
        let mut builder = http::Request::builder()
            .method(request.method.as_str())
            .uri(&request.path)
            .extension(ConnectInfo(peer))
            .header(header::HOST, "127.0.0.1:8765")
            .header(header::CONTENT_TYPE, request.content_type)
            .header(header::IF_MATCH, "*");
        builder = match caller {
            Caller::Nobody => builder,
            Caller::Authorization(value) => builder.header(header::AUTHORIZATION, value),
            Caller::Cookie(pair) => builder
                .header(header::COOKIE, pair)
                .header("sec-fetch-site", "same-origin"),
            Caller::Okta => builder.header(
                header::AUTHORIZATION,
                format!("Bearer {}", self.latchkey.passkey()),
            ),
        };
        let body = Body::from(request.body.clone());
        self.latchkey.send(builder.body(body).unwrap()).await
    }
}
