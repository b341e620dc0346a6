//! POST `/auth/backchannel-logout`: OpenID Connect Back-Channel Logout 1.0.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use secrecy::SecretString;

use super::from_issuer::{self, Received};
use crate::api::input::is_of_type;
use crate::api::who::Anyone;
use crate::state::ServerState;

/// Ends every session of the person whom the logout token names.
pub(super) async fn post(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    headers: HeaderMap,
    body: Received,
) -> Response {
    let token = logout_token(&headers, &body);
    let ended = state.app.log_out_by_token(caller, token.as_ref()).await;
    // Section 2.8: 200, not another success.
    from_issuer::answer(ended, StatusCode::OK)
}

/// Section 2.5: a form with `logout_token`; other parameters are ignored. Two of them are none.
fn logout_token(headers: &HeaderMap, body: &Received) -> Option<SecretString> {
    let is_form = is_of_type(headers, "application/x-www-form-urlencoded");
    let bytes = body.bytes().ok().filter(|_| is_form)?;
    let mut found = url::form_urlencoded::parse(bytes).filter(|(name, _)| name == "logout_token");
    let (_, token) = found.next()?;
    (found.next().is_none()).then(|| SecretString::from(token.into_owned()))
}
