//! An issuer in memory that keeps the rules, until a test tells it to break one.
//!
//! A test changes the public fields through [`FakeIssuer::with`], or hands a [`Forge`] to
//! [`FakeIssuer::forging`] that rewrites the next ID tokens before (or instead of) their being signed.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Request, Response};
use jiff::Timestamp;
use latchkey_oidc::http::HttpAnswer;
use latchkey_oidc::{
    Callback, ClientConfig, HttpFailure, Identity, IssuerHttp, RelyingParty, SignInFailure,
    check_form,
};
use openidconnect::PrivateSigningKey as _;
use openidconnect::core::{CoreHmacKey, CoreJwsSigningAlgorithm};
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

pub(crate) const ISSUER: &str = "https://acme.okta.com/oauth2/default";
pub(crate) const CLIENT_ID: &str = "0oa1client";
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:8766/callback";
pub(crate) const START: i64 = 1_800_000_000;

const DISCOVERY: &str = "/oauth2/default/.well-known/openid-configuration";
const KEYS: &str = "/oauth2/default/v1/keys";
const TOKEN: &str = "/oauth2/default/v1/token";
const USERINFO: &str = "/oauth2/default/v1/userinfo";

/// Two keys: the issuer's, and one that is not.
///
/// A key takes a second to make and each test may run in a process of its own, so the first one leaves them to the others.
pub(crate) fn rsa_key(which: usize) -> &'static RsaPrivateKey {
    static MADE: [OnceLock<RsaPrivateKey>; 2] = [OnceLock::new(), OnceLock::new()];
    MADE[which].get_or_init(|| {
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("issuer-key-{which}.der"));
        let made_before = fs::read(&kept)
            .ok()
            .and_then(|der| RsaPrivateKey::from_pkcs8_der(&der).ok());
        made_before.unwrap_or_else(|| {
            let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key");
            // Others may be at it too: whoever renames last wins, and each goes on with the key that it made.
            let own = kept.with_extension(std::process::id().to_string());
            fs::write(&own, key.to_pkcs8_der().expect("the key in DER").as_bytes())
                .expect("the key is kept");
            fs::rename(&own, &kept).expect("the key is in its place");
            key
        })
    })
}

pub(crate) fn jwk(kid: Option<&str>, which: usize) -> Value {
    let public = rsa_key(which).to_public_key();
    let mut key = json!({
        "kty": "RSA", "alg": "RS256", "use": "sig",
        "n": URL_SAFE_NO_PAD.encode(public.n().to_bytes_be()),
        "e": URL_SAFE_NO_PAD.encode(public.e().to_bytes_be()),
    });
    if let Some(kid) = kid {
        key["kid"] = json!(kid);
    }
    key
}

/// How an ID token is signed.
#[derive(Clone, Copy)]
pub(crate) enum Signature {
    Rs256(usize),
    /// HS256, with the issuer's public modulus as the secret: the classic confusion of algorithms.
    Hs256WithPublicKey,
    Absent,
}

/// An ID token about to be made.
pub(crate) struct Forge {
    pub(crate) header: Value,
    pub(crate) claims: Value,
    pub(crate) signature: Signature,
}

impl Forge {
    pub(crate) fn compact(&self) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", encode(&self.header), encode(&self.claims));
        let signature = match self.signature {
            Signature::Rs256(which) => rsa_key(which)
                .sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(&input))
                .expect("a signature"),
            Signature::Hs256WithPublicKey => {
                CoreHmacKey::new(rsa_key(0).to_public_key().n().to_bytes_be())
                    .sign(&CoreJwsSigningAlgorithm::HmacSha256, input.as_bytes())
                    .expect("a MAC")
            }
            Signature::Absent => Vec::new(),
        };
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

type Forging = Arc<dyn Fn(&mut Forge) + Send + Sync>;

/// What the issuer is made of; each part may be bent.
pub(crate) struct Parts {
    pub(crate) document: Value,
    pub(crate) keys: Value,
    pub(crate) cache_control: Option<&'static str>,
    pub(crate) userinfo: Value,
    /// Claims of every ID token beside the usual ones.
    pub(crate) profile: Value,
    pub(crate) kid: Option<&'static str>,
    /// Answers given instead of the right ones, by path.
    pub(crate) instead: HashMap<&'static str, Result<(u16, &'static str, String), HttpFailure>>,
    forging: Option<Forging>,
    codes: HashMap<String, HashMap<String, String>>,
    asked: HashMap<String, usize>,
}

#[derive(Clone)]
pub(crate) struct FakeIssuer {
    parts: Arc<Mutex<Parts>>,
    now: Arc<AtomicI64>,
}

