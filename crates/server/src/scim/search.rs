//! POST `/.search` (RFC 7644 §3.4.3), at the root, for users and for groups.

use axum::body::Body;
use axum::response::Response;
use latchkey_app::directory::ListQuery;
use latchkey_scim::list::Page;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::search::SearchRequest;
use serde_json::Value;

use super::answer::Refused;
use super::call::OktaCall;
use super::{groups, query, users};

/// POST /Users/.search
pub(super) async fn users(mut call: OktaCall, body: Body) -> Result<Response, Refused> {
    let request = read(&mut call, body, "users.filtered").await?;
    users::respond_list(call, &request, "users.filtered").await
}

/// POST /Groups/.search
pub(super) async fn groups(mut call: OktaCall, body: Body) -> Result<Response, Refused> {
    let request = read(&mut call, body, "groups.listed").await?;
    groups::respond_list(call, &request, "groups.listed").await
}

/// POST /.search: users and groups together, users first.
pub(super) async fn all(mut call: OktaCall, body: Body) -> Result<Response, Refused> {
    let request = read(&mut call, body, "scim.searched").await?;
    search_all(call, &request).await
}

async fn read(call: &mut OktaCall, body: Body, action: &str) -> Result<SearchRequest, Refused> {
    let limit = call.body_limit();
    call.body(body, limit, action, SearchRequest::parse).await
}

async fn search_all(call: OktaCall, request: &SearchRequest) -> Result<Response, Refused> {
    let known = ResourceType::all();
    let asked = (|| {
        let (user, group) = (ResourceType::user(), ResourceType::group());
        let for_users = query::projection(request, user)?;
        let for_groups = query::projection(request, group)?;
        let users = query::list(request, user, known, for_users.wants("groups"))?;
        let groups = query::list(request, group, known, for_groups.wants("members"))?;
        Ok::<_, latchkey_scim::ScimError>((for_users, for_groups, users, groups))
    })();
    let (for_users, for_groups, users, mut groups) = call.or_refuse("scim.searched", asked).await?;
    let app = call.app().clone();
    let base = call.base().to_owned();
    let page = users.page;
    let found = tokio::task::spawn_blocking(move || {
        let found_users = app.list_users(&users, &base)?;
        // What is left of the page after the users falls to the groups.
        groups.page = rest_of(&users, found_users.total, found_users.items.len());
        let found_groups = app.list_groups(&groups, &base)?;
        Ok::<_, latchkey_app::Failure>((found_users, found_groups))
    })
    .await
    .map_err(|panic| users::fault(&panic))??;
    let (users, groups) = found;
    let mut resources = Vec::with_capacity(users.items.len() + groups.items.len());
    for view in &users.items {
        let mut object = view.to_object(call.base());
        for_users.apply(&mut object);
        resources.push(Value::Object(object));
    }
    let room = usize::try_from(page.count).unwrap_or(usize::MAX) - resources.len();
    for view in groups.items.iter().take(room) {
        let mut object = view.to_object(call.base());
        for_groups.apply(&mut object);
        resources.push(Value::Object(object));
    }
    let whole = ListQuery {
        page,
        ..ListQuery::default()
    };
    let response = query::respond(users.total + groups.total, &whole, resources);
    Ok(call.read_only("scim.searched", response))
}

/// The part of the groups that follows `found` users out of `total`.
fn rest_of(query: &ListQuery, total: u64, found: usize) -> Page {
    let start = query.page.start_index.saturating_sub(total).max(1);
    let count = query.page.count.saturating_sub(found as u64);
    Page {
        start_index: start,
        count,
    }
}
