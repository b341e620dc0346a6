//! What is set, and what was found.

use jiff::Timestamp;
use latchkey_domain::sign_in::Policy;
use latchkey_server::api::views::UserJson;
use latchkey_store_sqlite::Chain;
use serde::Serialize;

/// `latchkey setup --json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetupJson {
    pub(crate) organization: String,
    pub(crate) company_id: String,
    pub(crate) owner: UserJson,
}

/// `latchkey toolkit … --json`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ToolkitJson {
    pub(crate) enabled: bool,
    pub(crate) enabled_at: Option<Timestamp>,
}

impl From<Option<Timestamp>> for ToolkitJson {
    fn from(enabled_at: Option<Timestamp>) -> Self {
        Self {
            enabled: enabled_at.is_some(),
            enabled_at,
        }
    }
}

/// `latchkey sign-in … --json`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignInJson {
    /// Whether Okta sign-on is required of everyone.
    pub(crate) required: bool,
    pub(crate) issuer: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) saved_at: Option<Timestamp>,
    pub(crate) tested_at: Option<Timestamp>,
}

impl From<Option<Policy>> for SignInJson {
    fn from(policy: Option<Policy>) -> Self {
        policy.map_or_else(Self::default, |policy| Self {
            required: true,
            issuer: Some(policy.issuer),
            client_id: Some(policy.client_id),
            saved_at: Some(policy.saved_at),
            tested_at: policy.tested_at,
        })
    }
}

/// `latchkey check --json`.
#[derive(Debug, Serialize)]
pub(crate) struct CheckJson {
    /// Whether there is no fault. Warnings alone leave it true.
    pub(crate) ok: bool,
    pub(crate) findings: Vec<FindingJson>,
    /// How the record stands; null where it could not be looked at.
    pub(crate) chain: Option<ChainJson>,
}

/// How the record's chain stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChainJson {
    /// Whether every link from the checkpoint to the newest holds.
    pub(crate) whole: bool,
    /// The place that the first link follows upon.
    behind: u64,
    /// The newest link, for `--anchor`.
    anchor: String,
    /// How many links there are.
    links: u64,
    /// Of these, how many have no entry because it grew and stands at a later place.
    gathered: u64,
    /// How many have none because it was erased with a person.
    erased: u64,
    /// How many entries were trimmed for their age.
    trimmed: u64,
    /// How many entries no link vouches for: older than the chain, or kept when those around them were trimmed.
    outside: u64,
}

impl From<Chain> for ChainJson {
    fn from(chain: Chain) -> Self {
        Self {
            whole: chain.whole,
            behind: chain.behind,
            anchor: chain.newest.to_string(),
            links: chain.links,
            gathered: chain.gathered,
            erased: chain.erased,
            trimmed: chain.trimmed,
            outside: chain.outside,
        }
    }
}

impl ChainJson {
    /// For people.
    pub(crate) fn sentence(&self) -> String {
        format!(
            "The record is whole: {} links behind the entry {}. Of their entries, {} grew and stand later, {} were erased. {} \
             older ones were trimmed, {} stand outside of the chain. Its newest link, for --anchor: {}",
            self.links,
            self.behind,
            self.gathered,
            self.erased,
            self.trimmed,
            self.outside,
            self.anchor
        )
    }
}

/// One finding.
#[derive(Debug, Serialize)]
pub(crate) struct FindingJson {
    pub(crate) fault: bool,
    pub(crate) text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_set_has_every_name_all_the_same() {
        insta::assert_snapshot!(
            serde_json::to_string(&SignInJson::from(None)).expect("it is JSON"),
            @r#"{"required":false,"issuer":null,"clientId":null,"savedAt":null,"testedAt":null}"#
        );
        insta::assert_snapshot!(
            serde_json::to_string(&ToolkitJson::from(None)).expect("it is JSON"),
            @r#"{"enabled":false,"enabledAt":null}"#
        );
    }

    #[test]
    fn a_policy_is_told_as_it_was_saved() {
        let policy = Policy {
            issuer: "https://acme.okta.com".into(),
            client_id: "0oa1".into(),
            saved_at: Timestamp::UNIX_EPOCH,
            tested_at: None,
        };
        insta::assert_snapshot!(
            serde_json::to_string(&SignInJson::from(Some(policy))).expect("it is JSON"),
            @r#"{"required":true,"issuer":"https://acme.okta.com","clientId":"0oa1","savedAt":"1970-01-01T00:00:00Z","testedAt":null}"#
        );
    }

    #[test]
    fn a_finding_says_whether_it_is_a_fault() {
        let check = CheckJson {
            ok: false,
            findings: vec![FindingJson {
                fault: true,
                text: "A row is broken.".into(),
            }],
        };
        insta::assert_snapshot!(
            serde_json::to_string(&check).expect("it is JSON"),
            @r#"{"ok":false,"findings":[{"fault":true,"text":"A row is broken."}]}"#
        );
    }
}
