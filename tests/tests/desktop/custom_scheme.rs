//! Signing in where none of the three loopback ports is free: back by the app's own scheme, from the browser or pasted.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, ensure};
use latchkey_tests::browser::Browser;
use latchkey_tests::desktop::chromium::Chromium;
use latchkey_tests::patience::{LIMIT, until};
use url::Url;

use crate::behind_okta::Stage;

const PORTS: [u16; 3] = [8766, 18766, 28766];
const CALLBACK: &str = "app.latchkey.desktop:/callback";
const NOT_WAITED_FOR: &str = "A sign-in came back from the browser that this app does not wait for";

/// Takes all three, so that the app cannot.
async fn without_ports() -> Result<Vec<TcpListener>> {
    let mut taken = Vec::new();
    for port in PORTS {
        let (listener, _) = until(LIMIT, &format!("port {port}"), async || {
            Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|held| held.to_string()))
        })
        .await?;
        taken.push(listener);
    }
    Ok(taken)
}

fn parameter(address: &str, name: &str) -> Result<String> {
    let url = Url::parse(address)?;
    let found = url.query_pairs().find(|(key, _)| key == name);
    Ok(found
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default())
}

#[tokio::test]
async fn the_browser_hands_the_link_to_the_app_that_waits_and_forged_ones_sign_nobody_in()
-> Result<()> {
    let _taken = without_ports().await?;
    let stage = Stage::prepare().await?;
    let (desk, page) = (&stage.desk, &stage.page);
    desk.knows_the_scheme().await?;

    // Nobody signs in: a link that says so is told of, and not used.
    page.shows("Sign in with Okta").await?;
    desk.follow(&format!("{CALLBACK}?code=stolen&state=guessed"))
        .await?;
    page.shows(NOT_WAITED_FOR).await?;
    page.click("Dismiss").await?;

    let address = stage.begin().await?;
    ensure!(
        parameter(&address, "redirect_uri")? == CALLBACK,
        "{address}"
    );
    let expected = parameter(&address, "state")?;
    for forged in [
        format!("{CALLBACK}?code=stolen&state=guessed"),
        format!("{CALLBACK}?code=stolen"),
        format!("{CALLBACK}?code=stolen&state={expected}x"),
        format!("{CALLBACK}?code=stolen&state={expected}&state={expected}"),
    ] {
        desk.follow(&forged).await?;
        page.shows(NOT_WAITED_FOR).await?;
        page.click("Dismiss").await?;
        page.shows("Go on in your browser").await?;
    }
    // Another host or path is no callback at all, and nothing comes of it.
    for forged in [
        format!("app.latchkey.desktop://callback?code=stolen&state={expected}"),
        format!("app.latchkey.desktop://evil.example/callback?code=stolen&state={expected}"),
        format!("app.latchkey.desktop:/callback/x?code=stolen&state={expected}"),
        format!("app.latchkey.desktop:/people/callback?code=stolen&state={expected}"),
    ] {
        desk.follow(&forged).await?;
        page.shows("Go on in your browser").await?;
    }

    // The real one: Okta sends the browser to the scheme, the browser asks the system, the system starts the app a
    // second time, and that one hands the link to the first.
    let okta = Url::parse(stage.issuer.issuer_url())?;
    let browser = Chromium::on(desk, &okta.origin().ascii_serialization()).await?;
    browser.page.go(&address).await?;
    browser
        .page
        .fill("User name", &stage.person.user_name)
        .await?;
    browser.page.click("Sign in").await?;
    page.shows("Sign out").await?;
    page.shows(&stage.person.display_name).await?;

    // Used once: the same again is nobody's.
    desk.follow(&format!("{CALLBACK}?code=stolen&state={expected}"))
        .await?;
    page.shows(NOT_WAITED_FOR).await?;
    stage.page.close().await
}

#[tokio::test]
async fn a_person_pastes_the_address_that_a_browser_elsewhere_ended_on() -> Result<()> {
    let _taken = without_ports().await?;
    let stage = Stage::prepare().await?;
    let page = &stage.page;
    let address = stage.begin().await?;
    page.click("The browser is on another machine").await?;
    let expected = parameter(&address, "state")?;
    let refused = "does not belong to the sign-in that the app waits for";
    for wrong in [
        // The address that was opened, of the page before.
        address.clone(),
        format!("{CALLBACK}?code=stolen&state=guessed"),
        format!("app.latchkey.desktop://callback?code=stolen&state={expected}"),
        // The way that was not sent.
        format!("http://127.0.0.1:8766/callback?code=stolen&state={expected}"),
    ] {
        page.fill("Address that the browser ended on", &wrong)
            .await?;
        page.click("Use this address").await?;
        page.shows(refused).await?;
        let kept = page
            .run("return document.querySelector('textarea').value")
            .await?;
        ensure!(kept == wrong, "{kept} instead of {wrong}");
    }

    // Somebody's browser on a machine without the app: it ends on an address that it cannot show.
    let browser = Browser::new()?;
    let form = browser.open(&address).await?;
    let person = stage.person.user_name.as_str();
    let ended = browser.submit(&form, &[("userName", person)]).await?;
    ensure!(
        ended.url.scheme() == "app.latchkey.desktop",
        "{}",
        ended.url
    );
    let (start, rest) = ended.url.as_str().split_at(40);
    page.fill(
        "Address that the browser ended on",
        &format!(" {start} {rest} "),
    )
    .await?;
    page.click("Use this address").await?;
    page.shows("Sign out").await?;
    page.shows(&stage.person.display_name).await?;
    stage.page.close().await
}
