//! `/Groups` (RFC 7644 §3).

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use latchkey_app::directory::GroupView;
use latchkey_app::directory::groups::Answer;
use latchkey_domain::Refusal;
use latchkey_scim::patch::{self, PatchRequest};
use latchkey_scim::projection::Projection;
use latchkey_scim::resource;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::search::SearchRequest;
use serde_json::Value;

use super::answer::{self, Refused};
use super::call::{Id, OktaCall};
use super::query::{self, Frame};
use super::users::shown;

/// GET /Groups.
pub(super) async fn list(call: OktaCall) -> Result<Response, Refused> {
    let request = call
        .or_refuse("groups.listed", query::read(&call.query))
        .await?;
    respond_list(call, &request, "groups.listed").await
}

/// The same for a GET and a `/.search`.
pub(super) async fn respond_list(
    call: OktaCall,
    request: &SearchRequest,
    kind: &str,
) -> Result<Response, Refused> {
    let types = ResourceType::group();
    let asked = request.projection(types).and_then(|projection| {
        let paging = request.paging(types.endpoint)?;
        let relations = projection.wants("members");
        query::list(request, types, &[types], paging, relations).map(|list| (projection, list))
    });
    let (projection, list) = call.or_refuse(kind, asked).await?;
    let paging = list.paging;
    let listed = call.app().list_groups(list, call.base()).await;
    let listed = call.or_refuse_asked(kind, listed).await?;
    let frame = Frame::of(&listed, paging, request.question(types.endpoint));
    let resources = listed
        .items
        .iter()
        .map(|view| {
            let mut object = view.to_object(call.base());
            projection.apply(&mut object);
            Value::Object(object)
        })
        .collect();
    Ok(call.read_only(kind, frame.respond(resources)))
}

/// POST /Groups.
pub(super) async fn create(mut call: OktaCall, body: Body) -> Result<Response, Refused> {
    let projection = projection(&call, "group.created").await?;
    let limit = call.large_body_limit();
    let incoming = call
        .body(body, limit, "group.created", resource::read_group)
        .await?;
    let view = call
        .app()
        .create_group(
            call.caller_answered(&projection),
            incoming,
            answer_of(&projection),
        )
        .await?;
    Ok(one(&call, StatusCode::CREATED, view, &projection))
}

/// GET /Groups/{id}.
pub(super) async fn get(call: OktaCall, Id(id): Id) -> Result<Response, Refused> {
    let projection = projection(&call, "group.read").await?;
    let found = call.app().group_view(&id, projection.wants("members"))?;
    let missing = || Refusal::not_found("group", &shown(&id));
    let view = call
        .or_refuse("group.read", found.ok_or_else(missing))
        .await?;
    let etag = view.group.etag();
    if call.precondition().is_unmodified(&etag) {
        return Ok(call.read_only("group.read", answer::not_modified(&etag)));
    }
    let response = one(&call, StatusCode::OK, view, &projection);
    Ok(call.read_only("group.read", response))
}

/// PUT /Groups/{id}.
pub(super) async fn replace(
    mut call: OktaCall,
    Id(id): Id,
    body: Body,
) -> Result<Response, Refused> {
    let projection = projection(&call, "group.updated").await?;
    let limit = call.large_body_limit();
    let incoming = call
        .body(body, limit, "group.updated", resource::read_group)
        .await?;
    let view = call
        .app()
        .replace_group(
            call.caller_answered(&projection),
            &id,
            call.precondition(),
            incoming,
            answer_of(&projection),
        )
        .await?;
    Ok(one(&call, StatusCode::OK, view, &projection))
}

/// PATCH /Groups/{id}: 200 with the body, above 1,000 members without them.
pub(super) async fn patch(mut call: OktaCall, Id(id): Id, body: Body) -> Result<Response, Refused> {
    let projection = projection(&call, "group.updated").await?;
    let limit = call.large_body_limit();
    let changes = call
        .body(body, limit, "group.updated", |value| {
            PatchRequest::parse(value, ResourceType::group())
                .and_then(|request| patch::group::changes(&request))
        })
        .await?;
    let view = call
        .app()
        .patch_group(
            call.caller_answered(&projection),
            &id,
            call.precondition(),
            changes,
            answer_of(&projection),
        )
        .await?;
    Ok(one(&call, StatusCode::OK, view, &projection))
}

/// DELETE /Groups/{id}.
pub(super) async fn remove(call: OktaCall, Id(id): Id) -> Result<Response, Refused> {
    call.app()
        .remove_group(call.caller(), &id, call.precondition())
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn projection(call: &OktaCall, action: &str) -> Result<Projection, Refused> {
    call.or_refuse(
        action,
        query::projection_of(&call.query, ResourceType::group()),
    )
    .await
}

/// Members that are not wanted are not read.
fn answer_of(projection: &Projection) -> Answer {
    if projection.wants("members") {
        Answer::Whole
    } else {
        Answer::WithoutMembers
    }
}

fn one(
    call: &OktaCall,
    status: StatusCode,
    mut view: GroupView,
    projection: &Projection,
) -> Response {
    let text = view.written.take().map_or_else(
        || {
            let mut object = view.to_object(call.base());
            if !projection.is_default() {
                projection.apply(&mut object);
            }
            Value::Object(object).to_string()
        },
        |written| written.text,
    );
    answer::resource(
        status,
        text,
        &view.group.etag(),
        &view.location(call.base()),
    )
}
