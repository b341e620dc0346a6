//! Whether Sync Passwords is off: Okta has no business sending passwords here.

use latchkey_domain::activity::Entry;

use super::check::{Check, CheckState};
use super::recorded::method;

/// A create carries a placeholder even with password sync off; an update carries a password only with it on.
pub(super) fn check(calls: &[Entry]) -> Check {
    let has_password = |entry: &&Entry| {
        matches!(method(entry), "PUT" | "PATCH")
            && entry
                .call
                .as_ref()
                .and_then(|call| call.request.as_ref())
                .is_some_and(|body| body.to_string().contains("\"password\""))
    };
    if let Some(entry) = calls.iter().find(has_password) {
        return Check::new(
            "sync_passwords",
            CheckState::Warning,
            format!(
                "Okta sent a password with an update of {}. It was not kept.",
                entry.target.name
            ),
        )
        .fix("In Okta, untick Sync Password under Provisioning → To App → Edit.")
        .shown_by(entry);
    }
    if calls
        .iter()
        .any(|entry| matches!(method(entry), "PUT" | "PATCH"))
    {
        return Check::new(
            "sync_passwords",
            CheckState::Ok,
            "Okta's updates carry no password.",
        );
    }
    Check::new(
        "sync_passwords",
        CheckState::Unknown,
        "Okta has updated nobody yet.",
    )
}
