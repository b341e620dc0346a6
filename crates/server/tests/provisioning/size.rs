//! What one user may hold, by every way in.

use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_domain::Document;
use latchkey_testkit::people::{deactivation, id, okta_user, patch, user_path};
use latchkey_testkit::{Answer, Latchkey};
use serde_json::{Value, json};

const MOST: &str = "131072";

/// A picture in the user itself.
fn picture(kilobytes: usize) -> Value {
    json!({"value": format!("data:image/png;base64,{}", "A".repeat(kilobytes * 1000))})
}

fn with_photos(name: &str, photos: Vec<Value>) -> Value {
    let mut user = okta_user(name);
    user["photos"] = Value::Array(photos);
    user
}

#[track_caller]
fn is_refused(answer: &Answer) {
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert_eq!(answer.scim_type(), "invalidValue");
    let detail = answer.detail();
    for word in ["photos", MOST, "Nothing was changed"] {
        assert!(detail.contains(word), "{detail}");
    }
    assert!(answer.text.len() < 1000, "{}", answer.text.len());
}

/// 256 entries, and a value that is written into each: 15 MB by a request of 60 kB.
#[tokio::test]
async fn one_patch_does_not_grow_a_user_without_end() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let photos = (0..256)
        .map(|number| json!({"value": number.to_string()}))
        .collect();
    let bo = latchkey.provision(with_photos("Bo", photos)).await.unwrap();
    let before = latchkey.directory().await;
    for operation in [
        json!({"op": "replace", "path": "photos.value", "value": "A".repeat(60_000)}),
        json!({"op": "replace", "path": "photos.type", "value": "A".repeat(4_000)}),
    ] {
        is_refused(
            &latchkey
                .scim_patch(&user_path(&bo), patch(json!([operation])))
                .await,
        );
    }
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn many_requests_do_not_either() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let add = async |photo: Value| {
        let operations = json!([{"op": "add", "path": "photos", "value": [photo]}]);
        latchkey
            .scim_patch(&user_path(&bo), patch(operations))
            .await
    };
    for kilobytes in [60, 61] {
        let answer = add(picture(kilobytes)).await;
        assert_eq!(answer.status, 200, "{}", answer.detail());
    }
    let before = latchkey.directory().await;
    is_refused(&add(picture(62)).await);
    assert_eq!(latchkey.directory().await, before);
}

#[tokio::test]
async fn neither_a_create_nor_a_put_nor_a_bulk_request_brings_more() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let before = latchkey.directory().await;
    let three = || vec![picture(60), picture(61), picture(62)];
    is_refused(
        &latchkey
            .scim_post("/Users", with_photos("Cy", three()))
            .await,
    );
    is_refused(
        &latchkey
            .scim_put(&user_path(&bo), with_photos("Bo", three()))
            .await,
    );
    let bulk = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [{"method": "POST", "path": "/Users", "bulkId": "1", "data": with_photos("Cy", three())}],
    });
    let answer = latchkey.scim_post("/Bulk", bulk).await;
    assert_eq!(answer.json()["Operations"][0]["status"], "400");
    assert!(answer.text.contains(MOST), "{}", answer.text);
    assert_eq!(latchkey.directory().await, before);
}

/// What a version without this bound let in.
#[tokio::test]
async fn who_is_larger_already_shrinks_and_is_deactivated_and_grows_no_more() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bo = latchkey.provision(okta_user("Bo")).await.unwrap();
    let path = user_path(&bo);
    let mut user = latchkey.user(id(&bo)).unwrap();
    let mut resource = user.resource.to_object();
    resource.insert(
        "photos".into(),
        json!([picture(60), picture(61), picture(62)]),
    );
    user.resource = Document::from_object(&resource);
    latchkey
        .store
        .write::<_, StoreError>(move |store| store.update_user(&user))
        .await
        .unwrap();
    let title = |title: &str| patch(json!([{"op": "replace", "path": "title", "value": title}]));
    is_refused(&latchkey.scim_patch(&path, title("Engineer")).await);
    let answer = latchkey.scim_patch(&path, deactivation()).await;
    assert_eq!(answer.status, 200, "{}", answer.detail());
    assert_eq!(answer.json()["active"], false);
    let fewer = json!([{"op": "replace", "path": "photos", "value": [picture(60)]}]);
    for operations in [patch(fewer), title("Engineer")] {
        let answer = latchkey.scim_patch(&path, operations).await;
        assert_eq!(answer.status, 200, "{}", answer.detail());
    }
}

#[tokio::test]
async fn a_picture_and_certificates_beside_what_okta_sends_are_taken() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut user = with_photos("Bo", vec![picture(65)]);
    let certificate = json!({"value": "MIIB".repeat(2_000)});
    user["x509Certificates"] = json!([certificate.clone(), certificate]);
    let answer = latchkey.scim_post("/Users", user).await;
    assert_eq!(answer.status, 201, "{}", answer.detail());
}
