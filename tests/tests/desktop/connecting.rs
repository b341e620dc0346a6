//! Connecting to a server elsewhere.

use anyhow::{Result, ensure};
use latchkey_tests::desktop::app::{Desk, Machine};
use latchkey_tests::installation::Installation;

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
