//! What a GET asks for in its query, or a `/.search` in its body, made ready for a resource type.

use axum::http::StatusCode;
use axum::response::Response;
use latchkey_app::directory::{Bounds, ListQuery, Listed};
use latchkey_scim::cursor::Question;
use latchkey_scim::error::ScimError;
use latchkey_scim::filter::Filter;
use latchkey_scim::list::{Paging, cursor_response, list_response};
use latchkey_scim::projection::Projection;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::search::SearchRequest;
use serde_json::Value;

use super::answer;

/// Reads the query of a GET.
pub(super) fn read(query: &str) -> Result<SearchRequest, ScimError> {
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    SearchRequest::from_query(pairs)
}

/// The projection of a request for one resource.
pub(super) fn projection_of(
    query: &str,
    types: &'static ResourceType,
) -> Result<Projection, ScimError> {
    if query.is_empty() {
        return Projection::parse(None, None, types);
    }
    read(query)?.projection(types)
}

/// Which resources of one type, in which order, which part. `known` are the types whose attributes may be named.
pub(super) fn list(
    request: &SearchRequest,
    types: &'static ResourceType,
    known: &[&'static ResourceType],
    paging: Paging,
    relations: bool,
) -> Result<ListQuery, ScimError> {
    let filter = request
        .filter
        .as_deref()
        .map(|text| Filter::parse(text, known))
        .transpose()?;
    Ok(ListQuery {
        filter,
        sort: request.sort(types)?,
        paging,
        with_relations: relations,
        bounds: Bounds::default(),
    })
}

/// What stands around the resources of a page.
pub(super) struct Frame {
    paging: Paging,
    total: Option<u64>,
    next: Option<String>,
}

impl Frame {
    pub(super) fn of<T>(listed: &Listed<T>, paging: Paging, question: Question) -> Self {
        Self {
            paging,
            total: listed.total,
            next: listed.next.map(|cursor| cursor.write(question)),
        }
    }

    /// A ListResponse (RFC 7644 §3.4.2).
    pub(super) fn around(&self, resources: Vec<Value>) -> Value {
        match self.paging {
            Paging::Index(page) => {
                list_response(self.total.unwrap_or_default(), page.start_index, resources)
            }
            Paging::Cursor(_) => cursor_response(self.total, self.next.as_deref(), resources),
        }
    }

    pub(super) fn respond(&self, resources: Vec<Value>) -> Response {
        answer::value(StatusCode::OK, &self.around(resources))
    }

    /// The same up to its resources, of which there are so many; `]}` ends it.
    pub(super) fn opening(&self, items: usize) -> String {
        let mut empty = self.around(Vec::new());
        empty["itemsPerPage"] = items.into();
        let mut text = empty.to_string();
        // "Resources" is the last member.
        text.truncate(text.len() - 2);
        text
    }
}
