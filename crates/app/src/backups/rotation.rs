//! Which of the daily backups are kept: of each of the last seven days that have one, and of each of the four weeks before.
//!
//! Only those that Latchkey made by itself are looked at, by what they say and by their name: what somebody asked for or put there
//! stays.

use std::collections::BTreeSet;

use jiff::civil::{Date, ISOWeekDate};
use jiff::tz::TimeZone;

use crate::ports::host::{BackupFile, BackupKind};

use super::file_name;

const DAYS: usize = 7;
const WEEKS: usize = 4;

/// The names of those that are too many, of a list with the newest first.
pub(super) fn superfluous(listed: &[BackupFile]) -> Vec<String> {
    let mut days = BTreeSet::<Date>::new();
    let mut weeks = BTreeSet::<(i16, i8)>::new();
    let mut found = Vec::new();
    for backup in listed.iter().filter(|backup| is_of_rotation(backup)) {
        let day = TimeZone::UTC.to_datetime(backup.at).date();
        // The newest of a day stands for it, and the newest of a week.
        let kept = if days.len() < DAYS {
            days.insert(day)
        } else if days.contains(&day) {
            false
        } else {
            weeks.len() < WEEKS && weeks.insert(week(day.iso_week_date()))
        };
        if !kept {
            found.push(backup.file.clone());
        }
    }
    found
}

fn week(date: ISOWeekDate) -> (i16, i8) {
    (date.year(), date.week())
}

/// A copy of one under another name is somebody's own.
fn is_of_rotation(backup: &BackupFile) -> bool {
    backup.kind == Some(BackupKind::Daily) && backup.file == file_name(BackupKind::Daily, backup.at)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::*;

    fn daily(at: Timestamp) -> BackupFile {
        BackupFile {
            file: file_name(BackupKind::Daily, at),
            at,
            bytes: 1,
            kind: Some(BackupKind::Daily),
            encrypted: false,
            checked: true,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_somebody_asked_for_renamed_or_put_there_is_never_too_many() {
        let first = at("2026-01-01T03:00:00Z");
        let mut listed: Vec<_> = (0..60)
            .map(|day| daily(first + SignedDuration::from_hours(24 * day)))
            .collect();
        listed.reverse();
        for (number, backup) in listed.iter_mut().enumerate() {
            match number % 3 {
                0 => backup.kind = Some(BackupKind::OnDemand),
                1 => backup.file = format!("before the move {number}.backup"),
                _ => backup.kind = None,
            }
        }
        assert_eq!(superfluous(&listed), Vec::<String>::new());
    }

    #[test]
    fn of_two_in_one_day_the_newer_one_is_kept() {
        let listed = [
            daily(at("2026-05-01T20:00:00Z")),
            daily(at("2026-05-01T03:00:00Z")),
        ];
        assert_eq!(
            superfluous(&listed),
            ["latchkey-2026-05-01T030000Z-daily.backup"]
        );
    }

    #[test]
    fn after_months_of_days_there_are_seven_and_the_ends_of_the_four_weeks_before() {
        let mut kept: Vec<BackupFile> = Vec::new();
        // 2026-05-01 is a Friday.
        let last = at("2026-05-01T03:00:00Z");
        for day in (0..100).rev() {
            kept.insert(0, daily(last - SignedDuration::from_hours(24 * day)));
            let gone = superfluous(&kept);
            kept.retain(|backup| !gone.contains(&backup.file));
        }
        let days: Vec<String> = kept
            .iter()
            .map(|backup| backup.at.strftime("%m-%d").to_string())
            .collect();
        assert_eq!(
            days,
            [
                "05-01", "04-30", "04-29", "04-28", "04-27", "04-26", "04-25", // days
                "04-24", "04-19", "04-12", "04-05" // weeks
            ]
        );
    }

    #[test]
    fn a_machine_that_is_seldom_on_keeps_its_last_seven_days() {
        let listed: Vec<_> = (0..7)
            .map(|month| {
                daily(at("2026-12-01T03:00:00Z") - SignedDuration::from_hours(24 * 30 * month))
            })
            .collect();
        assert_eq!(superfluous(&listed), Vec::<String>::new());
    }
}
