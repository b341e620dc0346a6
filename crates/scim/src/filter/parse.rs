//! stub
use super::ast::Filter;
use crate::{ScimError, schema::ResourceType};
impl Filter {
    /// Reads a filter.
    pub fn parse(text: &str, types: &[&'static ResourceType]) -> Result<Self, ScimError> {
        let _ = (text, types);
        unimplemented!()
    }
}
