//! `latchkey sign-in`: what it refuses before sign-on through Okta becomes required.

use anyhow::{Result, anyhow, ensure};
use latchkey_tests::{
    installation::{Installation, OWNER, OWNER_PASSWORD},
    patience::{CROSSING, until},
    scim::client,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

/// The public half of an RSA key of 2048 bits; its private half was thrown away.
const MODULUS: &str = "1wm2ThWzP6Mn2byJt0dun_jaOUhqAbptkB539RmPpnfEYr_1OIShF_B6551xDTlhSBvaTn6P1eLpzcQK_nWeDyIK4pN5amRY4M0mARbFmx3Q-s93X6uj7T_lcTEvJvpl_Nm8pJIhdaUrPJJM6TqNwfeHCGZ8CYPicQdv5GVToHVuU_ZOEmlEdy-03uvAjY2_F43vAQSGtt4KEQjf1eO5oGDW4uP1PVQcPh9Q9D8QeU-mD_9SHMjBn6QPigYPy8LC1urrs2oVwnumO8rA-owh5thRldUySduESYa9ETfGrsmi6rVrv3UqKUGdagcifCyDROFKkRXAzAh_Ihcvq9_HWQ";

/// An issuer whose discovery document says what `issuer` makes of its own address; gives that address.
async fn discovery(issuer: impl Fn(&str) -> String) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let body = json!({
        "issuer": issuer(&url),
        "authorization_endpoint": format!("{url}/v1/authorize"),
        "token_endpoint": format!("{url}/v1/token"),
        "userinfo_endpoint": format!("{url}/v1/userinfo"),
        "jwks_uri": format!("{url}/v1/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "e": "AQAB", "n": MODULUS}],
    })
    .to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 8192];
            // Whatever was asked for: the tests ask for discovery and keys only.
            let _ = stream.read(&mut request).await;
            let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n";
            let _ = stream
                .write_all(format!("{head}Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
                .await;
        }
    });
    Ok(url)
}

async fn set(
    installation: &Installation,
    issuer: &str,
    more: &[&str],
) -> Result<latchkey_tests::program::Run> {
    let mut arguments = vec![
        "sign-in",
        "set",
        "--issuer",
        issuer,
        "--client-id",
        "0oaexample",
    ];
    arguments.extend(more);
    installation.run(&arguments).await
}

#[tokio::test]
async fn an_issuer_that_cannot_be_right_is_refused_by_its_spelling() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    for (issuer, word) in [
        ("https://acme-admin.okta.com", "-admin"),
        (
            "https://acme.okta.com/.well-known/openid-configuration",
            ".well-known",
        ),
        ("http://acme.okta.com", "https"),
        ("acme.okta.com", "https"),
    ] {
        let said = set(&installation, issuer, &["--without-test"])
            .await?
            .refused()?;
        ensure!(
            said.contains(word),
            "{issuer}: it does not name {word}: {said}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_issuer_that_does_not_answer_is_refused() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let nobody = format!("http://{}", listener.local_addr()?);
    drop(listener);
    let said = set(&installation, &nobody, &["--without-test"])
        .await?
        .refused()?;
    ensure!(said.contains(&nobody), "{said}");
    Ok(())
}

#[tokio::test]
async fn an_issuer_that_calls_itself_otherwise_is_refused() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    let url = discovery(|_| "https://other.okta.com".to_owned()).await?;
    let said = set(&installation, &url, &["--without-test"])
        .await?
        .refused()?;
    ensure!(said.contains("https://other.okta.com"), "{said}");
    Ok(())
}

#[tokio::test]
async fn without_a_test_sign_in_it_is_refused_unless_that_is_said() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    let url = discovery(str::to_owned).await?;
    let said = set(&installation, &url, &[]).await?.refused()?;
    ensure!(said.contains("--without-test"), "{said}");
    set(&installation, &url, &["--without-test"])
        .await?
        .done()?;
    installation
        .run(&["sign-in", "status", "--json"])
        .await?
        .done()?
        .json()?;
    installation.run(&["sign-in", "disable"]).await?.done()?;
    Ok(())
}

