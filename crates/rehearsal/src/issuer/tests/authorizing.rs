//! Asking for a code and signing in, refusals first.

use super::*;

#[tokio::test]
async fn a_wrong_client_or_redirect_uri_is_shown_and_never_calls_back() {
    let okta = Okta::new();
    let twice = format!(
        "{}&redirect_uri=http%3A%2F%2Fevil.example%2F",
        authorize_path(&[])
    );
    for path in [
        authorize_path(&[("client_id", Some("0oa2"))]),
        authorize_path(&[("client_id", None)]),
        authorize_path(&[("redirect_uri", None)]),
        authorize_path(&[("redirect_uri", Some("http://localhost:8765/auth/callback"))]),
        authorize_path(&[("redirect_uri", Some("http://127.0.0.1:8766/auth/callback"))]),
        authorize_path(&[("redirect_uri", Some("http://127.0.0.1:8765/auth/callback/"))]),
        twice,
    ] {
        let response = okta.get(&path, None).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{path}");
        assert!(response.headers().get(LOCATION).is_none());
        assert!(text(response).await.contains("This is a rehearsal"));
    }
}

#[tokio::test]
async fn what_okta_refuses_calls_back_with_the_reason() {
    let okta = Okta::new();
    let cookie = okta.cookie().await;
    let cases = [
        (("state", None), "invalid_request"),
        (("state", Some("")), "invalid_request"),
        (("state", Some("a b")), "invalid_request"),
        (("response_type", None), "invalid_request"),
        (
            ("response_type", Some("id_token")),
            "unsupported_response_type",
        ),
        (
            ("response_mode", Some("fragment")),
            "unsupported_response_mode",
        ),
        (("scope", Some("profile email")), "invalid_scope"),
        (("scope", Some("openid offline_access")), "invalid_scope"),
        (("code_challenge", None), "invalid_request"),
        (("code_challenge", Some("short")), "invalid_request"),
        (("code_challenge_method", None), "invalid_request"),
        (("code_challenge_method", Some("plain")), "invalid_request"),
        (("request", Some("e30.e30.")), "request_not_supported"),
        (("prompt", Some("sing")), "invalid_request"),
        (("max_age", Some("-1")), "invalid_request"),
    ];
    for (change, wanted) in cases {
        let response = okta.get(&authorize_path(&[change]), Some(&cookie)).await;
        assert_eq!(response.status(), StatusCode::FOUND, "{change:?}");
        let pairs = called_back(&response);
        assert!(
            pairs.contains(&("error".to_owned(), wanted.to_owned())),
            "{change:?}: {pairs:?}"
        );
        assert!(pairs.iter().all(|(name, _)| name != "code"));
        let state = pairs
            .iter()
            .find(|(name, _)| name == "state")
            .map(|(_, value)| value.as_str());
        assert_eq!(
            state,
            if change.0 == "state" {
                None
            } else {
                Some("s-1")
            }
        );
    }
}

#[tokio::test]
async fn without_a_session_prompt_none_is_login_required() {
    let okta = Okta::new();
    let response = okta
        .get(&authorize_path(&[("prompt", Some("none"))]), None)
        .await;
    let pairs = called_back(&response);
    assert!(
        pairs.contains(&("error".to_owned(), "login_required".to_owned())),
        "{pairs:?}"
    );
}

#[tokio::test]
async fn an_unassigned_person_is_refused_in_oktas_own_words() {
    let okta = Okta::new();
    let cookie = okta.cookie().await;
    let id = okta.person().okta_id;
    assert!(okta.tenant.memory().people.set_assigned(&id, false));
    let pairs = called_back(&okta.get(&authorize_path(&[]), Some(&cookie)).await);
    assert_eq!(
        pairs,
        [
            ("state".to_owned(), "s-1".to_owned()),
            ("error".to_owned(), "access_denied".to_owned()),
            (
                "error_description".to_owned(),
                "User is not assigned to the client application.".to_owned()
            ),
        ]
    );
}

#[tokio::test]
async fn the_sign_in_form_serves_only_the_issuers_own_page() {
    let okta = Okta::new();
    let (from_uri, user_name) = (authorize_path(&[]), okta.person().user_name);
    let fields = [("fromURI", from_uri.as_str()), ("userName", &user_name)];
    let elsewhere = okta
        .post(
            "/login/login.htm",
            &fields,
            &[(ORIGIN, "http://evil.example")],
        )
        .await;
    assert_eq!(elsewhere.status(), StatusCode::FORBIDDEN);
    for away in [
        "https://evil.example/",
        "//evil.example/",
        "/oauth2/default/v1/token",
        "",
    ] {
        let fields = [("fromURI", away), ("userName", &user_name)];
        let response = okta.post("/login/login.htm", &fields, &[]).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{away}");
    }
    let fields = [
        ("fromURI", from_uri.as_str()),
        ("userName", "<b>nobody</b>"),
    ];
    let response = okta.post("/login/login.htm", &fields, &[]).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    let page = text(response).await;
    assert!(
        page.contains("&lt;b&gt;nobody") && !page.contains("<b>nobody"),
        "{page}"
    );
}

#[tokio::test]
async fn the_sign_in_page_says_what_it_is_and_lets_its_form_reach_the_application() {
    let okta = Okta::new();
    let response = okta
        .get(&authorize_path(&[("login_hint", Some("\"><i>"))]), None)
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    let policy = response.headers()[CONTENT_SECURITY_POLICY]
        .to_str()
        .expect("text")
        .to_owned();
    assert_eq!(
        policy,
        "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:8765; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    let page = text(response).await;
    assert!(page.contains("This is a rehearsal") && page.contains(&okta.person().user_name));
    assert!(!page.contains("<i>"), "{page}");
}

#[tokio::test]
async fn signing_out_ends_the_session_here() {
    let okta = Okta::new();
    let cookie = okta.cookie().await;
    let response = okta.get("/login/signout", Some(&cookie)).await;
    assert!(
        response.headers()[SET_COOKIE]
            .to_str()
            .expect("text")
            .contains("Max-Age=0")
    );
    let response = okta.get(&authorize_path(&[]), Some(&cookie)).await;
    assert_eq!(response.status(), StatusCode::OK, "the sign-in page again");
}

#[tokio::test]
async fn a_session_too_old_for_max_age_signs_in_again_once() {
    let okta = Okta::new();
    let cookie = okta.cookie().await;
    okta.seconds.fetch_add(61, Ordering::SeqCst);
    let path = authorize_path(&[("max_age", Some("60"))]);
    let page = text(okta.get(&path, Some(&cookie)).await).await;
    assert!(
        page.contains("Sign in to the stand-in Okta") && !page.contains("max_age"),
        "{page}"
    );
}
