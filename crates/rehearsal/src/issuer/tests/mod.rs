//! The issuer through its router, refusals first.

mod authorizing;
mod redeeming;

use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, LOCATION,
    ORIGIN, SET_COOKIE, WWW_AUTHENTICATE,
};
use axum::http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::*;

const HOST_NAME: &str = "127.0.0.1:9443";
const CALLBACK: &str = "http://127.0.0.1:8765/auth/callback";
// RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A tenant with keys too short for anything but a quick test, whose time a test can move.
struct Okta {
    router: Router,
    tenant: Arc<Tenant>,
    seconds: Arc<AtomicI64>,
}

impl Okta {
    fn new() -> Self {
        let seconds = Arc::new(AtomicI64::new(1_790_000_000));
        let ticking = Arc::clone(&seconds);
        let clock: Clock = Arc::new(move || {
            Timestamp::from_second(ticking.load(Ordering::SeqCst)).expect("in range")
        });
        let keys = KeyRing::make(512).expect("keys");
        let memory = Memory::new(
            vec![CALLBACK.to_owned()],
            People::invent(3, 0),
            Behaviour::default(),
        );
        let tenant = Arc::new(Tenant::new(
            HOST_NAME.to_owned(),
            "/oauth2/default",
            "0oa1".to_owned(),
            clock,
            keys,
            memory,
        ));
        Self {
            router: router::router(Arc::clone(&tenant)),
            tenant,
            seconds,
        }
    }

    fn person(&self) -> Person {
        self.tenant
            .memory()
            .people
            .iter()
            .next()
            .cloned()
            .expect("somebody")
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("the router does not fail")
    }

    async fn get(&self, path: &str, cookie: Option<&str>) -> Response<Body> {
        let mut request = Request::get(path).header(HOST, HOST_NAME);
        if let Some(cookie) = cookie {
            request = request.header(COOKIE, cookie);
        }
        self.send(request.body(Body::empty()).expect("a request"))
            .await
    }

    async fn post(
        &self,
        path: &str,
        pairs: &[(&str, &str)],
        headers: &[(http::HeaderName, &str)],
    ) -> Response<Body> {
        let mut request = Request::post(path)
            .header(HOST, HOST_NAME)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.send(request.body(Body::from(encode(pairs))).expect("a request"))
            .await
    }

