//! A sign-in from the start to the end: what is sent, and every answer that does not lead in.

use crate::fake_issuer::{CLIENT_ID, FakeIssuer, ISSUER, REDIRECT_URI, START, config};
use jiff::Timestamp;
use latchkey_oidc::{
    Callback, ClientConfig, Hints, HttpFailure, IdTokenProblem, SignInFailure, Started,
};
use secrecy::ExposeSecret as _;
use serde_json::json;

async fn started(issuer: &FakeIssuer) -> Started {
    issuer
        .party()
        .begin(&config(), Hints::default())
        .await
        .expect("it begins")
}

#[tokio::test]
async fn another_state_or_none_is_refused_and_the_code_stays_unspent() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let started = party
        .begin(&config(), Hints::default())
        .await
        .expect("it begins");
    for state in [None, Some(String::new()), Some("x".repeat(43))] {
        let callback = Callback {
            code: Some("code-1".to_owned()),
            state,
            ..Callback::default()
        };
        assert_eq!(
            party.finish(&started.pending, &callback).await,
            Err(SignInFailure::StateMismatch)
        );
    }
    assert_eq!(issuer.asked("token"), 0);
}

#[tokio::test]
async fn after_ten_minutes_it_is_refused() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let started = started(&issuer).await;
    let callback =
        Callback::from_query(&issuer.browse(&started.authorize_url)).expect("a callback");
    issuer.pass(601);
    assert_eq!(
        party.finish(&started.pending, &callback).await,
        Err(SignInFailure::Expired)
    );
    assert_eq!(issuer.asked("token"), 0);
    issuer.pass(-1);
    party
        .finish(&started.pending, &callback)
        .await
        .expect("ten minutes are allowed");
}

#[tokio::test]
async fn another_iss_at_the_callback_is_refused() {
    let issuer = FakeIssuer::new();
    let started = started(&issuer).await;
    let mut callback =
        Callback::from_query(&issuer.browse(&started.authorize_url)).expect("a callback");
    callback.iss = Some("https://evil.example".to_owned());
    let failure = issuer
        .party()
        .finish(&started.pending, &callback)
        .await
        .expect_err("it is refused");
    assert_eq!(
        failure.to_string(),
        "The browser came back from https://evil.example, and the sign-in was started at \
         https://acme.okta.com/oauth2/default. Start the sign-in again."
    );
}

#[tokio::test]
async fn an_issuer_that_promised_iss_must_send_it_with_refusals_too() {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| {
        parts.document["authorization_response_iss_parameter_supported"] = json!(true);
    });
    let started = started(&issuer).await;
    let query = issuer.browse(&started.authorize_url);
    let missing = SignInFailure::IssParameter {
        expected: ISSUER.to_owned(),
        found: None,
    };
    let mut callback = Callback::from_query(&query).expect("a callback");
    assert_eq!(
        issuer.party().finish(&started.pending, &callback).await,
        Err(missing.clone())
    );
    callback.error = Some("access_denied".to_owned());
    assert_eq!(
        issuer.party().finish(&started.pending, &callback).await,
        Err(missing)
    );
    callback.error = None;
    callback.iss = Some(ISSUER.to_owned());
    issuer
        .party()
        .finish(&started.pending, &callback)
        .await
        .expect("it is accepted");
}

#[tokio::test]
async fn oktas_refusal_comes_with_its_own_words() {
    let issuer = FakeIssuer::new();
    let started = started(&issuer).await;
    let query = format!(
        "state={}&error=access_denied&error_description=User+is+not+assigned+to+the+client+application.",
        started.pending.state.expose_secret()
    );
    let callback = Callback::from_query(&query).expect("a callback");
    assert_eq!(
        issuer.party().finish(&started.pending, &callback).await,
        Err(SignInFailure::IssuerRefused {
            error: "access_denied".to_owned(),
            description: Some("User is not assigned to the client application.".to_owned()),
        })
    );
    assert_eq!(issuer.asked("token"), 0);
}

#[tokio::test]
async fn a_callback_without_a_code_is_refused() {
    let issuer = FakeIssuer::new();
    let started = started(&issuer).await;
    let state = started.pending.state.expose_secret().to_owned();
    for query in [format!("state={state}"), format!("state={state}&code=")] {
        let callback = Callback::from_query(&query).expect("a callback");
        let failure = issuer
            .party()
            .finish(&started.pending, &callback)
            .await
            .expect_err("it is refused");
        assert_eq!(failure.code(), "bad_callback");
    }
}

#[tokio::test]
async fn a_code_works_once() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let started = started(&issuer).await;
    let callback =
        Callback::from_query(&issuer.browse(&started.authorize_url)).expect("a callback");
    party
        .finish(&started.pending, &callback)
        .await
        .expect("the first time");
    let failure = party
        .finish(&started.pending, &callback)
        .await
        .expect_err("the second time");
    assert_eq!(
        failure.to_string(),
        "The issuer refused to exchange the code with invalid_grant (\"The authorization code is invalid or has expired\"). \
         The code was used before, is older than five minutes, or belongs to another sign-in. Start the sign-in again."
    );
}

