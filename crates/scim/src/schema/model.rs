//! The words in which schemas are written: attributes and their characteristics (RFC 7643 §2.2,
//! §7).

/// The data types of RFC 7643 §2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Unicode text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A real number.
    Decimal,
    /// A whole number.
    Integer,
    /// An instant, written as XML Schema's `dateTime`.
    DateTime,
    /// Bytes in base64.
    Binary,
    /// A URI.
    Reference,
    /// An object of sub-attributes.
    Complex,
}

impl Kind {
    /// The name as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Boolean => "boolean",
            Self::Decimal => "decimal",
            Self::Integer => "integer",
            Self::DateTime => "dateTime",
            Self::Binary => "binary",
            Self::Reference => "reference",
            Self::Complex => "complex",
        }
    }
}

/// Who may change an attribute, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutability {
    /// The server alone.
    ReadOnly,
    /// The client at any time.
    ReadWrite,
    /// The client, once.
    Immutable,
    /// The client, who never gets to see it.
    WriteOnly,
}

impl Mutability {
    /// The name as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "readOnly",
            Self::ReadWrite => "readWrite",
            Self::Immutable => "immutable",
            Self::WriteOnly => "writeOnly",
        }
    }
}

/// When an attribute is in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// Even where it is asked to be left out.
    Always,
    /// Not at all.
    Never,
    /// Unless it is asked to be left out.
    Default,
    /// Where it is asked for.
    Request,
}

impl Returned {
    /// The name as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Default => "default",
            Self::Request => "request",
        }
    }
}

/// Among which resources a value may occur once only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uniqueness {
    /// It may occur any number of times.
    None,
    /// Once on this server.
    Server,
    /// Once anywhere.
    Global,
}

impl Uniqueness {
    /// The name as it stands in a schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Server => "server",
            Self::Global => "global",
        }
    }
}

/// One attribute and its characteristics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attribute {
    /// The name in its canonical spelling; it is matched without regard to case.
    pub name: &'static str,
    /// The data type, of one value where there can be several.
    pub kind: Kind,
    /// Whether the value is a list.
    pub multi_valued: bool,
    /// Whether a resource must have it.
    pub required: bool,
    /// Whether strings compare exactly; if not, by [`crate::text::caseless`].
    pub case_exact: bool,
    /// Who may change it.
    pub mutability: Mutability,
    /// When it is in an answer.
    pub returned: Returned,
    /// Whether a value may be taken.
    pub uniqueness: Uniqueness,
    /// The values that are suggested, or the only ones accepted: the app decides which.
    pub canonical_values: &'static [&'static str],
    /// What a reference may point to: resource types, `uri` or `external`.
    pub reference_types: &'static [&'static str],
    /// The parts of a complex attribute.
    pub sub_attributes: &'static [Attribute],
    /// What it holds, for people.
    pub description: &'static str,
}

impl Attribute {
    /// A singular, optional, readable and writable attribute that compares without regard to case.
    pub(crate) const fn new(name: &'static str, kind: Kind, description: &'static str) -> Self {
        Self {
            name,
            kind,
            multi_valued: false,
            required: false,
            case_exact: false,
            mutability: Mutability::ReadWrite,
            returned: Returned::Default,
            uniqueness: Uniqueness::None,
            canonical_values: &[],
            reference_types: &[],
            sub_attributes: &[],
            description,
        }
    }

    pub(crate) const fn string(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::String, description)
    }

    pub(crate) const fn boolean(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::Boolean, description)
    }

    /// An instant that the server writes.
    pub(crate) const fn instant(name: &'static str, description: &'static str) -> Self {
        Self::new(name, Kind::DateTime, description).read_only()
    }

    /// RFC 7643 §2.3.7: a reference's value is case exact.
    pub(crate) const fn reference(
        name: &'static str,
        types: &'static [&'static str],
        description: &'static str,
    ) -> Self {
        let mut attribute = Self::new(name, Kind::Reference, description).exact();
        attribute.reference_types = types;
        attribute
    }

    pub(crate) const fn complex(
        name: &'static str,
        sub_attributes: &'static [Attribute],
        description: &'static str,
    ) -> Self {
        let mut attribute = Self::new(name, Kind::Complex, description);
        attribute.sub_attributes = sub_attributes;
        attribute
    }

    pub(crate) const fn list(mut self) -> Self {
        self.multi_valued = true;
        self
    }

    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    pub(crate) const fn exact(mut self) -> Self {
        self.case_exact = true;
        self
    }

    pub(crate) const fn read_only(mut self) -> Self {
        self.mutability = Mutability::ReadOnly;
        self
    }

    pub(crate) const fn always_returned(mut self) -> Self {
        self.returned = Returned::Always;
        self
    }

    pub(crate) const fn unique(mut self) -> Self {
        self.uniqueness = Uniqueness::Server;
        self
    }

    pub(crate) const fn values(mut self, values: &'static [&'static str]) -> Self {
        self.canonical_values = values;
        self
    }

    /// A part of this attribute, by its name in any case.
    pub fn sub_attribute(&self, name: &str) -> Option<&'static Attribute> {
        find(self.sub_attributes, name)
    }

    /// Whether it has parts and holds one value, as `name` does: its parts are owned one by one.
    pub(crate) fn is_singular_complex(&self) -> bool {
        self.kind == Kind::Complex && !self.multi_valued
    }

    /// Identifiers that other systems count with: Okta sends them as strings, others as numbers.
    pub(crate) fn takes_numbers(&self) -> bool {
        matches!(self.name, "externalId" | "employeeNumber")
    }
}

/// A set of attributes under a URN.
#[derive(Debug, PartialEq)]
pub struct Schema {
    /// The URN.
    pub id: &'static str,
    /// A short name.
    pub name: &'static str,
    /// What it describes, for people.
    pub description: &'static str,
    /// Its attributes, without those that every resource has.
    pub attributes: &'static [Attribute],
}

impl Schema {
    /// An attribute by its name in any case.
    pub fn attribute(&self, name: &str) -> Option<&'static Attribute> {
        find(self.attributes, name)
    }
}

/// RFC 7643 §2.1: "Attribute names are case insensitive".
pub(super) fn find(attributes: &'static [Attribute], name: &str) -> Option<&'static Attribute> {
    attributes
        .iter()
        .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
}
