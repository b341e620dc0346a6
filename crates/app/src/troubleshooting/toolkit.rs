//! Whether Enterprise Toolkit is on, without which no call is let in.

use super::check::{Check, CheckState};
use crate::evidence::Evidence;

pub(super) fn check(evidence: &Evidence) -> Check {
    match (evidence.toolkit, evidence.connector) {
        (Some(_), _) => Check::new("toolkit", CheckState::Ok, "Enterprise Toolkit is on."),
        (None, Some(_)) => Check::new(
            "toolkit",
            CheckState::Failed,
            "Enterprise Toolkit is off, so every call by Okta is refused.",
        )
        .fix("Switch it on under Billing, then ask for a full push in Okta."),
        (None, None) => Check::new(
            "toolkit",
            CheckState::Unknown,
            "Enterprise Toolkit is off, and there is no connector.",
        ),
    }
}
