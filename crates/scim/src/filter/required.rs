//! What every match of a filter has, so that a store can pass over most of the others before it asks
//! [`Filter::matches`].

use super::ast::{AttributePath, Compare, Filter, Literal, Operator};
use crate::text::caseless;

/// A text that stands somewhere in a value of every match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredText {
    /// The attribute: `userName`, `name.familyName`, `emails.value`.
    pub path: String,
    /// The text, in the form of [`caseless`]; it stands in the caseless form of the value.
    pub text: String,
}

impl Filter {
    /// The parts that every match satisfies: of `a and (b and c)` all three.
    pub fn conjuncts(&self) -> Vec<&Self> {
        match self {
            Self::And(filters) => filters.iter().flat_map(Self::conjuncts).collect(),
            one => vec![one],
        }
    }

    /// The id that an entry of a list must have as its `value`, where this is all that is asked for: `members.value eq "1"`
    /// and `members[value eq "1"]`.
    pub fn only_entry(&self, list: &str) -> Option<&str> {
        match self {
            Self::Values { path, filter } if path.canonical() == list => match &**filter {
                Self::Compare(compare) if compare.path.canonical() == "value" => compare.equal_to(),
                _ => None,
            },
            Self::Compare(compare)
                if compare.path.attribute().name == list
                    && compare.path.extension().is_none()
                    && compare.path.sub().is_some_and(|sub| sub.name == "value") =>
            {
                compare.equal_to()
            }
            _ => None,
        }
    }

    /// The texts that every match has in one of its values.
    pub fn required_texts(&self) -> Vec<RequiredText> {
        let mut texts = Vec::new();
        for part in self.conjuncts() {
            match part {
                Self::Compare(compare) => texts.extend(compare.required_text(None)),
                Self::Values { path, filter } => {
                    for inner in filter.conjuncts() {
                        if let Self::Compare(compare) = inner {
                            texts.extend(compare.required_text(Some(path)));
                        }
                    }
                }
                _ => {}
            }
        }
        texts
    }
}

impl Compare {
    fn equal_to(&self) -> Option<&str> {
        match (&self.op, &self.value) {
            (Operator::Eq, Literal::String(text)) => Some(text),
            _ => None,
        }
    }

    fn required_text(&self, list: Option<&AttributePath>) -> Option<RequiredText> {
        let Literal::String(text) = &self.value else {
            return None;
        };
        let stands = matches!(
            self.op,
            Operator::Eq | Operator::Co | Operator::Sw | Operator::Ew
        );
        let path = match list {
            Some(list) => format!("{}.{}", list.canonical(), self.path.canonical()),
            None => self.path.canonical().to_owned(),
        };
        let text = caseless(text);
        (stands && !text.is_empty()).then_some(RequiredText { path, text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::ResourceType;

    fn read(text: &str) -> Filter {
        Filter::parse(text, ResourceType::all()).unwrap()
    }

    fn texts(text: &str) -> Vec<(String, String)> {
        let required = read(text).required_texts();
        required
            .into_iter()
            .map(|one| (one.path, one.text))
            .collect()
    }

    #[test]
    fn what_a_match_may_be_without_is_not_required() {
        for filter in [
            "userName ne \"a\"",
            "not (userName eq \"a\")",
            "userName eq \"a\" or title eq \"b\"",
            "userName gt \"a\"",
            "userName co \"\"",
            "active eq true",
            "meta.created gt \"2026-01-01T00:00:00Z\"",
            "emails[value eq \"a\" or type eq \"b\"]",
            "not (emails[value eq \"a\"])",
        ] {
            assert_eq!(texts(filter), [], "{filter}");
        }
    }

    #[test]
    fn what_each_part_of_a_conjunction_asks_for_is_required() {
        let filter = "name.familyName co \"LIN\" and (emails[type eq \"work\" and value ew \"@X\"] and title pr)";
        let pair = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        assert_eq!(
            texts(filter),
            [
                pair("name.familyName", "lin"),
                pair("emails.type", "work"),
                pair("emails.value", "@x")
            ]
        );
    }

    #[test]
    fn an_entry_of_a_list_is_asked_for_in_two_ways_and_no_other() {
        for filter in [
            "members.value eq \"1\"",
            "members[value eq \"1\"]",
            "members eq \"1\"",
        ] {
            assert_eq!(read(filter).only_entry("members"), Some("1"), "{filter}");
        }
        for filter in [
            "members.value ne \"1\"",
            "members[value eq \"1\" and type eq \"User\"]",
            "members.type eq \"1\"",
            "groups.value eq \"1\"",
            "not (members.value eq \"1\")",
        ] {
            assert_eq!(read(filter).only_entry("members"), None, "{filter}");
        }
    }
}
