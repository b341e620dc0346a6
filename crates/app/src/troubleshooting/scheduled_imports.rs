//! Whether Okta imports everyone again and again.

use jiff::{SignedDuration, Timestamp};

use super::check::{Check, CheckState};
use crate::failure::Failure;
use crate::ports::store::Reads;

/// A full import begins at the first page of a hundred; several with hours between them are a schedule.
pub(super) fn check(store: &dyn Reads) -> Result<Check, Failure> {
    let reads = store.recent_reads(1_000)?;
    let mut begun: Vec<Timestamp> = Vec::new();
    for read in reads.iter().rev() {
        let first_page = read.call.path.starts_with("/Users?")
            && read.call.path.contains("startIndex=1&")
            && read.call.path.contains("count=100")
            && !read.call.path.contains("filter=");
        let is_new = begun
            .last()
            .is_none_or(|last| read.at.duration_since(*last) >= SignedDuration::from_mins(50));
        if first_page && is_new {
            begun.push(read.at);
        }
    }
    Ok(match begun.len() {
        0 if reads.is_empty() => Check::new("scheduled_imports", CheckState::Unknown, "Okta has read nothing yet."),
        0..=2 => Check::new(
            "scheduled_imports",
            CheckState::Ok,
            "No imports by a schedule are among the last calls that only read.",
        ),
        times => Check::new(
            "scheduled_imports",
            CheckState::Warning,
            format!("Okta imported everyone {times} times, with an hour or more between: a schedule is set."),
        )
        .fix("In Okta, set Schedule Import to never under Provisioning → To Okta → Edit."),
    })
}
