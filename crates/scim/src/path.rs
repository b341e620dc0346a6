//! Paths of PATCH operations (RFC 7644 §3.5.2, figure 7): `attr`, `attr.sub`, `attr[filter]`,
//! `attr[filter].sub`, each also with a URN in front, and the URN of an extension alone.

use crate::ScimError;
use crate::filter::{Filter, parse_entry_filter};
use crate::intake::short;
use crate::schema::{Attribute, Kind, Resolved, ResourceType, nearest, resolve};

/// The path of a PATCH operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    target: Resolved,
    filter: Option<Filter>,
    schema_urn: &'static str,
}

impl Path {
    /// Reads a path; names and URNs may come in any case.
    ///
    /// An attribute that the resource type does not have is refused with `invalidPath`, a filter
    /// that cannot be read with `invalidFilter`.
    pub fn parse(text: &str, rt: &'static ResourceType) -> Result<Self, ScimError> {
        let text = text.trim();
        let Some((name, rest)) = text.split_once('[') else {
            return Ok(Self::of(named(text, rt)?, rt));
        };
        let mut target = named(name.trim_end(), rt)?;
        let Some(attribute) = target
            .attribute
            .filter(|attribute| attribute.kind == Kind::Complex)
        else {
            return Err(refusal(
                text,
                "what stands before the bracket has no parts to select by",
            ));
        };
        if target.sub.is_some() {
            return Err(refusal(
                text,
                "the bracket belongs before the dot, as in emails[type eq \"work\"].value",
            ));
        }
        let (filter, rest) = parse_entry_filter(rest, attribute)?;
        if let Some(part) = rest.strip_prefix('.') {
            target.sub = Some(attribute.sub_attribute(part).ok_or_else(|| {
                let parts = attribute.sub_attributes.iter().map(|part| part.name);
                match nearest(part, parts) {
                    Some(meant) => refusal(
                        text,
                        &format!(
                            "{} has no part of that name; did you mean {meant}?",
                            attribute.name
                        ),
                    ),
                    None => refusal(
                        text,
                        &format!("{} has no part of that name", attribute.name),
                    ),
                }
            })?);
        } else if !rest.is_empty() {
            return Err(refusal(
                text,
                "nothing but a dot and the name of a part may follow the bracket",
            ));
        }
        Ok(Self {
            filter: Some(filter),
            ..Self::of(target, rt)
        })
    }

    fn of(target: Resolved, rt: &'static ResourceType) -> Self {
        Self {
            target,
            filter: None,
            schema_urn: target.extension.unwrap_or(rt.core).id,
        }
    }

    /// The attribute; none where the path is the URN of an extension alone.
    pub fn attribute(&self) -> Option<&'static Attribute> {
        self.target.attribute
    }

    /// The part of the attribute.
    pub fn sub(&self) -> Option<&'static Attribute> {
        self.target.sub
    }

    /// Which entries of the list; its paths are relative to an entry.
    pub fn filter(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }

    /// The URN of the schema that the attribute is in, the core schema's for what every resource
    /// has.
    pub fn schema_urn(&self) -> &'static str {
        self.schema_urn
    }

    /// The canonical spelling, without the filter.
    pub fn canonical(&self) -> String {
        self.target.canonical()
    }

    pub(crate) fn target(&self) -> Resolved {
        self.target
    }
}

/// The path in its canonical spelling, which parses to the same path.
impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Some(filter) = &self.filter else {
            return f.write_str(&self.canonical());
        };
        write!(
            f,
            "{}[{filter}]",
            Resolved {
                sub: None,
                ..self.target
            }
            .canonical()
        )?;
        match self.target.sub {
            Some(sub) => write!(f, ".{}", sub.name),
            None => Ok(()),
        }
    }
}

fn named(name: &str, rt: &'static ResourceType) -> Result<Resolved, ScimError> {
    resolve(name, &[rt], true).map_err(|unresolved| {
        ScimError::invalid_path(format!(
            "The path leads nowhere. {} Nothing was changed.",
            unresolved.reason
        ))
    })
}

