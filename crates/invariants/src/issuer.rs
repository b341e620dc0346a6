//! An issuer in memory, with the key that RFC 7515 publishes in its appendix A.2. The one in RFC 7520, section 3.4, is
//! another issuer's. Everybody knows both.

use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, Response};
use jiff::Timestamp;
use latchkey_oidc::http::HttpAnswer;
use latchkey_oidc::{IssuerHttp, IssuerUrl, RelyingParty, check_form};
use ring::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use ring::{hmac, rand, signature};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://acme.okta.com/oauth2/default";
pub(crate) const CLIENT_ID: &str = "0oa1client";
pub(crate) const NONCE: &str = "n-0S6_WzA2Mj";
/// The only code that the token endpoint takes.
pub(crate) const CODE: &str = "code-1";
/// When all of it happens.
pub(crate) const NOW: i64 = 1_800_000_000;

/// How often the issuer may be asked for its keys, whatever comes: once, and five times for a `kid` that it does not have.
const MOST_KEY_FETCHES: usize = 6;

/// Calls of the token endpoint since the start.
pub(crate) static REDEEMED: AtomicUsize = AtomicUsize::new(0);
static KEY_FETCHES: AtomicUsize = AtomicUsize::new(0);

/// A private key as a JWK.
pub(crate) struct Key {
    pair: KeyPair,
    modulus: String,
}

/// The issuer's.
pub(crate) fn right_key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| Key::read(include_str!("../keys/rfc7515.json")))
}

/// Another one, as good as the issuer's.
pub(crate) fn wrong_key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(|| Key::read(include_str!("../keys/rfc7520.json")))
}

impl Key {
    fn read(jwk: &str) -> Self {
        let jwk: HashMap<String, String> = serde_json::from_str(jwk).expect("a JWK");
        let part = |name: &str| URL_SAFE_NO_PAD.decode(&jwk[name]).expect("base64url");
        let components = KeyPairComponents {
            public_key: PublicKeyComponents {
                n: part("n"),
                e: part("e"),
            },
            d: part("d"),
            p: part("p"),
            q: part("q"),
            dP: part("dp"),
            dQ: part("dq"),
            qInv: part("qi"),
        };
        Self {
            pair: KeyPair::from_components(&components).expect("a key"),
            modulus: jwk["n"].clone(),
        }
    }

    /// RS256.
    pub(crate) fn sign(&self, input: &str) -> Vec<u8> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair
            .sign(
                &signature::RSA_PKCS1_SHA256,
                &rand::SystemRandom::new(),
                input.as_bytes(),
                &mut signature,
            )
            .expect("a signature");
        signature
    }

    /// HS256 with what everybody knows of the key as its secret: the classic confusion of algorithms.
    pub(crate) fn confused_sign(&self, input: &str) -> Vec<u8> {
        let modulus = URL_SAFE_NO_PAD.decode(&self.modulus).expect("base64url");
        let key = hmac::Key::new(hmac::HMAC_SHA256, &modulus);
        hmac::sign(&key, input.as_bytes()).as_ref().to_vec()
    }

    fn public(&self, kid: &str) -> Value {
        json!({"kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid, "n": self.modulus, "e": "AQAB"})
    }
}

/// An ID token out of its parts.
pub(crate) fn compact(header: &str, claims: &str, sign: impl FnOnce(&str) -> Vec<u8>) -> String {
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(header),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let signature = sign(&input);
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// The claims that Okta would write.
pub(crate) fn claims() -> Value {
    json!({
        "ver": 1, "iss": ISSUER, "sub": "00u1ana", "aud": CLIENT_ID, "iat": NOW, "exp": NOW + 3600, "jti": "ID.1",
        "amr": ["pwd"], "idp": "00o1", "auth_time": NOW - 5, "nonce": NONCE, "preferred_username": "ana@acme.com",
        "name": "Ana Lind", "email": "ana@acme.com", "email_verified": true,
    })
}

pub(crate) const HEADER: &str = r#"{"alg":"RS256","kid":"key-1"}"#;

pub(crate) fn issuer_url() -> IssuerUrl {
    check_form(ISSUER).expect("an issuer")
}

/// The relying party, one for all inputs, as a program has it.
pub(crate) fn party() -> &'static RelyingParty {
    static PARTY: OnceLock<RelyingParty> = OnceLock::new();
    PARTY.get_or_init(|| {
        let clock = || Timestamp::from_second(NOW).expect("a time");
        RelyingParty::new(Arc::new(Issuer), Arc::new(clock))
    })
}

/// Waits for what the relying party does.
pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    static RUNTIME: OnceLock<tokio::runtime::Runtime> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime")
    });
    let done = runtime.block_on(future);
    let fetches = KEY_FETCHES.load(Ordering::Relaxed);
    assert!(
        fetches <= MOST_KEY_FETCHES,
        "the issuer was asked {fetches} times for its keys"
    );
    done
}

struct Issuer;

impl IssuerHttp for Issuer {
    fn call<'a>(&'a self, _: &'a str, request: Request<Vec<u8>>) -> HttpAnswer<'a> {
        let (status, body) = answer(&request);
        let response = Response::builder()
            .status(status)
            .header("content-type", "application/json")
            // Longer than any run: what is asked twice was asked for a reason.
            .header("cache-control", "max-age=86400")
            .body(body.to_string().into_bytes())
            .expect("a response");
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn answer(request: &Request<Vec<u8>>) -> (u16, Value) {
    let uri = request.uri().to_string();
    let path = uri
        .strip_prefix(ISSUER)
        .unwrap_or_else(|| panic!("a call to {uri}"));
    match path {
        "/.well-known/openid-configuration" => (
            200,
            json!({
                "issuer": ISSUER,
                "authorization_endpoint": format!("{ISSUER}/v1/authorize"),
                "token_endpoint": format!("{ISSUER}/v1/token"),
                "jwks_uri": format!("{ISSUER}/v1/keys"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }),
        ),
        "/v1/keys" => {
            KEY_FETCHES.fetch_add(1, Ordering::Relaxed);
            (200, json!({"keys": [right_key().public("key-1")]}))
        }
        "/v1/token" => {
            REDEEMED.fetch_add(1, Ordering::Relaxed);
            redeem(request.body())
        }
        other => panic!("a call to {other}"),
    }
}

fn redeem(form: &[u8]) -> (u16, Value) {
    static TOKEN: OnceLock<String> = OnceLock::new();
    let code = url::form_urlencoded::parse(form)
        .find(|(name, _)| name == "code")
        .map(|(_, code)| code.into_owned());
    if code.as_deref() != Some(CODE) {
        return (400, json!({"error": "invalid_grant"}));
    }
    let token = TOKEN.get_or_init(|| {
        compact(HEADER, &claims().to_string(), |input| {
            right_key().sign(input)
        })
    });
    (
        200,
        json!({"token_type": "Bearer", "expires_in": 3600, "access_token": "access-1", "id_token": token}),
    )
}
