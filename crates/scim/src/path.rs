//! stub
use crate::{
    ScimError,
    filter::Filter,
    schema::{Attribute, ResourceType, Schema},
};
/// The path of a PATCH operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    extension: Option<&'static Schema>,
    attribute: Option<&'static Attribute>,
    filter: Option<Filter>,
    sub: Option<&'static Attribute>,
    core: &'static Schema,
}
impl Path {
    /// Reads a path.
    pub fn parse(text: &str, rt: &'static ResourceType) -> Result<Self, ScimError> {
        let _ = (text, rt);
        unimplemented!()
    }
    /// The attribute; none for an extension's URN alone.
    pub fn attribute(&self) -> Option<&'static Attribute> {
        self.attribute
    }
    /// The part of the attribute.
    pub fn sub(&self) -> Option<&'static Attribute> {
        self.sub
    }
    /// Which entries of a list.
    pub fn filter(&self) -> Option<&Filter> {
        self.filter.as_ref()
    }
    /// The schema's URN: the core schema's or an extension's.
    pub fn schema_urn(&self) -> &'static str {
        self.extension.unwrap_or(self.core).id
    }
    /// The canonical spelling, without the value filter.
    pub fn canonical(&self) -> String {
        unimplemented!()
    }
}
