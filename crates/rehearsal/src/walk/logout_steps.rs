//! Okta ends the sessions of someone who is signed in, without their browser.

use serde_json::Value;

use super::browser::Browser;
use super::steps::{Member, Said, Verdict, Walk, Why};
use super::{SignIn, sign_in_steps};
use crate::issuer::SubjectFormat;
use crate::scim::Exchange;

impl Walk<'_> {
    pub(super) async fn universal_logout(&mut self) -> Verdict {
        let Some(sign_in) = self.target.sign_in.as_ref() else {
            return Ok(sign_in_steps::no_sign_on());
        };
        let member = self.member(0)?;
        let endpoint = format!("{}/auth/global-token-revocation", sign_in.portal_url);
        for format in [SubjectFormat::IssSub, SubjectFormat::Email] {
            let mut browser = self.signed_in(sign_in, &member).await?;
            let sent = sign_in
                .issuer
                .send_universal_logout(&endpoint, &member.person, format)
                .await;
            self.expect_ended(&mut browser, sent, 204).await?;
        }
        Ok(Said::Remark(
            "The session was gone with the answer, by issuer and subject as by email.".to_owned(),
        ))
    }

    pub(super) async fn backchannel_logout(&mut self) -> Verdict {
        let Some(sign_in) = self.target.sign_in.as_ref() else {
            return Ok(sign_in_steps::no_sign_on());
        };
        let member = self.member(0)?;
        let endpoint = format!("{}/auth/backchannel-logout", sign_in.portal_url);
        let mut browser = self.signed_in(sign_in, &member).await?;
        let sent = sign_in
            .issuer
            .send_backchannel_logout(&endpoint, &member.person)
            .await;
        self.expect_ended(&mut browser, sent, 200).await?;
        Ok(Said::Remark(
            "The session was gone with the answer. Okta does not send it; other issuers do."
                .to_owned(),
        ))
    }

    async fn signed_in(&mut self, sign_in: &SignIn, member: &Member) -> Result<Browser, Why> {
        let mut browser = sign_in_steps::browser(sign_in)?;
        let signed_in = self.expect_sign_in(&mut browser, member).await;
        self.tell(browser.take_exchanges());
        signed_in?;
        Ok(browser)
    }

    async fn expect_ended(
        &mut self,
        browser: &mut Browser,
        sent: anyhow::Result<Exchange>,
        wanted: u16,
    ) -> Result<(), Why> {
        let sent = sent.map_err(|failure| Why(format!("{failure:#}.")))?;
        let (call, status) = (
            format!("POST {}", sent.path),
            sent.status.unwrap_or_default(),
        );
        let said = sent.received.clone().unwrap_or(Value::Null);
        self.tell(vec![sent]);
        if status != wanted {
            return Err(Why(format!(
                "{call}: {wanted} is expected; {status} came: {said}."
            )));
        }
        let session = browser.session().await;
        self.tell(browser.take_exchanges());
        let (status, _) = session?;
        if status == 401 {
            return Ok(());
        }
        Err(Why(format!(
            "GET /api/v1/session: the session should have ended with {call} (401); {status} came."
        )))
    }
}
