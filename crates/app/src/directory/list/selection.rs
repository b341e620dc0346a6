//! By which index a filter is answered, and whom it need not be asked of.

use latchkey_scim::filter::{Compare, Filter, Literal, Operator, RequiredText};
use latchkey_scim::text::caseless;

use crate::ports::store::{GroupSelection, Narrowing, UserSelection};

/// More texts than this are left to the filter itself.
const TEXTS: usize = 4;

/// The narrowest index that every match is in.
pub(super) fn user_selection(filter: &Filter) -> UserSelection {
    for part in filter.conjuncts() {
        match equality(part) {
            Some(("id", value)) => return UserSelection::Id(value.to_owned()),
            Some(("userName", value)) => return UserSelection::UserNameKey(caseless(value)),
            Some(("externalId", value)) => return UserSelection::ExternalId(value.to_owned()),
            _ => {}
        }
    }
    for part in filter.conjuncts() {
        if let Some(group) = part.only_entry("groups") {
            return UserSelection::InGroup(group.to_owned());
        }
    }
    let narrowing = narrowing(filter);
    if narrowing == Narrowing::default() {
        UserSelection::All
    } else {
        UserSelection::Narrowed(narrowing)
    }
}

pub(super) fn group_selection(filter: &Filter) -> GroupSelection {
    for part in filter.conjuncts() {
        match equality(part) {
            Some(("id", value)) => return GroupSelection::Id(value.to_owned()),
            Some(("displayName", value)) => return GroupSelection::DisplayNameKey(caseless(value)),
            Some(("externalId", value)) => return GroupSelection::ExternalId(value.to_owned()),
            _ => {}
        }
        if let Some(member) = part.only_entry("members") {
            return GroupSelection::WithMember(member.to_owned());
        }
    }
    GroupSelection::All
}

fn equality(part: &Filter) -> Option<(&str, &str)> {
    match part {
        Filter::Compare(Compare {
            path,
            op: Operator::Eq,
            value: Literal::String(value),
        }) => Some((path.canonical(), value)),
        _ => None,
    }
}

/// What the narrow table can say: the texts that it holds of everyone, the state, the time of the last change.
fn narrowing(filter: &Filter) -> Narrowing {
    let mut narrowing = Narrowing::default();
    for RequiredText { path, text } in filter.required_texts() {
        let is_listed = matches!(
            path.as_str(),
            "userName" | "displayName" | "externalId" | "name.givenName" | "name.familyName"
        );
        // Blanks around a value are not in the table.
        let text = text.trim();
        if is_listed && !text.is_empty() && narrowing.texts.len() < TEXTS {
            narrowing.texts.push(text.to_owned());
        }
    }
    for part in filter.conjuncts() {
        let Filter::Compare(Compare { path, op, value }) = part else {
            continue;
        };
        match (path.canonical(), op, value) {
            ("active", Operator::Eq, Literal::Boolean(active)) => narrowing.active = Some(*active),
            ("meta.lastModified", Operator::Gt | Operator::Ge, Literal::DateTime(from)) => {
                narrowing.modified_from = narrowing.modified_from.max(Some(*from));
            }
            ("meta.lastModified", Operator::Lt | Operator::Le, Literal::DateTime(to)) => {
                let before = narrowing.modified_to.unwrap_or(*to);
                narrowing.modified_to = Some(before.min(*to));
            }
            _ => {}
        }
    }
    narrowing
}

/// Whether the index alone decides: one equality on a column that is stored just as the filter compares it, or one member of
/// a list whose entries are an index, such as `groups.value eq "1"`.
pub(super) fn is_answered_by_index(filter: &Filter, list: &str) -> bool {
    filter.only_entry(list).is_some()
        || (list == "groups"
            && matches!(
                equality(filter),
                Some(("userName" | "externalId" | "id", _))
            ))
}

impl UserSelection {
    /// Whether it is one person at most.
    pub(super) fn is_one(&self) -> bool {
        matches!(
            self,
            Self::Id(_) | Self::UserNameKey(_) | Self::ExternalId(_) | Self::EmailKey(_)
        )
    }
}

/// Lets through whose stored text may satisfy a filter, by the texts that every match has: most rows are passed over without
/// being read as JSON.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    texts: Vec<String>,
}

impl Sieve {
    pub(super) fn of(filter: &Filter) -> Self {
        let mut texts = filter.required_texts();
        // These are written behind the stored text when it is sent.
        texts.retain(|RequiredText { path, .. }| {
            !(path.starts_with("groups") || path.starts_with("meta"))
        });
        // As JSON such a text may be written otherwise.
        let is_plain = |letter: char| {
            letter.is_ascii() && !letter.is_ascii_control() && !"\"\\".contains(letter)
        };
        texts.retain(|RequiredText { text, .. }| text.chars().all(is_plain));
        Self {
            texts: texts.into_iter().map(|required| required.text).collect(),
        }
    }

    /// Only a text of ASCII letters has its caseless form letter by letter; any other one is let through.
    pub(super) fn lets_through(&self, stored: &str) -> bool {
        if self.texts.is_empty() || !stored.is_ascii() {
            return true;
        }
        let stored = stored.to_ascii_lowercase();
        self.texts.iter().all(|text| stored.contains(text))
    }
}

#[cfg(test)]
mod tests {
    use latchkey_scim::schema::ResourceType;

    use super::*;

    fn read(text: &str) -> Filter {
        Filter::parse(text, ResourceType::all()).unwrap()
    }

    #[test]
    fn the_sieve_keeps_nobody_back_whom_the_filter_may_want() {
        let passes = |filter: &str, stored: &str| Sieve::of(&read(filter)).lets_through(stored);
        for (filter, stored) in [
            ("title co \"EN\"", r#"{"title":"Agent"}"#),
            // Written otherwise in JSON.
            ("title co \"a\\\"b\"", r#"{"title":"a\"b"}"#),
            // Not in the stored text at all.
            ("groups.display co \"sales\"", r#"{"title":"x"}"#),
            ("meta.version sw \"W\"", r#"{"title":"x"}"#),
            ("title ne \"a\"", r#"{"title":"x"}"#),
            // One sign that comes apart into two letters, and one of another case.
            ("title co \"fi\"", "{\"title\":\"\u{fb01}n\"}"),
            ("title co \"k\"", "{\"title\":\"\u{212a}\"}"),
        ] {
            assert!(passes(filter, stored), "{filter}");
        }
        assert!(!passes("title co \"en\"", r#"{"title":"Clerk"}"#));
    }

    #[test]
    fn a_filter_goes_by_the_narrowest_index() {
        let narrowed = |change: fn(&mut Narrowing)| {
            let mut narrowing = Narrowing::default();
            change(&mut narrowing);
            UserSelection::Narrowed(narrowing)
        };
        for (filter, selection) in [
            (
                "title pr and userName eq \"A\"",
                UserSelection::UserNameKey("a".into()),
            ),
            (
                "groups[value eq \"1\"] and active eq true",
                UserSelection::InGroup("1".into()),
            ),
            (
                "name.familyName co \" Li\"",
                narrowed(|by| by.texts.push("li".into())),
            ),
            ("active eq false", narrowed(|by| by.active = Some(false))),
            ("not (active eq false)", UserSelection::All),
            ("userName eq \"a\" or id eq \"b\"", UserSelection::All),
            ("emails.value co \"a\"", UserSelection::All),
        ] {
            assert_eq!(user_selection(&read(filter)), selection, "{filter}");
        }
    }
}