    /// A session cookie of the first person.
    async fn cookie(&self) -> String {
        let from_uri = authorize_path(&[]);
        let user_name = self.person().user_name;
        let fields = [("fromURI", from_uri.as_str()), ("userName", &user_name)];
        let response = self.post("/login/login.htm", &fields, &[]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let cookie = response.headers()[SET_COOKIE].to_str().expect("text");
        cookie.split(';').next().expect("a pair").to_owned()
    }

    async fn code(&self) -> String {
        let cookie = self.cookie().await;
        let response = self.get(&authorize_path(&[]), Some(&cookie)).await;
        called_back(&response)
            .into_iter()
            .find(|(name, _)| name == "code")
            .expect("a code")
            .1
    }

    async fn token(&self, changes: &[(&str, Option<&str>)]) -> (StatusCode, Value) {
        let code = self.code().await;
        self.token_for(&code, changes).await
    }

    async fn token_for(&self, code: &str, changes: &[(&str, Option<&str>)]) -> (StatusCode, Value) {
        let pairs = changed(
            &[
                ("grant_type", "authorization_code"),
                ("client_id", "0oa1"),
                ("redirect_uri", CALLBACK),
                ("code", code),
                ("code_verifier", VERIFIER),
            ],
            changes,
        );
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let response = self.post("/oauth2/default/v1/token", &pairs, &[]).await;
        (response.status(), body(response).await)
    }
}

fn encode(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

fn changed(pairs: &[(&str, &str)], changes: &[(&str, Option<&str>)]) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    for (name, value) in changes {
        pairs.retain(|(known, _)| known != name);
        if let Some(value) = value {
            pairs.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    pairs
}

fn authorize_path(changes: &[(&str, Option<&str>)]) -> String {
    let pairs = changed(
        &[
            ("client_id", "0oa1"),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("state", "s-1"),
            ("nonce", "n-1"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ],
        changes,
    );
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    format!("/oauth2/default/v1/authorize?{}", encode(&pairs))
}

fn called_back(response: &Response<Body>) -> Vec<(String, String)> {
    let location = response
        .headers()
        .get(LOCATION)
        .expect("a redirect")
        .to_str()
        .expect("text");
    let query = location
        .strip_prefix(CALLBACK)
        .expect("the redirect URI")
        .trim_start_matches('?');
    url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

async fn text(response: Response<Body>) -> String {
    let bytes = response
        .into_body()
        .collect()
        .await
        .expect("a body")
        .to_bytes();
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

async fn body(response: Response<Body>) -> Value {
    serde_json::from_str(&text(response).await).expect("JSON")
}

#[tokio::test]
async fn another_host_name_reaches_nothing() {
    let okta = Okta::new();
    for host in ["rebound.example", "localhost:9443", "127.0.0.1"] {
        let request = Request::get("/oauth2/default/v1/keys")
            .header(HOST, host)
            .body(Body::empty());
        let response = okta.send(request.expect("a request")).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let bare = Request::get("/").body(Body::empty()).expect("a request");
    assert_eq!(
        okta.send(bare).await.status(),
        StatusCode::MISDIRECTED_REQUEST
    );
}

#[tokio::test]
async fn discovery_has_oktas_shape() {
    let okta = Okta::new();
    let at_root = okta.get("/.well-known/openid-configuration", None).await;
    assert_eq!(at_root.status(), StatusCode::NOT_FOUND);
    let response = okta
        .get("/oauth2/default/.well-known/openid-configuration", None)
        .await;
    let document = body(response).await;
    assert_eq!(
        document["issuer"],
        json!("http://127.0.0.1:9443/oauth2/default")
    );
    assert_eq!(
        document["token_endpoint"],
        json!("http://127.0.0.1:9443/oauth2/default/v1/token")
    );
    assert_eq!(
        document["code_challenge_methods_supported"],
        json!(["S256"])
    );
    let other = okta
        .get(
            "/oauth2/default/.well-known/oauth-authorization-server",
            None,
        )
        .await;
    assert_eq!(body(other).await, document);
}

#[tokio::test]
async fn rotation_publishes_an_unannounced_key_beside_the_last_one() {
    let okta = Okta::new();
    let ids = async || {
        let response = okta.get("/oauth2/default/v1/keys", None).await;
        assert!(response.headers().contains_key(CACHE_CONTROL));
        let keys = body(response).await;
        keys["keys"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|key| key["kid"].clone())
            .collect::<Vec<_>>()
    };
    let before = ids().await;
    let signing = json!(okta.tenant.keys().signing_id());
    okta.tenant
        .keys_mut()
        .rotate(Key::make(512).expect("a key"));
    let after = ids().await;
    assert_eq!((before.len(), after.len()), (2, 2));
    let fresh = json!(okta.tenant.keys().signing_id());
    assert!(!before.contains(&fresh) && after.contains(&fresh) && after.contains(&signing));
}

#[tokio::test]
async fn only_loopback_and_oktas_paths_are_started() {
    let config = |listen: &str, path: &str| IssuerConfig {
        listen: listen.parse().expect("an address"),
        path: path.to_owned(),
        client_id: "0oa1".to_owned(),
        redirect_uris: Vec::new(),
        people: People::nobody(),
        clock: Arc::new(|| Timestamp::UNIX_EPOCH),
        behaviour: Behaviour::default(),
    };
    for (listen, path) in [
        ("0.0.0.0:0", ""),
        ("[::]:0", ""),
        ("127.0.0.1:0", "/"),
        ("127.0.0.1:0", "/oauth2/a/b"),
    ] {
        assert!(
            Issuer::start(config(listen, path)).await.is_err(),
            "{listen} {path:?}"
        );
    }
}
