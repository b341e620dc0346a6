//! Every way in which an ID token can be wrong, and that it is refused for that reason.

use crate::fake_issuer::{CLIENT_ID, FakeIssuer, Forge, ISSUER, START, Signature, jwk};
use jiff::Timestamp;
use latchkey_oidc::{IdTokenProblem, SignInFailure, check_form};
use serde_json::{Value, json};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).expect("a time")
}

/// What becomes of a sign-in whose ID token was bent.
async fn problem(bend: impl Fn(&mut Forge) + Send + Sync + 'static) -> IdTokenProblem {
    let issuer = FakeIssuer::new();
    issuer.forging(bend);
    match issuer.sign_in(&issuer.party()).await {
        Err(SignInFailure::BadIdToken { reason }) => reason,
        other => panic!("the ID token should have been refused: {other:?}"),
    }
}

async fn accepted(bend: impl Fn(&mut Forge) + Send + Sync + 'static) {
    let issuer = FakeIssuer::new();
    issuer.forging(bend);
    issuer
        .sign_in(&issuer.party())
        .await
        .expect("it is accepted");
}

fn without(claims: &mut Value, name: &str) {
    claims.as_object_mut().expect("claims").shift_remove(name);
}

#[tokio::test]
async fn an_unsigned_token_is_refused() {
    for alg in ["none", "None", "NONE"] {
        let found = problem(move |forge| {
            forge.header["alg"] = json!(alg);
            forge.signature = Signature::Absent;
        });
        assert_eq!(found.await, IdTokenProblem::Unsigned);
    }
}

#[tokio::test]
async fn hs256_with_the_public_key_as_its_secret_is_refused() {
    let found = problem(|forge| {
        forge.header["alg"] = json!("HS256");
        forge.signature = Signature::Hs256WithPublicKey;
    });
    assert_eq!(
        found.await,
        IdTokenProblem::Algorithm {
            found: "HS256".to_owned()
        }
    );
}

#[tokio::test]
async fn other_algorithms_are_refused_even_with_a_good_signature() {
    for alg in ["RS384", "RS512", "PS256", "ES256", "EdDSA", "rs256", "X"] {
        let found = problem(move |forge| forge.header["alg"] = json!(alg)).await;
        assert_eq!(
            found,
            IdTokenProblem::Algorithm {
                found: alg.to_owned()
            }
        );
    }
}

#[tokio::test]
async fn a_signature_by_another_key_is_refused() {
    assert_eq!(
        problem(|forge| forge.signature = Signature::Rs256(1)).await,
        IdTokenProblem::Signature
    );
}

#[tokio::test]
async fn rs256_in_the_header_without_a_signature_is_refused() {
    assert_eq!(
        problem(|forge| forge.signature = Signature::Absent).await,
        IdTokenProblem::Signature
    );
}

#[tokio::test]
async fn a_key_in_the_header_does_not_count() {
    let found = problem(|forge| {
        forge.header["jwk"] = jwk(Some("key-1"), 1);
        forge.signature = Signature::Rs256(1);
    });
    assert_eq!(found.await, IdTokenProblem::Signature);
}

#[tokio::test]
async fn an_access_token_is_no_id_token() {
    for (name, value) in [
        ("typ", json!("at+jwt")),
        ("crit", json!(["exp"])),
        ("cty", json!("JWT")),
    ] {
        let found = problem(move |forge| forge.header[name] = value.clone()).await;
        assert_eq!(found.code(), "id_token_malformed");
    }
}

#[tokio::test]
async fn an_unknown_key_id_is_refused() {
    let found = problem(|forge| forge.header["kid"] = json!("key-9\n")).await;
    assert_eq!(
        found,
        IdTokenProblem::UnknownKey {
            kid: "key-9 ".to_owned()
        }
    );
}

#[tokio::test]
async fn without_a_key_id_and_with_several_keys_it_is_refused() {
    let issuer = FakeIssuer::new();
    issuer.with(|parts| {
        parts.kid = None;
        parts.keys = json!({ "keys": [jwk(Some("key-1"), 0), jwk(Some("key-2"), 1)] });
    });
    assert_eq!(
        issuer.sign_in(&issuer.party()).await,
        Err(IdTokenProblem::NoKeyNamed { count: 2 }.into())
    );
}

