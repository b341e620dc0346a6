//! The acceptance suite that Okta publishes for SCIM servers, step by step and in its order, over TCP.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::Installation,
    scim::{Scim, new_user},
};
use serde_json::Value;

const LIST: &str = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

fn is_complete(user: &Value) -> Result<()> {
    for pointer in [
        "/id",
        "/userName",
        "/name/givenName",
        "/name/familyName",
        "/emails/0/value",
    ] {
        let text = user
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default();
        ensure!(!text.is_empty(), "no {pointer}: {user}");
    }
    ensure!(user["active"].is_boolean(), "active is no boolean: {user}");
    ensure!(
        user["schemas"]
            .as_array()
            .is_some_and(|urns| urns.iter().any(|urn| urn == USER)),
        "{user}"
    );
    Ok(())
}

#[tokio::test]
async fn the_suite_passes() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let scim = server.scim(&connector)?;

    // Required Test: Test Users endpoint.
    let listed = scim.get("/Users?count=1&startIndex=1").await?.expect(200)?;
    ensure!(
        listed.content_type == "application/scim+json",
        "{}",
        listed.content_type
    );
    ensure!(listed.body["schemas"][0] == LIST, "{}", listed.body);
    for name in ["itemsPerPage", "startIndex", "totalResults"] {
        ensure!(
            listed.body[name].is_u64(),
            "{name} is no number: {}",
            listed.body
        );
    }
    let first = &listed.body["Resources"][0];
    is_complete(first)?;

    // Required Test: Get Users/{{id}}.
    let id = first["id"].as_str().context("an id")?;
    let read = scim.get(&format!("/Users/{id}")).await?.expect(200)?;
    is_complete(&read.body)?;
    ensure!(
        read.body["id"] == id && read.body["userName"] == first["userName"],
        "{}",
        read.body
    );

    // Required Test: Test invalid User by username.
    let none = scim
        .find("userName eq \"jy8nh1ijlsvvbbov@atko.com\"")
        .await?
        .expect(200)?;
    ensure!(
        none.body["totalResults"] == 0 && none.body["schemas"][0] == LIST,
        "{}",
        none.body
    );

    // Required Test: Test invalid User by ID.
    scim.get("/Users/010101001010101011001010101011")
        .await?
        .refusal(404, None)?;

    // Required Test: Make sure random user doesn't exist; create it; verify that it was created.
    let name = "Runscope300KhTl@Atko.com";
    let none = scim
        .find(&format!("userName eq \"{name}\""))
        .await?
        .expect(200)?;
    ensure!(none.body["totalResults"] == 0, "{}", none.body);
    let sent = new_user(name, "Runscope", "O'Brien-Ñández", "00urunscope300");
    let created = scim.post("/Users", &sent).await?.expect(201)?.body;
    is_complete(&created)?;
    ensure!(
        created["userName"] == name,
        "the userName did not come back in the case sent: {created}"
    );
    ensure!(
        created["name"]["familyName"] == sent["name"]["familyName"],
        "{created}"
    );
    ensure!(
        created["active"] == true && created["externalId"] == sent["externalId"],
        "{created}"
    );
    let id = created["id"].as_str().context("an id")?;
    let read = scim.get(&format!("/Users/{id}")).await?.expect(200)?;
    ensure!(
        read.body == created,
        "GET gives another user than POST gave:\n{}\n{created}",
        read.body
    );

    // Required Test: Expect failure when recreating user with same values.
    scim.post("/Users", &sent)
        .await?
        .refusal(409, Some("uniqueness"))?;

    // Required Test: Username Case Sensitivity Check.
    let found = scim
        .find(&format!("userName eq \"{}\"", name.to_uppercase()))
        .await?
        .expect(200)?;
    ensure!(
        found.body["totalResults"] == 1 && found.body["Resources"][0]["userName"] == name,
        "{}",
        found.body
    );

    // Optional Test: Verify Groups endpoint. Okta wants it in under 600 ms.
    let groups = scim.get("/Groups").await?.expect(200)?;
    ensure!(
        groups.took < Duration::from_millis(600),
        "{:?}",
        groups.took
    );

    // Required Test: Check status 401, with a wrong Authorization.
    Scim::with_authorization(&server.url, "Bearer non-token")?
        .get("/Users")
        .await?
        .refusal(401, None)?;
    Ok(())
}
