//! The token that opens `/metrics` to another machine.

use latchkey_domain::activity::Target;
use latchkey_domain::metrics_token::MetricsToken;
use latchkey_domain::{AccessRole, Refusal, RefusalCode, passkey};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::record::{Caller, change};

impl App {
    /// The token, if there is one; for an EnterpriseAdmin.
    pub fn metrics_token(&self, caller: &Caller) -> Result<Option<MetricsToken>, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(store.metrics_token()?)
        })
    }

    /// Makes a token in the place of the one before, which opens nothing from then on. The clear text is shown once.
    pub async fn make_metrics_token(&self, caller: Caller) -> Result<SecretString, Failure> {
        self.organization()?;
        let now = self.now();
        let clear = passkey::clear_text(self.ports.entropy.bytes());
        let token = MetricsToken {
            hash: passkey::hash(clear.expose_secret()),
            last_four: passkey::last_four(&clear),
            created_at: now,
        };
        self.recorded(
            caller.clone(),
            "metrics_token.made",
            Target::of("metrics token"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                caller.demand_fresh(now)?;
                let before = store.metrics_token()?;
                store.put_metrics_token(Some(&token))?;
                record.status(201).changes(vec![change(
                    "metrics token",
                    before.map_or(Value::Null, |before| ends_in(&before).into()),
                    ends_in(&token),
                )]);
                Ok(())
            },
        )
        .await?;
        Ok(clear)
    }

    /// Removes it; gives back whether there was one.
    pub async fn remove_metrics_token(&self, caller: Caller) -> Result<bool, Failure> {
        self.organization()?;
        let now = self.now();
        self.recorded(
            caller.clone(),
            "metrics_token.removed",
            Target::of("metrics token"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                caller.demand_fresh(now)?;
                let Some(before) = store.metrics_token()? else {
                    record.unchanged();
                    return Ok(false);
                };
                store.put_metrics_token(None)?;
                record.changes(vec![change("metrics token", ends_in(&before), Value::Null)]);
                Ok(true)
            },
        )
        .await
    }

    /// Whether a token opens `/metrics`. A wrong one is counted as other wrong tokens are, and gathered on record.
    pub async fn admit_to_metrics(
        &self,
        caller: &Caller,
        token: &SecretString,
    ) -> Result<(), Failure> {
        let known = self.read(|store| store.metrics_token())?;
        if known.is_some_and(|known| known.matches(token.expose_secret())) {
            return Ok(());
        }
        let refusal = Refusal::new(
            RefusalCode::WrongCredentials,
            "This token does not open /metrics: it was replaced, removed, or never was one. Make one on the host with \
             \"latchkey metrics token\".",
        );
        let refusal = self.slow_down(caller, refusal).await;
        self.note_wrong_attempt(
            "metrics.refused",
            Target::of("metrics"),
            &refusal,
            caller.clone(),
        );
        Err(refusal.into())
    }
}

fn ends_in(token: &MetricsToken) -> String {
    format!("ends in {}", token.last_four)
}
