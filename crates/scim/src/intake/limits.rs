//! How long a value may be, and which ones may hold nothing that cannot be seen.

use crate::ScimError;

/// The most characters of a text, by the canonical name of its attribute.
pub(super) fn max_characters(canonical: &str) -> usize {
    match canonical {
        "userName" | "displayName" => 256,
        // RFC 5321 §4.5.3.1.3 as corrected by erratum 1690: a path holds an address of 254
        // characters.
        "emails.value" => 254,
        "photos.value" | "x509Certificates.value" => 65_536,
        _ if canonical.starts_with("name.") => 256,
        _ => 4_096,
    }
}

/// What identifies a person to other people must not hide characters.
pub(super) fn must_be_visible(canonical: &str) -> bool {
    matches!(canonical, "userName" | "displayName" | "emails.value")
        || canonical.starts_with("name.")
}

/// The most entries of a list.
fn max_entries(canonical: &str) -> usize {
    if canonical == "members" { 100_000 } else { 256 }
}

/// Refuses a list that is too long.
pub(crate) fn check_entries(canonical: &str, entries: usize) -> Result<(), ScimError> {
    let limit = max_entries(canonical);
    if entries <= limit {
        return Ok(());
    }
    Err(ScimError::invalid_value(format!(
        "{canonical} has {entries} entries; it holds {limit} at most. Nothing was changed."
    )))
}
