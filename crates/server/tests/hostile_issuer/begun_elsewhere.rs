//! Answers that this browser did not ask for: another's, nobody's, the same one again.

use anyhow::{Context as _, Result, bail, ensure};
use latchkey_rehearsal::issuer::{Behaviour, Endpoint};
use latchkey_testkit::browser::Browser;
use url::Url;

use crate::app::Came;
use crate::browser::TRANSACTION;
use crate::stage::{Stage, is_clean};

#[tokio::test]
async fn a_callback_without_a_started_sign_in_is_refused() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let page = browser
        .open(&stage.at("/auth/callback?code=c&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
        .await?;
    stage.refuses(&mut browser, &page, "state_mismatch").await?;
    ensure!(stage.issuer.asked(Endpoint::Token) == 0);
    Ok(())
}

/// Somebody signs in as themselves and gets another person's browser to end it (RFC 6749, section 10.12).
#[tokio::test]
async fn the_answer_of_another_browser_is_refused() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut mallory = Browser::new()?;
    let brought = stage.answered(&mut mallory).await?;
    let mut victim = Browser::new()?;
    let page = victim.open(brought.url.as_str()).await?;
    stage.refuses(&mut victim, &page, "state_mismatch").await
}

/// The same to a browser that has a sign-in of its own under way. That one goes on.
#[tokio::test]
async fn the_answer_of_another_browser_does_not_end_the_sign_in_under_way() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut mallory = Browser::new()?;
    let brought = stage.answered(&mut mallory).await?;
    let mut victim = Browser::new()?;
    let own = stage.answered(&mut victim).await?;
    let page = victim.open(brought.url.as_str()).await?;
    ensure!(page.status == 400, "{}: {}", page.status, page.html);
    ensure!(victim.cookie("latchkey_session").is_none());
    victim.open(own.url.as_str()).await?;
    stage.is_ana(&mut victim).await
}

/// Two tabs, the second begun later: the first one's answer is refused, and the second one's lets in.
#[tokio::test]
async fn of_two_tabs_the_one_begun_last_ends() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let first = stage.answered(&mut browser).await?;
    let second = stage.answered(&mut browser).await?;
    let page = browser.open(first.url.as_str()).await?;
    ensure!(page.status == 400, "{}", page.status);
    browser.open(second.url.as_str()).await?;
    stage.is_ana(&mut browser).await
}

#[tokio::test]
async fn an_answer_brought_twice_is_refused_the_second_time() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    browser.open(brought.url.as_str()).await?;
    stage.is_ana(&mut browser).await?;
    let page = browser.open(brought.url.as_str()).await?;
    ensure!(page.status == 400, "{}", page.status);
    ensure!(stage.issuer.asked(Endpoint::Token) == 1);
    // It takes nothing away either.
    stage.is_ana(&mut browser).await
}

/// The browser kept its cookie, and the issuer redeems codes again and again: the server's own memory holds.
#[tokio::test]
async fn an_answer_replayed_with_its_cookie_is_refused_although_the_issuer_would_not_mind()
-> Result<()> {
    let behaviour = Behaviour {
        redeems_codes_again: true,
        ..Behaviour::default()
    };
    let stage = Stage::against(behaviour).await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    let kept = browser.cookie(TRANSACTION).map(str::to_owned);
    browser.open(brought.url.as_str()).await?;
    stage.is_ana(&mut browser).await?;

    let mut thief = Browser::new()?;
    thief.put_cookie(TRANSACTION, &kept.unwrap_or_default());
    let page = thief.open(brought.url.as_str()).await?;
    ensure!(page.status == 400, "{}", page.status);
    ensure!(thief.cookie("latchkey_session").is_none());
    stage.refusals(1).await?;
    ensure!(stage.issuer.asked(Endpoint::Token) == 1);
    Ok(())
}

