//! Signing in with Okta in the desktop app: through a real browser at the stand-in Okta and back.

use anyhow::{Context as _, Result, ensure};
use latchkey_rehearsal::people::People;
use latchkey_tests::desktop::app::Machine;
use latchkey_tests::desktop::chromium::Chromium;
use latchkey_tests::desktop::stage::Hosted;

use crate::behind_okta::{CLIENT_ID, Stage, okta};

#[tokio::test]
async fn who_is_not_let_in_reads_why_in_both_places_and_can_try_again() -> Result<()> {
    let stage = Stage::prepare().await?;
    let browser = Chromium::start().await?;

    stage.page.click("Sign in with Okta").await?;
    stage.desk.opened_in_browser().await?;
    // Until then there is nothing to open again, and the button is greyed out.
    stage.page.shows("Go on in your browser").await?;
    stage.page.click("Open again").await?;
    stage.desk.opened_in_browser().await?;
    stage.page.click("Cancel").await?;

    stage.sign_in(&browser, &stage.stranger).await?;
    browser.page.shows("You are not signed in").await?;
    stage.page.shows("has no account").await?;

    let browser = Chromium::start().await?;
    stage.issuer.unassign(&stage.person.okta_id);
    stage.sign_in(&browser, &stage.person).await?;
    let okta_says = "User is not assigned to the client application.";
    browser.page.shows(okta_says).await?;
    stage.page.shows(okta_says).await?;
    stage.page.close().await
}

#[tokio::test]
async fn a_person_with_app_access_only_is_in_after_a_sign_in_in_the_browser() -> Result<()> {
    let stage = Stage::prepare().await?;
    let browser = Chromium::start().await?;
    stage.sign_in(&browser, &stage.person).await?;
    browser.page.shows("You can close this tab").await?;
    let address = browser.page.address().await?;
    ensure!(
        address.starts_with("http://127.0.0.1:8766/callback?"),
        "{address}"
    );
    stage.page.shows("Sign out").await?;
    stage.page.shows(&stage.person.display_name).await?;
    stage.page.close().await
}

#[tokio::test]
async fn an_owner_tests_okta_from_the_window_before_it_is_required() -> Result<()> {
    let hosted = Hosted::on(Machine::Usual).await?;
    let (desk, page) = (&hosted.desk, &hosted.page);
    let everyone = People::invent(1, 3);
    let person = everyone.iter().next().cloned().context("a person")?;
    let issuer = okta(everyone, &hosted.connector).await?;
    page.click("Organization Setup").await?;
    page.fill("Issuer URL", issuer.issuer_url()).await?;
    page.fill("Client ID", "0oaanother0000000001").await?;
    page.click("Test sign-in").await?;
    // The stand-in knows no such client, and says so in the browser.
    let address = desk.opened_in_browser().await?;
    ensure!(address.contains("0oaanother0000000001"), "{address}");
    page.click("Cancel").await?;

    page.fill("Client ID", CLIENT_ID).await?;
    page.click("Test sign-in").await?;
    let browser = Chromium::start().await?;
    browser.page.go(&desk.opened_in_browser().await?).await?;
    browser.page.fill("User name", &person.user_name).await?;
    browser.page.click("Sign in").await?;
    browser.page.shows("The test sign-in worked").await?;
    page.shows("The test sign-in worked at").await?;
    let policy = hosted
        .installation
        .run(&["sign-in", "status", "--json"])
        .await?
        .done()?;
    ensure!(policy.json()?["required"] != true, "{}", policy.stdout);
    hosted.page.has_ended().await;
    Ok(())
}
