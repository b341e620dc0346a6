//! The cookie of a sign-in under way is the browser's: whoever sits there can write what they like into it.

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use latchkey_rehearsal::issuer::{Endpoint, Issuer};
use latchkey_testkit::browser::Browser;
use latchkey_testkit::{OWNER, OWNER_PASSWORD};
use serde_json::{Value, json};

use crate::browser::TRANSACTION;
use crate::stage::Stage;

/// What the browser was given to keep, changed.
fn rewrite(browser: &mut Browser, change: impl FnOnce(&mut Value)) -> Result<()> {
    let text = browser
        .cookie(TRANSACTION)
        .context("a sign-in is under way")?;
    let mut value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text)?)?;
    change(&mut value);
    browser.put_cookie(TRANSACTION, &URL_SAFE_NO_PAD.encode(value.to_string()));
    Ok(())
}

/// Another issuer, which is willing, and whose discovery nobody may be made to ask for.
async fn another_issuer(stage: &Stage) -> Result<Issuer> {
    let issuer = stage.latchkey.start_issuer().await?;
    issuer.assign(&stage.ana);
    Ok(issuer)
}

#[tokio::test]
async fn another_issuer_in_it_is_not_even_asked() -> Result<()> {
    let stage = Stage::fair().await?;
    let other = another_issuer(&stage).await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    rewrite(&mut browser, |kept| {
        kept["pending"]["issuer"] = json!(other.issuer_url());
    })?;
    let page = browser.open(brought.url.as_str()).await?;
    ensure!(page.status == 400, "{}: {}", page.status, page.html);
    ensure!(other.asked(Endpoint::Discovery) == 0, "it was asked");
    stage.refusals(1).await?;
    stage.nobody_is_in()
}

#[tokio::test]
async fn another_client_in_it_is_refused() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    rewrite(&mut browser, |kept| {
        kept["pending"]["client_id"] = json!("0oaother000000000001");
    })?;
    let page = browser.open(brought.url.as_str()).await?;
    ensure!(page.status == 400, "{}: {}", page.status, page.html);
    ensure!(stage.issuer.asked(Endpoint::Token) == 0);
    stage.nobody_is_in()
}

/// A test asks whatever issuer it names, and links whoever makes it: only an EnterpriseAdmin who is signed in may.
#[tokio::test]
async fn a_test_that_nobody_may_start_is_not_ended_either() -> Result<()> {
    let stage = Stage::fair().await?;
    let other = another_issuer(&stage).await?;
    let mut browser = Browser::new()?;
    stage.sign_in(&mut browser).await?;
    stage.is_ana(&mut browser).await?;
    for user_id in [stage.ana_id.clone(), "nobody".to_owned()] {
        let brought = stage.answered(&mut browser).await?;
        rewrite(&mut browser, |kept| {
            kept["pending"]["issuer"] = json!(other.issuer_url());
            kept["purpose"] = json!({"kind": "test", "user_id": user_id});
        })?;
        let page = browser.open(brought.url.as_str()).await?;
        ensure!(page.status == 400, "{}: {}", page.status, page.html);
    }
    ensure!(other.asked(Endpoint::Discovery) == 0, "it was asked");
    let tested = stage.latchkey.entries().await?;
    ensure!(tested.iter().all(|entry| entry.action != "sign_in.tested"));
    Ok(())
}

/// An EnterpriseAdmin's own browser, with an issuer that no form lets through.
#[tokio::test]
async fn a_test_of_an_issuer_that_cannot_be_one_is_refused() -> Result<()> {
    let stage = Stage::fair().await?;
    stage
        .latchkey
        .app
        .lift_sign_in_policy(latchkey_app::record::Caller::operator())
        .await?;
    let mut browser = owners_browser(&stage).await?;
    for issuer in [
        "http://10.0.0.1",
        "https://acme.example/?a",
        "",
        " https://acme.example",
    ] {
        begin_test(&stage, &mut browser, stage.issuer.issuer_url()).await?;
        let kept = state_kept(&browser)?;
        rewrite(&mut browser, |kept| {
            kept["pending"]["issuer"] = json!(issuer);
        })?;
        let page = browser
            .open(&stage.at(&format!("/auth/callback?code=c&state={kept}")))
            .await?;
        ensure!(
            page.status == 400,
            "{issuer:?} {}: {}",
            page.status,
            page.html
        );
    }
    Ok(())
}

async fn owners_browser(stage: &Stage) -> Result<Browser> {
    let mut browser = Browser::new()?;
    let owner = json!({"userName": OWNER, "password": OWNER_PASSWORD});
    let address = stage.at("/api/v1/session");
    let (status, answer) = browser
        .send_json(reqwest::Method::POST, &address, &owner)
        .await?;
    ensure!(status == 201, "{status} {answer}");
    Ok(browser)
}

/// The address at the issuer.
async fn begin_test(stage: &Stage, browser: &mut Browser, issuer: &str) -> Result<String> {
    let values = json!({"issuer": issuer, "clientId": stage.issuer.client_id()});
    let address = stage.at("/api/v1/sign-in/test");
    let (status, started) = browser
        .send_json(reqwest::Method::POST, &address, &values)
        .await?;
    ensure!(status == 201, "{status} {started}");
    crate::stage::text(&started, "authorizeUrl")
}

