//! A sign-in that somebody else starts (OpenID Connect Core 1.0, section 4): Okta's dashboard, and whoever pretends to be it.

use anyhow::{Context as _, Result, ensure};
use latchkey_testkit::browser::{Browser, Page};
use url::Url;

use crate::browser::TRANSACTION;
use crate::stage::Stage;

fn start(stage: &Stage, parameters: &[(&str, &str)]) -> Result<Url> {
    Ok(Url::parse_with_params(
        &stage.at("/auth/login"),
        parameters,
    )?)
}

/// What was sent to the issuer.
fn sent(page: &Page, wanted: &str) -> Vec<String> {
    page.way
        .iter()
        .filter(|url| url.path().ends_with("/v1/authorize"))
        .take(1)
        .flat_map(Url::query_pairs)
        .filter(|(name, _)| name == wanted)
        .map(|(_, value)| value.into_owned())
        .collect()
}

#[tokio::test]
async fn another_issuer_is_refused_and_says_why() -> Result<()> {
    let stage = Stage::fair().await?;
    let own = stage.issuer.issuer_url().to_owned();
    let mut browser = Browser::new()?;
    for (seen, iss) in (0..).zip([
        "https://other.example".to_owned(),
        format!("{own}/"),
        own.to_uppercase(),
        own.replace("127.0.0.1", "localhost"),
        String::new(),
    ]) {
        let page = browser
            .open(start(&stage, &[("iss", &iss)])?.as_str())
            .await?;
        ensure!(page.status == 400, "{iss}: {}", page.status);
        ensure!(browser.cookie(TRANSACTION).is_none());
        let said = page.sentence().context("nothing is said")?;
        ensure!(said.contains(&own), "{said}");
        // The first with its reason, and how many came.
        let refusals = stage.refusals(seen + 1).await?;
        let reason = refusals[0].reason.as_deref().unwrap_or_default();
        ensure!(seen > 0 || reason == said, "{reason}");
    }
    Ok(())
}

#[tokio::test]
async fn an_issuer_twice_is_refused_if_one_of_them_is_another() -> Result<()> {
    let stage = Stage::fair().await?;
    let own = stage.issuer.issuer_url();
    let mut browser = Browser::new()?;
    let address = start(&stage, &[("iss", own), ("iss", "https://other.example")])?;
    let page = browser.open(address.as_str()).await?;
    ensure!(page.status == 400, "{}", page.status);
    ensure!(browser.cookie(TRANSACTION).is_none());
    Ok(())
}

/// A page of ours says nothing that somebody else wrote.
#[tokio::test]
async fn what_is_no_address_is_not_shown() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    for iss in ["Call 555 0100 to unlock your account", "<b>x</b>"] {
        let page = browser
            .open(start(&stage, &[("iss", iss)])?.as_str())
            .await?;
        ensure!(page.status == 400, "{}", page.status);
        ensure!(
            !page.html.contains("unlock your account") && !page.html.contains("<b>x"),
            "{}",
            page.html
        );
    }
    Ok(())
}

#[tokio::test]
async fn before_okta_is_set_up_it_is_refused() -> Result<()> {
    let stage = Stage::fair().await?;
    stage
        .latchkey
        .app
        .lift_sign_in_policy(latchkey_app::record::Caller::operator())
        .await?;
    let mut browser = Browser::new()?;
    let address = start(&stage, &[("iss", stage.issuer.issuer_url())])?;
    let page = browser.open(address.as_str()).await?;
    ensure!(page.status == 400, "{}", page.status);
    stage.refusals(1).await?;
    Ok(())
}

#[tokio::test]
async fn the_tile_signs_in_and_leads_to_a_page_of_ours() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let target = stage.at("/people?q=a");
    let address = start(
        &stage,
        &[
            ("iss", stage.issuer.issuer_url()),
            ("login_hint", "Ana@atko.com"),
            ("target_link_uri", &target),
        ],
    )?;
    let page = browser
        .sign_in(address.as_str(), &stage.ana.user_name)
        .await?;
    ensure!(page.url.as_str() == target, "{}", page.url);
    ensure!(sent(&page, "login_hint") == ["Ana@atko.com"]);
    stage.is_ana(&mut browser).await
}

