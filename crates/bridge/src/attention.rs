//! What needs an admin, for notifications: Home's list, and of it what was not said yet.

use std::collections::HashSet;

use serde::Deserialize;

use crate::bridge::Bridge;
use crate::call::PageCall;

/// More at a time would bury each other.
const AT_MOST: usize = 3;

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
}

#[derive(Deserialize)]
struct Home {
    #[serde(default)]
    attention: Vec<Matter>,
}

/// What was said already in this run of the app.
#[derive(Debug, Default)]
pub struct Attention {
    said: HashSet<(String, Option<String>)>,
}

impl Attention {
    /// Asks Home; nothing where nobody is signed in, or the person's access role has no Home of this kind.
    pub async fn ask(bridge: &Bridge) -> Vec<Matter> {
        match bridge.call(PageCall::get("/api/v1/home")).await {
            Ok(reply) if reply.status == 200 => serde_json::from_value::<Home>(reply.json())
                .map(|home| home.attention)
                .unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Of these, what is new; it counts as said from now on. What went away and comes back is said again.
    pub fn news(&mut self, now: Vec<Matter>) -> Vec<Matter> {
        let key = |matter: &Matter| (matter.code.clone(), matter.since.clone());
        let present: HashSet<_> = now.iter().map(key).collect();
        let mut news: Vec<Matter> = now
            .into_iter()
            .filter(|matter| !self.said.contains(&key(matter)))
            .collect();
        self.said = present;
        news.truncate(AT_MOST);
        news
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matter(code: &str, since: &str) -> Matter {
        Matter {
            code: code.to_owned(),
            sentence: format!("{code} since {since}"),
            since: Some(since.to_owned()),
        }
    }

    #[test]
    fn nothing_is_said_twice() {
        let mut attention = Attention::default();
        let one = matter("mass_deactivation", "14:02");
        assert_eq!(
            attention.news(vec![one.clone()]),
            std::slice::from_ref(&one)
        );
        assert_eq!(attention.news(vec![one.clone()]), []);
        let other = matter("wrong_passkey", "14:03");
        assert_eq!(attention.news(vec![one, other.clone()]), [other]);
    }

    #[test]
    fn what_comes_back_is_said_again() {
        let mut attention = Attention::default();
        let one = matter("issuer_unreachable", "14:02");
        attention.news(vec![one.clone()]);
        attention.news(Vec::new());
        assert_eq!(attention.news(vec![one.clone()]), [one]);
    }

    #[test]
    fn a_flood_is_cut_short() {
        let many = (0..10).map(|n| matter(&n.to_string(), "1")).collect();
        assert_eq!(Attention::default().news(many).len(), AT_MOST);
    }
}
