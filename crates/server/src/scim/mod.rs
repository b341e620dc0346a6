//! `/scim/v2`: SCIM 2.0 (RFC 7644) as Okta speaks it.
//!
//! [`serve`] lets a call in before its handler is looked for, so every handler takes [`call::OktaCall`], which is not to be
//! had without a passkey; every refusal is an [`answer::Refused`], a SCIM body whatever went wrong. To add an endpoint: its
//! place in [`place`], its handler in [`handled`].

pub mod answer;
mod bulk;
pub mod call;
mod discovery;
mod groups;
pub mod place;
mod query;
mod reach;
mod search;
mod suspended;
mod users;

use std::convert::Infallible;

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_scim::error::ScimError;
use tower::{Layer as _, ServiceExt as _, service_fn};

use crate::compressed;
use crate::state::ServerState;
use answer::Refused;
use call::{Admission, Id, OktaCall};
use place::Place;
use reach::Question;

/// Where it lies.
const BASE: &str = "/scim/v2";

/// Below it, where the test of the public URL asks ([`latchkey_app::reach::arrived::PLACE`]).
const PROBED: &str = "/.reach";

/// Whether a path is SCIM's.
pub(crate) fn is_below(path: &str) -> bool {
    path.strip_prefix(BASE)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request below `/scim/v2`.
pub(crate) async fn serve(state: &ServerState, request: Request) -> Response {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return admitted(state, request).await;
    }
    let plain = service_fn(|request| async { Ok::<_, Infallible>(admitted(state, request).await) });
    match compressed::layer().layer(plain).oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    }
}

/// Lets the call in first. The body is still there, so what a suspended connector asks for can be kept.
async fn admitted(state: &ServerState, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    // A trailing slash is accepted everywhere.
    let path = parts.uri.path();
    let path = path.strip_prefix(BASE).unwrap_or(path);
    let path = path.trim_end_matches('/');
    if path == PROBED
        && let Some(question) = Question::read(&parts, state)
    {
        let answered = Box::pin(question.answer(&parts, body, state)).await;
        return answered.unwrap_or_else(Refused::into_response);
    }
    let answered = match OktaCall::admit(&parts, state) {
        Admission::In(call) => handled(call, &parts.method, path, body).await,
        Admission::Shut(shut) => Err(Box::pin(shut.slowed(state)).await),
        Admission::Suspended(call, failure) => {
            Err(Box::pin(suspended::refuse(*call, &parts.method, path, body, failure)).await)
        }
    };
    let response = answered.unwrap_or_else(Refused::into_response);
    if parts.method == Method::HEAD {
        return without_body(response);
    }
    response
}

/// Finds the handler.
async fn handled(
    call: OktaCall,
    method: &Method,
    path: &str,
    body: Body,
) -> Result<Response, Refused> {
    let Some((place, rest)) = Place::of(path) else {
        return Err(Box::pin(unknown(call, path)).await);
    };
    // What GET is answered with, without the body (RFC 9110, section 9.3.2).
    let method = match method.as_str() {
        "HEAD" => "GET",
        method => method,
    };
    match (place, method) {
        (Place::Users, "GET") => users::list(call).await,
        (Place::User, "GET") => users::get(call, Id::read(rest)?).await,
        // Apart, so that the two that come most are not as large as the largest: what a request waits in is moved about.
        _ => Box::pin(others(call, place, method, path, rest, body)).await,
    }
}

async fn others(
    call: OktaCall,
    place: Place,
    method: &str,
    path: &str,
    rest: &str,
    body: Body,
) -> Result<Response, Refused> {
    match (place, method) {
        (Place::Users, "POST") => users::create(call, body).await,
        (Place::UsersSearch, "POST") => search::users(call, body).await,
        (Place::User, "PUT") => users::replace(call, Id::read(rest)?, body).await,
        (Place::User, "PATCH") => users::patch(call, Id::read(rest)?, body).await,
        (Place::User, "DELETE") => users::remove(call, Id::read(rest)?).await,
        (Place::Groups, "GET") => groups::list(call).await,
        (Place::Groups, "POST") => groups::create(call, body).await,
        (Place::GroupsSearch, "POST") => search::groups(call, body).await,
        (Place::Group, "GET") => groups::get(call, Id::read(rest)?).await,
        (Place::Group, "PUT") => groups::replace(call, Id::read(rest)?, body).await,
        (Place::Group, "PATCH") => groups::patch(call, Id::read(rest)?, body).await,
        (Place::Group, "DELETE") => groups::remove(call, Id::read(rest)?).await,
        (Place::Search, "POST") => search::all(call, body).await,
        (Place::Bulk, "POST") => bulk::run(call, body).await,
        (Place::ServiceProviderConfig, "GET") => Ok(discovery::service_provider_config(call)),
        (Place::ResourceTypes, "GET") => discovery::resource_types(call).await,
        (Place::ResourceType, "GET") => discovery::resource_type(call, Id::read(rest)?).await,
        (Place::Schemas, "GET") => discovery::schemas(call).await,
        (Place::Schema, "GET") => discovery::schema(call, Id::read(rest)?).await,
        (Place::Me, _) => Err(me(call).await),
        (place, method) => Ok(wrong_method(call, place, method, path).await),
    }
}

/// The headers of the answer, its length among them.
fn without_body(mut response: Response) -> Response {
    if let Some(length) = response.body().size_hint().exact() {
        response
            .headers_mut()
            .entry(header::CONTENT_LENGTH)
            .or_insert(HeaderValue::from(length));
    }
    response.map(|_| Body::empty())
}

async fn unknown(call: OktaCall, path: &str) -> Refused {
    let path: String = path.chars().take(200).collect();
    call.refused(
        "scim.unknown_path",
        ScimError::not_found(format!(
            "There is nothing at {path}. Latchkey serves Users, Groups, Bulk, ServiceProviderConfig, ResourceTypes and \
             Schemas below {}.",
            call.base()
        )),
    )
    .await
}

async fn wrong_method(call: OktaCall, place: Place, method: &str, path: &str) -> Response {
    let path: String = path.chars().take(200).collect();
    let refused = call
        .refused(
            "scim.wrong_method",
            ScimError::method_not_allowed(format!("{path} does not know the method {method}.")),
        )
        .await;
    let mut response = refused.into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static(place.methods()));
    response
}

/// RFC 7644 §3.11: a provisioning client is no user, so there is no "me" for it.
async fn me(call: OktaCall) -> Refused {
    call.refused(
        "scim.unknown_path",
        ScimError::not_implemented(
            "/Me stands for the user who asks, and a provisioning client is none. Use /Users.",
        ),
    )
    .await
}