#[tokio::test]
async fn another_issuer_is_refused() {
    for found in [
        "https://acme.okta.com",
        "https://acme.okta.com/oauth2/default/",
        "https://ACME.okta.com/oauth2/default",
    ] {
        let problem = problem(move |forge| forge.claims["iss"] = json!(found)).await;
        assert_eq!(
            problem,
            IdTokenProblem::Issuer {
                expected: ISSUER.to_owned(),
                found: found.to_owned()
            }
        );
    }
}

#[tokio::test]
async fn another_audience_is_refused() {
    for (audience, found) in [
        (json!("0oa9"), "0oa9"),
        (json!(["a", "b"]), "a, b"),
        (json!([]), ""),
    ] {
        let problem = problem(move |forge| forge.claims["aud"] = audience.clone()).await;
        assert_eq!(
            problem,
            IdTokenProblem::Audience {
                expected: CLIENT_ID.to_owned(),
                found: found.to_owned()
            }
        );
    }
}

#[tokio::test]
async fn many_audiences_need_an_azp_that_is_this_client() {
    let many = json!([CLIENT_ID, "0oa9"]);
    let audiences = many.clone();
    let missing = problem(move |forge| forge.claims["aud"] = audiences.clone()).await;
    assert_eq!(
        missing,
        IdTokenProblem::AuthorizedParty {
            expected: CLIENT_ID.to_owned(),
            found: None
        }
    );
    let audiences = many.clone();
    let other = problem(move |forge| {
        forge.claims["aud"] = audiences.clone();
        forge.claims["azp"] = json!("0oa9");
    });
    assert_eq!(other.await.code(), "id_token_authorized_party");
    accepted(move |forge| {
        forge.claims["aud"] = many.clone();
        forge.claims["azp"] = json!(CLIENT_ID);
    })
    .await;
}

#[tokio::test]
async fn an_azp_of_another_client_is_refused_beside_one_audience_too() {
    let found = problem(|forge| forge.claims["azp"] = json!("0oa9")).await;
    assert_eq!(
        found,
        IdTokenProblem::AuthorizedParty {
            expected: CLIENT_ID.to_owned(),
            found: Some("0oa9".to_owned())
        }
    );
}

#[tokio::test]
async fn an_expired_token_is_refused_two_minutes_later() {
    let found = problem(|forge| forge.claims["exp"] = json!(START - 120)).await;
    assert_eq!(
        found,
        IdTokenProblem::Expired {
            at: at(START - 120)
        }
    );
    accepted(|forge| forge.claims["exp"] = json!(START - 119)).await;
}

#[tokio::test]
async fn a_token_that_does_not_hold_yet_is_refused() {
    let found = problem(|forge| forge.claims["nbf"] = json!(START + 121)).await;
    assert_eq!(
        found,
        IdTokenProblem::NotYetValid {
            at: at(START + 121)
        }
    );
    accepted(|forge| forge.claims["nbf"] = json!(START + 120)).await;
}

#[tokio::test]
async fn the_time_of_issue_is_near() {
    let found = problem(|forge| forge.claims["iat"] = json!(START + 121)).await;
    assert_eq!(
        found,
        IdTokenProblem::IssuedInFuture {
            at: at(START + 121)
        }
    );
    let found = problem(|forge| forge.claims["iat"] = json!(START - 721)).await;
    assert_eq!(
        found,
        IdTokenProblem::IssuedTooLongAgo {
            at: at(START - 721)
        }
    );
    accepted(|forge| forge.claims["iat"] = json!(START + 120)).await;
    accepted(|forge| forge.claims["iat"] = json!(START - 720)).await;
}

#[tokio::test]
async fn dates_that_no_calendar_has_are_refused() {
    for claim in ["exp", "iat", "nbf", "auth_time"] {
        for far in [json!(1e300), json!(-1e300), json!(8_000_000_000_000_i64)] {
            let found = problem(move |forge| forge.claims[claim] = far.clone()).await;
            assert!(found.code().starts_with("id_token_"), "{claim}: {found}");
        }
    }
}

