//! `/auth/login`: to the issuer, for whoever starts a sign-in here or is sent here to start one.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_app::record::Caller;
use latchkey_app::sign_in::browser::Purpose;
use latchkey_app::sign_in::local::Mode;
use latchkey_domain::connector;

use super::pace::is_too_often;
use super::return_to::{own_path, own_target};
use super::transaction::Transaction;
use super::{cookie, refused};
use crate::api::who::Anyone;
use crate::portal::page;
use crate::request_id::Reference;
use crate::state::ServerState;

/// A longer name is nobody's; Okta's own have 100 letters at most.
const LONGEST_HINT: usize = 512;

/// Starts a sign-in. While Okta is not required the sign-in page has the local form.
pub(super) async fn get(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Reference(reference): Reference,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    start(&state, caller, &reference, query.as_bytes()).await
}

/// The same by a form. OpenID Connect Core 1.0, section 4: a login initiation endpoint takes "HTTP GET or HTTP POST", and
/// whoever sends the form is another site.
pub(super) async fn post(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Reference(reference): Reference,
    form: Bytes,
) -> Response {
    start(&state, caller, &reference, &form).await
}

async fn start(
    state: &ServerState,
    caller: Caller,
    reference: &str,
    parameters: &[u8],
) -> Response {
    let all = |wanted: &'static str| {
        url::form_urlencoded::parse(parameters)
            .filter(move |(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    if is_too_often(&state.fixed.sign_in_starts, &caller) {
        return page::too_many_starts(state, reference);
    }
    // Section 4 again: `iss` says at whom; twice, every one of them has to be right.
    for iss in all("iss") {
        match state.app.is_issuer_in_force(&iss) {
            Ok(Ok(())) => {}
            Ok(Err(why)) => return refused(state, caller, reference, why).await,
            Err(failure) => return page::failure(state, reference, &failure),
        }
    }
    let return_to = match all("target_link_uri").next() {
        Some(target) => own_target(&state.fixed.public_url, &target),
        None => own_path(all("return_to").next().as_deref()),
    };
    let login_hint = all("login_hint")
        .next()
        .filter(|hint| !hint.is_empty() && hint.len() <= LONGEST_HINT);
    match state.app.sign_in_mode() {
        Ok(Mode::Local) => return Redirect::to("/").into_response(),
        Ok(_) => {}
        Err(failure) => return page::failure(state, reference, &failure),
    }
    let redirect_uri = connector::portal_redirect_uri(&state.fixed.public_url);
    match state.app.begin_sign_in(redirect_uri, login_hint).await {
        Ok(Ok(started)) => {
            let transaction = Transaction {
                pending: started.pending,
                purpose: Purpose::SignIn,
                return_to,
            };
            let mut headers = HeaderMap::new();
            headers.insert(
                header::SET_COOKIE,
                cookie::transaction(&transaction, state.fixed.secure),
            );
            let Ok(location) = started.authorize_url.as_str().parse() else {
                return StatusCode::BAD_GATEWAY.into_response();
            };
            headers.insert(header::LOCATION, location);
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Ok(Err(why)) => refused(state, caller, reference, why).await,
        Err(failure) => page::failure(state, reference, &failure),
    }
}
