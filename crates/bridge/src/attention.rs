//! What needs an admin, for notifications: Home's list, and of it what was not said yet.

use std::collections::BTreeSet;

use latchkey_app::attention::Attention as OfHome;
use serde::{Deserialize, Serialize};

use crate::choice::Memory;

/// More at a time would bury each other.
const AT_MOST: usize = 3;
/// These happen, and may happen again: of each, its time tells one from another. The others are so until they are mended,
/// and are said once however often Okta runs into them.
const HAPPENINGS: [&str; 6] = [
    "mass_deactivation",
    "became_enterprise_admin",
    "adopted",
    "own_second_factor",
    "second_factor_guessed",
    "passkey_copied",
];

/// One thing on Home that needs an admin.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Matter {
    /// Which kind, of a closed set.
    pub code: String,
    /// What it is, for people.
    pub sentence: String,
    /// Since when.
    #[serde(default)]
    pub since: Option<String>,
    /// What to do about it.
    #[serde(default)]
    verb: Verb,
}

/// What Home offers to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
struct Verb {
    /// "open" a page, or "post" to the API.
    action: String,
    /// Where.
    to: String,
}

impl Matter {
    /// The screen to see it on. What acts is on Home, where it asks first; so is what leads to no screen of ours.
    pub fn screen(&self) -> String {
        let to = &self.verb.to;
        let own = self.verb.action == "open"
            && to.starts_with('/')
            && !to.starts_with("//")
            && to
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"/-_".contains(&byte));
        if own { to.clone() } else { "/".to_owned() }
    }

    fn key(&self) -> Key {
        let happened = HAPPENINGS.contains(&self.code.as_str());
        Key {
            code: self.code.clone(),
            to: self.verb.to.clone(),
            since: self.since.clone().filter(|_| happened),
        }
    }
}

impl From<OfHome> for Matter {
    fn from(one: OfHome) -> Self {
        Self {
            code: one.code.to_owned(),
            sentence: one.sentence,
            since: Some(one.since.to_string()),
            verb: Verb {
                action: if one.posts { "post" } else { "open" }.to_owned(),
                to: one.to,
            },
        }
    }
}

/// What tells one matter from another. No name is in it: it rests in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    code: String,
    to: String,
    since: Option<String>,
}

/// What was told of one installation and still holds; remembered between starts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    /// Which installation.
    place: String,
    /// What.
    matters: BTreeSet<Key>,
}

/// Says each matter once, however often the app is started.
#[derive(Debug)]
pub struct Attention {
    memory: Memory,
    told: Told,
}

impl Attention {
    /// With what was told before.
    pub fn new(memory: Memory) -> Self {
        let told = memory.read().told;
        Self { memory, told }
    }

    /// Of these, what is new at `place`; it counts as told from now on. What went away and comes back is told again.
    pub fn news(&mut self, place: &str, now: Vec<Matter>) -> Vec<Matter> {
        let before = std::mem::take(&mut self.told);
        self.told = Told {
            place: place.to_owned(),
            matters: now.iter().map(Matter::key).collect(),
        };
        if self.told != before {
            let told = self.told.clone();
            if let Err(fault) = self.memory.change(|remembered| remembered.told = told) {
                tracing::warn!(%fault, "what was told could not be remembered: it is told again at the next start");
            }
        }
        let mut news: Vec<Matter> = now
            .into_iter()
            .filter(|matter| before.place != place || !before.matters.contains(&matter.key()))
            .collect();
        news.truncate(AT_MOST);
        news
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const HERE: &str = "here";

    fn nothing_told() -> (TempDir, Attention) {
        let folder = tempfile::tempdir().expect("a folder");
        let attention = Attention::new(Memory::in_folder(folder.path()));
        (folder, attention)
    }

    fn matter(code: &str, since: &str) -> Matter {
        Matter {
            code: code.to_owned(),
            sentence: format!("{code} since {since}"),
            since: Some(since.to_owned()),
            verb: Verb::default(),
        }
    }

    fn opening(to: &str) -> Matter {
        let mut matter = matter("adopted", "1");
        matter.verb = Verb {
            action: "open".to_owned(),
            to: to.to_owned(),
        };
        matter
    }

    #[test]
    fn a_place_that_is_no_screen_of_ours_is_home() {
        for to in [
            "",
            "people",
            "//evil.example/people",
            "https://evil.example/",
            "/\\evil.example",
            "/people?role=Admin",
            "javascript:alert(1)",
        ] {
            assert_eq!(opening(to).screen(), "/", "{to}");
        }
        let mut acts = opening("/deactivations/bring-back");
        acts.verb.action = "post".to_owned();
        assert_eq!(acts.screen(), "/");
        assert_eq!(opening("/organization/okta").screen(), "/organization/okta");
    }

    #[test]
    fn what_holds_on_is_said_once_however_often_okta_runs_into_it() {
        let (_folder, mut attention) = nothing_told();
        assert_eq!(
            attention
                .news(HERE, vec![matter("suspended", "14:02")])
                .len(),
            1
        );
        assert_eq!(attention.news(HERE, vec![matter("suspended", "14:03")]), []);
        assert_eq!(
            attention.news(HERE, vec![matter("adopted", "14:02")]).len(),
            1
        );
        assert_eq!(
            attention.news(HERE, vec![matter("adopted", "14:03")]).len(),
            1
        );
    }

    #[test]
    fn nothing_is_said_twice() {
        let (_folder, mut attention) = nothing_told();
        let one = matter("mass_deactivation", "14:02");
        assert_eq!(
            attention.news(HERE, vec![one.clone()]),
            std::slice::from_ref(&one)
        );
        assert_eq!(attention.news(HERE, vec![one.clone()]), []);
        let other = matter("wrong_passkey", "14:03");
        assert_eq!(attention.news(HERE, vec![one, other.clone()]), [other]);
    }

    #[test]
    fn what_comes_back_is_said_again() {
        let (_folder, mut attention) = nothing_told();
        let one = matter("issuer_unreachable", "14:02");
        attention.news(HERE, vec![one.clone()]);
        attention.news(HERE, Vec::new());
        assert_eq!(attention.news(HERE, vec![one.clone()]), [one]);
    }

    #[test]
    fn a_flood_is_cut_short() {
        let many = (0..10).map(|n| matter(&n.to_string(), "1")).collect();
        let (_folder, mut attention) = nothing_told();
        assert_eq!(attention.news(HERE, many).len(), AT_MOST);
    }

    #[test]
    fn another_start_tells_nothing_twice_and_another_installation_is_another_matter() {
        let (folder, mut attention) = nothing_told();
        let one = matter("mass_deactivation", "14:02");
        attention.news(HERE, vec![one.clone()]);
        let mut next = Attention::new(Memory::in_folder(folder.path()));
        assert_eq!(next.news(HERE, vec![one.clone()]), []);
        assert_eq!(next.news("there", vec![one.clone()]), [one]);
    }
}
