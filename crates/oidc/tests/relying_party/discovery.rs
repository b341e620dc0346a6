//! What an issuer must show before anybody is sent there, and the sentence for each thing that it does not.

use crate::fake_issuer::{FakeIssuer, ISSUER, jwk};
use latchkey_oidc::{DiscoveryFailure, HttpFailure, check_form};
use serde_json::{Value, json};

async fn failure(issuer: &FakeIssuer) -> DiscoveryFailure {
    let configured = check_form(ISSUER).expect("an issuer");
    issuer
        .party()
        .discover(&configured)
        .await
        .expect_err("it cannot be used")
}

async fn sentence(document: impl FnOnce(&mut Value)) -> String {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| document(&mut parts.document));
    failure(&issuer).await.to_string()
}

#[tokio::test]
async fn an_issuer_that_is_not_reached_says_why() {
    let issuer = FakeIssuer::new();
    let why = HttpFailure::Connect {
        why: "name not known".to_owned(),
    };
    issuer.fail("discovery", why);
    assert_eq!(
        failure(&issuer).await.to_string(),
        "https://acme.okta.com/oauth2/default/.well-known/openid-configuration could not be reached: no connection was made \
         (name not known)."
    );
}

#[tokio::test]
async fn a_missing_authorization_server_is_named() {
    let issuer = FakeIssuer::new();
    issuer.answer("discovery", 404, "application/json", "{}");
    assert_eq!(
        failure(&issuer).await.to_string(),
        "There is no authorization server named default at https://acme.okta.com. Some organizations have none: then that \
         address is the Issuer URL. Otherwise copy it from Security → API in Okta."
    );
}

#[tokio::test]
async fn an_address_where_there_is_no_issuer_says_so() {
    let issuer = FakeIssuer::new();
    let elsewhere = check_form("https://acme.com").expect("an issuer");
    let failure = issuer
        .party()
        .discover(&elsewhere)
        .await
        .expect_err("there is none");
    assert_eq!(
        failure.to_string(),
        "https://acme.com/.well-known/openid-configuration answered with status 404, where an issuer answers with 200. \
         Compare the Issuer URL with the one in Okta."
    );
}

#[tokio::test]
async fn redirects_pages_and_noise_are_no_documents() {
    for (status, kind, body, code) in [
        (302, "text/html", "", "issuer_status"),
        (500, "application/json", "{}", "issuer_status"),
        (
            200,
            "text/html",
            "<!doctype html><title>Okta</title>",
            "issuer_not_an_issuer",
        ),
        (200, "application/json", "", "issuer_not_an_issuer"),
        (
            200,
            "application/json",
            "{\"issuer\": 1}",
            "issuer_not_an_issuer",
        ),
        (200, "application/json", "[]", "issuer_not_an_issuer"),
    ] {
        let issuer = FakeIssuer::new();
        issuer.answer("discovery", status, kind, body);
        let failure = failure(&issuer).await;
        assert_eq!(failure.code(), code, "{failure}");
        assert!(!failure.to_string().contains('<'), "{failure}");
    }
}

#[tokio::test]
async fn an_endless_document_is_no_document() {
    let issuer = FakeIssuer::new();
    issuer.fail("discovery", HttpFailure::TooLarge { limit: 1_048_576 });
    assert_eq!(failure(&issuer).await.code(), "issuer_not_an_issuer");
}

#[tokio::test]
async fn the_issuer_in_the_document_is_equal_to_the_letter() {
    for found in [
        "https://acme.okta.com",
        "https://acme.okta.com/oauth2/default/",
        "HTTPS://acme.okta.com/oauth2/default",
    ] {
        assert_eq!(
            sentence(|document| document["issuer"] = json!(found)).await,
            format!(
                "https://acme.okta.com/oauth2/default calls itself {found}. The Issuer URL must be equal to the letter: use \
                 {found} if that is your Okta."
            )
        );
    }
}

