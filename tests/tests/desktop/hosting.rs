//! The first start, and Latchkey on one's own machine.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::installation::{Installation, OWNER, OWNER_PASSWORD};
use latchkey_tests::patience::{LIMIT, until};
use latchkey_tests::scim::client;

#[tokio::test]
async fn a_folder_that_another_latchkey_serves_leads_to_connecting_to_that_one() -> Result<()> {
    let other = Installation::set_up().await?;
    let server = other.serve().await?;
    let desk = Desk::prepare(Machine::Usual).await?;
    let data = other.data();
    let page = desk
        .start_with(&["--data-dir", &data.to_string_lossy()])
        .await?;
    page.click("Run it here").await?;
    page.shows("Another Latchkey runs on").await?;
    page.click(&format!("Connect to {}", server.url)).await?;
    page.shows("Sign in to Atko").await?;
    page.close().await
}

#[tokio::test]
async fn the_first_start_hosts_and_the_next_one_does_so_unasked() -> Result<()> {
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    page.shows("Start with Latchkey").await?;
    ensure!(
        !desk.data().exists(),
        "a folder was made before anyone chose"
    );
    page.click("Run it here").await?;
    page.shows("Latchkey on 127.0.0.1:").await?;
    ensure!(desk.data().join("latchkey.db").is_file());
    let text = page.text().await?;
    let address = text
        .split("Latchkey on ")
        .nth(1)
        .map(|rest| {
            rest.chars()
                .take_while(|letter| !letter.is_alphabetic() && !letter.is_whitespace())
        })
        .map(String::from_iter)
        .unwrap_or_default();
    let health = format!("http://{address}/healthz");
    let http = client()?;
    ensure!(http.get(&health).send().await?.status() == 200, "{health}");

    // Who sits before the hosting window needs no one-time code.
    page.fill("Organization", "Atko").await?;
    page.click("Continue").await?;
    page.fill("Given name", "Olga").await?;
    page.fill("Family name", "Owner").await?;
    page.fill("Email", OWNER).await?;
    page.fill("Password", OWNER_PASSWORD).await?;
    page.click("Continue").await?;
    page.shows("Where can Okta reach it?").await?;
    page.click("Set up Latchkey").await?;
    page.shows("Sign out").await?;
    page.close().await?;
    until(LIMIT, "the end of the server", async || {
        Ok(match http.get(&health).send().await {
            Err(_) => Ok(()),
            Ok(answer) => Err(answer.status().to_string()),
        })
    })
    .await?;

    let again = desk.start().await?;
    again.shows("Sign out").await?;
    again.close().await
}

#[tokio::test]
async fn the_page_runs_under_its_policy_and_holds_no_way_around_it() -> Result<()> {
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    page.shows("Start with Latchkey").await?;
    let global = page.run("return typeof window.__TAURI__").await?;
    ensure!(
        global == "undefined",
        "there is a global Tauri object: {global}"
    );
    // The boot style and what Mantine adds at run time are there: a policy that refused them would leave no colours.
    let canvas = page
        .run("return getComputedStyle(document.documentElement).getPropertyValue('--lk-canvas')")
        .await?;
    ensure!(
        canvas
            .as_str()
            .is_some_and(|colour| !colour.trim().is_empty()),
        "{canvas}"
    );
    let evaluated = page
        .run("try { return new Function('return 1')() } catch (refused) { return refused.name }")
        .await?;
    ensure!(
        evaluated == "EvalError",
        "the policy lets text be run: {evaluated}"
    );
    let outside = page
        .run(
            "return window.__TAURI_INTERNALS__.invoke('call', {request: {method: 'GET', path: '/auth/login'}})\
             .then(() => 'carried', (why) => why.code)",
        )
        .await?;
    ensure!(
        outside == "not_started" || outside == "refused",
        "{outside}"
    );
    page.close().await
}
