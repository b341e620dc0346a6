//! An issuer that is down when the server starts, and back later.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::{Result, ensure};
use latchkey_app::ports::clock::Clock as _;
use latchkey_rehearsal::issuer::{Behaviour, Issuer, IssuerConfig};
use latchkey_rehearsal::people::People;
use latchkey_testkit::browser::Browser;
use latchkey_testkit::keys;

use crate::app::{Came, refuses_here};
use crate::stage::Stage;

/// The same issuer at the same address, with other keys.
async fn back(stage: &Stage) -> Result<Issuer> {
    let url = url::Url::parse(stage.issuer.issuer_url())?;
    let clock = Arc::clone(&stage.latchkey.clock);
    let config = IssuerConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, url.port().unwrap_or_default())),
        path: url.path().to_owned(),
        client_id: stage.issuer.client_id().to_owned(),
        redirect_uris: vec![stage.at("/auth/callback")],
        people: People::nobody(),
        clock: Arc::new(move || clock.now()),
        behaviour: Behaviour::default(),
    };
    let issuer = Issuer::start_with(config, [keys::kept(2).await?, keys::kept(3).await?]).await?;
    issuer.assign(&stage.ana);
    Ok(issuer)
}

#[tokio::test]
async fn down_at_the_start_is_said_in_the_browser_and_back_later_lets_people_in() -> Result<()> {
    let mut stage = Stage::fair().await?;
    stage.issuer.stop().await;
    let mut browser = Browser::new()?;
    let page = stage.sign_in(&mut browser).await?;
    stage
        .refuses(&mut browser, &page, "issuer_unreachable")
        .await?;
    stage.issuer = back(&stage).await?;
    stage.sign_in(&mut browser).await?;
    stage.is_ana(&mut browser).await
}

#[tokio::test]
async fn down_at_the_start_is_said_in_the_app_and_back_later_lets_people_in() -> Result<()> {
    let mut stage = Stage::fair().await?;
    stage.issuer.stop().await;
    refuses_here(&stage, "issuer_unreachable").await?;
    stage.issuer = back(&stage).await?;
    ensure!(matches!(stage.in_the_app().await?, Came::HandedIn(201, _)));
    Ok(())
}

/// It went away while somebody was there.
#[tokio::test]
async fn gone_before_the_code_is_redeemed_is_said_and_the_next_try_works() -> Result<()> {
    let mut stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let page = stage.answered(&mut browser).await?;
    stage.issuer.stop().await;
    let refused = browser.open(page.url.as_str()).await?;
    stage
        .refuses(&mut browser, &refused, "issuer_unreachable")
        .await?;
    stage.issuer = back(&stage).await?;
    stage.sign_in(&mut browser).await?;
    stage.is_ana(&mut browser).await
}
