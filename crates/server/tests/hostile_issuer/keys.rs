//! The issuer's keys: rotated in the middle, and asked for over and over.

use anyhow::{Result, ensure};
use latchkey_rehearsal::issuer::{Behaviour, Endpoint, IdTokenFlaw};
use latchkey_testkit::browser::Browser;
use latchkey_testkit::keys;

use crate::app::Came;
use crate::stage::Stage;

fn unknown_key() -> Behaviour {
    Behaviour {
        id_token: Some(IdTokenFlaw::KeyUnknown),
        ..Behaviour::default()
    }
}

/// As often as the keys may be asked for: once because nothing is known of them, then a bucket of five.
const AT_MOST: usize = 6;

/// How often they were asked for since the server knows nothing of them any more.
fn asked_since(stage: &Stage) -> usize {
    // Once when the Issuer URL was saved.
    stage.issuer.asked(Endpoint::Keys) - 1
}

#[tokio::test]
async fn an_unknown_kid_in_the_browser_costs_the_issuer_a_few_calls_only() -> Result<()> {
    let stage = Stage::against(unknown_key()).await?;
    for _ in 0..AT_MOST * 2 {
        let page = stage.sign_in(&mut Browser::new()?).await?;
        ensure!(page.status == 403, "{} {}", page.status, page.html);
    }
    let asked = asked_since(&stage);
    ensure!(asked == AT_MOST, "{asked}");
    // Whose key is known gets in all the while.
    stage.issuer.behave(Behaviour::default());
    let mut browser = Browser::new()?;
    stage.sign_in(&mut browser).await?;
    stage.is_ana(&mut browser).await
}

#[tokio::test]
async fn an_unknown_kid_handed_in_costs_the_issuer_a_few_calls_only() -> Result<()> {
    let stage = Stage::against(unknown_key()).await?;
    let token = stage.token_for(&stage.challenge().await?).await?;
    for _ in 0..AT_MOST * 2 {
        let (status, problem) = stage.hand_in(&stage.challenge().await?, &token).await?;
        ensure!(status == 403, "{status} {problem}");
    }
    let asked = asked_since(&stage);
    ensure!(asked == AT_MOST, "{asked}");
    stage.issuer.behave(Behaviour::default());
    ensure!(matches!(stage.in_the_app().await?, Came::HandedIn(201, _)));
    Ok(())
}

/// Between the start and the end, without having been announced.
#[tokio::test]
async fn keys_rotated_in_the_middle_let_a_browser_in() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut before = Browser::new()?;
    stage.sign_in(&mut before).await?;
    stage.is_ana(&mut before).await?;

    let mut browser = Browser::new()?;
    let page = stage.answered(&mut browser).await?;
    stage.issuer.rotate_keys_to(keys::kept(2).await?);
    browser.open(page.url.as_str()).await?;
    stage.is_ana(&mut browser).await?;
    stage.is_ana(&mut before).await
}

#[tokio::test]
async fn keys_rotated_in_the_middle_let_an_app_in() -> Result<()> {
    let stage = Stage::fair().await?;
    ensure!(matches!(stage.in_the_app().await?, Came::HandedIn(201, _)));
    let challenge = stage.challenge().await?;
    stage.issuer.rotate_keys_to(keys::kept(2).await?);
    let token = stage.token_for(&challenge).await?;
    let (status, answer) = stage.hand_in(&challenge, &token).await?;
    ensure!(status == 201, "{status} {answer}");
    Ok(())
}

/// Twice rotated, the first key is gone: what it signed is worth nothing once the keys are asked for again.
#[tokio::test]
async fn a_key_that_was_taken_away_signs_nobody_in() -> Result<()> {
    let stage = Stage::fair().await?;
    let challenge = stage.challenge().await?;
    let token = stage.token_for(&challenge).await?;
    stage.issuer.rotate_keys_to(keys::kept(2).await?);
    stage.issuer.rotate_keys_to(keys::kept(3).await?);
    stage
        .refuses_token(&challenge, &token, "id_token_unknown_key")
        .await
}
