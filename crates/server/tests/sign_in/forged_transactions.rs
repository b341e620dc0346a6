//! A sign-in under way rests in the browser, so anybody can write one. Nobody makes this server ask an address of theirs
//! with it, or tests in a name that is not theirs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_app::ports::clock::Clock as _;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::browser::{Finished, Purpose};
use latchkey_domain::AccessRole;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_oidc::{Callback, Pending};
use latchkey_testkit::Latchkey;
use latchkey_testkit::okta::person;
use latchkey_testkit::peer::at;
use serde_json::{Value, json};

/// A neighbour of this server that nobody outside can reach, and how often it was asked for something.
async fn neighbour() -> (String, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    let router = Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        std::future::ready("secret")
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (address, calls)
}

fn pending(latchkey: &Latchkey, issuer: &str, client_id: &str) -> Value {
    json!({
        "state": "s", "nonce": "n", "pkce_verifier": "v", "issuer": issuer, "client_id": client_id,
        "redirect_uri": "http://127.0.0.1:8765/auth/callback", "started_at": latchkey.clock.now(),
        "require_iss": false,
    })
}

#[tokio::test]
async fn a_made_up_transaction_sends_the_server_nowhere() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    latchkey.require_okta(&issuer).await.unwrap();
    let (neighbour, calls) = neighbour().await;
    for (issuer, client_id) in [
        (neighbour.clone(), "0oa1"),
        (format!("{neighbour}/admin/delete?id=1&x="), "0oa1"),
        (issuer.issuer_url().to_owned(), "another-client"),
    ] {
        let transaction = json!({
            "pending": pending(&latchkey, &issuer, client_id), "purpose": {"kind": "sign_in"}, "return_to": "/",
        });
        let cookie = URL_SAFE_NO_PAD.encode(transaction.to_string());
        let request = Request::get("/auth/callback?state=s&code=c")
            .header(header::COOKIE, format!("latchkey_sign_in={cookie}"))
            .body(Body::empty())
            .unwrap();
        let answer = latchkey.send(request).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
        assert!(!answer.text.contains("secret"));
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(entry.action, "session.refused");
    }
    assert_eq!(calls.load(Ordering::Relaxed), 0, "the neighbour was asked");
}

/// Whoever is signed in could write a transaction of a test in their own name.
#[tokio::test]
async fn a_made_up_test_counts_for_enterprise_admins_alone() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let (neighbour, calls) = neighbour().await;
    for role in [AccessRole::ReadOnly, AccessRole::User, AccessRole::Admin] {
        let user_id = latchkey.person(role).await.unwrap().id;
        let pending = pending(&latchkey, &neighbour, "0oa1");
        let pending: Pending = serde_json::from_value(pending).unwrap();
        let callback = Callback::from_query("state=s&code=c").unwrap();
        let finished = latchkey
            .app
            .finish_sign_in(
                Caller {
                    actor: Actor::Unknown,
                    call: None,
                },
                &pending,
                &callback,
                Purpose::Test { user_id },
            )
            .await
            .unwrap();
        match finished {
            Finished::Refused(refused) => assert_eq!(refused.code, RefusedSignIn::StateMismatch),
            other => panic!("{role}: {other:?}"),
        }
    }
    assert_eq!(calls.load(Ordering::Relaxed), 0, "the neighbour was asked");
    let tested = latchkey
        .app
        .read(|store| store.sign_in_test(&neighbour, "0oa1"));
    assert!(tested.unwrap().is_none());
}

/// The issuer takes its time, and whoever began a test may have another role when they come back.
#[tokio::test]
async fn a_test_is_of_an_enterprise_admin_still_when_it_ends() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let issuer = latchkey.start_issuer().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    let caller = Caller {
        actor: Actor::Person {
            id: admin.id.clone(),
            name: "Adam".to_owned(),
        },
        call: None,
    };
    let refused = latchkey
        .test_sign_in_by(caller, &issuer, &person("Olga"), &owner.id)
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("EnterpriseAdmin"), "{refused}");
    let (url, client_id) = (issuer.issuer_url(), issuer.client_id());
    let tested = latchkey
        .app
        .read(|store| store.sign_in_test(url, client_id));
    assert!(tested.unwrap().is_none());
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(
        (entry.action.as_str(), entry.outcome),
        ("sign_in.tested", Outcome::Refused)
    );
}

/// Each answer that comes back is on record and may cost the issuer a call, so that nobody makes up any number of them.
#[tokio::test]
async fn an_address_comes_back_as_often_as_it_may_start() {
    let mut config = Latchkey::usual_config();
    config.limits.sign_ins_a_minute = 3;
    let latchkey = Latchkey::with_config(config).unwrap();
    latchkey.set_up().await.unwrap();
    let come_back = async |address: &str| {
        let request = at(Request::get("/auth/callback?state=s&code=c"), address);
        let request = request.body(Body::empty()).unwrap();
        latchkey.send(request).await.status
    };
    for _ in 0..3 {
        assert_eq!(come_back("192.0.2.1").await, StatusCode::BAD_REQUEST);
    }
    let entries = latchkey.entries().await.unwrap().len();
    assert_eq!(come_back("192.0.2.1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(latchkey.entries().await.unwrap().len(), entries);
    assert_eq!(come_back("192.0.2.2").await, StatusCode::BAD_REQUEST);
}
