//! `/api/v1/groups`: the groups that Okta pushed. Their members are `/users?group=`.

use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use latchkey_app::ports::store::ListedGroup;
use latchkey_domain::user::Source;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::aside;
use super::input::Asked;
use super::problem::{Problem, ProblemBody};
use super::users::window;
use super::views::source;
use super::who::Person;
use crate::state::ServerState;

/// Which groups.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GroupParams {
    /// Words, each to be found somewhere in the name.
    q: Option<String>,
    /// From which on, counted from 0.
    offset: Option<u64>,
    /// How many at most, up to 500.
    limit: Option<u64>,
}

/// A part of the groups, by name.
#[derive(Serialize, ToSchema)]
pub struct GroupPage {
    /// How many groups there are.
    total: u64,
    /// How many of them the words find.
    matching: u64,
    /// The place of the first of these, counted from 0.
    offset: u64,
    /// Those that were asked for.
    groups: Vec<ListedGroupJson>,
}

/// A group.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedGroup)]
pub struct ListedGroupJson {
    /// UUID.
    id: String,
    /// Its name.
    display_name: String,
    /// How many members it has.
    members: u64,
    /// Where it came from.
    #[schema(schema_with = source)]
    source: Source,
    /// Okta's id of it, if it sent one.
    #[schema(required)]
    external_id: Option<String>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it, or its membership, last changed.
    #[schema(value_type = String, format = DateTime)]
    modified_at: Timestamp,
}

impl From<ListedGroup> for ListedGroupJson {
    fn from(listed: ListedGroup) -> Self {
        Self {
            members: listed.members,
            source: listed.group.source(),
            id: listed.group.id,
            display_name: listed.group.display_name,
            external_id: listed.group.external_id,
            created_at: listed.group.created_at,
            modified_at: listed.group.modified_at,
        }
    }
}

/// Groups, by name.
#[utoipa::path(get, path = "/groups", operation_id = "list_groups", params(GroupParams), responses(
    (status = 200, body = GroupPage, description = "A part of the list"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(
    State(state): State<ServerState>,
    person: Person,
    Asked(params): Asked<GroupParams>,
) -> Result<Json<GroupPage>, Problem> {
    let window = window(params.offset, params.limit);
    let typed = params.q.unwrap_or_default();
    let part = aside(move || {
        state
            .app
            .list_groups_by_name(&person.caller, &typed, window)
    })
    .await?;
    Ok(Json(GroupPage {
        total: part.total,
        matching: part.matching,
        offset: window.offset,
        groups: part.items.into_iter().map(ListedGroupJson::from).collect(),
    }))
}

/// One group.
#[utoipa::path(get, path = "/groups/{id}", operation_id = "get_group", params(("id" = String, Path,)), responses(
    (status = 200, body = ListedGroupJson, description = "The group"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Json<ListedGroupJson>, Problem> {
    Ok(Json(state.app.group(&person.caller, &id)?.into()))
}
