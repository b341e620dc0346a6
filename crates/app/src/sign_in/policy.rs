//! Making Okta sign-on required, and lifting it (product rule 6).

use latchkey_domain::activity::Target;
use latchkey_domain::sign_in::Policy;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use latchkey_oidc::{Discovery, check_form};

use super::test;
use crate::App;
use crate::authority::Authority;
use crate::connector::no_connector;
use crate::failure::Failure;
use crate::record::{Caller, change};
use crate::sign_in::sessions::session_words;

/// What the admin pastes back from Okta.
#[derive(Clone, Debug)]
pub struct NewPolicy {
    /// Issuer URL.
    pub issuer: String,
    /// Client ID.
    pub client_id: String,
    /// Save although no test sign-in passed with these values.
    pub without_test: bool,
}

impl App {
    /// The policy in force.
    pub fn sign_in_policy(&self) -> Result<Option<Policy>, Failure> {
        self.organization()?;
        Ok(self.read(|store| store.sign_in_policy())?)
    }

    /// Looks at an Issuer URL: its form, then what the issuer says of itself.
    pub async fn check_issuer(&self, issuer: &str) -> Result<Discovery, Failure> {
        let url = check_form(issuer).map_err(|mistake| issuer_refusal(mistake.to_string()))?;
        self.ports
            .relying_party
            .discover(&url)
            .await
            .map_err(|failure| issuer_refusal(failure.to_string()).into())
    }

    /// Saves the policy: from then on everyone signs in with Okta. The sessions that began otherwise end, but for that of
    /// the admin who saves.
    pub async fn set_sign_in_policy(
        &self,
        caller: Caller,
        wanted: NewPolicy,
    ) -> Result<Policy, Failure> {
        self.organization()?;
        self.demand_fresh_admin(&caller)?;
        if self.read(|store| store.connector())?.is_none() {
            return Err(no_connector());
        }
        let client_id = wanted.client_id.trim().to_owned();
        let plain = !client_id.is_empty()
            && client_id.len() <= 255
            && client_id.chars().all(|c| c.is_ascii_graphic());
        if !plain {
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                format!(
                    "\"{}\" is not a Client ID. Copy it from Client Credentials in Okta. Nothing was changed.",
                    client_id.chars().take(80).collect::<String>()
                ),
            )
            .into());
        }
        // Outside of the unit of work: an issuer may take its time.
        let issuer = self.check_issuer(&wanted.issuer).await?.issuer;
        let now = self.now();
        self.recorded(
            caller.clone(),
            "sign_in.required",
            Target::of("sign-in policy"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                caller.demand_fresh(now)?;
                let before = store.sign_in_policy()?;
                let tested_at =
                    test::counting(store, &issuer, &client_id, now)?.map(|test| test.at);
                if tested_at.is_none() && !wanted.without_test {
                    return Err(not_tested());
                }
                let policy = Policy {
                    issuer,
                    client_id,
                    saved_at: now,
                    tested_at,
                };
                store.put_sign_in_policy(Some(&policy))?;
                // The session of the admin who saves outlives the switch.
                let keep = caller.session_id();
                let same = before
                    .as_ref()
                    .is_some_and(|old| old.is_for(&policy.issuer, &policy.client_id));
                let ended = if same {
                    store.remove_password_sessions(keep)?
                } else {
                    // Whoever came in by another issuer, or by a password, comes in again by this one.
                    store.remove_all_sessions(keep)?
                };
                let old =
                    |pick: fn(&Policy) -> &String| before.as_ref().map(|old| pick(old).clone());
                record.changes(vec![
                    change("Issuer URL", old(|p| &p.issuer), policy.issuer.clone()),
                    change("Client ID", old(|p| &p.client_id), policy.client_id.clone()),
                ]);
                if ended > 0 {
                    record.remark(format!("{ended} {} ended.", session_words(ended)));
                }
                if tested_at.is_none() {
                    record.remark("Saved without a test sign-in.");
                }
                Ok(policy)
            },
        )
        .await
    }

    /// Lifts the requirement: local passwords work again. The way back in after a lockout.
    pub async fn lift_sign_in_policy(&self, caller: Caller) -> Result<Option<Policy>, Failure> {
        self.organization()?;
        let now = self.now();
        self.recorded(
            caller.clone(),
            "sign_in.lifted",
            Target::of("sign-in policy"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                caller.demand_fresh(now)?;
                let before = store.sign_in_policy()?;
                match &before {
                    None => {
                        record.unchanged();
                    }
                    Some(policy) => {
                        store.put_sign_in_policy(None)?;
                        record.changes(vec![change(
                            "Issuer URL",
                            policy.issuer.clone(),
                            serde_json::Value::Null,
                        )]);
                        let text = "Signing in with Okta is no longer required: local passwords work again.";
                        record.notice("sign_in.lifted", Target::of("sign-in policy"), text);
                    }
                }
                Ok(before)
            },
        )
        .await
    }
}

fn issuer_refusal(detail: String) -> Refusal {
    Refusal::new(RefusalCode::Issuer, detail)
}

fn not_tested() -> Failure {
    Refusal::new(
        RefusalCode::NotTested,
        "No test sign-in with these values passed in the last hour, so nothing was changed. Make one on the connector \
         page, or save with --without-test. To get back in without Okta, run \"latchkey sign-in disable\" on the host.",
    )
    .into()
}
