//! Whether Okta gets in.

use super::check::{Check, CheckState};
use crate::evidence::Evidence;

pub(super) fn check(evidence: &Evidence) -> Check {
    if let Some(shut) = &evidence.state.shut_out {
        return Check::new(
            "credentials",
            CheckState::Failed,
            shut.reason.clone().unwrap_or_default(),
        )
        .fix(
            "Paste the current one in Okta under Provisioning → Integration → Edit → Password, then Test API Credentials.",
        )
        .shown_by(shut);
    }
    match &evidence.state.last_call {
        Some(call) => {
            Check::new("credentials", CheckState::Ok, "Okta's newest call got in.").shown_by(call)
        }
        None => Check::new(
            "credentials",
            CheckState::Unknown,
            "Okta has not called yet.",
        ),
    }
}
