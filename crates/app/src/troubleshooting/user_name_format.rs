//! Whether user names are emails.

use latchkey_domain::activity::Entry;

use super::check::{Check, CheckState};
use super::recorded::method;

pub(super) fn check(calls: &[Entry]) -> Check {
    let body = |entry: &Entry| {
        let body = entry.call.as_ref()?.request.as_ref()?;
        let name = body["userName"].as_str()?.to_lowercase();
        let email = body["emails"][0]["value"].as_str()?.to_lowercase();
        Some((name, email))
    };
    let made: Vec<(&Entry, (String, String))> = calls
        .iter()
        .filter(|entry| matches!(method(entry), "POST" | "PUT"))
        .filter_map(|entry| Some((entry, body(entry)?)))
        .collect();
    let odd: Vec<_> = made
        .iter()
        .filter(|(_, (name, email))| name != email)
        .collect();
    match (made.len(), odd.first()) {
        (0, _) => Check::new("user_name_format", CheckState::Unknown, "Okta has sent no user name yet."),
        (all, None) => Check::new(
            "user_name_format",
            CheckState::Ok,
            format!("The last {all} user names that Okta sent are the emails."),
        ),
        (all, Some((entry, (name, email)))) => Check::new(
            "user_name_format",
            CheckState::Warning,
            format!(
                "{} of the last {all} user names are not the email, such as \"{name}\" for {email}.",
                odd.len()
            ),
        )
        .fix("In Okta, set the Application username format to Email under Applications → your app → Sign On → Edit.")
        .shown_by(entry),
    }
}
