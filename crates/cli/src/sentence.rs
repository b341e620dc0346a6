//! How a failure becomes one sentence that says what happened, and what to do.

use latchkey_app::Failure;
use latchkey_app::ports::store::StoreError;
use latchkey_domain::RefusalCode;
use latchkey_store_sqlite::OpenError;

/// The sentence: never a backtrace, never a type's name.
pub(crate) fn of(failure: &anyhow::Error) -> String {
    match failure.downcast_ref::<Failure>() {
        Some(Failure::Store(fault)) => return of_store(fault),
        Some(Failure::Refused(refusal)) if refusal.code == RefusalCode::Issuer => {
            // These words come from looking at the issuer, which knows of no change.
            return format!("{} Nothing was changed.", finish(&refusal.detail));
        }
        _ => {}
    }
    if let Some(fault) = failure.downcast_ref::<StoreError>() {
        return of_store(fault);
    }
    if let Some(OpenError::Store(fault)) = failure.downcast_ref::<OpenError>() {
        return of_store(fault);
    }
    let mut text = String::new();
    for cause in failure.chain() {
        let cause = cause.to_string();
        // Some types repeat their cause in their own words.
        if !text.contains(&cause) {
            if !text.is_empty() {
                let trimmed = text.trim_end_matches('.').len();
                text.truncate(trimmed);
                text.push_str(": ");
            }
            text.push_str(&cause);
        }
    }
    finish(&text)
}

/// A fault of the store: what the operator can do about it.
fn of_store(fault: &StoreError) -> String {
    let what = finish(&fault.to_string());
    match fault {
        StoreError::DiskFull => {
            format!("{what} Nothing was changed. Free some space, then run this again.")
        }
        StoreError::Busy(_) => format!(
            "{what} Nothing was changed. Run this again; if it stays so, look which process uses the data folder."
        ),
        StoreError::Disk(_) => format!(
            "{what} Nothing was changed. Look at the disk and at who may write to the data folder, then run this again."
        ),
        StoreError::Damaged(_) => format!(
            "{what} Nothing was changed. Make a copy of the data folder before anything else, then restore the latest \
             backup into a new folder with \"latchkey restore FILE --data-dir NEW\"."
        ),
        StoreError::Taken(_) => format!("{what} Nothing was changed. Use another value."),
        StoreError::Newer { .. } => format!("{what} Nothing was changed."),
        StoreError::Fault(_) => format!(
            "{what} Nothing was changed. \"latchkey check\" looks for what is broken; a backup can be restored into a \
             new data folder."
        ),
    }
}

/// A capital at the beginning and a full stop at the end.
fn finish(text: &str) -> String {
    let text = text.trim();
    let mut letters = text.chars();
    let mut sentence: String = match letters.next() {
        // A path or an address keeps its letters.
        Some(first) if text.split([' ', ',']).next().is_some_and(is_word) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    };
    if !sentence.ends_with(['.', '!', '?']) {
        sentence.push('.');
    }
    sentence
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_lowercase() || letter == '\'')
}

#[cfg(test)]
mod tests {
    use anyhow::{Context as _, anyhow};

    use super::*;

    #[test]
    fn a_full_disk_is_told_with_what_to_do() {
        insta::assert_snapshot!(
            of(&anyhow::Error::new(Failure::Store(StoreError::DiskFull))),
            @"The disk that holds the data folder is full. Nothing was changed. Free some space, then run this again."
        );
    }

    #[test]
    fn a_cause_stands_behind_what_it_caused_and_once() {
        let failure = Err::<(), _>(anyhow!("permission denied"))
            .context("the file could not be read.")
            .expect_err("it is one");
        assert_eq!(
            of(&failure),
            "The file could not be read: permission denied."
        );
        let failure = Err::<(), _>(anyhow!("permission denied"))
            .context("it was not read: permission denied")
            .expect_err("it is one");
        assert_eq!(of(&failure), "It was not read: permission denied.");
    }

    #[test]
    fn a_path_keeps_its_letters() {
        assert_eq!(of(&anyhow!("data/x is no folder")), "data/x is no folder.");
    }
}
