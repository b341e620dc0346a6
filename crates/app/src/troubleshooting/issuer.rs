//! Whether the issuer answers as one.

use latchkey_oidc::{Discovery, check_form};

use super::check::{Check, CheckState};
use super::not_probed;
use crate::App;
use crate::failure::Failure;

impl App {
    pub(super) async fn probe_issuer(&self) -> Result<Check, Failure> {
        self.ask_the_issuer("issuer", |found| {
            format!("{} answers and names itself so.", found.issuer)
        })
        .await
    }

    /// Asks the issuer that is saved for what it says of itself.
    pub(super) async fn ask_the_issuer(
        &self,
        id: &'static str,
        say: impl FnOnce(&Discovery) -> String,
    ) -> Result<Check, Failure> {
        let Some(policy) = self.read(|store| store.sign_in_policy())? else {
            return Ok(not_probed(id, false));
        };
        let Ok(issuer) = check_form(&policy.issuer) else {
            return Ok(not_probed(id, false));
        };
        Ok(match self.ports.relying_party.discover(&issuer).await {
            Err(failure) => Check::new(id, CheckState::Failed, failure.to_string()).fix(
                "Open Organization Setup → Okta and compare the Issuer URL with the one in Okta.",
            ),
            Ok(found) => Check::new(id, CheckState::Ok, say(&found)),
        })
    }
}
