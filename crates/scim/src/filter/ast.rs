//! What a filter is made of, once read.

use serde_json::Number;

use crate::ScimError;
use crate::schema::{Attribute, Kind, Resolved};

/// A condition on a resource. Made by [`Filter::parse`]; printed, it parses to itself again.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Every one holds. Two or more.
    And(Vec<Filter>),
    /// At least one holds. Two or more.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A value compares with a literal.
    Compare(Compare),
    /// There is a value (`pr`).
    Present(AttributePath),
    /// One and the same entry of a list satisfies a condition: `emails[type eq "work" and value co
    /// "@x"]`.
    Values {
        /// The list.
        path: AttributePath,
        /// The condition, whose paths are relative to an entry: `type`, `value`.
        filter: Box<Filter>,
    },
}

/// A comparison. Where the attribute is a list, it holds if it does for any of the values.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// What is compared.
    pub path: AttributePath,
    /// How.
    pub op: Operator,
    /// With what. Its kind fits the attribute's: see [`Literal`].
    pub value: Literal,
}

/// The operators that take a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Equal.
    Eq,
    /// Not equal. An attribute without a value is not equal to any.
    Ne,
    /// Contains.
    Co,
    /// Starts with.
    Sw,
    /// Ends with.
    Ew,
    /// Greater than.
    Gt,
    /// Greater than or equal.
    Ge,
    /// Less than.
    Lt,
    /// Less than or equal.
    Le,
}

impl Operator {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::Eq,
        Self::Ne,
        Self::Co,
        Self::Sw,
        Self::Ew,
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
    ];

    /// The word in a filter.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }

    /// The operator of a word in any case.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operator| operator.as_str().eq_ignore_ascii_case(word))
    }

    /// Whether it asks for a part of a string.
    pub(super) const fn is_substring(self) -> bool {
        matches!(self, Self::Co | Self::Sw | Self::Ew)
    }

    /// Whether it asks for an order.
    pub(super) const fn is_ordering(self) -> bool {
        matches!(self, Self::Gt | Self::Ge | Self::Lt | Self::Le)
    }
}

/// The value on the right of an operator, already in the kind of the attribute on the left.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// For strings, references and binaries; also for `co`, `sw` and `ew` on a date-time.
    String(String),
    /// For booleans (a filter may write them as strings).
    Boolean(bool),
    /// For decimals and integers.
    Number(Number),
    /// For date-times: an instant, so that offsets do not matter.
    DateTime(jiff::Timestamp),
    /// `null`: with `eq`, no value; with `ne`, any.
    Null,
}

/// The name of an attribute in a filter, and what it stands for.
#[derive(Clone, Debug)]
pub struct AttributePath {
    pub(super) extension: Option<&'static str>,
    pub(super) attribute: &'static Attribute,
    pub(super) sub: Option<&'static Attribute>,
    pub(super) canonical: Box<str>,
}

impl PartialEq for AttributePath {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl AttributePath {
    /// `userName`, `name.familyName`, `emails.value`, `meta.lastModified`,
    /// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department`.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The URN of the extension that the attribute is in; none at the top of the object.
    pub fn extension(&self) -> Option<&'static str> {
        self.extension
    }

    /// The attribute.
    pub fn attribute(&self) -> &'static Attribute {
        self.attribute
    }

    /// The part of it.
    pub fn sub(&self) -> Option<&'static Attribute> {
        self.sub
    }

    /// What is compared in the end: the part where there is one, else the attribute.
    pub fn target(&self) -> &'static Attribute {
        self.sub.unwrap_or(self.attribute)
    }

    /// The name of the member at the top of the resource that holds it.
    pub fn top_level(&self) -> &'static str {
        self.extension.unwrap_or(self.attribute.name)
    }

    /// The path that a name stands for; none for an extension's URN alone.
    pub(super) fn new(found: &Resolved) -> Option<Self> {
        Some(Self {
            extension: found.extension.map(|schema| schema.id),
            attribute: found.attribute?,
            sub: found.sub,
            canonical: found.canonical().into(),
        })
    }

    /// What a comparison means by this path: of a complex attribute, its `value` (`emails co
    /// "@x"`).
    pub(super) fn compared(self) -> Result<Self, ScimError> {
        if self.sub.is_some() || self.attribute.kind != Kind::Complex {
            return Ok(self);
        }
        if let Some(value) = self.attribute.sub_attribute("value") {
            let canonical = format!("{}.value", self.canonical).into();
            return Ok(Self {
                sub: Some(value),
                canonical,
                ..self
            });
        }
        let parts: Vec<_> = self
            .attribute
            .sub_attributes
            .iter()
            .map(|part| format!("{}.{}", self.canonical, part.name))
            .collect();
        Err(ScimError::invalid_filter(format!(
            "The filter compares {}, which has parts; compare one of them: {}.",
            self.canonical,
            parts.join(", ")
        )))
    }
}

impl Filter {
    /// The equalities of strings that every match satisfies, as (canonical path, value), so that a
    /// store can look a few candidates up in an index before it asks [`Filter::matches`].
    ///
    /// The values are as written: compare by [`crate::text::caseless`] where the attribute is not
    /// case exact.
    pub fn required_equalities(&self) -> Vec<(&str, &str)> {
        match self {
            Self::Compare(Compare {
                path,
                op: Operator::Eq,
                value: Literal::String(value),
            }) => {
                vec![(path.canonical(), value)]
            }
            Self::And(filters) => filters.iter().flat_map(Self::required_equalities).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the filter looks at a member at the top of a resource (`members`, or an extension's
    /// URN), so that what is costly to load is loaded only where it is needed.
    pub fn mentions(&self, top_level_attribute: &str) -> bool {
        match self {
            Self::And(filters) | Self::Or(filters) => filters
                .iter()
                .any(|filter| filter.mentions(top_level_attribute)),
            Self::Not(filter) => filter.mentions(top_level_attribute),
            Self::Compare(Compare { path, .. })
            | Self::Present(path)
            | Self::Values { path, .. } => {
                path.top_level().eq_ignore_ascii_case(top_level_attribute)
            }
        }
    }
}
