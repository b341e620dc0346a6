//! Sign-in against `oidc-provider`, from the portal through the issuer's own pages and back.
//!
//! It asks for S256, puts the profile claims into userinfo only, and sends `iss` with the answer (RFC 9207).

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::{
    browser::{Browser, Page},
    installation::{Connector, Installation, Server},
    issuer::{CLIENT_ID, Issuer},
    patience,
    scim::{LATCHKEY_USER, new_user},
};
use serde_json::json;

const ANA: &str = "00uana0000000000000x";
const STRANGER: &str = "00ustranger000000000";

/// A server that Okta sign-on is required on, its issuer, and Ana with a portal role on both sides.
struct Stage {
    installation: Installation,
    connector: Connector,
    server: Server,
    issuer: Issuer,
}

impl Stage {
    async fn prepare() -> Result<Self> {
        let (installation, connector) = Installation::connected().await?;
        let server = installation.serve().await?;
        let accounts = json!([
            {"sub": ANA, "preferred_username": "ana@atko.com", "email": "ana@atko.com", "email_verified": true, "name": "Ana Núñez"},
            {"sub": STRANGER, "preferred_username": "cy@atko.com", "email": "cy@atko.com", "email_verified": true, "name": "Cy Lund"},
        ]);
        let issuer = Issuer::start(&format!("{}/auth/callback", server.url), &accounts).await?;

        let mut ana = new_user("ana@atko.com", "Ana", "Núñez", ANA);
        ana["schemas"] = json!(["urn:ietf:params:scim:schemas:core:2.0:User", LATCHKEY_USER]);
        ana[LATCHKEY_USER] = json!({"accessRole": "User"});
        server
            .scim(&connector)?
            .post("/Users", &ana)
            .await?
            .expect(201)?;

        let arguments = [
            "sign-in",
            "set",
            "--issuer",
            &issuer.url,
            "--client-id",
            CLIENT_ID,
            "--without-test",
        ];
        installation.run(&arguments).await?.done()?;
        let stage = Self {
            installation,
            connector,
            server,
            issuer,
        };
        stage.wait_until_required().await?;
        Ok(stage)
    }

    async fn wait_until_required(&self) -> Result<()> {
        let client = latchkey_tests::scim::client()?;
        let login = format!("{}/auth/login?return_to=%2F", self.server.url);
        let limit = patience::CROSSING;
        patience::until(
            limit,
            "the sign-in policy in the running server",
            async || {
                let answer = client.get(&login).send().await?;
                let leads_to = answer
                    .headers()
                    .get("location")
                    .and_then(|value| value.to_str().ok())
                    .unwrap_or_default();
                Ok(if leads_to.starts_with(&self.issuer.url) {
                    Ok(())
                } else {
                    Err(format!("{} {leads_to}", answer.status()))
                })
            },
        )
        .await?;
        Ok(())
    }

    /// The first half as the account `sub`: the issuer's page where a person agrees.
    async fn agree(&self, browser: &Browser, sub: &str) -> Result<Page> {
        let login = browser
            .open(&format!("{}/auth/login?return_to=%2F", self.server.url))
            .await?;
        ensure!(
            login.url.as_str().starts_with(&self.issuer.url),
            "arrived at {} ({})",
            login.url,
            login.status
        );
        let consent = browser
            .submit(&login, &[("login", sub), ("password", "anything")])
            .await?;
        ensure!(
            consent.url.as_str().starts_with(&self.issuer.url),
            "arrived at {} ({})",
            consent.url,
            consent.status
        );
        Ok(consent)
    }

    /// A whole sign-in as the account `sub`: the page that the browser ends on.
    async fn sign_in(&self, browser: &Browser, sub: &str) -> Result<Page> {
        let consent = self.agree(browser, sub).await?;
        let end = browser.submit(&consent, &[]).await?;
        ensure!(
            end.way.iter().any(|step| step.path() == "/auth/callback"),
            "never came to the callback: {:?}\n{}",
            end.way,
            end.html
        );
        Ok(end)
    }

    async fn who(&self, browser: &Browser) -> Result<(u16, serde_json::Value)> {
        browser
            .json(&format!("{}/api/v1/session", self.server.url))
            .await
    }
}

