//! Whether Okta reaches the public URL.

use super::check::{Check, CheckState};
use crate::App;
use crate::failure::Failure;
use crate::reach::Way;
use crate::record::Caller;

impl App {
    pub(super) async fn probe_reach(&self, public_url: &str) -> Result<Check, Failure> {
        let reach = self.test_reach(&Caller::latchkey(), public_url).await?;
        Ok(match reach.way {
            Way::NotYet => Check::new("reach", CheckState::Failed, reach.sentence).fix(
                "Open the connector page: Reach has the recipes for a reverse proxy and a tunnel.",
            ),
            Way::Public | Way::Agent => Check::new("reach", CheckState::Ok, reach.sentence),
        })
    }
}
