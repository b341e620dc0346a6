//! Connecting to a server elsewhere.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::installation::Installation;

use crate::between::{Between, Lie};

#[tokio::test]
async fn an_address_without_a_latchkey_is_refused_beside_the_field_and_stays_typed() -> Result<()> {
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    page.click("Connect to a Latchkey server").await?;
    for (typed, said) in [
        ("http://latchkey.acme.com", "in the clear"),
        ("127.0.0.1:9", "did not answer"),
    ] {
        page.fill("Server address", typed).await?;
        page.click("Connect").await?;
        page.shows(said).await?;
        let kept = page
            .run("return document.querySelector('input[inputmode=url]').value")
            .await?;
        ensure!(kept == typed, "{kept} instead of {typed}");
    }
    page.close().await
}

#[tokio::test]
async fn a_server_is_connected_to_and_found_again_at_the_next_start() -> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    page.click("Connect to a Latchkey server").await?;
    page.fill("Server address", &format!("{}/people", server.url))
        .await?;
    page.click("Connect").await?;
    page.shows("Sign in to Atko").await?;
    page.close().await?;

    let again = desk.start().await?;
    again.shows("Sign in to Atko").await?;
    again.shows(server.address()).await?;
    again.click("Use another server").await?;
    again.shows("Start with Latchkey").await?;
    again.close().await
}

#[tokio::test]
async fn a_server_of_another_version_is_not_connected_to_and_the_one_to_update_is_named()
-> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let between = Between::of(&server.url, Lie::Api(2)).await?;
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    page.click("Connect to a Latchkey server").await?;
    for (api, said) in [
        (2, "Update the app on this machine"),
        (0, "Its operator updates the server"),
    ] {
        between.lie(Lie::Api(api));
        page.fill("Server address", &between.url).await?;
        page.click("Connect").await?;
        page.shows(said).await?;
        page.shows("Latchkey 9.0.0").await?;
    }
    between.lie(Lie::None);
    page.click("Connect").await?;
    page.shows("Sign in to Atko").await?;
    page.close().await
}

#[tokio::test]
async fn a_server_that_comes_back_as_another_version_is_left_and_found_again_when_it_fits()
-> Result<()> {
    let installation = Installation::set_up().await?;
    let server = installation.serve().await?;
    let between = Between::of(&server.url, Lie::None).await?;
    let desk = Desk::prepare(Machine::Usual).await?;
    let page = desk.start().await?;
    page.click("Connect to a Latchkey server").await?;
    page.fill("Server address", &between.url).await?;
    page.click("Connect").await?;
    page.shows("Sign in to Atko").await?;
    page.close().await?;

    // At the next start nobody is there yet: its pages say so. Then it is there, and of another version.
    between.lie(Lie::Away);
    let page = desk.start().await?;
    page.shows("does not answer").await?;
    between.lie(Lie::Api(2));
    page.shows("Update the app on this machine").await?;
    let kept = page
        .run("return document.querySelector('input[inputmode=url]').value")
        .await?;
    ensure!(kept == between.url, "{kept}");
    page.close().await?;

    between.lie(Lie::None);
    let page = desk.start().await?;
    page.shows("Sign in to Atko").await?;
    page.close().await
}
