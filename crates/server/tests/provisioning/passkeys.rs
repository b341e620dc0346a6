//! Who may speak SCIM: the Integration Passkey in Okta's three forms (product rule 8).

use axum::body::Body;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use latchkey_app::DEFAULT_PUBLIC_URL;
use latchkey_app::record::Caller;
use latchkey_domain::RefusalCode;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_testkit::people::okta_user;
use latchkey_testkit::{Answer, Latchkey};
use secrecy::ExposeSecret as _;

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn call(latchkey: &Latchkey, authorization: Option<&str>) -> Answer {
    let mut request = Request::post("/scim/v2/Users");
    if let Some(value) = authorization {
        request = request.header("authorization", value);
    }
    // What is refused for its body was let in.
    let body = Body::from("{\"secret\": \"body of a stranger\"}");
    latchkey.send(request.body(body).unwrap()).await
}

fn basic(user_name: &str, password: &str) -> String {
    format!(
        "Basic {}",
        STANDARD.encode(format!("{user_name}:{password}"))
    )
}

fn company_id(latchkey: &Latchkey) -> String {
    latchkey.connector.as_ref().unwrap().user_name.clone()
}

/// Whether the passkey lets someone in now.
async fn opens(latchkey: &Latchkey, passkey: &str) -> bool {
    call(latchkey, Some(&format!("Bearer {passkey}")))
        .await
        .status
        != 401
}

/// A second passkey; gives back its clear text.
async fn rotate(latchkey: &Latchkey, grace: SignedDuration) -> String {
    let details = latchkey
        .app
        .rotate_passkey(Caller::operator(), grace, DEFAULT_PUBLIC_URL)
        .await
        .unwrap();
    details.password.unwrap().expose_secret().to_owned()
}

#[tokio::test]
async fn anything_else_is_401_with_a_scim_body_that_says_where_to_paste() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let key = latchkey.passkey();
    let company = company_id(&latchkey);
    let shorter = &key[..key.len() - 1];
    for wrong in [
        None,
        Some(String::new()),
        Some("Bearer".into()),
        Some("Bearer wrong".into()),
        Some(format!("Bearer {shorter}")),
        Some(format!("Bearer {key}x")),
        Some(format!("Bearer {}", key.to_ascii_lowercase())),
        Some(format!("Digest {key}")),
        Some("wrong".into()),
        Some("Basic !!!".into()),
        Some(basic(&company, "wrong")),
        Some(basic("someone-else", &key)),
        Some(basic(&company.to_ascii_uppercase(), &key)),
        Some(basic(&key, &company)),
    ] {
        let answer = call(&latchkey, wrong.as_deref()).await;
        assert_eq!(answer.status, 401, "{wrong:?}");
        assert_eq!(answer.json()["status"], "401");
        assert!(
            answer
                .header("content-type")
                .starts_with("application/scim+json")
        );
        assert!(
            answer
                .detail()
                .contains("Provisioning → Integration → Edit")
        );
        assert_eq!(answer.headers.get_all("www-authenticate").iter().count(), 2);
    }
}

#[tokio::test]
async fn wrong_ones_are_gathered_not_a_row_each_and_keep_no_body() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let shut_out = async || {
        let entries = latchkey.entries().await.unwrap();
        entries
            .into_iter()
            .filter(|entry| entry.outcome == Outcome::WrongPasskey)
            .collect::<Vec<_>>()
    };
    for round in 1..=3 {
        for _ in 0..10 {
            call(&latchkey, Some("Bearer wrong")).await;
            latchkey.clock.advance(SignedDuration::from_secs(1));
        }
        let gathered = shut_out().await;
        assert_eq!(gathered.len(), 1);
        assert_eq!(gathered[0].count, round * 10);
        assert_eq!(gathered[0].actor, Actor::Unknown);
        assert!(gathered[0].last_at > gathered[0].at);
        assert_eq!(gathered[0].call.as_ref().unwrap().request, None);
    }
    // Another way of being wrong, and another hour, are told apart.
    call(&latchkey, None).await;
    latchkey.clock.advance(SignedDuration::from_hours(1));
    call(&latchkey, Some("Bearer wrong")).await;
    assert_eq!(shut_out().await.len(), 3);
}