#[tokio::test]
async fn the_owner_signs_in_by_password_until_okta_is_required() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let session = format!("{}/api/v1/session", server.url);
    let client = client()?;

    ensure!(
        client.get(&session).send().await?.status() == 401,
        "someone is signed in without signing in"
    );
    let wrong = json!({"userName": OWNER, "password": "wrong"});
    ensure!(
        client.post(&session).json(&wrong).send().await?.status() == 401,
        "a wrong password was taken"
    );

    let right = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    let answer = client.post(&session).json(&right).send().await?;
    ensure!(answer.status() == 201, "{}", answer.status());
    let cookie = answer.headers()["set-cookie"].to_str()?.to_owned();
    for property in ["HttpOnly", "SameSite=Lax"] {
        ensure!(cookie.contains(property), "{property} is not in {cookie}");
    }
    let pair = cookie.split(';').next().unwrap_or_default();
    let who: serde_json::Value = client
        .get(&session)
        .header("cookie", pair)
        .send()
        .await?
        .json()
        .await?;
    ensure!(who["user"]["userName"] == OWNER, "{who}");
    ensure!(who["user"]["accessRole"] == "EnterpriseAdmin", "{who}");

    client
        .delete(&session)
        .header("cookie", pair)
        .header("sec-fetch-site", "same-origin")
        .send()
        .await?
        .error_for_status()?;
    ensure!(
        client
            .get(&session)
            .header("cookie", pair)
            .send()
            .await?
            .status()
            == 401,
        "the session outlived its end"
    );
    Ok(())
}

/// The owner's session, as a browser holds it; the status where there is none.
async fn owner_signs_in(url: &str) -> Result<std::result::Result<String, u16>> {
    let right = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    let answer = client()?.post(url).json(&right).send().await?;
    if answer.status() != 201 {
        return Ok(Err(answer.status().as_u16()));
    }
    let cookie = answer.headers()["set-cookie"].to_str()?;
    Ok(Ok(cookie.split(';').next().unwrap_or_default().to_owned()))
}

/// Product rule 6: whoever has the host in their hands gets back in, and nobody else misses that they did.
#[tokio::test]
async fn the_way_back_in_holds_in_a_running_server_is_on_record_and_shows_on_home() -> Result<()> {
    let (installation, _) = Installation::connected().await?;
    let server = installation.serve().await?;
    let session = format!("{}/api/v1/session", server.url);
    let cookie = owner_signs_in(&session)
        .await?
        .map_err(|status| anyhow!("{status}"))?;
    let issuer = discovery(str::to_owned).await?;
    set(&installation, &issuer, &["--without-test"])
        .await?
        .done()?;

    until(CROSSING, "the end of the session from before", async || {
        let asked = client()?.get(&session).header("cookie", &cookie);
        let status = asked.send().await?.status();
        Ok(if status == 401 {
            Ok(())
        } else {
            Err(status.to_string())
        })
    })
    .await?;
    ensure!(owner_signs_in(&session).await? == Err(403));

    installation.run(&["sign-in", "disable"]).await?.done()?;
    let (cookie, _) = until(CROSSING, "the way back in", async || {
        let signed_in = owner_signs_in(&session).await?;
        Ok(signed_in.map_err(|status| status.to_string()))
    })
    .await?;
    let home: Value = client()?
        .get(format!("{}/api/v1/home", server.url))
        .header("cookie", &cookie)
        .send()
        .await?
        .json()
        .await?;
    let shown = home["attention"]
        .as_array()
        .is_some_and(|all| all.iter().any(|one| one["code"] == "sign_in_lifted"));
    ensure!(shown, "it is not on Home: {home}");
    let activity = installation
        .run(&["activity", "--json"])
        .await?
        .done()?
        .json()?;
    let recorded = activity.as_array().is_some_and(|all| {
        all.iter().any(|entry| {
            entry["action"] == "sign_in.lifted"
                && entry["actor"] == "operator"
                && entry["outcome"] == "changed"
        })
    });
    ensure!(recorded, "it is not on record: {activity}");
    Ok(())
}