/// The judge must be as strict as Okta, or its verdict says nothing.
#[tokio::test]
async fn the_issuer_itself_wants_s256_and_the_exact_redirect_uri() -> Result<()> {
    let redirect_uri = "http://127.0.0.1:9/auth/callback";
    let issuer = Issuer::start(redirect_uri, &json!([])).await?;
    let ask = async |redirect_uri: &str, challenge: &str| -> Result<(u16, String)> {
        let address = format!(
            "{}/auth?client_id={CLIENT_ID}&response_type=code&scope=openid&state=s&nonce=n&redirect_uri={redirect_uri}{challenge}",
            issuer.url
        );
        let answer = latchkey_tests::scim::client()?.get(address).send().await?;
        let location = answer
            .headers()
            .get("location")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        Ok((answer.status().as_u16(), location))
    };
    let s256 =
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

    let (_, location) = ask(redirect_uri, "").await?;
    ensure!(
        location.contains("error=invalid_request"),
        "no code challenge: {location}"
    );
    let (_, location) = ask(redirect_uri, &s256.replace("S256", "plain")).await?;
    ensure!(
        location.contains("error=invalid_request"),
        "plain: {location}"
    );
    let (status, location) = ask(&format!("{redirect_uri}/"), s256).await?;
    ensure!(
        status == 400 && location.is_empty(),
        "another redirect URI: {status} {location}"
    );
    let (_, location) = ask(redirect_uri, s256).await?;
    ensure!(location.contains("/interaction/"), "{location}");
    Ok(())
}

#[tokio::test]
async fn someone_without_an_account_here_is_refused_with_a_page() -> Result<()> {
    let stage = Stage::prepare().await?;
    let browser = Browser::new()?;
    let page = stage.sign_in(&browser, STRANGER).await?;
    ensure!((400..500).contains(&page.status), "status {}", page.status);
    ensure!(
        page.html.contains("cy@atko.com"),
        "the page does not say who was refused:\n{}",
        page.html
    );
    ensure!(
        stage.who(&browser).await?.0 == 401,
        "a session was made all the same"
    );
    Ok(())
}

#[tokio::test]
async fn someone_deactivated_by_okta_is_refused_and_their_session_ends() -> Result<()> {
    let stage = Stage::prepare().await?;
    let browser = Browser::new()?;
    stage.sign_in(&browser, ANA).await?;
    ensure!(
        stage.who(&browser).await?.0 == 200,
        "the sign-in before the deactivation did not work"
    );

    let scim = stage.server.scim(&stage.connector)?;
    let found = scim
        .find("userName eq \"ana@atko.com\"")
        .await?
        .expect(200)?;
    let id = found.text("/Resources/0/id")?;
    let off = json!([{"op": "replace", "value": {"active": false}}]);
    scim.patch(&format!("/Users/{id}"), &off)
        .await?
        .expect(200)?;

    ensure!(
        stage.who(&browser).await?.0 == 401,
        "the session outlived the deactivation"
    );
    let page = stage.sign_in(&Browser::new()?, ANA).await?;
    ensure!((400..500).contains(&page.status), "status {}", page.status);
    Ok(())
}