#[tokio::test]
async fn basic_bearer_and_the_bare_passkey_let_in() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let key = latchkey.passkey();
    let company = company_id(&latchkey);
    for right in [
        basic(&company, &key),
        basic(&company, &key).replacen("Basic", "bASIC", 1),
        format!("Bearer {key}"),
        format!("bearer {key}"),
        key.clone(),
    ] {
        let answer = call(&latchkey, Some(&right)).await;
        assert_eq!(answer.status, 400, "{right}: {}", answer.text);
    }
    let entry = latchkey.last_entry().await.unwrap();
    let shown = entry.call.unwrap().passkey.unwrap();
    assert_eq!(shown, key[key.len() - 4..]);
    let keys = latchkey.app.read(|store| store.passkeys()).unwrap();
    assert_eq!(keys[0].last_used_at, Some(latchkey.app.now()));
}

#[tokio::test]
async fn there_are_never_more_than_two() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let first = latchkey.passkey();
    let second = rotate(&latchkey, DAY).await;
    let refused = latchkey
        .app
        .rotate_passkey(Caller::operator(), DAY, DEFAULT_PUBLIC_URL)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some(RefusalCode::Conflict));
    assert!(opens(&latchkey, &first).await && opens(&latchkey, &second).await);
    // Without grace both make room at once.
    let third = rotate(&latchkey, SignedDuration::ZERO).await;
    assert!(!opens(&latchkey, &first).await && !opens(&latchkey, &second).await);
    assert!(opens(&latchkey, &third).await);
    assert_eq!(
        latchkey.app.read(|store| store.passkeys()).unwrap().len(),
        1
    );
}

#[tokio::test]
async fn the_only_one_is_not_retired() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let refused = latchkey
        .app
        .retire_passkey(Caller::operator(), None)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some(RefusalCode::Conflict));
    assert!(opens(&latchkey, &latchkey.passkey()).await);
}

#[tokio::test]
async fn the_old_one_lasts_until_its_grace_ends_and_then_says_so() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let old = latchkey.passkey();
    let new = rotate(&latchkey, DAY).await;
    latchkey.clock.advance(DAY - SignedDuration::from_millis(1));
    assert!(opens(&latchkey, &old).await && opens(&latchkey, &new).await);
    latchkey.clock.advance(SignedDuration::from_millis(1));
    assert!(opens(&latchkey, &new).await);
    let answer = call(&latchkey, Some(&old)).await;
    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.detail(),
        format!(
            "Okta still uses the passkey ending in {}, retired on 2 May 2026. Paste the current one under Provisioning → \
             Integration → Edit.",
            &old[old.len() - 4..]
        )
    );
    // An expired one does not stand in the way of the next.
    rotate(&latchkey, DAY).await;
    assert!(opens(&latchkey, &new).await);
}

#[tokio::test]
async fn retiring_ends_the_grace_now_and_stands_on_record() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let old = latchkey.passkey();
    let new = rotate(&latchkey, DAY).await;
    let rotated = latchkey.last_entry().await.unwrap();
    assert_eq!(rotated.action, "passkey.rotated");
    latchkey
        .app
        .retire_passkey(Caller::operator(), None)
        .await
        .unwrap();
    assert_eq!(
        latchkey.last_entry().await.unwrap().action,
        "passkey.retired"
    );
    assert!(!opens(&latchkey, &old).await && opens(&latchkey, &new).await);
}

/// 256 random bits as 43 letters of base64url, which every form can carry, and only their hash at rest.
#[tokio::test]
async fn the_form_is_constant_and_the_clear_text_is_not_stored() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut keys = vec![latchkey.passkey()];
    for _ in 0..3 {
        keys.push(rotate(&latchkey, SignedDuration::ZERO).await);
    }
    for key in &keys {
        assert_eq!(key.len(), 43);
        assert!(
            key.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'),
            "{key}"
        );
        for file in std::fs::read_dir(latchkey.folder()).unwrap() {
            let file = file.unwrap().path();
            if file.is_file() {
                let content = std::fs::read(&file).unwrap();
                let found = content
                    .windows(key.len())
                    .any(|window| window == key.as_bytes());
                assert!(!found, "{} holds a passkey", file.display());
            }
        }
    }
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 4);
    // The tests' own helper still speaks with the first.
    assert_eq!(
        latchkey.scim_post("/Users", okta_user("Bo")).await.status,
        401
    );
}
