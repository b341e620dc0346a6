//! Codes for tokens, and tokens for userinfo.

use super::*;

#[tokio::test]
async fn a_native_application_must_not_send_a_secret() {
    let okta = Okta::new();
    for name in ["client_secret", "client_assertion"] {
        let (status, refusal) = okta.token(&[(name, Some("hush"))]).await;
        assert_eq!(
            (status, &refusal["error"]),
            (StatusCode::UNAUTHORIZED, &json!("invalid_client"))
        );
    }
    let basic = [(AUTHORIZATION, "Basic MG9hMTpodXNo")];
    let response = okta
        .post("/oauth2/default/v1/token", &[("client_id", "0oa1")], &basic)
        .await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_token_endpoint_refuses_what_does_not_belong_to_the_code() {
    let okta = Okta::new();
    let cases = [
        (("client_id", Some("0oa2")), "invalid_client"),
        (("client_id", None), "invalid_client"),
        (("grant_type", Some("password")), "unsupported_grant_type"),
        (("grant_type", None), "invalid_request"),
        (("code", Some("guessed")), "invalid_grant"),
        (
            ("redirect_uri", Some("http://127.0.0.1:8765/other")),
            "invalid_grant",
        ),
        (("code_verifier", None), "invalid_request"),
        (("code_verifier", Some("short")), "invalid_grant"),
        (
            (
                "code_verifier",
                Some("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ),
            "invalid_grant",
        ),
    ];
    for (change, wanted) in cases {
        let (_, refusal) = okta.token(&[change]).await;
        assert_eq!(refusal["error"], json!(wanted), "{change:?}");
        assert!(refusal.get("id_token").is_none());
    }
}

#[tokio::test]
async fn a_code_is_worth_nothing_after_300_seconds() {
    let okta = Okta::new();
    let code = okta.code().await;
    okta.seconds.fetch_add(301, Ordering::SeqCst);
    let (status, refusal) = okta.token_for(&code, &[]).await;
    assert_eq!(
        (status, &refusal["error"]),
        (StatusCode::BAD_REQUEST, &json!("invalid_grant"))
    );
}

#[tokio::test]
async fn a_replayed_code_is_refused_and_its_tokens_die() {
    let okta = Okta::new();
    let code = okta.code().await;
    let (status, tokens) = okta.token_for(&code, &[]).await;
    assert_eq!(status, StatusCode::OK);
    let bearer = format!(
        "Bearer {}",
        tokens["access_token"].as_str().expect("a token")
    );
    let userinfo = "/oauth2/default/v1/userinfo";
    let ask = || okta.post(userinfo, &[], &[]);
    assert_eq!(
        ask().await.status(),
        StatusCode::UNAUTHORIZED,
        "without a token"
    );
    let good = okta.post(userinfo, &[], &[(AUTHORIZATION, &bearer)]).await;
    assert_eq!(body(good).await["sub"], json!(okta.person().okta_id));

    let (_, refusal) = okta.token_for(&code, &[]).await;
    assert_eq!(refusal["error"], json!("invalid_grant"));
    let dead = okta.post(userinfo, &[], &[(AUTHORIZATION, &bearer)]).await;
    assert_eq!(dead.status(), StatusCode::UNAUTHORIZED);
    assert!(dead.headers().contains_key(WWW_AUTHENTICATE));
}