#[tokio::test]
async fn a_callback_in_another_browser_is_worth_nothing() -> Result<()> {
    let stage = Stage::prepare().await?;
    let first = Browser::new()?;
    let end = stage.sign_in(&first, ANA).await?;
    let callback = end
        .way
        .iter()
        .find(|step| step.path() == "/auth/callback")
        .context("no callback")?;

    for browser in [Browser::new()?, first.clone()] {
        let page = browser.open(callback.as_str()).await?;
        ensure!(
            (400..500).contains(&page.status),
            "status {} for a callback used again",
            page.status
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_known_person_signs_in_and_the_session_says_who() -> Result<()> {
    let stage = Stage::prepare().await?;
    let browser = Browser::new()?;
    let page = stage.sign_in(&browser, ANA).await?;
    ensure!(
        page.status == 200,
        "status {} at {}:\n{}",
        page.status,
        page.url,
        page.html
    );

    let asked = &page.way;
    let (status, session) = stage.who(&browser).await?;
    ensure!(status == 200, "{status}: {session}");
    ensure!(session["user"]["userName"] == "ana@atko.com", "{session}");
    ensure!(session["user"]["accessRole"] == "User", "{session}");
    ensure!(
        asked.iter().all(|step| !step.as_str().contains("id_token")),
        "a token stood in an address: {asked:?}"
    );
    Ok(())
}

#[tokio::test]
async fn new_keys_at_the_issuer_do_not_stop_a_sign_in() -> Result<()> {
    let mut stage = Stage::prepare().await?;
    let before = stage.sign_in(&Browser::new()?, ANA).await?;
    ensure!(
        before.status == 200,
        "status {} before the rotation",
        before.status
    );

    stage.issuer = stage.issuer.restart_with_other_keys().await?;
    let browser = Browser::new()?;
    let after = stage.sign_in(&browser, ANA).await?;
    ensure!(
        after.status == 200,
        "status {} after the rotation:\n{}",
        after.status,
        after.html
    );
    ensure!(
        stage.who(&browser).await?.0 == 200,
        "no session after the rotation"
    );
    Ok(())
}

/// Unannounced, between the page where they sign in and the page where they agree. The server has the old keys in memory.
#[tokio::test]
async fn new_keys_in_the_middle_of_a_sign_in_do_not_stop_it() -> Result<()> {
    let mut stage = Stage::prepare().await?;
    let before = stage.sign_in(&Browser::new()?, ANA).await?;
    ensure!(before.status == 200, "status {} before", before.status);

    let browser = Browser::new()?;
    let consent = stage.agree(&browser, ANA).await?;
    stage.issuer = stage.issuer.restart_with_other_keys().await?;
    let end = browser.submit(&consent, &[]).await?;
    ensure!(end.status == 200, "status {}:\n{}", end.status, end.html);
    ensure!(stage.who(&browser).await?.0 == 200, "no session");
    Ok(())
}

/// The issuer comes back with other keys, and Latchkey with nothing in memory: the sign-in under way ends where it was to,
/// and whoever was in stays in.
#[tokio::test]
async fn a_restart_of_both_in_the_middle_of_a_sign_in_loses_nobody() -> Result<()> {
    let mut stage = Stage::prepare().await?;
    let early = Browser::new()?;
    stage.sign_in(&early, ANA).await?;
    ensure!(stage.who(&early).await?.0 == 200, "nobody was in before");

    let browser = Browser::new()?;
    let consent = stage.agree(&browser, ANA).await?;
    stage.issuer = stage.issuer.restart_with_other_keys().await?;
    stage.server = stage.installation.restart(stage.server).await?;
    let end = browser.submit(&consent, &[]).await?;
    ensure!(end.status == 200, "status {}:\n{}", end.status, end.html);
    let (status, session) = stage.who(&browser).await?;
    ensure!(status == 200, "{status}: {session}");
    ensure!(session["user"]["userName"] == "ana@atko.com", "{session}");
    ensure!(
        stage.who(&early).await?.0 == 200,
        "the session from before the restart is gone"
    );

    // Once more with everything new, and what was used before is still worth nothing.
    let again = stage.sign_in(&Browser::new()?, ANA).await?;
    ensure!(again.status == 200, "status {} afterwards", again.status);
    let callback = end
        .way
        .iter()
        .find(|step| step.path() == "/auth/callback")
        .context("no callback")?;
    let replayed = browser.open(callback.as_str()).await?;
    ensure!(
        (400..500).contains(&replayed.status),
        "status {} for a callback used again",
        replayed.status
    );
    Ok(())
}

#[tokio::test]
async fn lifting_the_requirement_brings_the_owner_back_in() -> Result<()> {
    let stage = Stage::prepare().await?;
    let client = latchkey_tests::scim::client()?;
    let session = format!("{}/api/v1/session", stage.server.url);
    let owner = json!({
        "userName": latchkey_tests::installation::OWNER,
        "password": latchkey_tests::installation::OWNER_PASSWORD,
    });
    let refused = client.post(&session).json(&owner).send().await?;
    ensure!(
        refused.status() == 403,
        "a local password gave {} while Okta is required",
        refused.status()
    );

    stage
        .installation
        .run(&["sign-in", "disable"])
        .await?
        .done()?;
    patience::until(
        patience::CROSSING,
        "the lifted requirement in the running server",
        async || {
            let status = client.post(&session).json(&owner).send().await?.status();
            Ok(if status == 201 {
                Ok(())
            } else {
                Err(status.to_string())
            })
        },
    )
    .await?;
    Ok(())
}