#[tokio::test]
async fn a_code_of_another_sign_in_fails_its_pkce_check() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let victim = started(&issuer).await;
    let stolen = Callback::from_query(&issuer.browse(&victim.authorize_url)).expect("a callback");
    let thief = started(&issuer).await;
    let callback = Callback {
        state: Some(thief.pending.state.expose_secret().to_owned()),
        ..stolen
    };
    let failure = party
        .finish(&thief.pending, &callback)
        .await
        .expect_err("it is refused");
    assert!(
        matches!(&failure, SignInFailure::TokenRefused { error, .. } if error == "invalid_grant"),
        "{failure}"
    );
}

#[tokio::test]
async fn an_app_of_type_web_is_recognized() {
    let issuer = FakeIssuer::new();
    issuer.answer(
        "token",
        401,
        "application/json",
        r#"{"error":"invalid_client","error_description":"Client authentication failed."}"#,
    );
    let failure = issuer
        .sign_in(&issuer.party())
        .await
        .expect_err("it is refused");
    assert!(
        failure
            .hint()
            .is_some_and(|hint| hint.contains("type Native")),
        "{failure}"
    );
}

#[tokio::test]
async fn what_a_token_endpoint_must_not_answer() {
    let tokens = |token_type: &str, rest: &str| {
        format!(r#"{{"token_type":"{token_type}","access_token":"a"{rest}}}"#)
    };
    let cases = [
        (200, "text/html", "<html>Sign in</html>".to_owned()),
        (200, "application/json", "<html>Sign in</html>".to_owned()),
        (502, "text/html", "<html>Bad gateway</html>".to_owned()),
        (302, "text/html", String::new()),
        (200, "application/json", String::new()),
        (200, "application/json", "{}".to_owned()),
        (200, "application/json", "[1]".to_owned()),
        (
            429,
            "application/json",
            r#"{"errorCode":"E0000047"}"#.to_owned(),
        ),
        (200, "application/json", tokens("Bearer", "")),
        (200, "application/json", tokens("N_A", r#","id_token":"x""#)),
    ];
    for (status, kind, body) in cases {
        let issuer = FakeIssuer::new();
        issuer.answer("token", status, kind, &body);
        let failure = issuer
            .sign_in(&issuer.party())
            .await
            .expect_err("it is refused");
        assert!(
            ["issuer_misbehaved", "id_token_malformed"].contains(&failure.code()),
            "{status} {kind} {body}: {failure}"
        );
        assert!(!failure.to_string().contains('<'), "{failure}");
    }
}

#[tokio::test]
async fn an_endless_answer_and_a_silent_issuer_are_told_apart() {
    let issuer = FakeIssuer::new();
    issuer.fail("token", HttpFailure::TooLarge { limit: 1_048_576 });
    let failure = issuer
        .sign_in(&issuer.party())
        .await
        .expect_err("it is refused");
    assert_eq!(failure.code(), "issuer_misbehaved");

    issuer.fail("token", HttpFailure::TimedOut { seconds: 10 });
    let failure = issuer
        .sign_in(&issuer.party())
        .await
        .expect_err("it is refused");
    assert_eq!(
        failure.to_string(),
        "The issuer could not be reached: https://acme.okta.com/oauth2/default/v1/token: no complete answer came within 10 \
         seconds."
    );
}

#[tokio::test]
async fn a_redirect_uri_that_is_none_is_refused_at_the_start() {
    let issuer = FakeIssuer::new();
    let config = ClientConfig {
        redirect_uri: "callback".to_owned(),
        ..config()
    };
    let failure = issuer
        .party()
        .begin(&config, Hints::default())
        .await
        .expect_err("it is refused");
    assert_eq!(failure.code(), "bad_callback");
}

#[tokio::test]
async fn userinfo_about_somebody_else_is_refused() {
    for userinfo in [
        json!({ "sub": "00u2bo" }),
        json!({ "sub": "" }),
        json!({ "name": "Bo" }),
        json!({ "sub": 1 }),
    ] {
        let issuer = FakeIssuer::new();
        issuer.with(|parts| {
            parts.profile = json!({});
            parts.userinfo = userinfo;
        });
        assert_eq!(
            issuer.sign_in(&issuer.party()).await,
            Err(IdTokenProblem::UserinfoSubject.into())
        );
    }
}

#[tokio::test]
async fn userinfo_that_does_not_answer_costs_nobody_the_sign_in() {
    for (status, kind, body) in [
        (500, "text/plain", ""),
        (403, "application/json", "{}"),
        (200, "text/html", "<html>"),
        (
            200,
            "application/json",
            r#"{"sub":"00u1ana","email_verified":"perhaps"}"#,
        ),
    ] {
        let issuer = FakeIssuer::new();
        issuer.with(|parts| parts.profile = json!({ "email": "ana@acme.com" }));
        issuer.answer("userinfo", status, kind, body);
        let identity = issuer
            .sign_in(&issuer.party())
            .await
            .expect("it is accepted");
        assert_eq!(identity.email.as_deref(), Some("ana@acme.com"));
        assert_eq!(identity.name, None);
    }
}

#[tokio::test]
async fn a_verified_email_is_verified_by_the_document_that_it_came_from() {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| {
        parts.profile = json!({ "email": "ana@acme.com" });
        parts.userinfo =
            json!({ "sub": "00u1ana", "email": "other@acme.com", "email_verified": true });
    });
    let identity = issuer
        .sign_in(&issuer.party())
        .await
        .expect("it is accepted");
    assert_eq!(identity.email.as_deref(), Some("ana@acme.com"));
    assert!(!identity.email_verified);

    issuer.with(|parts| parts.profile = json!({ "email_verified": true }));
    issuer.with(|parts| parts.userinfo = json!({ "sub": "00u1ana", "email": "other@acme.com" }));
    let identity = issuer
        .sign_in(&issuer.party())
        .await
        .expect("it is accepted");
    assert_eq!(identity.email.as_deref(), Some("other@acme.com"));
    assert!(!identity.email_verified);
}

#[tokio::test]
async fn userinfo_fills_what_the_id_token_leaves_out() {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| {
        parts.profile = json!({ "name": " ", "email": "ana@acme.com", "email_verified": true });
    });
    let identity = issuer
        .sign_in(&issuer.party())
        .await
        .expect("it is accepted");
    assert_eq!(identity.preferred_username.as_deref(), Some("ana@acme.com"));
    assert_eq!(identity.name.as_deref(), Some("Ana Lind"));
    assert!(identity.email_verified);
    assert_eq!(issuer.asked("userinfo"), 1);
}

#[tokio::test]
async fn a_complete_id_token_is_enough() {
    let issuer = FakeIssuer::new();
    let identity = issuer
        .sign_in(&issuer.party())
        .await
        .expect("it is accepted");
    assert_eq!(identity.issuer, ISSUER);
    assert_eq!(identity.subject, "00u1ana");
    assert_eq!(identity.auth_time, Timestamp::from_second(START - 5).ok());
    assert_eq!(
        Ok(identity.expires_at),
        Timestamp::from_second(START + 3600).map_err(|_| ())
    );
    assert_eq!(issuer.asked("userinfo"), 0);
}

#[tokio::test]
async fn what_is_sent_to_the_issuer() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let hints = Hints {
        prompt: Some("login".to_owned()),
        login_hint: Some("ana@acme.com".to_owned()),
        nonce: Some("bound-nonce".to_owned()),
    };
    let custom_scheme = ClientConfig {
        redirect_uri: "app.latchkey.desktop:/callback".to_owned(),
        ..config()
    };
    let started = party.begin(&custom_scheme, hints).await.expect("it begins");
    let mut names: Vec<_> = started
        .authorize_url
        .query_pairs()
        .map(|(name, _)| name.into_owned())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "client_id",
            "code_challenge",
            "code_challenge_method",
            "login_hint",
            "nonce",
            "prompt",
            "redirect_uri",
            "response_type",
            "scope",
            "state"
        ]
    );
    let sent = |wanted: &str| {
        let found = started
            .authorize_url
            .query_pairs()
            .find(|(name, _)| name == wanted);
        found
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    };
    assert_eq!(sent("redirect_uri"), "app.latchkey.desktop:/callback");
    assert_eq!(sent("nonce"), "bound-nonce");
    assert_eq!(sent("scope"), "openid profile email");
    assert!(
        !started
            .authorize_url
            .as_str()
            .contains(started.pending.pkce_verifier.expose_secret())
    );
}