fn refusal(text: &str, what: &str) -> ScimError {
    let stop = if what.ends_with('?') { "" } else { "." };
    ScimError::invalid_path(format!(
        "The path “{}” cannot be read: {what}{stop} Nothing was changed.",
        short(text)
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::urn;

    #[track_caller]
    fn refused(text: &str) -> String {
        let error = Path::parse(text, ResourceType::user()).unwrap_err();
        format!("{}: {error}", error.scim_type().unwrap().as_str())
    }

    #[test]
    fn an_unknown_attribute_is_named() {
        insta::assert_snapshot!(refused("emials"), @"invalidPath: The path leads nowhere. A User has no attribute “emials”; did you mean emails? Nothing was changed.");
        insta::assert_snapshot!(refused("urn:example:2.0:User:x"), @"invalidPath: The path leads nowhere. A User has no attribute “urn:example:2.0:User:x”. Nothing was changed.");
        insta::assert_snapshot!(refused("members"), @"invalidPath: The path leads nowhere. A User has no attribute “members”. Nothing was changed.");
        insta::assert_snapshot!(refused(""), @"invalidPath: The path leads nowhere. A User has no attribute “”. Nothing was changed.");
    }

    #[test]
    fn what_does_not_follow_the_grammar_is_refused() {
        insta::assert_snapshot!(refused(r#"userName[value eq "x"]"#), @r#"invalidPath: The path “userName[value eq "x"]” cannot be read: what stands before the bracket has no parts to select by. Nothing was changed."#);
        insta::assert_snapshot!(refused(r#"emails.value[type eq "x"]"#), @r#"invalidPath: The path “emails.value[type eq "x"]” cannot be read: the bracket belongs before the dot, as in emails[type eq "work"].value. Nothing was changed."#);
        insta::assert_snapshot!(refused(r#"emails[type eq "x"]value"#), @r#"invalidPath: The path “emails[type eq "x"]value” cannot be read: nothing but a dot and the name of a part may follow the bracket. Nothing was changed."#);
        insta::assert_snapshot!(refused(r#"emails[type eq "x"].valu"#), @r#"invalidPath: The path “emails[type eq "x"].valu” cannot be read: emails has no part of that name; did you mean value? Nothing was changed."#);
        insta::assert_snapshot!(refused(r#"emails[type eq "x""#), @"invalidFilter: The filter cannot be read at its end: “and”, “or” or “]” is expected.");
    }

    #[test]
    fn every_form_is_read_in_any_case_with_and_without_its_urn() {
        for (text, printed) in [
            ("USERNAME", "userName".to_owned()),
            (
                &format!("{}:userName", urn::USER.to_lowercase()),
                "userName".to_owned(),
            ),
            ("name.FAMILYNAME", "name.familyName".to_owned()),
            (
                r#"Emails[Type EQ "work"]"#,
                r#"emails[type eq "work"]"#.to_owned(),
            ),
            (
                r#"emails[type eq "work"].VALUE"#,
                r#"emails[type eq "work"].value"#.to_owned(),
            ),
            (
                &format!(r#"{}:emails[type eq "a]b"].value"#, urn::USER),
                r#"emails[type eq "a]b"].value"#.to_owned(),
            ),
            (
                &urn::ENTERPRISE_USER.to_uppercase(),
                urn::ENTERPRISE_USER.to_owned(),
            ),
            (
                &format!("{}:MANAGER.value", urn::ENTERPRISE_USER),
                format!("{}:manager.value", urn::ENTERPRISE_USER),
            ),
            ("accessRole", "accessRole".to_owned()),
            ("password", "password".to_owned()),
        ] {
            let path = Path::parse(text, ResourceType::user()).unwrap();
            assert_eq!(path.to_string(), printed);
            assert_eq!(Path::parse(&printed, ResourceType::user()).unwrap(), path);
        }
    }

    #[test]
    fn its_parts_can_be_asked_for() {
        let path = Path::parse(r#"members[value eq "1"].type"#, ResourceType::group()).unwrap();
        assert_eq!(path.attribute().unwrap().name, "members");
        assert_eq!(path.sub().unwrap().name, "type");
        assert_eq!(path.filter().unwrap().to_string(), r#"value eq "1""#);
        assert_eq!(
            (path.schema_urn(), path.canonical().as_str()),
            (urn::GROUP, "members.type")
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in r#"(urn:|emails|\[|\]|\.|type| eq |"x"|name|:|\PC){0,12}"#) {
            let _ = Path::parse(&text, ResourceType::user());
        }
    }
}
