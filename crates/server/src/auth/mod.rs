//! `/auth`: the browser's way through Okta, and signing out; and what an issuer's server sends to sign people out.

mod backchannel_logout;
mod callback;
pub mod cookie;
mod from_issuer;
mod login;
mod logout;
pub(crate) mod pace;
pub mod return_to;
mod token_revocation;
pub mod transaction;

use axum::Router;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use latchkey_app::record::Caller;
use latchkey_app::sign_in::SignInRefused;
use latchkey_app::sign_in::browser::Finished;

use crate::portal::page;
use crate::state::ServerState;

/// The routes below `/auth`.
pub fn routes() -> Router<ServerState> {
    Router::new()
        .route("/login", get(login::get).post(login::post))
        .route("/callback", get(callback::get).post(callback::post))
        .route("/logout", get(logout::page).post(logout::post))
}

/// What an issuer's server calls. The token alone speaks for it, so that these stand apart from what a browser calls: no
/// cookie counts here, and what is asked of a browser (where a change comes from) is not asked.
pub fn routes_for_issuers() -> Router<ServerState> {
    Router::new()
        .route(
            "/auth/global-token-revocation",
            post(token_revocation::post),
        )
        .route("/auth/backchannel-logout", post(backchannel_logout::post))
}

/// Puts a refused sign-in on record, and shows why.
async fn refused(
    state: &ServerState,
    caller: Caller,
    reference: &str,
    refused: SignInRefused,
) -> Response {
    match state.app.refuse_sign_in(caller, refused).await {
        Ok(Finished::Refused(refused)) => page::refusal(state, reference, &refused),
        Ok(_) => Redirect::to("/").into_response(),
        Err(failure) => page::failure(state, reference, &failure),
    }
}
