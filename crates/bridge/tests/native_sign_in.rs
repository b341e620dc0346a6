//! Signing in by the app's own way, as far as a browser is needed for it: what the app refuses by itself stands on the
//! server's record too.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use latchkey_app::ports::vault::ShownOnce;
use latchkey_bridge::destination::There;
use latchkey_bridge::native::{self, Purpose};
use latchkey_bridge::tokens::Tokens;
use latchkey_bridge::{Bridge, Destination};
use latchkey_domain::activity::Outcome;
use latchkey_oidc::RelyingParty;
use latchkey_rehearsal::issuer::{Behaviour, CallbackFlaw, DiscoveryFlaw, IdTokenFlaw};
use latchkey_testkit::Latchkey;
use latchkey_testkit::browser::Browser;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::okta_user_with_role;

/// What is on record is written within a second.
const PATIENCE: Duration = Duration::from_secs(30);

/// The app signs Ana in at an issuer that behaves so: why it gave up, and what the server has on record.
async fn refused_by_the_app(behaviour: Behaviour, code: &str) -> Result<()> {
    let latchkey = Latchkey::with_connector().await?;
    let issuer = latchkey.start_issuer().await?;
    latchkey.require_okta(&issuer).await?;
    latchkey
        .provision(okta_user_with_role("Ana", "User"))
        .await?;
    let ana = person("Ana");
    issuer.assign(&ana);
    let server = latchkey.serve().await?;
    issuer.behave(behaviour);

    let bridge = Bridge::new(
        Destination::There(There::at(server.public_url().parse()?)?),
        Tokens::new(Box::new(ShownOnce)),
    );
    let clock = std::sync::Arc::clone(&latchkey.clock);
    let party = RelyingParty::new(
        latchkey_server::issuer_http(),
        std::sync::Arc::new(move || latchkey_app::ports::clock::Clock::now(&*clock)),
    );
    let begun = native::begin(&bridge, &party, &[0], [7; 32], Purpose::SignIn).await;
    let not_signed_in = match begun {
        Err(why) => why,
        Ok(waiting) => {
            issuer.allow_redirect_uri(waiting.redirect_uri());
            let authorize = waiting.authorize_url().to_string();
            let mut browser = Browser::new()?;
            let (ended, page) = tokio::join!(
                waiting.finish(&bridge),
                browser.sign_in(&authorize, &ana.user_name)
            );
            ensure!(page?.status == 403);
            match ended {
                Err(why) => why,
                Ok(()) => anyhow::bail!("somebody was signed in"),
            }
        }
    };
    ensure!(not_signed_in.code == code, "{not_signed_in:?}");

    // It is gathered in memory, and the server writes what was gathered by itself as well.
    let asked_since = Instant::now();
    let entries = loop {
        let entries = latchkey.entries().await?;
        if entries
            .iter()
            .any(|entry| entry.action == "session.refused")
        {
            break entries;
        }
        ensure!(asked_since.elapsed() < PATIENCE, "no refusal is on record");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let refusals: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == "session.refused")
        .collect();
    ensure!(refusals.len() == 1, "{refusals:?}");
    ensure!(refusals[0].outcome == Outcome::Refused);
    let reason = refusals[0].reason.as_deref().unwrap_or_default();
    ensure!(reason.ends_with(&format!("({code}).")), "{reason}");
    ensure!(entries.iter().all(|entry| entry.action != "session.began"));
    Ok(())
}

#[tokio::test]
async fn an_id_token_that_the_app_refuses_is_on_the_servers_record() -> Result<()> {
    let behaviour = Behaviour {
        id_token: Some(IdTokenFlaw::AtHashOther),
        ..Behaviour::default()
    };
    refused_by_the_app(behaviour, "id_token_access_token_hash").await
}

#[tokio::test]
async fn a_refusal_of_the_issuer_is_on_the_servers_record() -> Result<()> {
    let behaviour = Behaviour {
        callback: Some(CallbackFlaw::RefusalInMarkup),
        ..Behaviour::default()
    };
    refused_by_the_app(behaviour, "issuer_refused").await
}

#[tokio::test]
async fn an_issuer_that_cannot_be_used_is_on_the_servers_record() -> Result<()> {
    let behaviour = Behaviour {
        discovery: Some(DiscoveryFlaw::PlainPkceOnly),
        ..Behaviour::default()
    };
    refused_by_the_app(behaviour, "issuer_misbehaved").await
}
