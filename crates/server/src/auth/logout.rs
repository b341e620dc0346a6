//! `/auth/logout`: ends our session only; Okta's stays.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::cookie;
use crate::api::who::Person;
use crate::portal::page;
use crate::request_id::Reference;
use crate::state::ServerState;

/// GET shows a button: a link on another page signs nobody out.
pub(super) async fn page(State(state): State<ServerState>) -> Response {
    page::sign_out(&state)
}

/// POST ends the session; without one there is nothing to end.
pub(super) async fn post(
    State(state): State<ServerState>,
    Reference(reference): Reference,
    person: Option<Person>,
) -> Response {
    if let Some(person) = person
        && let Err(failure) = state.app.sign_out(person.caller, person.signed_in).await
    {
        return page::failure(&state, &reference, &failure);
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::SET_COOKIE, cookie::end_session(state.fixed.secure));
    (headers, Redirect::to("/")).into_response()
}
