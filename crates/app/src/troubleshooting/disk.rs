//! Whether the directory can be written, and there is room for it to grow.

use super::check::{Check, CheckState};
use crate::storage::Trouble;

/// Less than this is little room for a database.
const LITTLE_ROOM: u64 = 512 * 1024 * 1024;

pub(super) fn check(free: Option<u64>, trouble: Option<&Trouble>) -> Check {
    if let Some(Trouble { told, .. }) = trouble {
        return Check::new("disk", CheckState::Failed, told.what).fix(told.fix);
    }
    match free {
        None => Check::new(
            "disk",
            CheckState::Unknown,
            "This system does not say how much room is left.",
        ),
        Some(free) if free < LITTLE_ROOM => Check::new(
            "disk",
            CheckState::Warning,
            format!(
                "{} MB are free on the data folder's disk.",
                free / 1_000_000
            ),
        )
        .fix(
            "Free some space. When the disk is full, every change is refused, and nothing is lost.",
        ),
        Some(free) => Check::new(
            "disk",
            CheckState::Ok,
            format!(
                "{} GB are free on the data folder's disk.",
                free / 1_000_000_000
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_room_is_a_warning_and_an_unknown_one_is_none() {
        assert_eq!(check(None, None).state, CheckState::Unknown);
        assert_eq!(check(Some(1_000_000), None).state, CheckState::Warning);
        assert_eq!(check(Some(u64::MAX), None).state, CheckState::Ok);
    }
}