fn state_kept(browser: &Browser) -> Result<String> {
    let text = browser
        .cookie(TRANSACTION)
        .context("a sign-in is under way")?;
    let kept: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text)?)?;
    crate::stage::text(&kept["pending"], "state")
}

/// A test ends as a test: it signs nobody in, whoever is at the issuer.
#[tokio::test]
async fn the_answer_to_a_test_signs_nobody_in() -> Result<()> {
    let stage = Stage::fair().await?;
    stage
        .latchkey
        .app
        .lift_sign_in_policy(latchkey_app::record::Caller::operator())
        .await?;
    let mut owner = owners_browser(&stage).await?;
    let authorize = begin_test(&stage, &mut owner, stage.issuer.issuer_url()).await?;
    let session = owner.cookie("latchkey_session").map(str::to_owned);
    owner.sign_in(&authorize, &stage.ana.user_name).await?;
    ensure!(owner.cookie("latchkey_session").map(str::to_owned) == session);
    stage.nobody_is_in()
}

/// Turned into a sign-in on the way, it is one: only the issuer in force signs people in.
#[tokio::test]
async fn a_test_turned_into_a_sign_in_is_refused_where_its_issuer_is_not_in_force() -> Result<()> {
    let stage = Stage::fair().await?;
    stage
        .latchkey
        .app
        .lift_sign_in_policy(latchkey_app::record::Caller::operator())
        .await?;
    let mut owner = owners_browser(&stage).await?;
    let authorize = begin_test(&stage, &mut owner, stage.issuer.issuer_url()).await?;
    let brought = owner
        .sign_in_until(
            &authorize,
            &stage.ana.user_name,
            Some(&stage.at("/auth/callback")),
        )
        .await?;
    rewrite(&mut owner, |kept| {
        kept["purpose"] = json!({"kind": "sign_in"});
    })?;
    let page = owner.open(brought.url.as_str()).await?;
    ensure!(page.status == 400, "{}: {}", page.status, page.html);
    ensure!(stage.issuer.asked(Endpoint::Token) == 0);
    stage.nobody_is_in()
}

/// Cookies of another purpose, of nobody, twice.
#[tokio::test]
async fn what_is_no_transaction_is_none() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    let good = browser
        .cookie(TRANSACTION)
        .context("a sign-in is under way")?
        .to_owned();
    let session = "A".repeat(43);
    let twice = format!("{good}; {TRANSACTION}={good}");
    for value in ["", "e30", "bm9uZQ", "%00", &session, &good[1..], &twice] {
        browser.put_cookie(TRANSACTION, value);
        let page = browser.open(brought.url.as_str()).await?;
        ensure!(page.status == 400, "{value}: {}", page.status);
        ensure!(browser.cookie("latchkey_session").is_none(), "{value}");
    }
    ensure!(stage.issuer.asked(Endpoint::Token) == 0);
    // The good one still is.
    browser.put_cookie(TRANSACTION, &good);
    browser.open(brought.url.as_str()).await?;
    stage.is_ana(&mut browser).await
}

#[tokio::test]
async fn after_ten_minutes_an_answer_is_refused() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    stage.latchkey.clock.advance(SignedDuration::from_secs(601));
    let page = browser.open(brought.url.as_str()).await?;
    stage.refuses(&mut browser, &page, "sign_in_expired").await
}

/// The policy was lifted, or the role was taken, while they were at the issuer.
#[tokio::test]
async fn who_may_not_any_more_is_refused_at_the_end() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    stage
        .latchkey
        .app
        .lift_sign_in_policy(latchkey_app::record::Caller::operator())
        .await?;
    let page = browser.open(brought.url.as_str()).await?;
    ensure!(page.status == 400, "{}: {}", page.status, page.html);
    ensure!(stage.issuer.asked(Endpoint::Token) == 0);
    stage.nobody_is_in()
}

/// Only where it was asked for: a path of somebody else's in it leads home.
#[tokio::test]
async fn another_site_to_return_to_leads_home() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    rewrite(&mut browser, |kept| {
        kept["return_to"] = json!("//evil.example/people");
    })?;
    let page = browser.open(brought.url.as_str()).await?;
    ensure!(page.url.as_str() == stage.at("/"), "{}", page.url);
    stage.is_ana(&mut browser).await
}

/// Each answer may cost the issuer a call, so that an address brings as many as it may start and no more.
#[tokio::test]
async fn answers_are_counted_by_address() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let address = stage.at("/auth/callback?code=c&state=s");
    let mut slowed = None;
    let mut refused = 0;
    for _ in 0..200 {
        let page = browser.open(&address).await?;
        if page.status == 429 {
            slowed = Some(page);
            break;
        }
        ensure!(page.status == 400, "{}", page.status);
        refused += 1;
    }
    ensure!(refused >= 120, "{refused}");
    let page = slowed.context("nobody was slowed down")?;
    ensure!(page.sentence().is_some_and(|text| text.ends_with('.')));
    // They stand on record as one.
    let refusals = stage.refusals(refused).await?;
    ensure!(refusals.len() == 1, "{refusals:?}");
    Ok(())
}
