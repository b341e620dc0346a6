//! Userinfo, which the server asks where the ID token leaves something out. An app's way has no access token at the server,
//! so nothing is asked there.

use anyhow::Result;
use latchkey_rehearsal::issuer::{AnswerFlaw, Behaviour, Endpoint};

use crate::browser::{is_let_in, is_refused};

/// An issuer whose userinfo is asked.
fn slim() -> Behaviour {
    Behaviour {
        slim_id_token: true,
        ..Behaviour::default()
    }
}

fn speaking_of(subject: &str) -> Behaviour {
    Behaviour {
        userinfo_subject: Some(subject.to_owned()),
        ..slim()
    }
}

#[tokio::test]
async fn of_somebody_else_is_refused() -> Result<()> {
    is_refused(speaking_of("00usomebodyelse00000"), "userinfo_subject").await
}

#[tokio::test]
async fn of_nobody_is_refused() -> Result<()> {
    is_refused(speaking_of(""), "userinfo_subject").await
}

/// It only adds, so that its silence costs nobody the sign-in; Ana is known by her `sub`.
#[tokio::test]
async fn that_gives_nothing_costs_nobody_the_sign_in() -> Result<()> {
    for flaw in [
        AnswerFlaw::Page,
        AnswerFlaw::Endless,
        AnswerFlaw::Redirect,
        AnswerFlaw::Fault,
        AnswerFlaw::Silence,
    ] {
        let behaviour = Behaviour {
            answer: Some((Endpoint::Userinfo, flaw)),
            ..slim()
        };
        is_let_in(behaviour).await?;
    }
    Ok(())
}

#[tokio::test]
async fn that_speaks_of_the_same_person_is_used() -> Result<()> {
    is_let_in(slim()).await.map(drop)
}
