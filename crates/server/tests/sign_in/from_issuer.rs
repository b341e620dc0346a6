//! An installation whose people sign in with Okta, and what is sent to it in Okta's name.

use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_domain::activity::{Actor, Entry, Outcome};
use latchkey_rehearsal::issuer::{Issuer, SubjectFormat, Token};
use latchkey_testkit::okta::person;
use latchkey_testkit::people::{id, okta_user_with_role};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::{Value, json};

use crate::held::Held;

/// Where Universal Logout is sent to.
pub(crate) const REVOCATION: &str = "/auth/global-token-revocation";
/// Where logout tokens are sent to.
pub(crate) const BACKCHANNEL: &str = "/auth/backchannel-logout";
/// The first of them as Okta knows it.
pub(crate) const ENDPOINT: &str = "http://127.0.0.1:8765/auth/global-token-revocation";

/// Okta sign-on is required, and Bo, an Admin, holds a session in the portal and one in the app.
pub(crate) struct Stage {
    pub(crate) latchkey: Latchkey,
    pub(crate) issuer: Issuer,
    pub(crate) bo: String,
    pub(crate) held: Held,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let latchkey = Latchkey::with_connector().await.unwrap();
        let issuer = latchkey.start_issuer().await.unwrap();
        let bo = latchkey
            .provision(okta_user_with_role("Bo", "Admin"))
            .await
            .unwrap();
        latchkey.require_okta(&issuer).await.unwrap();
        let bo = id(&bo).to_owned();
        let held = Held::of(&latchkey, &bo).await;
        Self {
            latchkey,
            issuer,
            bo,
            held,
        }
    }

    /// Sends a Universal Logout with this token and body.
    pub(crate) async fn revoke(&self, token: &str, body: &Value) -> Answer {
        let request = Request::post(REVOCATION)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()))
            .unwrap();
        self.latchkey.send(request).await
    }

    /// The same with a good token.
    pub(crate) async fn revoke_well(&self, body: &Value) -> Answer {
        let token = self.issuer.revocation_token(ENDPOINT);
        self.revoke(&self.issuer.seal(&token).unwrap(), body).await
    }

    /// Sends a logout token as an issuer does.
    pub(crate) async fn log_out(&self, token: &str) -> Answer {
        let request = Request::post(BACKCHANNEL)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("logout_token={token}")))
            .unwrap();
        self.latchkey.send(request).await
    }

    /// Bo's subject, by `iss` and `sub`.
    pub(crate) fn of_bo(&self) -> Value {
        self.issuer.subject(&person("Bo"), SubjectFormat::IssSub)
    }

    /// Bo is signed in still, in both.
    pub(crate) async fn stands(&self, why: &str) {
        assert_eq!(
            self.held.statuses(&self.latchkey).await,
            (200, 200),
            "{why}"
        );
    }

    /// The newest entry, which says why sessions were not ended, and by whom that was asked.
    pub(crate) async fn refused(&self, actor: &Actor) -> Entry {
        let entry = self.latchkey.last_entry().await.unwrap();
        assert_eq!(
            (entry.action.as_str(), entry.outcome),
            ("session.all_ended", Outcome::Refused),
            "{entry:?}"
        );
        assert_eq!(entry.actor, *actor, "{entry:?}");
        entry
    }
}

/// A way to bend a token, and what the record then says of it.
pub(crate) type Bend = (&'static str, fn(&mut Token), &'static str);

/// Bends of a claim or of the header that hold for both kinds.
pub(crate) const BENDS: [Bend; 15] = [
    (
        "alg none",
        |token| put(&mut token.header, "alg", json!("none")),
        "it is not signed",
    ),
    (
        "HS256",
        |token| put(&mut token.header, "alg", json!("HS256")),
        "only RS256 is accepted",
    ),
    (
        "no alg",
        |token| take(&mut token.header, "alg"),
        "names no algorithm",
    ),
    (
        "an ID token's typ",
        |token| put(&mut token.header, "typ", json!("JWT")),
        "its typ is JWT",
    ),
    (
        "no typ",
        |token| take(&mut token.header, "typ"),
        "its typ is not given",
    ),
    (
        "an unknown key",
        |token| put(&mut token.header, "kid", json!("made-up")),
        "names the key made-up",
    ),
    (
        "no kid",
        |token| take(&mut token.header, "kid"),
        "it names no key",
    ),
    (
        "a critical header",
        |token| put(&mut token.header, "crit", json!(["exp"])),
        "an extension",
    ),
    (
        "another issuer",
        |token| put(&mut token.claims, "iss", json!("https://evil.okta.com")),
        "issued by https://evil.okta.com",
    ),
    (
        "another audience",
        |token| put(&mut token.claims, "aud", json!("https://other.example")),
        "meant for https://other.example",
    ),
    (
        "no audience",
        |token| take(&mut token.claims, "aud"),
        "the claim aud is missing",
    ),
    (
        "no iat",
        |token| take(&mut token.claims, "iat"),
        "the claim iat is missing",
    ),
    (
        "no exp",
        |token| take(&mut token.claims, "exp"),
        "the claim exp is missing",
    ),
    (
        "a number for a subject",
        |token| put(&mut token.claims, "sub", json!(7)),
        "of another kind",
    ),
    (
        "a list for a jti",
        |token| put(&mut token.claims, "jti", json!(["a"])),
        "its jti is not a text",
    ),
];

pub(crate) fn put(map: &mut serde_json::Map<String, Value>, name: &str, value: Value) {
    map.insert(name.to_owned(), value);
}

pub(crate) fn take(map: &mut serde_json::Map<String, Value>, name: &str) {
    map.remove(name);
}

/// A time that many seconds from the token's own.
pub(crate) fn shift(token: &mut Token, name: &str, seconds: i64) {
    let now = token.claims["iat"].as_i64().unwrap();
    put(&mut token.claims, name, json!(now + seconds));
}

/// The token with another signature behind it.
pub(crate) fn with_signature(token: &str, signature: &[u8]) -> String {
    let (signed, _) = token.rsplit_once('.').unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
