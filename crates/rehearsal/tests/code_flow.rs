//! A complete sign-in at the stand-in issuer, with `openidconnect` as the relying party.

#![expect(
    clippy::disallowed_methods,
    reason = "the relying party of this test reads the host's clock"
)]

use std::sync::Arc;

use jiff::Timestamp;
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::{People, Person};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthorizationCode, ClientId, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, RedirectUrl, Scope,
    TokenResponse,
};
use url::Url;

const CALLBACK: &str = "http://127.0.0.1:8765/auth/callback";

async fn issuer(path: &str, slim_id_token: bool) -> (Issuer, Person) {
    let people = People::invent(2, 0);
    let person = people.iter().next().expect("somebody").clone();
    let config = IssuerConfig {
        listen: "127.0.0.1:0".parse().expect("an address"),
        path: path.to_owned(),
        client_id: "0oa1".to_owned(),
        redirect_uris: vec![CALLBACK.to_owned()],
        people,
        clock: Arc::new(Timestamp::now),
        behaviour: Behaviour {
            slim_id_token,
            ..Behaviour::default()
        },
    };
    (Issuer::start(config).await.expect("it starts"), person)
}

fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .cookie_store(true)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client")
}

async fn forward(
    client: reqwest::Client,
    request: HttpRequest,
) -> Result<HttpResponse, reqwest::Error> {
    let (parts, body) = request.into_parts();
    let response = client
        .request(parts.method, parts.uri.to_string())
        .headers(parts.headers)
        .body(body)
        .send()
        .await?;
    let mut answer = http::Response::builder().status(response.status());
    for (name, value) in response.headers() {
        answer = answer.header(name, value);
    }
    Ok(answer
        .body(response.bytes().await?.to_vec())
        .expect("a response"))
}

struct SignedIn {
    id_token: CoreIdToken,
    access_token: AccessToken,
    nonce: Nonce,
    metadata: CoreProviderMetadata,
}

/// From discovery to tokens, with a person who fills in the form.
async fn sign_in(issuer: &Issuer, person: &Person) -> SignedIn {
    let client = http();
    let call = |request: HttpRequest| forward(client.clone(), request);
    let url = IssuerUrl::new(issuer.issuer_url().to_owned()).expect("a URL");
    let metadata = CoreProviderMetadata::discover_async(url, &call)
        .await
        .expect("discovery");
    let relying_party = CoreClient::from_provider_metadata(
        metadata.clone(),
        ClientId::new(issuer.client_id().to_owned()),
        None,
    )
    .set_redirect_uri(RedirectUrl::new(CALLBACK.to_owned()).expect("a URL"));
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (authorize, state, nonce) = relying_party
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let page = client
        .get(authorize.clone())
        .send()
        .await
        .expect("the sign-in page");
    assert_eq!(page.status(), 200);
    let from_uri = format!(
        "{}?{}",
        authorize.path(),
        authorize.query().expect("a query")
    );
    let form = [
        ("fromURI", from_uri.as_str()),
        ("userName", &person.user_name),
        ("password", "any"),
    ];
    let action = authorize.join("/login/login.htm").expect("a URL");
    let response = client
        .post(action)
        .form(&form)
        .send()
        .await
        .expect("an answer");
    let again = response.headers()["location"].to_str().expect("text");
    let response = client
        .get(authorize.join(again).expect("a URL"))
        .send()
        .await
        .expect("an answer");
    let callback =
        Url::parse(response.headers()["location"].to_str().expect("text")).expect("a URL");
    assert!(callback.as_str().starts_with(CALLBACK), "{callback}");
    let parameter = |wanted: &str| {
        callback
            .query_pairs()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    assert_eq!(parameter("state").as_deref(), Some(state.secret().as_str()));
    let code = AuthorizationCode::new(parameter("code").expect("a code"));
    let tokens = relying_party
        .exchange_code(code)
        .expect("a token endpoint")
        .set_pkce_verifier(verifier)
        .request_async(&call)
        .await
        .expect("tokens");
    assert!(tokens.refresh_token().is_none());
    SignedIn {
        id_token: tokens.id_token().expect("an ID token").clone(),
        access_token: tokens.access_token().clone(),
        nonce,
        metadata,
    }
}

#[tokio::test]
async fn both_kinds_of_issuer_sign_a_person_in() {
    for path in ["", "/oauth2/default"] {
        let (issuer, person) = issuer(path, false).await;
        let signed_in = sign_in(&issuer, &person).await;
        let client = CoreClient::from_provider_metadata(
            signed_in.metadata.clone(),
            ClientId::new("0oa1".to_owned()),
            None,
        );
        let verifier = client.id_token_verifier();
        let claims = signed_in
            .id_token
            .claims(&verifier, &signed_in.nonce)
            .expect("good claims");
        assert_eq!(claims.subject().as_str(), person.okta_id);
        assert_eq!(
            claims.email().map(|email| email.as_str()),
            Some(person.email.as_str())
        );
        assert_eq!(
            claims.preferred_username().map(|name| name.as_str()),
            Some(person.user_name.as_str())
        );
        let algorithm = signed_in.id_token.signing_alg().expect("an algorithm");
        let key = signed_in.id_token.signing_key(&verifier).expect("a key");
        let hash =
            AccessTokenHash::from_token(&signed_in.access_token, algorithm, key).expect("a hash");
        assert_eq!(claims.access_token_hash(), Some(&hash));
        issuer.stop().await;
    }
}

#[tokio::test]
async fn a_slim_token_leaves_the_rest_to_userinfo() {
    let (issuer, person) = issuer("/oauth2/default", true).await;
    let signed_in = sign_in(&issuer, &person).await;
    let client = CoreClient::from_provider_metadata(
        signed_in.metadata.clone(),
        ClientId::new("0oa1".to_owned()),
        None,
    );
    let verifier = client.id_token_verifier();
    let claims = signed_in
        .id_token
        .claims(&verifier, &signed_in.nonce)
        .expect("good claims");
    assert!(claims.email().is_none());
    let browser = http();
    let call = |request: HttpRequest| forward(browser.clone(), request);
    let info: CoreUserInfoClaims = client
        .user_info(signed_in.access_token, Some(claims.subject().clone()))
        .expect("an endpoint")
        .request_async(&call)
        .await
        .expect("userinfo");
    assert_eq!(
        info.email().map(|email| email.as_str()),
        Some(person.email.as_str())
    );
}

#[tokio::test]
async fn after_a_rotation_the_old_keys_do_not_verify_and_the_new_ones_do() {
    let (issuer, person) = issuer("/oauth2/default", false).await;
    let before = sign_in(&issuer, &person).await;
    issuer.rotate_keys().await.expect("a new key");
    let after = sign_in(&issuer, &person).await;
    let verify = |metadata: &CoreProviderMetadata| {
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new("0oa1".to_owned()),
            None,
        );
        after
            .id_token
            .claims(&client.id_token_verifier(), &after.nonce)
            .is_ok()
    };
    assert!(!verify(&before.metadata));
    assert!(verify(&after.metadata));
}

#[tokio::test]
async fn a_stopped_issuer_is_gone() {
    let (issuer, _) = issuer("", false).await;
    let url = issuer.issuer_url().to_owned();
    assert!(http().get(&url).send().await.is_ok());
    issuer.stop().await;
    assert!(http().get(&url).send().await.is_err());
}
