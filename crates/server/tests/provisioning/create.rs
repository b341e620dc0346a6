//! POST /Users.

use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user;

#[tokio::test]
async fn a_user_comes_back_whole_with_id_and_location() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let answer = latchkey.scim_post("/Users", okta_user("Bo")).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let user = answer.json();
    assert_eq!(user["userName"], "Bo@atko.com");
    assert_eq!(user["externalId"], "00uBo");
    assert!(user.get("password").is_none());
    assert_eq!(answer.header("location"), user["meta"]["location"]);
    let got = latchkey
        .scim_get(&format!("/Users/{}", user["id"].as_str().unwrap()))
        .await;
    assert_eq!(got.json(), user);
}
