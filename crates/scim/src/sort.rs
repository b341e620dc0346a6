//! stub
use crate::{Object, ScimError, schema::ResourceType};
/// How to sort.
#[derive(Clone, Debug, PartialEq)]
pub struct SortBy {}
/// The place of a resource among others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey {}
impl SortBy {
    /// Reads the two parameters.
    pub fn parse(
        sort_by: Option<&str>,
        order: Option<&str>,
        rt: &'static ResourceType,
    ) -> Result<Option<Self>, ScimError> {
        let _ = (sort_by, order, rt);
        unimplemented!()
    }
    /// The canonical name of the attribute.
    pub fn canonical(&self) -> &str {
        unimplemented!()
    }
    /// Whether the order is descending.
    pub fn descending(&self) -> bool {
        unimplemented!()
    }
    /// The key of a resource; keys in ascending order are resources in the order asked for.
    pub fn key(&self, resource: &Object) -> SortKey {
        let _ = resource;
        unimplemented!()
    }
}