#[tokio::test]
async fn state_nonce_and_verifier_are_long_random_and_in_the_alphabet_that_okta_takes() {
    let issuer = FakeIssuer::new();
    let (one, other) = (
        started(&issuer).await.pending,
        started(&issuer).await.pending,
    );
    for (secret, again) in [
        (&one.state, &other.state),
        (&one.nonce, &other.nonce),
        (&one.pkce_verifier, &other.pkce_verifier),
    ] {
        let text = secret.expose_secret();
        assert_eq!(text.len(), 43);
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b",._-".contains(&byte))
        );
        assert_ne!(text, again.expose_secret());
    }
    assert_eq!(one.client_id, CLIENT_ID);
    assert_eq!(one.redirect_uri, REDIRECT_URI);
    assert!(!one.require_iss);
}

#[tokio::test]
async fn a_pending_sign_in_survives_its_store() {
    let issuer = FakeIssuer::new();
    let started = started(&issuer).await;
    let callback =
        Callback::from_query(&issuer.browse(&started.authorize_url)).expect("a callback");
    let stored = serde_json::to_string(&started.pending).expect("it is written");
    let pending = serde_json::from_str(&stored).expect("it is read");
    issuer
        .party()
        .finish(&pending, &callback)
        .await
        .expect("it is accepted");
}
