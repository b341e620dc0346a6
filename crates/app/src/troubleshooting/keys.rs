//! Whether the issuer shows keys to check its tokens with.

use super::check::Check;
use crate::App;
use crate::failure::Failure;

impl App {
    pub(super) async fn probe_keys(&self) -> Result<Check, Failure> {
        self.ask_the_issuer("keys", |found| match found.signing_keys {
            1 => "Okta shows one signing key.".to_owned(),
            many => format!("Okta shows {many} signing keys."),
        })
        .await
    }
}
