//! `/Users` (RFC 7644 §3).

use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use latchkey_app::directory::users::Saved;
use latchkey_app::directory::{UserView, Written};
use latchkey_domain::Refusal;
use latchkey_scim::patch::PatchRequest;
use latchkey_scim::projection::Projection;
use latchkey_scim::resource;
use latchkey_scim::schema::ResourceType;
use latchkey_scim::search::SearchRequest;
use serde_json::Value;

use super::answer::{self, Refused};
use super::call::{Id, OktaCall};
use super::query::{self, Frame};

/// GET /Users: Test API Credentials, the filter before a create, imports.
pub(super) async fn list(call: OktaCall) -> Result<Response, Refused> {
    let request = call
        .or_refuse("users.listed", query::read(&call.query))
        .await?;
    let kind = if request.filter.is_some() {
        "users.filtered"
    } else {
        "users.listed"
    };
    respond_list(call, &request, kind).await
}

/// The same for a GET and a `/.search`.
pub(super) async fn respond_list(
    call: OktaCall,
    request: &SearchRequest,
    kind: &str,
) -> Result<Response, Refused> {
    let types = ResourceType::user();
    let asked = request.projection(types).and_then(|projection| {
        let paging = request.paging(types.endpoint)?;
        let relations = projection.wants("groups");
        query::list(request, types, &[types], paging, relations).map(|list| (projection, list))
    });
    let (projection, list) = call.or_refuse(kind, asked).await?;
    let paging = list.paging;
    let listed = call.app().list_users(list, call.base()).await;
    let listed = call.or_refuse_asked(kind, listed).await?;
    let frame = Frame::of(&listed, paging, request.question(types.endpoint));
    let response = if projection.is_default() {
        // The stored bytes go out as they are.
        answer::text(
            StatusCode::OK,
            list_text(&frame, &listed.items, call.base()),
        )
    } else {
        let resources = listed
            .items
            .iter()
            .map(|view| {
                let mut object = view.to_object(call.base());
                projection.apply(&mut object);
                Value::Object(object)
            })
            .collect();
        frame.respond(resources)
    };
    Ok(call.read_only(kind, response))
}

/// A ListResponse around JSON text.
fn list_text(frame: &Frame, items: &[UserView], base: &str) -> String {
    let mut text = frame.opening(items.len());
    for (at, view) in items.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&view.to_json(base, &view.etag()));
    }
    text.push_str("]}");
    text
}

/// POST /Users.
pub(super) async fn create(mut call: OktaCall, body: Body) -> Result<Response, Refused> {
    let projection = projection(&call, "user.created").await?;
    let limit = call.body_limit();
    let incoming = call
        .body(body, limit, "user.created", |value| {
            resource::read(value, ResourceType::user())
        })
        .await?;
    let saved = call.app().create_user(call.caller(), incoming).await?;
    Ok(respond(&call, saved, &projection))
}

/// GET /Users/{id}.
pub(super) async fn get(call: OktaCall, Id(id): Id) -> Result<Response, Refused> {
    let projection = projection(&call, "user.read").await?;
    let found = call.app().user_view(&id, projection.wants("groups"))?;
    let missing = || Refusal::not_found("user", &shown(&id));
    let view = call
        .or_refuse("user.read", found.ok_or_else(missing))
        .await?;
    // A tag stands for the whole resource, whatever part of it was asked for.
    let etag = if projection.wants("groups") {
        view.etag()
    } else {
        call.app()
            .user_view(&id, true)?
            .map_or_else(|| view.etag(), |whole| whole.etag())
    };
    if call.precondition().is_unmodified(&etag) {
        return Ok(call.read_only("user.read", answer::not_modified(&etag)));
    }
    let response = one(&call, StatusCode::OK, &view, &etag, &projection);
    Ok(call.read_only("user.read", response))
}

/// PUT /Users/{id}.
pub(super) async fn replace(
    mut call: OktaCall,
    Id(id): Id,
    body: Body,
) -> Result<Response, Refused> {
    let projection = projection(&call, "user.updated").await?;
    let limit = call.body_limit();
    let incoming = call
        .body(body, limit, "user.updated", |value| {
            resource::read(value, ResourceType::user())
        })
        .await?;
    let saved = call
        .app()
        .replace_user(
            call.caller_answered(&projection),
            &id,
            call.precondition(),
            incoming,
        )
        .await?;
    Ok(respond(&call, saved, &projection))
}

/// PATCH /Users/{id}: 200 with the body.
pub(super) async fn patch(mut call: OktaCall, Id(id): Id, body: Body) -> Result<Response, Refused> {
    let projection = projection(&call, "user.updated").await?;
    let limit = call.body_limit();
    let request = call
        .body(body, limit, "user.updated", |value| {
            PatchRequest::parse(value, ResourceType::user())
        })
        .await?;
    let saved = call
        .app()
        .patch_user(
            call.caller_answered(&projection),
            &id,
            call.precondition(),
            request,
        )
        .await?;
    Ok(respond(&call, saved, &projection))
}

/// DELETE /Users/{id}.
pub(super) async fn remove(call: OktaCall, Id(id): Id) -> Result<Response, Refused> {
    call.app()
        .remove_user(call.caller(), &id, call.precondition())
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn projection(call: &OktaCall, action: &str) -> Result<Projection, Refused> {
    call.or_refuse(
        action,
        query::projection_of(&call.query, ResourceType::user()),
    )
    .await
}

fn respond(call: &OktaCall, mut saved: Saved, projection: &Projection) -> Response {
    let status = if saved.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    match saved.view.written.take() {
        // The record has it already.
        Some(Written { etag, text }) => {
            answer::resource(status, text, &etag, &saved.view.location(call.base()))
        }
        None => one(call, status, &saved.view, &saved.view.etag(), projection),
    }
}

fn one(
    call: &OktaCall,
    status: StatusCode,
    view: &UserView,
    etag: &str,
    projection: &Projection,
) -> Response {
    let body = if projection.is_default() {
        view.to_json(call.base(), etag)
    } else {
        let mut object = view.to_object(call.base());
        projection.apply(&mut object);
        Value::Object(object).to_string()
    };
    answer::resource(status, body, etag, &view.location(call.base()))
}

/// An id as a sentence shows it.
pub(super) fn shown(id: &str) -> String {
    id.chars().take(100).filter(|c| !c.is_control()).collect()
}
