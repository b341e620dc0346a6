//! `latchkey user`: people by the terminal, as the API gives them, and in a running server within a second.

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    installation::{Installation, OWNER, OWNER_PASSWORD},
    patience,
    scim::client,
};
use serde_json::{Value, json};

async fn add(installation: &Installation, email: &str, role: Option<&str>) -> Result<Value> {
    let mut arguments = vec![
        "user",
        "add",
        "--email",
        email,
        "--given-name",
        "Bo",
        "--family-name",
        "Lind",
        "--json",
    ];
    if let Some(role) = role {
        arguments.extend(["--access-role", role]);
    }
    installation.run(&arguments).await?.done()?.json()
}

fn id(user: &Value) -> Result<&str> {
    user["id"]
        .as_str()
        .with_context(|| format!("no id: {user}"))
}

#[tokio::test]
async fn nobody_by_that_id_is_refused() -> Result<()> {
    let installation = Installation::set_up().await?;
    for wrong in ["00000000-0000-7000-8000-000000000000", "nobody", ""] {
        for command in ["show", "deactivate", "reactivate"] {
            let run = installation.run(&["user", command, wrong]).await?;
            ensure!(
                run.code == 1,
                "{command} {wrong:?}: exit {}:\n{}",
                run.code,
                run.stderr
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_taken_email_is_refused_in_any_case() -> Result<()> {
    let installation = Installation::set_up().await?;
    let upper = OWNER.to_uppercase();
    let arguments = [
        "user",
        "add",
        "--email",
        &upper,
        "--given-name",
        "O",
        "--family-name",
        "P",
    ];
    installation.run(&arguments).await?.refused()?;
    Ok(())
}

#[tokio::test]
async fn the_last_enterprise_admin_is_not_deactivated_by_a_command() -> Result<()> {
    let installation = Installation::set_up().await?;
    let users = installation
        .run(&["user", "list", "--json"])
        .await?
        .done()?
        .json()?;
    let said = installation
        .run(&["user", "deactivate", id(&users[0])?])
        .await?
        .refused()?;
    ensure!(said.contains("EnterpriseAdmin"), "{said}");
    Ok(())
}

#[tokio::test]
async fn nobody_is_dormant_on_the_first_day() -> Result<()> {
    let installation = Installation::set_up().await?;
    let refused = installation
        .run(&["user", "dormant", "--days", "0"])
        .await?
        .refused()?;
    ensure!(refused.contains("0 days"), "{refused}");
    let dormant = installation
        .run(&["user", "dormant", "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(dormant == json!([]), "{dormant}");
    Ok(())
}

#[tokio::test]
async fn the_owner_is_the_first_in_the_list() -> Result<()> {
    let installation = Installation::set_up().await?;
    let users = installation
        .run(&["user", "list", "--json"])
        .await?
        .done()?
        .json()?;
    let owner = &users[0];
    ensure!(
        owner["userName"] == OWNER
            && owner["accessRole"] == "EnterpriseAdmin"
            && owner["active"] == true,
        "{owner}"
    );
    ensure!(
        !users.to_string().contains("argon2"),
        "the password's hash is in the list: {users}"
    );
    Ok(())
}

#[tokio::test]
async fn someone_added_is_edited_deactivated_and_brought_back_under_the_same_id() -> Result<()> {
    let installation = Installation::set_up().await?;
    let added = add(&installation, "bo@atko.com", None).await?;
    let bo = id(&added)?;
    ensure!(
        added["accessRole"].is_null() && added["active"] == true,
        "{added}"
    );

    installation
        .run(&["user", "edit", bo, "--access-role", "ReadOnly"])
        .await?
        .done()?;
    let shown = installation
        .run(&["user", "show", bo, "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(
        shown["accessRole"] == "ReadOnly" && shown["id"] == bo,
        "{shown}"
    );

    installation
        .run(&["user", "deactivate", bo])
        .await?
        .done()?;
    let shown = installation
        .run(&["user", "show", bo, "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(shown["active"] == false, "{shown}");
    installation
        .run(&["user", "reactivate", bo])
        .await?
        .done()?;
    let shown = installation
        .run(&["user", "show", bo, "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(
        shown["active"] == true && shown["accessRole"] == "ReadOnly",
        "{shown}"
    );
    Ok(())
}

#[tokio::test]
async fn a_person_is_printed_as_the_api_gives_them() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let answer = client()?
        .post(format!("{}/api/v1/session", server.url))
        .json(&json!({"userName": OWNER, "password": OWNER_PASSWORD}))
        .send()
        .await?;
    ensure!(answer.status() == 201, "{}", answer.status());
    let given: Value = serde_json::from_str(&answer.text().await?)?;
    let printed = installation
        .run(&["user", "show", OWNER, "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(
        printed == given["user"],
        "the API gives {}, the program prints {printed}",
        given["user"]
    );
    Ok(())
}

#[tokio::test]
async fn an_unknown_access_role_is_wrong_usage_and_changes_nothing() -> Result<()> {
    let installation = Installation::set_up().await?;
    let added = add(&installation, "bo@atko.com", Some("User")).await?;
    let run = installation
        .run(&["user", "edit", id(&added)?, "--access-role", "Manager"])
        .await?;
    ensure!(run.code == 1 || run.code == 2, "exit {}", run.code);
    for role in ["ReadOnly", "User", "Admin", "EnterpriseAdmin"] {
        ensure!(
            run.stderr.contains(role),
            "it does not name {role}: {}",
            run.stderr
        );
    }
    let shown = installation
        .run(&["user", "show", id(&added)?, "--json"])
        .await?
        .done()?
        .json()?;
    ensure!(shown["accessRole"] == "User", "{shown}");
    Ok(())
}

#[tokio::test]
async fn a_deactivation_by_the_terminal_ends_a_session_within_a_second() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let added = add(&installation, "bo@atko.com", Some("User")).await?;
    let bo = id(&added)?;
    installation
        .run_with_input(
            &["user", "password", bo, "--password-stdin"],
            OWNER_PASSWORD,
        )
        .await?
        .done()?;

    let client = client()?;
    let session = format!("{}/api/v1/session", server.url);
    let credentials = json!({"userName": "bo@atko.com", "password": OWNER_PASSWORD});
    let (cookie, _) = patience::until(patience::CROSSING, "Bo's sign-in", async || {
        let answer = client.post(&session).json(&credentials).send().await?;
        let status = answer.status();
        let cookie = answer
            .headers()
            .get("set-cookie")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        Ok(if status == 201 {
            cookie.ok_or_else(|| "no cookie".to_owned())
        } else {
            Err(status.to_string())
        })
    })
    .await?;
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    ensure!(
        client
            .get(&session)
            .header("cookie", &cookie)
            .send()
            .await?
            .status()
            == 200,
        "no session to end"
    );

    installation
        .run(&["user", "deactivate", bo])
        .await?
        .done()?;
    patience::until(patience::CROSSING, "the end of Bo's session", async || {
        let status = client
            .get(&session)
            .header("cookie", &cookie)
            .send()
            .await?
            .status();
        Ok(if status == 401 {
            Ok(())
        } else {
            Err(status.to_string())
        })
    })
    .await?;
    Ok(())
}
