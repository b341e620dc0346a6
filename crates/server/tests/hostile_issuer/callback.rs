//! The way back from the issuer: what an issuer, or somebody between, can put into the address.

use anyhow::{Result, ensure};
use latchkey_rehearsal::issuer::{Behaviour, CallbackFlaw, Endpoint};
use latchkey_testkit::browser::Browser;

use crate::stage::Stage;
use crate::{app, browser};

fn with(flaw: CallbackFlaw) -> Behaviour {
    Behaviour {
        callback: Some(flaw),
        ..Behaviour::default()
    }
}

/// An issuer that promises to name itself (RFC 9207).
fn naming_itself(flaw: CallbackFlaw) -> Behaviour {
    Behaviour {
        names_itself_at_callback: true,
        ..with(flaw)
    }
}

/// One line a flaw that both ways in refuse alike.
macro_rules! refused {
    ($($name:ident: $behaviour:expr => $code:literal;)*) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_browser() -> Result<()> {
                browser::is_refused($behaviour, $code).await
            }

            #[tokio::test]
            async fn in_the_app() -> Result<()> {
                app::refuses($behaviour, $code).await.map(drop)
            }
        }
    )* };
}

/// The same where the app cannot know that it is meant: it answers the browser with this status and goes on to wait.
macro_rules! refused_and_waited_on {
    ($($name:ident: $flaw:expr => $code:literal, $status:literal;)*) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_browser() -> Result<()> {
                browser::is_refused(with($flaw), $code).await
            }

            #[tokio::test]
            async fn in_the_app() -> Result<()> {
                app::does_not_take(with($flaw), $status).await
            }
        }
    )* };
}

refused! {
    code_missing: with(CallbackFlaw::CodeMissing) => "bad_callback";
    code_never_issued: with(CallbackFlaw::CodeOther) => "token_refused";
    iss_other: with(CallbackFlaw::IssOther) => "iss_parameter";
    iss_other_than_promised: naming_itself(CallbackFlaw::IssOther) => "iss_parameter";
    iss_promised_and_missing: naming_itself(CallbackFlaw::IssMissing) => "iss_parameter";
    refusal_in_markup: with(CallbackFlaw::RefusalInMarkup) => "issuer_refused";
    refusal_beside_a_code: with(CallbackFlaw::RefusalBesideCode) => "issuer_refused";
}

refused_and_waited_on! {
    state_other: CallbackFlaw::StateOther => "state_mismatch", 400;
    state_missing: CallbackFlaw::StateMissing => "state_mismatch", 400;
    state_twice: CallbackFlaw::StateTwice => "bad_callback", 400;
    code_twice: CallbackFlaw::CodeTwice => "bad_callback", 400;
    query_without_an_end: CallbackFlaw::Endless => "bad_callback", 400;
    by_form: CallbackFlaw::ByForm => "bad_callback", 405;
    in_the_fragment: CallbackFlaw::InFragment => "state_mismatch", 400;
}

#[tokio::test]
async fn an_issuer_that_names_itself_as_promised_lets_people_in() -> Result<()> {
    let behaviour = Behaviour {
        names_itself_at_callback: true,
        ..Behaviour::default()
    };
    browser::is_let_in(behaviour).await.map(drop)
}

#[tokio::test]
async fn markup_of_the_issuer_is_shown_as_text() -> Result<()> {
    let stage = Stage::against(with(CallbackFlaw::RefusalInMarkup)).await?;
    let page = stage.sign_in(&mut Browser::new()?).await?;
    ensure!(page.html.contains("alert(1)"), "{}", page.html);
    ensure!(!page.html.contains("<script>alert"), "{}", page.html);
    ensure!(!page.html.contains("<img src=x"), "{}", page.html);
    let app::Came::Refused(_, page) = stage.in_the_app().await? else {
        anyhow::bail!("the app did not refuse it");
    };
    ensure!(page.html.contains("alert(1)"), "{}", page.html);
    ensure!(!page.html.contains("<script"), "{}", page.html);
    ensure!(!page.html.contains("<img"), "{}", page.html);
    Ok(())
}

/// Whatever it says, no code is spent before everything around it is right.
#[tokio::test]
async fn nothing_is_redeemed_for_an_answer_that_is_refused() -> Result<()> {
    for flaw in [
        CallbackFlaw::StateOther,
        CallbackFlaw::CodeTwice,
        CallbackFlaw::IssOther,
        CallbackFlaw::RefusalBesideCode,
    ] {
        let stage = Stage::against(with(flaw)).await?;
        stage.sign_in(&mut Browser::new()?).await?;
        ensure!(stage.issuer.asked(Endpoint::Token) == 0, "{flaw:?}");
    }
    Ok(())
}
