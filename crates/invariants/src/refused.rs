//! What holds of every refusal: it can be shown to an admin.

use latchkey_domain::Refusal;
use latchkey_scim::ScimError;

/// The longest sentence that a screen, and Okta's, has room for, in characters.
const LONGEST: usize = 1_001;

pub(crate) fn scim(error: &ScimError) {
    assert!(
        (400..500).contains(&error.status()),
        "{} is no refusal: {error}",
        error.status()
    );
    if let Some(scim_type) = error.scim_type() {
        assert!(
            matches!(error.status(), 400 | 403 | 409),
            "{} {}",
            error.status(),
            scim_type.as_str()
        );
    }
    sentence(error.detail());
}

pub(crate) fn rule(refusal: &Refusal) {
    sentence(&refusal.detail);
}

/// It says something, in bounds, and cannot make a terminal or a log line into something else.
pub(crate) fn sentence(text: &str) {
    assert!(!text.trim().is_empty(), "a refusal without a word");
    assert!(
        text.chars().count() <= LONGEST,
        "{} bytes of refusal: {text:.200}",
        text.len()
    );
    assert!(!text.chars().any(char::is_control), "{text:?}");
}
