//! If-Match and If-None-Match (RFC 7644 §3.14, RFC 9110 §13.1), held inside the unit of work.

use latchkey_domain::{Refusal, RefusalCode};

/// What a request demands of the stored version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Precondition {
    /// The entity tags of If-Match; `*` stands for any.
    pub if_match: Option<Vec<String>>,
    /// The entity tags of If-None-Match.
    pub if_none_match: Option<Vec<String>>,
}

impl Precondition {
    /// Only this version.
    pub fn version(tag: String) -> Self {
        Self {
            if_match: Some(vec![tag]),
            if_none_match: None,
        }
    }

    /// Refuses a write when the stored version is another one.
    pub fn allow_write(&self, stored: &str) -> Result<(), Refusal> {
        let matches = self
            .if_match
            .as_ref()
            .is_none_or(|tags| tags.iter().any(|tag| same(tag, stored)));
        let unseen = self
            .if_none_match
            .as_ref()
            .is_none_or(|tags| !tags.iter().any(|tag| same(tag, stored)));
        if matches && unseen {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalCode::PreconditionFailed,
            format!(
                "This was changed by someone else in the meantime: its version is {stored} now. Nothing was changed. Read \
                 it again, then send the change with that version."
            ),
        ))
    }

    /// Whether a read may be answered "not modified".
    pub fn is_unmodified(&self, stored: &str) -> bool {
        self.if_none_match
            .as_ref()
            .is_some_and(|tags| tags.iter().any(|tag| same(tag, stored)))
    }
}

/// Weak comparison: SCIM's versions are weak.
fn same(asked: &str, stored: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    asked.trim() == "*" || plain(asked) == plain(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_refused_with_the_stored_one() {
        let refusal = Precondition::version("W/\"1\"".into())
            .allow_write("W/\"2\"")
            .unwrap_err();
        assert!(refusal.detail.contains("W/\"2\""));
    }

    #[test]
    fn weak_and_strong_forms_of_one_tag_are_the_same() {
        let precondition = Precondition::version("\"2\"".into());
        assert!(precondition.allow_write("W/\"2\"").is_ok());
        assert!(
            Precondition::version("*".into())
                .allow_write("W/\"9\"")
                .is_ok()
        );
    }
}
