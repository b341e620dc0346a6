//! stub
use super::ast::Filter;
use crate::Object;
impl Filter {
    /// Whether a resource satisfies it.
    pub fn matches(&self, resource: &Object) -> bool {
        let _ = resource;
        unimplemented!()
    }
}