/// The issuer redeems it for everyone: the app's own challenge works once.
#[tokio::test]
async fn a_token_handed_in_twice_is_refused_the_second_time() -> Result<()> {
    let stage = Stage::fair().await?;
    let challenge = stage.challenge().await?;
    let token = stage.token_for(&challenge).await?;
    let (status, answer) = stage.hand_in(&challenge, &token).await?;
    ensure!(status == 201, "{status} {answer}");
    let (status, problem) = stage.hand_in(&challenge, &token).await?;
    ensure!(status == 403, "{status} {problem}");
    ensure!(stage.latchkey.sessions(&stage.ana_id)? == 1);
    stage.refusals(1).await?;
    Ok(())
}

/// A challenge that nobody gave out.
#[tokio::test]
async fn a_token_for_a_made_up_challenge_is_refused() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut challenge = stage.challenge().await?;
    challenge.challenge = "A".repeat(43);
    let token = stage.token_for(&challenge).await?;
    let (status, problem) = stage.hand_in(&challenge, &token).await?;
    ensure!(status == 403, "{status} {problem}");
    stage.refusals(1).await?;
    stage.nobody_is_in()
}

/// Somebody got hold of a code, and brings it to a sign-in of their own: it was asked for with another challenge (RFC 7636).
mod a_code_of_another_sign_in {
    use super::*;

    async fn stolen(stage: &Stage) -> Result<String> {
        let brought = stage.answered(&mut Browser::new()?).await?;
        value(&brought.url, "code")
    }

    fn value(url: &Url, wanted: &str) -> Result<String> {
        let found = url.query_pairs().find(|(name, _)| name == wanted);
        found
            .map(|(_, value)| value.into_owned())
            .with_context(|| format!("no {wanted}: {url}"))
    }

    #[tokio::test]
    async fn in_the_browser() -> Result<()> {
        let stage = Stage::fair().await?;
        let code = stolen(&stage).await?;
        let mut thief = Browser::new()?;
        let own = stage.answered(&mut thief).await?;
        let own = value(&own.url, "state")?;
        let address = stage.at(&format!("/auth/callback?code={code}&state={own}"));
        let page = thief.open(&address).await?;
        stage.refuses(&mut thief, &page, "token_refused").await
    }

    #[tokio::test]
    async fn in_the_app() -> Result<()> {
        let stage = Stage::fair().await?;
        let code = stolen(&stage).await?;
        let challenge = stage.challenge().await?;
        let sign_in = stage.begin_in_the_app(&challenge).await?;
        let own = value(sign_in.authorize_url(), "state")?;
        let address = format!("{}?code={code}&state={own}", sign_in.redirect_uri());
        let mut browser = Browser::new()?;
        let (ended, page) = tokio::join!(sign_in.finish(), browser.open(&address));
        let Err(ended) = ended else {
            bail!("the app took it");
        };
        ensure!(ended.code() == "token_refused", "{ended}");
        let page = page?;
        ensure!(page.status == 403, "{}", page.status);
        is_clean(&page.html, &[code, own])?;
        stage.nobody_is_in()
    }
}

/// The code of the browser's sign-in, brought to the app by its own sign-in, and the other way round.
#[tokio::test]
async fn a_code_of_one_way_in_is_worth_nothing_by_the_other() -> Result<()> {
    let stage = Stage::fair().await?;
    let mut browser = Browser::new()?;
    let brought = stage.answered(&mut browser).await?;
    let Came::HandedIn(201, _) = stage.in_the_app().await? else {
        bail!("the app was not let in");
    };
    let query = brought.url.query().unwrap_or_default();
    let challenge = stage.challenge().await?;
    let token = stage.token_for(&challenge).await?;
    // An ID token of an app's sign-in has the app's nonce, which no browser's sign-in has sent.
    let page = browser
        .open(&stage.at(&format!(
            "/auth/callback?id_token={token}&{}",
            query.replace("code=", "c=")
        )))
        .await?;
    ensure!(page.status == 400, "{}", page.status);
    ensure!(browser.cookie("latchkey_session").is_none());
    Ok(())
}
