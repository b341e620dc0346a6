//! POST `/.search` (RFC 7644 §3.4.3), at the root, for users and for groups.

use axum::body::Body;
use axum::response::Response;
use latchkey_app::Failure;
use latchkey_app::directory::{GroupView, ListQuery, Listed, UserView};
use latchkey_scim::cursor::{Cursor, List};
use latchkey_scim::list::{CursorPage, Page, Paging};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::search::SearchRequest;
use serde_json::Value;

use super::answer::Refused;
use super::call::OktaCall;
use super::query::Frame;
use super::{groups, query, users};

/// What stands for the root in a cursor.
const ENDPOINT: &str = "/";

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
    let question = request.question(ENDPOINT);
    let asked = (|| {
        let (user, group) = (ResourceType::user(), ResourceType::group());
        let paging = request.paging(ENDPOINT)?;
        let for_users = request.projection(user)?;
        let for_groups = request.projection(group)?;
        let users = query::list(request, user, known, paging, for_users.wants("groups"))?;
        let groups = query::list(request, group, known, paging, for_groups.wants("members"))?;
        Ok::<_, latchkey_scim::ScimError>((for_users, for_groups, users, groups))
    })();
    let (for_users, for_groups, users, groups) = call.or_refuse("scim.searched", asked).await?;
    let paging = users.paging;
    let found = find(&call, users, groups).await;
    let (users, groups) = call.or_refuse_asked("scim.searched", found).await?;
    let mut resources = Vec::with_capacity(users.items.len() + groups.items.len());
    for view in &users.items {
        let mut object = view.to_object(call.base());
        for_users.apply(&mut object);
        resources.push(Value::Object(object));
    }
    for view in &groups.items {
        let mut object = view.to_object(call.base());
        for_groups.apply(&mut object);
        resources.push(Value::Object(object));
    }
    let whole = Listed::<()> {
        total: users
            .total
            .zip(groups.total)
            .map(|(users, groups)| users + groups),
        items: Vec::new(),
        next: groups.next,
    };
    let response = Frame::of(&whole, paging, question).respond(resources);
    Ok(call.read_only("scim.searched", response))
}

/// What the page has of users, and of groups what is left of it then. The latter knows where the next page begins.
async fn find(
    call: &OktaCall,
    users: ListQuery,
    mut groups: ListQuery,
) -> Result<(Listed<UserView>, Listed<GroupView>), Failure> {
    let (app, base) = (call.app(), call.base());
    let page = match users.paging {
        Paging::Index(page) => {
            let found = app.list_users(users, base).await?;
            groups.paging = Paging::Index(rest_of(page, &found));
            return Ok((found, app.list_groups(groups, base).await?));
        }
        Paging::Cursor(page) => page,
    };
    let among_groups = page.after.filter(|cursor| cursor.list == List::Groups);
    let found = if among_groups.is_none() {
        app.list_users(users, base).await?
    } else {
        users_counted(call, users).await?
    };
    let left = page.count.saturating_sub(found.items.len() as u64);
    if found.next.is_some() || left == 0 {
        let mut none = groups_counted(call, groups).await?;
        none.next = found.next.or(Some(Cursor {
            list: List::Groups,
            after: 0,
            key: 0,
        }));
        return Ok((found, none));
    }
    // A page that begins anew among the groups has no key to look for.
    let after = among_groups.filter(|cursor| cursor.after > 0);
    groups.paging = Paging::Cursor(CursorPage { after, count: left });
    Ok((found, app.list_groups(groups, base).await?))
}

/// No users, but their number, where that is known without reading them through.
async fn users_counted(call: &OktaCall, query: ListQuery) -> Result<Listed<UserView>, Failure> {
    if query.is_plain() {
        return call.app().list_users(none_of(query), call.base()).await;
    }
    Ok(Listed::default())
}

/// The same of groups.
async fn groups_counted(call: &OktaCall, query: ListQuery) -> Result<Listed<GroupView>, Failure> {
    if query.is_plain() {
        return call.app().list_groups(none_of(query), call.base()).await;
    }
    Ok(Listed::default())
}

fn none_of(query: ListQuery) -> ListQuery {
    ListQuery {
        paging: Paging::Index(Page::new(None, Some(0))),
        ..query
    }
}

/// The part of the groups that follows the users of a page.
fn rest_of(page: Page, found: &Listed<UserView>) -> Page {
    let total = found.total.unwrap_or_default();
    Page {
        start_index: page.start_index.saturating_sub(total).max(1),
        count: page.count.saturating_sub(found.items.len() as u64),
    }
}
