//! The one tenant of an installation.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// Its name, as people read it.
    pub name: String,
    /// The Company ID: what Okta sends as User Name.
    pub company_id: String,
    /// Whom a refusal page names as the one to ask: an address or a sentence.
    pub support_contact: Option<String>,
    /// When it was set up.
    pub created_at: Timestamp,
}

/// Makes a Company ID out of the organization's name: what is typed into Okta's User Name field, so
/// ASCII letters, digits and hyphens only, with some random letters so that it cannot be guessed
/// from the name alone.
pub fn company_id(name: &str, random: [u8; 4]) -> String {
    let mut slug = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        if slug.len() >= 24 {
            break;
        }
    }
    let slug = slug.trim_matches('-');
    let slug = if slug.is_empty() { "company" } else { slug };
    let tail: String = random
        .iter()
        .map(|byte| char::from(b"abcdefghjkmnpqrstuvwxyz23456789x"[usize::from(byte & 31)]))
        .collect();
    format!("{slug}-{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_id_is_plain_whatever_the_name() {
        assert_eq!(
            company_id("Åke & Söner AB!", [0, 1, 2, 3]),
            "ke-s-ner-ab-abcd"
        );
        assert_eq!(company_id("株式会社", [31, 31, 31, 31]), "company-xxxx");
    }
}