#[tokio::test]
async fn the_nonce_is_this_sign_ins() {
    assert_eq!(
        problem(|forge| forge.claims["nonce"] = json!("n")).await,
        IdTokenProblem::NonceDiffers
    );
    assert_eq!(
        problem(|forge| without(&mut forge.claims, "nonce")).await,
        IdTokenProblem::NonceMissing
    );
    assert_eq!(
        problem(|forge| forge.claims["nonce"] = Value::Null).await,
        IdTokenProblem::NonceMissing
    );
}

#[tokio::test]
async fn an_at_hash_of_another_access_token_is_refused() {
    let found = problem(|forge| forge.claims["at_hash"] = json!("AAAAAAAAAAAAAAAAAAAAAA")).await;
    assert_eq!(found, IdTokenProblem::AccessTokenHash);
    accepted(|forge| without(&mut forge.claims, "at_hash")).await;
}

#[tokio::test]
async fn a_subject_has_1_to_255_bytes() {
    for (subject, length) in [
        (json!(""), 0),
        (json!("x".repeat(256)), 256),
        (Value::Null, 0),
    ] {
        let found = problem(move |forge| forge.claims["sub"] = subject.clone()).await;
        assert_eq!(found, IdTokenProblem::Subject { length });
    }
    assert_eq!(
        problem(|forge| without(&mut forge.claims, "sub")).await,
        IdTokenProblem::Subject { length: 0 }
    );
}

#[tokio::test]
async fn a_missing_claim_is_named() {
    for claim in ["iss", "exp", "iat"] {
        let found = problem(move |forge| without(&mut forge.claims, claim)).await;
        assert_eq!(
            found,
            IdTokenProblem::Malformed {
                why: format!("the claim {claim} is missing")
            }
        );
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused_without_a_call() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let configured = check_form(ISSUER).expect("an issuer");
    let endless = "x".repeat(70_000);
    for text in [
        "",
        "a.b",
        "a.b.c",
        "....",
        "eyJhbGciOiJSUzI1NiJ9",
        "é.é.é",
        endless.as_str(),
    ] {
        let failure = party
            .verify_id_token(&configured, CLIENT_ID, text, "n")
            .await
            .expect_err("it is refused");
        assert_eq!(failure.code(), "id_token_malformed", "{text}");
    }
    assert_eq!(issuer.asked("discovery"), 0);
}

#[tokio::test]
async fn no_sentence_repeats_the_token() {
    let issuer = FakeIssuer::new();
    issuer.forging(|forge| forge.claims["exp"] = json!("tomorrow"));
    let failure = issuer
        .sign_in(&issuer.party())
        .await
        .expect_err("it is refused");
    assert_eq!(
        failure.to_string(),
        "The ID token was not accepted: it cannot be read (a claim is of another kind than it should be, or the signature is \
         not base64url)."
    );
}

#[tokio::test]
async fn a_native_apps_token_must_carry_the_bound_nonce() {
    let issuer = FakeIssuer::new();
    let party = issuer.party();
    let configured = check_form(ISSUER).expect("an issuer");
    let nonce = latchkey_oidc::bound_nonce("challenge", "secret", "https://latchkey.acme.com");
    let elsewhere = latchkey_oidc::bound_nonce("challenge", "secret", "https://other.example");
    let token = issuer.id_token(&nonce, None);
    assert_eq!(
        party
            .verify_id_token(&configured, CLIENT_ID, &token, &elsewhere)
            .await,
        Err(IdTokenProblem::NonceDiffers.into())
    );
    assert_eq!(
        party
            .verify_id_token(&configured, "0oa9", &token, &nonce)
            .await
            .expect_err("it is refused")
            .code(),
        "id_token_audience"
    );
    let identity = party
        .verify_id_token(&configured, CLIENT_ID, &token, &nonce)
        .await
        .expect("it is accepted");
    assert_eq!(identity.subject, "00u1ana");
    assert_eq!(issuer.asked("userinfo"), 0);
}
