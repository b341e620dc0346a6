//! `/auth`: the browser's way through Okta, and signing out.

mod callback;
pub mod cookie;
mod login;
mod logout;
pub mod return_to;
pub mod transaction;

use axum::Router;
use axum::routing::get;

use crate::state::ServerState;

/// The routes below `/auth`.
pub fn routes() -> Router<ServerState> {
    Router::new()
        .route("/login", get(login::get).post(login::post))
        .route("/callback", get(callback::get).post(callback::post))
        .route("/logout", get(logout::page).post(logout::post))
}
