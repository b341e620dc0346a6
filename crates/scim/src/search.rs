//! stub
use crate::{ScimError, list::Page};
use serde_json::Value;
/// A query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// The attributes wanted.
    pub attributes: Option<Vec<String>>,
    /// The attributes not wanted.
    pub excluded_attributes: Option<Vec<String>>,
    /// The filter.
    pub filter: Option<String>,
    /// The attribute to sort by.
    pub sort_by: Option<String>,
    /// `ascending` or `descending`.
    pub sort_order: Option<String>,
    /// The place of the first resource.
    pub start_index: Option<i64>,
    /// The number of resources.
    pub count: Option<i64>,
}
impl SearchRequest {
    /// Reads the body of a POST to `/.search`.
    pub fn parse(value: Value) -> Result<Self, ScimError> {
        let _ = value;
        unimplemented!()
    }
    /// Reads the query of a GET.
    pub fn from_query(pairs: impl Iterator<Item = (String, String)>) -> Result<Self, ScimError> {
        let _ = pairs;
        unimplemented!()
    }
    /// The page asked for.
    pub fn page(&self) -> Page {
        Page::new(self.start_index, self.count)
    }
}
