//! Okta's second suite: a person's whole life (create, rename, deactivate, reactivate, unassign), and pushed groups.

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::{Connector, Installation, Server},
    scim::{Scim, new_user},
};
use serde_json::{Value, json};

struct Stage {
    _installation: Installation,
    _server: Server,
    scim: Scim,
}

impl Stage {
    async fn prepare() -> Result<Self> {
        let (installation, connector) = Installation::connected().await?;
        let server = installation.serve().await?;
        let scim = server.scim(&connector)?;
        Ok(Self {
            _installation: installation,
            _server: server,
            scim,
        })
    }

    async fn create(&self, user_name: &str) -> Result<Value> {
        let user = new_user(user_name, "Bo", "Lind", &format!("00u{}", user_name.len()));
        Ok(self.scim.post("/Users", &user).await?.expect(201)?.body)
    }

    async fn user(&self, id: &str) -> Result<Value> {
        Ok(self
            .scim
            .get(&format!("/Users/{id}"))
            .await?
            .expect(200)?
            .body)
    }
}

fn id(resource: &Value) -> Result<&str> {
    resource["id"]
        .as_str()
        .with_context(|| format!("no id: {resource}"))
}

#[tokio::test]
async fn a_person_without_a_required_value_is_refused_and_not_created() -> Result<()> {
    let stage = Stage::prepare().await?;
    for (missing, named) in [
        ("/name/givenName", "givenName"),
        ("/name/familyName", "familyName"),
        ("/emails", "email"),
    ] {
        for empty in [json!(null), json!(""), json!("   ")] {
            let mut user = new_user("no-address", "Bo", "Lind", "00umissing");
            user["emails"] = json!([{"primary": true, "value": "bo@atko.com", "type": "work"}]);
            let place = user.pointer_mut(missing).context("a place")?;
            *place = if missing == "/emails" {
                json!([{"primary": true, "value": empty, "type": "work"}])
            } else {
                empty
            };
            let detail = stage
                .scim
                .post("/Users", &user)
                .await?
                .refusal(400, Some("invalidValue"))?;
            ensure!(
                detail.contains(named),
                "{missing}: the detail does not name it: {detail}"
            );
        }
    }
    let users = stage.scim.get("/Users").await?.expect(200)?;
    ensure!(
        users.body["totalResults"] == 1,
        "someone was created: {}",
        users.body
    );
    Ok(())
}

#[tokio::test]
async fn an_unknown_access_role_is_refused_and_nothing_changes() -> Result<()> {
    let stage = Stage::prepare().await?;
    let bo = stage.create("bo@atko.com").await?;
    let operation = json!([{"op": "replace", "value": {latchkey_tests::scim::LATCHKEY_USER: {"accessRole": "Manager"}, "title": "Chief"}}]);
    let detail = stage
        .scim
        .patch(&format!("/Users/{}", id(&bo)?), &operation)
        .await?
        .refusal(400, Some("invalidValue"))?;
    for word in ["Manager", "ReadOnly", "User", "Admin", "EnterpriseAdmin"] {
        ensure!(detail.contains(word), "{detail}");
    }
    ensure!(stage.user(id(&bo)?).await? == bo, "something changed");
    Ok(())
}

#[tokio::test]
async fn a_life_by_put() -> Result<()> {
    let stage = Stage::prepare().await?;
    let created = stage.create("bo@atko.com").await?;
    let path = format!("/Users/{}", id(&created)?);

    let mut echo = created.clone();
    echo["name"]["familyName"] = json!("Berg");
    let renamed = stage.scim.put(&path, &echo).await?.expect(200)?.body;
    ensure!(
        renamed["name"]["familyName"] == "Berg" && renamed["userName"] == "bo@atko.com",
        "{renamed}"
    );

    // A deactivation and a rename in one request: both are done.
    let mut echo = renamed;
    echo["active"] = json!(false);
    echo["name"]["givenName"] = json!("Boris");
    let off = stage.scim.put(&path, &echo).await?.expect(200)?.body;
    ensure!(
        off["active"] == false && off["name"]["givenName"] == "Boris",
        "{off}"
    );
    ensure!(
        stage.user(id(&created)?).await?["active"] == false,
        "GET does not show it"
    );

    // Reactivation: the filter finds the inactive one, under the same id.
    let found = stage
        .scim
        .find("userName eq \"bo@atko.com\"")
        .await?
        .expect(200)?;
    ensure!(
        found.body["Resources"][0]["id"] == created["id"],
        "{}",
        found.body
    );
    let mut echo = off;
    echo["active"] = json!(true);
    let on = stage.scim.put(&path, &echo).await?.expect(200)?.body;
    ensure!(on["active"] == true && on["id"] == created["id"], "{on}");
    Ok(())
}

