//! The browser's way, and what must be so after a refusal.

use anyhow::{Context as _, Result, ensure};
use latchkey_rehearsal::issuer::Behaviour;
use latchkey_testkit::browser::{Browser, Page};

use crate::stage::{Stage, is_clean, secrets_on, status_for};

/// The cookie of a sign-in under way.
pub(crate) const TRANSACTION: &str = "latchkey_sign_in";

impl Stage {
    /// Ana's sign-in from the portal to wherever it ends.
    pub(crate) async fn sign_in(&self, browser: &mut Browser) -> Result<Page> {
        let start = self.at("/auth/login?return_to=%2Fpeople");
        browser.sign_in(&start, &self.ana.user_name).await
    }

    /// As far as the issuer's answer, which the browser still has to bring.
    pub(crate) async fn answered(&self, browser: &mut Browser) -> Result<Page> {
        let (start, back_to) = (self.at("/auth/login"), self.at("/auth/callback"));
        browser
            .sign_in_until(&start, &self.ana.user_name, Some(&back_to))
            .await
    }

    /// The browser is signed in as Ana.
    pub(crate) async fn is_ana(&self, browser: &mut Browser) -> Result<()> {
        let (status, session) = browser.json(&self.at("/api/v1/session")).await?;
        ensure!(status == 200, "{status} {session}");
        ensure!(session["user"]["id"] == self.ana_id.as_str(), "{session}");
        Ok(())
    }

    /// The page refuses with a sentence and nothing else, the browser has no session, and the reason is on record.
    pub(crate) async fn refuses(
        &self,
        browser: &mut Browser,
        page: &Page,
        code: &str,
    ) -> Result<()> {
        let secrets = secrets_on(&page.way);
        ensure!(
            page.status == status_for(code),
            "{} at {}: {}",
            page.status,
            page.url,
            page.html
        );
        let sentence = page.sentence().context("nothing is said")?;
        ensure!(
            sentence.ends_with('.') && sentence.contains(' '),
            "{sentence}"
        );
        is_clean(&page.html, &secrets)?;
        ensure!(browser.cookie("latchkey_session").is_none());
        let (status, _) = browser.json(&self.at("/api/v1/session")).await?;
        ensure!(status == 401, "{status}");
        self.is_refused_for(code, &secrets).await
    }
}

/// Ana's browser against an issuer that behaves so.
pub(crate) async fn is_refused(behaviour: Behaviour, code: &str) -> Result<()> {
    let stage = Stage::against(behaviour).await?;
    let mut browser = Browser::new()?;
    let page = stage.sign_in(&mut browser).await?;
    stage.refuses(&mut browser, &page, code).await
}

/// The same issuer lets her in: what is refused elsewhere is refused for nothing else.
pub(crate) async fn is_let_in(behaviour: Behaviour) -> Result<Stage> {
    let stage = Stage::against(behaviour).await?;
    let mut browser = Browser::new()?;
    let page = stage.sign_in(&mut browser).await?;
    ensure!(page.url.path() == "/people", "{}: {}", page.url, page.html);
    stage.is_ana(&mut browser).await?;
    ensure!(stage.refusals(0).await?.is_empty());
    Ok(stage)
}
