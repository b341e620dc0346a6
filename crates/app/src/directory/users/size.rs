//! How much one user may hold, by whichever way it came.
//!
//! A request is bounded, and so is each value. What is stored is not, by that: one operation of a PATCH writes its value
//! into each of 256 entries, and any number of requests may add to a list.

use latchkey_domain::user::User;
use latchkey_scim::ScimError;

/// The most bytes of a user as it is stored. Okta sends one to four kilobytes, with a picture as its URL; a picture of 64
/// KiB and some certificates fit beside that.
const MOST_BYTES: usize = 128 * 1024;

/// What an earlier version let in may stay, shrink, and be deactivated: "false" is longer than "true".
const LEEWAY: usize = 1;

/// Refuses a user that has become too large.
pub(super) fn demand_room(before: Option<&User>, after: &User) -> Result<(), ScimError> {
    let bytes = after.resource.as_str().len();
    let most = before.map_or(MOST_BYTES, |before| {
        MOST_BYTES.max(before.resource.as_str().len() + LEEWAY)
    });
    if bytes <= most {
        return Ok(());
    }
    let (name, alone) = after
        .resource
        .to_object()
        .into_iter()
        .map(|(name, value)| (name, value.to_string().len()))
        .max_by_key(|(_, bytes)| *bytes)
        .unwrap_or_default();
    Err(ScimError::invalid_value(format!(
        "{} would take {bytes} bytes, {alone} of them for {name}; a user takes {MOST_BYTES} at most. Nothing was changed; \
         send less of it, and a picture as its URL.",
        after.name()
    )))
}
