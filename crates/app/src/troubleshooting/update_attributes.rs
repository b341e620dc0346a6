//! Whether Okta updates whom it created.

use jiff::{SignedDuration, Timestamp};

use super::check::{Check, CheckState};
use crate::evidence::Evidence;

pub(super) fn check(evidence: &Evidence, now: Timestamp) -> Check {
    if let Some(entry) = &evidence.updated {
        return Check::new(
            "update_attributes",
            CheckState::Ok,
            format!("Okta updated {}.", entry.target.name),
        )
        .shown_by(entry);
    }
    let old = evidence
        .connector
        .is_some_and(|at| now.duration_since(at) > SignedDuration::from_hours(7 * 24));
    match (&evidence.created, &evidence.deactivated) {
        (Some(_), Some(gone)) if old => Check::new(
            "update_attributes",
            CheckState::Warning,
            "Okta creates and deactivates people, and has updated nobody in a week or more.",
        )
        .fix("In Okta, tick Update User Attributes under Provisioning → To App → Edit.")
        .shown_by(gone),
        _ => Check::new(
            "update_attributes",
            CheckState::Unknown,
            "Okta has updated nobody yet.",
        ),
    }
}