impl FakeIssuer {
    pub(crate) fn new() -> Self {
        let parts = Parts {
            document: json!({
                "issuer": ISSUER,
                "authorization_endpoint": format!("{ISSUER}/v1/authorize"),
                "token_endpoint": format!("{ISSUER}/v1/token"),
                "userinfo_endpoint": format!("{ISSUER}/v1/userinfo"),
                "jwks_uri": format!("{ISSUER}/v1/keys"),
                "response_types_supported": ["code", "id_token", "code id_token"],
                "response_modes_supported": ["query", "okta_post_message"],
                "grant_types_supported": ["authorization_code", "urn:okta:params:oauth:grant-type:otp"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "scopes_supported": ["openid", "profile", "email"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "none"],
                "claims_supported": ["iss", "sub", "preferred_username"],
                "code_challenge_methods_supported": ["S256"],
            }),
            keys: json!({ "keys": [jwk(Some("key-1"), 0)] }),
            cache_control: None,
            userinfo: json!({ "sub": "00u1ana", "name": "Ana Lind", "preferred_username": "ana@acme.com" }),
            profile: json!({
                "preferred_username": "ana@acme.com", "name": "Ana Lind", "email": "ana@acme.com", "email_verified": true,
            }),
            kid: Some("key-1"),
            instead: HashMap::new(),
            forging: None,
            codes: HashMap::new(),
            asked: HashMap::new(),
        };
        Self {
            parts: Arc::new(Mutex::new(parts)),
            now: Arc::new(AtomicI64::new(START)),
        }
    }

    /// A relying party that speaks to this issuer and lives by its clock.
    pub(crate) fn party(&self) -> RelyingParty {
        let now = Arc::clone(&self.now);
        let clock = move || Timestamp::from_second(now.load(Ordering::Relaxed)).expect("a time");
        RelyingParty::new(Arc::new(self.clone()), Arc::new(clock))
    }

    pub(crate) fn with<T>(&self, bend: impl FnOnce(&mut Parts) -> T) -> T {
        bend(&mut self.parts.lock().expect("the parts"))
    }

    pub(crate) fn forging(&self, forging: impl Fn(&mut Forge) + Send + Sync + 'static) {
        self.with(|parts| parts.forging = Some(Arc::new(forging)));
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn answer(&self, path: &'static str, status: u16, kind: &'static str, body: &str) {
        let answer = Ok((status, kind, body.to_owned()));
        self.with(|parts| parts.instead.insert(full(path), answer));
    }

    pub(crate) fn fail(&self, path: &'static str, failure: HttpFailure) {
        self.with(|parts| parts.instead.insert(full(path), Err(failure)));
    }

    pub(crate) fn recover(&self) {
        self.with(|parts| parts.instead.clear());
    }

    pub(crate) fn go_down(&self) {
        for path in ["discovery", "keys", "token", "userinfo"] {
            self.fail(path, HttpFailure::TimedOut { seconds: 10 });
        }
    }

    /// How often a document was asked for.
    pub(crate) fn asked(&self, path: &'static str) -> usize {
        self.parts
            .lock()
            .expect("the parts")
            .asked
            .get(full(path))
            .copied()
            .unwrap_or(0)
    }

    /// What the browser does: it goes to the address, the person signs in, and a query comes back.
    pub(crate) fn browse(&self, authorize_url: &Url) -> String {
        let sent: HashMap<String, String> = authorize_url.query_pairs().into_owned().collect();
        assert_eq!(sent["response_type"], "code");
        assert_eq!(sent["scope"], "openid profile email");
        assert_eq!(sent["code_challenge_method"], "S256");
        assert_eq!(sent["client_id"], CLIENT_ID);
        let state = sent["state"].clone();
        let code = format!("code-{}", self.asked("token") + 1);
        self.with(|parts| parts.codes.insert(code.clone(), sent));
        url::form_urlencoded::Serializer::new(String::new())
            .append_pair("code", &code)
            .append_pair("state", &state)
            .finish()
    }

    /// A whole sign-in.
    pub(crate) async fn sign_in(&self, party: &RelyingParty) -> Result<Identity, SignInFailure> {
        let started = party
            .begin(&config(), latchkey_oidc::Hints::default())
            .await?;
        let callback = Callback::from_query(&self.browse(&started.authorize_url))?;
        party.finish(&started.pending, &callback).await
    }

    /// The ID token that this issuer would make now.
    pub(crate) fn id_token(&self, nonce: &str, access_token: Option<&str>) -> String {
        let now = self.now.load(Ordering::Relaxed);
        let parts = self.parts.lock().expect("the parts");
        let mut forge = Forge {
            header: json!({ "alg": "RS256" }),
            claims: json!({
                "ver": 1, "iss": ISSUER, "sub": "00u1ana", "aud": CLIENT_ID, "iat": now, "exp": now + 3600,
                "jti": "ID.1", "amr": ["pwd"], "idp": "00o1", "auth_time": now - 5, "nonce": nonce,
            }),
            signature: Signature::Rs256(0),
        };
        if let Some(kid) = parts.kid {
            forge.header["kid"] = json!(kid);
        }
        if let Some(token) = access_token {
            forge.claims["at_hash"] = json!(URL_SAFE_NO_PAD.encode(&Sha256::digest(token)[..16]));
        }
        for (name, value) in parts.profile.as_object().expect("claims") {
            forge.claims[name] = value.clone();
        }
        if let Some(forging) = &parts.forging {
            forging(&mut forge);
        }
        drop(parts);
        forge.compact()
    }

    fn respond(&self, request: &Request<Vec<u8>>) -> Result<Response<Vec<u8>>, HttpFailure> {
        let path = request.uri().path().to_owned();
        let (instead, cache_control) = {
            let mut parts = self.parts.lock().expect("the parts");
            *parts.asked.entry(path.clone()).or_default() += 1;
            (
                parts.instead.get(path.as_str()).cloned(),
                parts.cache_control,
            )
        };
        let (status, kind, body) = match instead {
            Some(instead) => instead?,
            None => self.right_answer(&path, request),
        };
        let mut response = Response::builder()
            .status(status)
            .header("content-type", kind);
        if let Some(value) = cache_control {
            response = response.header("cache-control", value);
        }
        Ok(response.body(body.into_bytes()).expect("a response"))
    }

    fn right_answer(&self, path: &str, request: &Request<Vec<u8>>) -> (u16, &'static str, String) {
        let json = |status, value: &Value| (status, "application/json", value.to_string());
        match path {
            DISCOVERY => json(200, &self.parts.lock().expect("the parts").document),
            KEYS => json(200, &self.parts.lock().expect("the parts").keys),
            TOKEN => match self.redeem(request.body()) {
                Ok(tokens) => json(200, &tokens),
                Err(why) => json(
                    400,
                    &json!({ "error": "invalid_grant", "error_description": why }),
                ),
            },
            USERINFO => {
                let bearer = request.headers().get("authorization").expect("a token");
                assert_eq!(bearer, "Bearer access-1");
                assert!(bearer.is_sensitive(), "the header keeps out of logs");
                json(200, &self.parts.lock().expect("the parts").userinfo)
            }
            _ => (
                404,
                "application/json",
                r#"{"errorCode":"E0000022"}"#.to_owned(),
            ),
        }
    }

    fn redeem(&self, body: &[u8]) -> Result<Value, &'static str> {
        let form: HashMap<String, String> =
            url::form_urlencoded::parse(body).into_owned().collect();
        assert_eq!(form["grant_type"], "authorization_code");
        assert_eq!(
            form["client_id"], CLIENT_ID,
            "a public client names itself in the body"
        );
        assert!(!form.contains_key("client_secret"));
        let sent = self
            .parts
            .lock()
            .expect("the parts")
            .codes
            .remove(&form["code"])
            .ok_or("The authorization code is invalid or has expired.")?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&form["code_verifier"]));
        if challenge != sent["code_challenge"] || form["redirect_uri"] != sent["redirect_uri"] {
            return Err("PKCE verification failed.");
        }
        Ok(json!({
            "token_type": "Bearer", "expires_in": 3600, "access_token": "access-1", "scope": "openid profile email",
            "id_token": self.id_token(&sent["nonce"], Some("access-1")),
        }))
    }
}

impl IssuerHttp for FakeIssuer {
    fn call<'a>(&'a self, _: &'a str, request: Request<Vec<u8>>) -> HttpAnswer<'a> {
        Box::pin(async move {
            // A real call takes a while, in which others come to the same gate.
            tokio::task::yield_now().await;
            let answer = self.respond(&request);
            tokio::task::yield_now().await;
            answer
        })
    }
}

pub(crate) fn config() -> ClientConfig {
    ClientConfig {
        issuer: check_form(ISSUER).expect("an issuer"),
        client_id: CLIENT_ID.to_owned(),
        redirect_uri: REDIRECT_URI.to_owned(),
    }
}

fn full(path: &'static str) -> &'static str {
    match path {
        "discovery" => DISCOVERY,
        "keys" => KEYS,
        "token" => TOKEN,
        "userinfo" => USERINFO,
        other => other,
    }
}
