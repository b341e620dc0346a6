//! One email and one userName a person (product rule 1), whatever the case and the Unicode form.

use latchkey_testkit::people::{okta_user, patch, user_path};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::{Value, json};

fn is_taken(answer: &Answer, what: &str) {
    assert_eq!(answer.status, 409, "{}", answer.text);
    assert_eq!(answer.scim_type(), "uniqueness");
    let detail = answer.detail();
    assert!(detail.starts_with(&format!("The {what} ")), "{detail}");
    assert!(detail.contains("already belongs to Ana Lind"), "{detail}");
    assert!(detail.ends_with("Nothing was changed."), "{detail}");
}

fn user(name: &str, user_name: &str, emails: Value) -> Value {
    let mut user = okta_user(name);
    user["userName"] = json!(user_name);
    user["emails"] = emails;
    user
}

/// Ana, whose user name is no address.
async fn with_ana() -> Latchkey {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = user(
        "Ana",
        "ana",
        json!([{"value": "one@atko.com", "primary": true}, {"value": "two@atko.com", "type": "home"}]),
    );
    latchkey.provision(ana).await.unwrap();
    latchkey
}

#[tokio::test]
async fn the_email_that_counts_is_taken_in_any_case_and_by_each_of_the_three_steps() {
    let latchkey = with_ana().await;
    let before = latchkey.directory().await;
    for taking in [
        // The primary one.
        user(
            "Bo",
            "bo",
            json!([{"value": "x@atko.com", "type": "work"}, {"value": "ONE@Atko.com", "primary": true}]),
        ),
        // Else the work one.
        user(
            "Bo",
            "bo",
            json!([{"value": "x@atko.com", "type": "home"}, {"value": "One@atko.com", "type": "Work"}]),
        ),
        // Else a user name that is an address.
        user("Bo", "ONE@ATKO.COM", json!([])),
    ] {
        is_taken(&latchkey.scim_post("/Users", taking).await, "email");
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_change_to_what_is_anothers_is_refused() {
    let latchkey = with_ana().await;
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let before = latchkey.directory().await;
    let mut whole = okta_user("Bo");
    whole["emails"][0]["value"] = json!("one@ATKO.com");
    is_taken(&latchkey.scim_put(&user_path(&bo), whole).await, "email");
    let operations = json!([{"op": "replace", "path": "emails[type eq \"work\"].value", "value": "One@atko.com"}]);
    let answer = latchkey
        .scim_patch(&user_path(&bo), patch(operations))
        .await;
    is_taken(&answer, "email");
    let operations = json!([{"op": "replace", "value": {"userName": "ANA"}}]);
    let answer = latchkey
        .scim_patch(&user_path(&bo), patch(operations))
        .await;
    is_taken(&answer, "user name");
    let operations = json!([{"op": "replace", "value": {"externalId": "00uAna"}}]);
    let answer = latchkey
        .scim_patch(&user_path(&bo), patch(operations))
        .await;
    is_taken(&answer, "external id");
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn a_user_name_is_taken_in_any_case_and_unicode_form() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let ana = user(
        "Ana",
        "\u{e9}mile\u{fb01}",
        json!([{"value": "ana@atko.com"}]),
    );
    latchkey.provision(ana).await.unwrap();
    for same in [
        "\u{c9}MILE\u{fb01}",
        "e\u{301}milefi",
        "E\u{301}MILEFI",
        "\u{e9}mile\u{ff46}i",
    ] {
        let taking = user("Bo", same, json!([{"value": "bo@atko.com"}]));
        is_taken(&latchkey.scim_post("/Users", taking).await, "user name");
    }
    // The lookup before a create finds whom the create would meet.
    let found = latchkey
        .scim_get("/Users?filter=userName%20eq%20%22E%CC%81MILEFI%22")
        .await;
    assert_eq!(found.json()["totalResults"], 1, "{}", found.text);
}

#[tokio::test]
async fn an_external_id_of_someone_active_is_taken() {
    let latchkey = with_ana().await;
    let mut twin = okta_user("Bo");
    twin["externalId"] = json!("00uAna");
    is_taken(&latchkey.scim_post("/Users", twin).await, "external id");
}

#[tokio::test]
async fn a_further_address_of_someone_else_and_ones_own_in_another_case_are_free() {
    let latchkey = with_ana().await;
    let mut bo = okta_user("Bo");
    bo["emails"] = json!([{"value": "bo@atko.com", "primary": true}, {"value": "one@atko.com", "type": "home"}]);
    let bo = latchkey.provision(bo).await.unwrap();
    let renamed = latchkey
        .scim_patch(
            &user_path(&bo),
            patch(json!([{"op": "replace", "value": {"userName": "BO@atko.com"}}])),
        )
        .await;
    assert_eq!(renamed.status, 200, "{}", renamed.text);
    // Returned as it was sent, not as it is compared.
    assert_eq!(renamed.json()["userName"], "BO@atko.com");
}
