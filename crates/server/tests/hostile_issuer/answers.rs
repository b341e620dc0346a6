//! Endpoints that answer slowly, in HTML, with 10 MB, with a redirect or not at all.

use anyhow::{Result, bail, ensure};
use latchkey_rehearsal::issuer::{AnswerFlaw, Behaviour, Endpoint};
use latchkey_testkit::browser::Browser;

use crate::stage::Stage;
use crate::{app, browser};

fn with(endpoint: Endpoint, flaw: AnswerFlaw) -> Behaviour {
    Behaviour {
        answer: Some((endpoint, flaw)),
        ..Behaviour::default()
    }
}

/// One line an answer: refused by both ways in, and where the server needs the endpoint by itself for a token that is
/// handed in, there too.
macro_rules! refused {
    ($($name:ident: $endpoint:ident $flaw:ident => $code:literal;)*) => { $(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn in_the_browser() -> Result<()> {
                browser::is_refused(with(Endpoint::$endpoint, AnswerFlaw::$flaw), $code).await
            }

            #[tokio::test]
            async fn in_the_app() -> Result<()> {
                let behaviour = with(Endpoint::$endpoint, AnswerFlaw::$flaw);
                let stage = app::refuses(behaviour.clone(), $code).await?;
                ensure!(stage.issuer.asked(Endpoint::Elsewhere) == 0);
                if Endpoint::$endpoint != Endpoint::Token {
                    app::is_refused_by_the_server(behaviour, $code).await?;
                }
                Ok(())
            }
        }
    )* };
}

refused! {
    token_never: Token Silence => "issuer_unreachable";
    token_byte_by_byte: Token Drip => "issuer_unreachable";
    token_in_html: Token Page => "issuer_misbehaved";
    token_of_10_mb: Token Endless => "issuer_misbehaved";
    token_elsewhere: Token Redirect => "issuer_misbehaved";
    token_fault: Token Fault => "issuer_misbehaved";
    keys_never: Keys Silence => "issuer_unreachable";
    keys_byte_by_byte: Keys Drip => "issuer_unreachable";
    keys_in_html: Keys Page => "issuer_misbehaved";
    keys_of_10_mb: Keys Endless => "issuer_misbehaved";
    keys_elsewhere: Keys Redirect => "issuer_misbehaved";
    keys_fault: Keys Fault => "issuer_misbehaved";
    discovery_never: Discovery Silence => "issuer_unreachable";
    discovery_byte_by_byte: Discovery Drip => "issuer_unreachable";
    discovery_in_html: Discovery Page => "issuer_misbehaved";
    discovery_of_10_mb: Discovery Endless => "issuer_misbehaved";
    discovery_elsewhere: Discovery Redirect => "issuer_misbehaved";
    discovery_fault: Discovery Fault => "issuer_misbehaved";
}

/// A redirect would lead to an address that nobody has checked.
#[tokio::test]
async fn no_redirect_of_any_endpoint_is_followed() -> Result<()> {
    for endpoint in [
        Endpoint::Discovery,
        Endpoint::Keys,
        Endpoint::Token,
        Endpoint::Userinfo,
    ] {
        let behaviour = Behaviour {
            slim_id_token: true,
            ..with(endpoint, AnswerFlaw::Redirect)
        };
        let stage = Stage::against(behaviour).await?;
        stage.sign_in(&mut Browser::new()?).await?;
        ensure!(stage.issuer.asked(endpoint) > 0, "{endpoint:?}");
        ensure!(stage.issuer.asked(Endpoint::Elsewhere) == 0, "{endpoint:?}");
    }
    Ok(())
}

/// What a good answer came too late for is not lost: the next try goes through.
#[tokio::test]
async fn once_the_issuer_answers_again_people_get_in() -> Result<()> {
    let stage = Stage::against(with(Endpoint::Token, AnswerFlaw::Fault)).await?;
    let mut browser = Browser::new()?;
    let page = stage.sign_in(&mut browser).await?;
    ensure!(page.status == 502, "{}", page.status);
    stage.issuer.behave(Behaviour::default());
    stage.sign_in(&mut browser).await?;
    stage.is_ana(&mut browser).await?;
    let app::Came::HandedIn(201, _) = stage.in_the_app().await? else {
        bail!("the app was not let in");
    };
    Ok(())
}