#[tokio::test]
async fn what_is_not_offered_is_named() {
    for (member, value, missing) in [
        (
            "id_token_signing_alg_values_supported",
            json!(["ES256", "HS256"]),
            "ID tokens signed with RS256",
        ),
        (
            "response_types_supported",
            json!(["id_token", "code id_token"]),
            "the authorization code flow",
        ),
        (
            "grant_types_supported",
            json!(["implicit"]),
            "the authorization code flow",
        ),
        (
            "code_challenge_methods_supported",
            json!(["plain"]),
            "PKCE with S256",
        ),
        (
            "code_challenge_methods_supported",
            json!([]),
            "PKCE with S256",
        ),
        ("token_endpoint", Value::Null, "a token endpoint"),
    ] {
        assert_eq!(
            sentence(|document| document[member] = value).await,
            format!(
                "https://acme.okta.com/oauth2/default does not offer {missing}, which Latchkey needs to sign people in."
            )
        );
    }
}

#[tokio::test]
async fn a_document_without_its_endpoints_says_which() {
    let said = sentence(|document| {
        document
            .as_object_mut()
            .expect("a document")
            .shift_remove("jwks_uri");
    });
    assert!(said.await.contains("jwks_uri"));
}

#[tokio::test]
async fn codes_tokens_and_keys_do_not_travel_in_the_clear() {
    for member in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
    ] {
        for endpoint in [
            "http://acme.okta.com/x",
            "http://127.0.0.1/x",
            "file:///etc/passwd",
            "javascript:alert(1)",
        ] {
            let said = sentence(|document| document[member] = json!(endpoint)).await;
            assert!(
                said.ends_with("which is not reached by https."),
                "{member}: {said}"
            );
        }
    }
}

#[tokio::test]
async fn the_keys_must_load_too() {
    let issuer = FakeIssuer::new();
    issuer.answer("keys", 404, "application/json", "{}");
    assert_eq!(failure(&issuer).await.code(), "issuer_status");
    issuer.recover();
    let mut encrypting = jwk(Some("a"), 0);
    encrypting["use"] = json!("enc");
    let mut of_another_algorithm = jwk(Some("b"), 0);
    of_another_algorithm["alg"] = json!("PS256");
    let mut short = jwk(Some("c"), 0);
    short["n"] = json!("AQAB");
    let elliptic = json!({ "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA", "kid": "d" });
    issuer.with(|parts| parts.keys = json!({ "keys": [encrypting, of_another_algorithm, short, elliptic, { "kty": "new" }] }));
    assert_eq!(failure(&issuer).await.code(), "issuer_no_usable_key");
}

#[tokio::test]
async fn a_good_issuer_is_described() {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| {
        parts.keys =
            json!({ "keys": [jwk(Some("key-1"), 0), { "kty": "new" }, jwk(Some("key-2"), 1)] });
        parts
            .document
            .as_object_mut()
            .expect("a document")
            .shift_remove("code_challenge_methods_supported");
    });
    let configured = check_form(ISSUER).expect("an issuer");
    let discovery = issuer
        .party()
        .discover(&configured)
        .await
        .expect("it can be used");
    assert_eq!(discovery.issuer, ISSUER);
    assert_eq!(discovery.signing_keys, 2);
    assert_eq!(
        discovery.token_endpoint.as_str(),
        "https://acme.okta.com/oauth2/default/v1/token"
    );
    assert!(!discovery.names_itself_at_callback);
}

#[tokio::test]
async fn an_issuer_on_this_machine_may_use_plain_http() {
    let issuer = FakeIssuer::new();
    let local = "http://127.0.0.1:9080/oauth2/default";
    issuer.with(|parts| {
        for (_, value) in parts.document.as_object_mut().expect("a document") {
            if let Some(rest) = value.as_str().and_then(|text| text.strip_prefix(ISSUER)) {
                *value = json!(format!("{local}{rest}"));
            }
        }
    });
    let configured = check_form(local).expect("an issuer");
    issuer
        .party()
        .discover(&configured)
        .await
        .expect("it can be used");
}
