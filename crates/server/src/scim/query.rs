//! What a GET asks for in its query, or a `/.search` in its body, made ready for a resource type.

use axum::http::StatusCode;
use axum::response::Response;
use latchkey_app::directory::ListQuery;
use latchkey_scim::error::ScimError;
use latchkey_scim::filter::Filter;
use latchkey_scim::list::list_response;
use latchkey_scim::projection::Projection;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::search::SearchRequest;
use latchkey_scim::sort::SortBy;
use serde_json::Value;

use super::answer;

/// Reads the query of a GET.
pub(super) fn read(query: &str) -> Result<SearchRequest, ScimError> {
    let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
    SearchRequest::from_query(pairs)
}

/// Which attributes are wanted.
pub(super) fn projection(
    request: &SearchRequest,
    types: &'static ResourceType,
) -> Result<Projection, ScimError> {
    let joined = |names: &Option<Vec<String>>| names.as_ref().map(|names| names.join(","));
    Projection::parse(
        joined(&request.attributes).as_deref(),
        joined(&request.excluded_attributes).as_deref(),
        types,
    )
}

/// The projection of a request for one resource.
pub(super) fn projection_of(
    query: &str,
    types: &'static ResourceType,
) -> Result<Projection, ScimError> {
    if query.is_empty() {
        return Projection::parse(None, None, types);
    }
    projection(&read(query)?, types)
}

/// Which resources of one type, in which order, which part. `known` are the types whose attributes may be named.
pub(super) fn list(
    request: &SearchRequest,
    types: &'static ResourceType,
    known: &[&'static ResourceType],
    relations: bool,
) -> Result<ListQuery, ScimError> {
    let filter = request
        .filter
        .as_deref()
        .map(|text| Filter::parse(text, known))
        .transpose()?;
    let sort = SortBy::parse(
        request.sort_by.as_deref(),
        request.sort_order.as_deref(),
        types,
    )?;
    Ok(ListQuery {
        filter,
        sort,
        page: request.page(),
        with_relations: relations,
    })
}

/// A ListResponse (RFC 7644 §3.4.2).
pub(super) fn respond(total: u64, query: &ListQuery, resources: Vec<Value>) -> Response {
    answer::value(
        StatusCode::OK,
        &list_response(total, query.page.start_index, resources),
    )
}
