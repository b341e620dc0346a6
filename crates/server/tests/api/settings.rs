//! Settings of this server.

use latchkey_domain::AccessRole;
use latchkey_server::ServeConfig;
use latchkey_testkit::Latchkey;
use serde_json::{Value, json};

#[tokio::test]
async fn below_enterprise_admin_nothing_of_it_is_seen_or_done() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let admin = latchkey.person(AccessRole::Admin).await.unwrap();
    assert_eq!(admin.get("/settings").await.status, 403);
    let url = json!({"publicUrl": "https://latchkey.acme.com"});
    assert_eq!(admin.patch("/settings", url).await.status, 403);
    assert_eq!(admin.post("/backups", json!({})).await.status, 403);
    assert_eq!(latchkey.app.settings().unwrap().public_url, None);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_by_name() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    for wrong in [
        "latchkey.acme.com",
        "ftp://acme.com",
        "https://a:b@acme.com",
        "https://acme.com/?x",
        "",
    ] {
        let refused = owner.patch("/settings", json!({"publicUrl": wrong})).await;
        assert_eq!(refused.status, 422, "{wrong}: {}", refused.text);
        assert!(refused.detail().contains("Nothing was changed"));
    }
    assert_eq!(latchkey.app.settings().unwrap().public_url, None);
}

#[tokio::test]
async fn a_new_address_says_what_must_change_in_okta() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let owner = latchkey.owner().await.unwrap();
    let before = owner.get("/settings").await.json();
    assert_eq!(before["publicUrl"]["from"], "default");
    assert_eq!(
        [&before["tls"], &before["https"], &before["tlsEndedBy"]],
        [&json!(false), &json!(false), &Value::Null]
    );
    assert!(before["databaseBytes"].as_u64().unwrap() > 0);
    assert_eq!(before["dataDir"], latchkey.folder().display().to_string());
    let changed = owner
        .patch(
            "/settings",
            json!({"publicUrl": "https://latchkey.acme.com/"}),
        )
        .await
        .json();
    assert_eq!(changed["publicUrl"]["stored"], "https://latchkey.acme.com");
    assert_eq!(
        changed["changeInOkta"][0]["to"],
        "https://latchkey.acme.com/scim/v2"
    );
    assert_eq!(
        changed["changeInOkta"][1]["to"],
        "https://latchkey.acme.com/auth/callback"
    );
    let lifted = owner
        .patch("/settings", json!({"publicUrl": null}))
        .await
        .json();
    assert_eq!(lifted["publicUrl"]["stored"], Value::Null);
    assert_eq!(lifted["changeInOkta"], json!([]));
}

#[tokio::test]
async fn what_ends_tls_is_said_as_far_as_it_is_known() {
    for (trusted, known) in [("", "unknown"), ("10.0.0.0/24", "proxy")] {
        let latchkey = Latchkey::with_config(ServeConfig {
            public_url: Some("https://latchkey.acme.com".parse().unwrap()),
            trusted_proxies: trusted.parse().into_iter().collect(),
            ..Latchkey::usual_config()
        })
        .unwrap();
        latchkey.set_up().await.unwrap();
        let owner = latchkey.owner().await.unwrap();
        let settings = owner.get("/settings").await.json();
        assert_eq!(
            [
                &settings["tls"],
                &settings["https"],
                &settings["tlsEndedBy"]
            ],
            [&json!(false), &json!(true), &json!(known)]
        );
    }
}