#[tokio::test]
async fn a_life_by_patch() -> Result<()> {
    let stage = Stage::prepare().await?;
    let created = stage.create("bo@atko.com").await?;
    let path = format!("/Users/{}", id(&created)?);
    for (operation, active) in [
        (
            json!([{"op": "replace", "value": {"active": false}}]),
            false,
        ),
        (json!([{"op": "replace", "value": {"active": true}}]), true),
        (
            json!([{"op": "Replace", "path": "active", "value": "False"}]),
            false,
        ),
        (
            json!([{"op": "add", "path": "active", "value": true}]),
            true,
        ),
    ] {
        let answer = stage.scim.patch(&path, &operation).await?.expect(200)?;
        ensure!(
            answer.body["active"] == active && answer.body["id"] == created["id"],
            "{operation}: {}",
            answer.body
        );
        ensure!(
            stage.user(id(&created)?).await?["active"] == active,
            "{operation}: GET does not show it"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_rehire_by_post_brings_the_same_person_back() -> Result<()> {
    let stage = Stage::prepare().await?;
    let created = stage.create("bo@atko.com").await?;
    let path = format!("/Users/{}", id(&created)?);
    stage
        .scim
        .patch(
            &path,
            &json!([{"op": "replace", "value": {"active": false}}]),
        )
        .await?
        .expect(200)?;
    let again = stage.create("bo@atko.com").await?;
    ensure!(
        again["id"] == created["id"] && again["active"] == true,
        "{again}"
    );
    Ok(())
}

#[tokio::test]
async fn a_group_is_pushed_renamed_emptied_and_deleted() -> Result<()> {
    let stage = Stage::prepare().await?;
    let bo = stage.create("bo@atko.com").await?;
    let ann = stage.create("ann-lind@atko.com").await?;
    let group = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Engineering",
        "members": [{"value": id(&bo)?, "display": "bo@atko.com"}],
    });
    let created = stage.scim.post("/Groups", &group).await?.expect(201)?.body;
    let path = format!("/Groups/{}", id(&created)?);
    let members = async || -> Result<Vec<String>> {
        let group = stage.scim.get(&path).await?.expect(200)?.body;
        let list = group["members"].as_array().cloned().unwrap_or_default();
        Ok(list
            .iter()
            .filter_map(|member| member["value"].as_str().map(str::to_owned))
            .collect())
    };

    // One unknown member does not lose the push.
    let add = json!([{"op": "add", "path": "members", "value": [{"value": id(&ann)?}, {"value": "00000000-0000-7000-8000-000000000000"}]}]);
    stage.scim.patch(&path, &add).await?.expect(200)?;
    ensure!(members().await?.len() == 2, "{:?}", members().await?);

    let rename =
        json!([{"op": "replace", "value": {"id": id(&created)?, "displayName": "Engineers"}}]);
    stage.scim.patch(&path, &rename).await?.expect(200)?;
    ensure!(members().await?.len() == 2, "the rename emptied the group");

    let remove = json!([{"op": "remove", "path": format!("members[value eq \"{}\"]", id(&bo)?)}]);
    stage.scim.patch(&path, &remove).await?.expect(200)?;
    ensure!(members().await? == [id(&ann)?], "{:?}", members().await?);

    stage
        .scim
        .patch(
            &path,
            &json!([{"op": "replace", "path": "members", "value": []}]),
        )
        .await?
        .expect(200)?;
    ensure!(members().await?.is_empty(), "{:?}", members().await?);

    stage
        .scim
        .send(reqwest::Method::DELETE, &path, None)
        .await?
        .expect(204)?;
    stage.scim.get(&path).await?.refusal(404, None)?;
    Ok(())
}

#[tokio::test]
async fn a_wrong_passkey_changes_nothing() -> Result<()> {
    let (installation, connector) = Installation::connected().await?;
    let server = installation.serve().await?;
    let wrong = Connector {
        password: "wrong".to_owned(),
        ..connector.clone()
    };
    let user = new_user("bo@atko.com", "Bo", "Lind", "00ubo");
    server
        .scim(&wrong)?
        .post("/Users", &user)
        .await?
        .refusal(401, None)?;
    let users = server.scim(&connector)?.get("/Users").await?.expect(200)?;
    ensure!(users.body["totalResults"] == 1, "{}", users.body);
    Ok(())
}
