//! Sign-on: the whole code flow without a browser's window, and who must be refused.

use serde_json::{Value, json};

use super::SignIn;
use super::browser::{Browser, Landing};
use super::steps::{Member, Said, Verdict, Walk, Why};
use crate::scim::{Attribute, Change, shown};

/// Okta's own words, by far the most reported at this point.
const NOT_ASSIGNED: &str = "User is not assigned to the client application.";

impl Walk<'_> {
    pub(super) async fn sign_in(&mut self) -> Verdict {
        let Some(sign_in) = self.target.sign_in.as_ref() else {
            return Ok(no_sign_on());
        };
        let member = self.member(0)?;
        self.give_portal_role(&member).await?;
        let mut browser = browser(sign_in)?;
        let signed_in = self.expect_sign_in(&mut browser, &member).await;
        self.tell(browser.take_exchanges());
        let who = signed_in?;
        self.can_sign_in = Some(member.person);
        Ok(Said::Remark(format!("The portal says {who}.")))
    }

    pub(super) async fn deactivated_refused(&mut self) -> Verdict {
        let Some(sign_in) = self.target.sign_in.as_ref() else {
            return Ok(no_sign_on());
        };
        let stays_so = self.members.len() >= 3;
        let member = self.member(if stays_so { usize::MAX } else { 0 })?;
        self.give_portal_role(&member).await?;
        let mut before = browser(sign_in)?;
        let mut after = browser(sign_in)?;
        let refused = self
            .expect_deactivation_to_bite(&member, &mut before, &mut after)
            .await;
        self.tell_calls();
        self.tell(after.take_exchanges());
        let reason = refused?;
        if stays_so {
            self.deactivated = Some(member.person);
        } else {
            self.okta.set_active(&member.id, true).await?;
            self.give_portal_role(&member).await?;
        }
        Ok(Said::Remark(reason))
    }

    pub(super) async fn unassigned_refused(&mut self) -> Verdict {
        let Some(sign_in) = self.target.sign_in.as_ref() else {
            return Ok(no_sign_on());
        };
        let stays_so = self.members.len() >= 3;
        let member = self.member(if stays_so { self.members.len() - 2 } else { 0 })?;
        self.give_portal_role(&member).await?;
        sign_in.issuer.unassign(&member.person.okta_id);
        let mut browser = browser(sign_in)?;
        let landing = browser.sign_in(&member.person.user_name).await;
        self.tell(browser.take_exchanges());
        if stays_so {
            self.unassigned = Some(member.person.clone());
        } else {
            sign_in.issuer.assign(&member.person);
        }
        let reason = refusal(&landing?, &member)?;
        if !reason.contains(NOT_ASSIGNED) {
            return Err(Why(format!(
                "The page should quote Okta's own words, {NOT_ASSIGNED:?}; it says: {reason}"
            )));
        }
        Ok(Said::Remark(reason))
    }

    pub(super) async fn rotated_keys(&mut self) -> Verdict {
        let Some(sign_in) = self.target.sign_in.as_ref() else {
            return Ok(no_sign_on());
        };
        let member = self.member(0)?;
        sign_in
            .issuer
            .rotate_keys()
            .await
            .map_err(|failure| Why(format!("The keys were not rotated: {failure}.")))?;
        let mut browser = browser(sign_in)?;
        let signed_in = self.expect_sign_in(&mut browser, &member).await;
        self.tell(browser.take_exchanges());
        signed_in?;
        Ok(Said::Remark(
            "A key id that was never announced was looked up and trusted.".to_owned(),
        ))
    }

    /// Without an access role a person has app access only, and the portal stays closed.
    async fn give_portal_role(&mut self, member: &Member) -> Result<(), Why> {
        if self.features.access_role {
            let role = Change::set(Attribute::access_role(), json!("ReadOnly"));
            self.okta.update(&member.id, &[role]).await?;
            self.tell_calls();
        }
        Ok(())
    }

    pub(super) async fn expect_sign_in(
        &mut self,
        browser: &mut Browser,
        member: &Member,
    ) -> Result<String, Why> {
        let user_name = &member.person.user_name;
        let landing = browser.sign_in(user_name).await?;
        if landing.status != 200 {
            return Err(Why(format!(
                "The sign-in of {user_name} should end on a page; {} came at {}: {}",
                landing.status,
                landing.url.path(),
                landing.text()
            )));
        }
        let (status, session) = browser.session().await?;
        let came = session.pointer("/user/userName");
        if status == 200 && came == Some(&json!(user_name)) {
            let role = session.pointer("/user/accessRole").and_then(Value::as_str);
            return Ok(format!(
                "{user_name}, {}",
                role.unwrap_or("app access only")
            ));
        }
        Err(Why(format!(
            "GET /api/v1/session: after the sign-in 200 and {user_name:?} are expected; {status} and {} came.",
            shown(came)
        )))
    }

    async fn expect_deactivation_to_bite(
        &mut self,
        member: &Member,
        before: &mut Browser,
        after: &mut Browser,
    ) -> Result<String, Why> {
        let signed_in = self.expect_sign_in(before, member).await;
        self.tell(before.take_exchanges());
        signed_in?;
        self.okta.set_active(&member.id, false).await?;
        self.tell_calls();
        let session = before.session().await;
        self.tell(before.take_exchanges());
        let (status, _) = session?;
        if status != 401 {
            return Err(Why(format!(
                "GET /api/v1/session: the session of {} should have ended with the deactivation (401); {status} came.",
                member.person.user_name
            )));
        }
        let landing = after.sign_in(&member.person.user_name).await?;
        refusal(&landing, member)
    }
}

pub(super) fn browser(sign_in: &SignIn) -> Result<Browser, Why> {
    Browser::new(&sign_in.portal_url, sign_in.issuer.issuer_url())
}

/// The reason on a page that refuses.
fn refusal(landing: &Landing, member: &Member) -> Result<String, Why> {
    let (user_name, text) = (&member.person.user_name, landing.text());
    if !(400..500).contains(&landing.status) {
        return Err(Why(format!(
            "{user_name} should be refused with a 4xx page; {} came at {}: {text}",
            landing.status,
            landing.url.path()
        )));
    }
    if text.is_empty() {
        return Err(Why(format!(
            "{user_name} was refused with {}, and the page as served gives no reason.",
            landing.status
        )));
    }
    Ok(format!("{}: {text}", landing.status))
}

pub(super) fn no_sign_on() -> Said {
    Said::Skipped("This walk speaks SCIM only.".to_owned())
}
