//! GET `/auth/login`: to the issuer.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_app::sign_in::browser::{Finished, Purpose};
use latchkey_app::sign_in::local::Mode;
use latchkey_domain::connector;

use super::cookie;
use super::return_to::own_path;
use super::transaction::Transaction;
use crate::api::who::Anyone;
use crate::portal::page;
use crate::request_id::Reference;
use crate::state::ServerState;

/// Starts a sign-in. While Okta is not required the sign-in page has the local form.
pub(super) async fn get(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Reference(reference): Reference,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let parameter = |wanted: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let return_to = own_path(parameter("return_to").as_deref());
    let address = caller
        .call
        .as_ref()
        .and_then(|call| call.call.from.as_deref())
        .and_then(|from| from.parse().ok());
    if let Some(address) = address
        && state.fixed.sign_in_starts.check_key(&address).is_err()
    {
        return page::too_many_starts(&state, &reference);
    }
    match state.app.sign_in_mode() {
        Ok(Mode::Local) => return Redirect::to("/").into_response(),
        Ok(_) => {}
        Err(failure) => return page::failure(&state, &reference, &failure),
    }
    let redirect_uri = connector::portal_redirect_uri(&state.fixed.public_url);
    match state
        .app
        .begin_sign_in(redirect_uri, parameter("login_hint"))
        .await
    {
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
        Ok(Err(refused)) => match state.app.refuse_sign_in(caller, refused).await {
            Ok(Finished::Refused(refused)) => page::refusal(&state, &reference, &refused),
            Ok(_) => Redirect::to("/").into_response(),
            Err(failure) => page::failure(&state, &reference, &failure),
        },
        Err(failure) => page::failure(&state, &reference, &failure),
    }
}
