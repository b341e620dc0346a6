//! The one place where an ID token is put together: plain JSON, so that `bent_token.rs` can bend any part of it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::behaviour::Behaviour;
use super::keys::KeyRing;
use crate::people::Person;

/// Okta's ID tokens live an hour.
pub(super) const LIFETIME_SECONDS: i64 = 3600;

/// What an ID token tells.
pub(super) struct Facts<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) person: &'a Person,
    pub(super) scopes: &'a [String],
    pub(super) nonce: Option<&'a str>,
    pub(super) access_token: &'a str,
    pub(super) auth_time: Timestamp,
    pub(super) now: Timestamp,
    pub(super) token_id: &'a str,
    pub(super) key_id: &'a str,
}

/// A token before it is signed, so that any part of it can be bent.
#[derive(Clone, Debug)]
pub struct Token {
    /// Its header.
    pub header: Map<String, Value>,
    /// Its claims.
    pub claims: Map<String, Value>,
}

/// Header and claims as Okta has them.
pub(super) fn put_together(facts: &Facts<'_>, behaviour: &Behaviour) -> Token {
    let mut header = Map::new();
    header.insert("kid".to_owned(), json!(facts.key_id));
    header.insert("alg".to_owned(), json!("RS256"));

    let now = facts.now.as_second();
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(facts.person.okta_id));
    if !behaviour.slim_id_token {
        claims.extend(profile_claims(facts.person, facts.scopes));
    }
    claims.insert("ver".to_owned(), json!(1));
    claims.insert("iss".to_owned(), json!(facts.issuer));
    claims.insert("aud".to_owned(), json!(facts.client_id));
    claims.insert("iat".to_owned(), json!(now));
    claims.insert("exp".to_owned(), json!(now + LIFETIME_SECONDS));
    claims.insert("jti".to_owned(), json!(format!("ID.{}", facts.token_id)));
    claims.insert("amr".to_owned(), json!(["pwd"]));
    claims.insert("idp".to_owned(), json!("00orehearsalrehearsa"));
    if let Some(nonce) = facts.nonce {
        claims.insert("nonce".to_owned(), json!(nonce));
    }
    claims.insert("auth_time".to_owned(), json!(facts.auth_time.as_second()));
    claims.insert("at_hash".to_owned(), json!(at_hash(facts.access_token)));
    Token { header, claims }
}

/// The claims that the granted scopes open, the same in ID token and userinfo.
pub(super) fn profile_claims(person: &Person, scopes: &[String]) -> Map<String, Value> {
    let granted = |scope: &str| scopes.iter().any(|granted| granted == scope);
    let mut claims = Map::new();
    if granted("profile") {
        claims.insert("name".to_owned(), json!(person.display_name));
        claims.insert("preferred_username".to_owned(), json!(person.user_name));
        claims.insert("given_name".to_owned(), json!(person.given_name));
        claims.insert("family_name".to_owned(), json!(person.family_name));
        claims.insert("locale".to_owned(), json!("en_US"));
        claims.insert("zoneinfo".to_owned(), json!("America/Los_Angeles"));
    }
    if granted("email") {
        claims.insert("email".to_owned(), json!(person.email));
        claims.insert("email_verified".to_owned(), json!(true));
    }
    claims
}

/// Signed with the key that signs.
pub(super) fn seal(unsigned: &Token, keys: &KeyRing) -> anyhow::Result<String> {
    let message = message(unsigned);
    let signature = keys.sign_rs256(&message)?;
    Ok(compact(&message, &signature))
}

/// RFC 7515 §5.1: what is signed.
pub(super) fn message(unsigned: &Token) -> String {
    let part = |members: &Map<String, Value>| {
        URL_SAFE_NO_PAD.encode(Value::Object(members.clone()).to_string())
    };
    format!("{}.{}", part(&unsigned.header), part(&unsigned.claims))
}

/// RFC 7515 §3.1: the JWS Compact Serialization.
pub(super) fn compact(message: &str, signature: &str) -> String {
    format!("{message}.{signature}")
}

/// `OpenID` Connect Core §3.1.3.6: the left half of the hash of the access token's ASCII octets.
pub(super) fn at_hash(access_token: &str) -> String {
    let digest = Sha256::digest(access_token.as_bytes());
    let (left, _) = digest.split_at(digest.len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::People;

    fn unsigned(behaviour: &Behaviour, scopes: &[&str]) -> Token {
        let people = People::invent(1, 0);
        let scopes: Vec<_> = scopes.iter().map(|&scope| scope.to_owned()).collect();
        let facts = Facts {
            issuer: "http://127.0.0.1:9/oauth2/default",
            client_id: "0oa1",
            person: people.iter().next().expect("one person"),
            scopes: &scopes,
            nonce: Some("n-1"),
            access_token: "dNZX1hEZ9wBCzNL40Upu646bdzQA",
            auth_time: Timestamp::from_second(90).expect("in range"),
            now: Timestamp::from_second(100).expect("in range"),
            token_id: "t",
            key_id: "k",
        };
        put_together(&facts, behaviour)
    }

    #[test]
    fn without_scopes_no_profile_is_told() {
        let claims = unsigned(&Behaviour::default(), &["openid"]).claims;
        assert!(!claims.contains_key("email") && !claims.contains_key("preferred_username"));
    }

    #[test]
    fn a_slim_token_leaves_the_profile_to_userinfo() {
        let slim = Behaviour {
            slim_id_token: true,
            ..Behaviour::default()
        };
        let claims = unsigned(&slim, &["openid", "profile", "email"]).claims;
        assert!(!claims.contains_key("email") && !claims.contains_key("name"));
    }

    #[test]
    fn the_claims_are_oktas() {
        let unsigned = unsigned(&Behaviour::default(), &["openid", "profile", "email"]);
        assert_eq!(
            Value::Object(unsigned.header),
            json!({"kid": "k", "alg": "RS256"})
        );
        let claims = unsigned.claims;
        assert_eq!(claims["aud"], json!("0oa1"));
        assert_eq!(claims["exp"], json!(3700));
        assert_eq!(claims["auth_time"], json!(90));
        assert_eq!(claims["email_verified"], json!(true));
        // The example of the specification, RS256.
        assert_eq!(
            at_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }
}