/// As a person clicks it on the stand-in's front page.
#[tokio::test]
async fn the_tile_of_the_stand_in_leads_in() -> Result<()> {
    let stage = Stage::fair().await?;
    stage.issuer.offer_tile(&stage.at("/auth/login"));
    let front = Url::parse(stage.issuer.issuer_url())?.join("/")?;
    let mut browser = Browser::new()?;
    let page = browser.open(front.as_str()).await?;
    let (_, rest) = page
        .html
        .split_once(&format!("href=\"{}", stage.at("/auth/login")))
        .context("there is no tile")?;
    let query = rest.split('"').next().unwrap_or_default();
    let address = stage.at(&format!("/auth/login{query}"));
    browser.sign_in(&address, &stage.ana.user_name).await?;
    stage.is_ana(&mut browser).await
}

#[tokio::test]
async fn a_target_elsewhere_leads_home() -> Result<()> {
    let stage = Stage::fair().await?;
    for target in [
        "https://evil.example/people",
        "//evil.example",
        "javascript:alert(1)",
        "/auth/logout",
    ] {
        let mut browser = Browser::new()?;
        let parameters = [
            ("iss", stage.issuer.issuer_url()),
            ("target_link_uri", target),
            // The one does not stand in for the other.
            ("return_to", "/people"),
        ];
        let address = start(&stage, &parameters)?;
        let page = browser
            .sign_in(address.as_str(), &stage.ana.user_name)
            .await?;
        ensure!(page.url.as_str() == stage.at("/"), "{target}: {}", page.url);
    }
    Ok(())
}

/// By a form of the issuer's page, which our own guard against other sites' forms has to let through.
#[tokio::test]
async fn a_form_of_the_issuers_page_starts_a_sign_in() -> Result<()> {
    let stage = Stage::fair().await?;
    let issuer = Url::parse(stage.issuer.issuer_url())?;
    let origin = issuer.origin().ascii_serialization();
    let mut browser = Browser::new()?;
    let page = browser
        .send_form(
            &origin,
            &stage.at("/auth/login"),
            &[("iss", issuer.as_str()), ("login_hint", "Ana@atko.com")],
        )
        .await?;
    ensure!(
        page.status == 200 && page.url.origin() == issuer.origin(),
        "{}",
        page.url
    );
    ensure!(sent(&page, "login_hint") == ["Ana@atko.com"]);
    ensure!(browser.cookie(TRANSACTION).is_some());

    let other = browser
        .send_form(
            &origin,
            &stage.at("/auth/login"),
            &[("iss", "https://other.example")],
        )
        .await?;
    ensure!(other.status == 400, "{}", other.status);
    // Nothing else of ours takes another site's form.
    let sign_out = browser
        .send_form(&origin, &stage.at("/auth/logout"), &[])
        .await?;
    ensure!(sign_out.status == 403, "{}", sign_out.status);
    Ok(())
}

/// A hint is one value, whatever is in it.
#[tokio::test]
async fn a_hint_adds_no_parameter() -> Result<()> {
    let stage = Stage::fair().await?;
    let hostile = "a&redirect_uri=https://evil.example#\r\nSet-Cookie: a=b";
    let mut browser = Browser::new()?;
    let page = browser
        .open(start(&stage, &[("login_hint", hostile)])?.as_str())
        .await?;
    ensure!(page.status == 200, "{}", page.status);
    ensure!(sent(&page, "login_hint") == [hostile]);
    ensure!(sent(&page, "redirect_uri") == [stage.at("/auth/callback")]);
    ensure!(browser.cookie("a").is_none());

    let endless = "a".repeat(10_000);
    let page = browser
        .open(start(&stage, &[("login_hint", &endless)])?.as_str())
        .await?;
    ensure!(page.status == 200, "{}", page.status);
    ensure!(sent(&page, "login_hint").is_empty());
    Ok(())
}
