//! Whether this machine and Okta agree on the time.

use super::check::{Check, CheckState};
use super::not_probed;
use crate::App;
use crate::failure::Failure;

/// A clock that differs by more is warned of; tokens carry times.
const CLOCK_MAY_DIFFER: i64 = 60;

impl App {
    pub(super) async fn probe_clock(&self) -> Result<Check, Failure> {
        let Some(policy) = self.read(|store| store.sign_in_policy())? else {
            return Ok(not_probed("clock", false));
        };
        let url = format!("{}/.well-known/openid-configuration", policy.issuer);
        Ok(match self.ports.relying_party.fetch(&url).await {
            Ok(answer) => {
                let date = answer.headers().get("date");
                self.compare(date.and_then(|date| date.to_str().ok()))
            }
            Err(why) => Check::new(
                "clock",
                CheckState::Unknown,
                format!("Okta's time could not be asked for: {why}."),
            ),
        })
    }

    fn compare(&self, date: Option<&str>) -> Check {
        let theirs = date
            .and_then(|date| jiff::fmt::rfc2822::parse(date).ok())
            .map(|date| date.timestamp());
        let Some(theirs) = theirs else {
            return Check::new(
                "clock",
                CheckState::Unknown,
                "Okta's answer carries no time.",
            );
        };
        let apart = (self.now().as_second() - theirs.as_second()).abs();
        if apart > CLOCK_MAY_DIFFER {
            return Check::new(
                "clock",
                CheckState::Failed,
                format!("This machine and Okta differ by {apart} seconds."),
            )
            .fix("Let the host set its clock by the network (NTP). Tokens are refused when clocks differ by minutes.");
        }
        let sentence = match apart {
            0 => "This machine and Okta agree to the second.".to_owned(),
            1 => "This machine and Okta differ by one second at most.".to_owned(),
            _ => format!("This machine and Okta differ by {apart} seconds at most."),
        };
        Check::new("clock", CheckState::Ok, sentence)
    }
}
