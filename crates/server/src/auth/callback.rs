//! GET `/auth/callback`: back from the issuer.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_app::sign_in::SignInRefused;
use latchkey_app::sign_in::browser::{Finished, Purpose};
use latchkey_oidc::{Callback, SignInFailure};

use super::cookie;
use super::return_to::own_path;
use crate::api::who::{Anyone, Person};
use crate::portal::page;
use crate::request_id::Reference;
use crate::state::ServerState;

/// A test links the account of whoever made it, so they must be signed in here, now: the cookie alone is what the browser
/// says.
fn is_own(purpose: &Purpose, person: Option<&Person>) -> bool {
    match purpose {
        Purpose::SignIn => true,
        Purpose::Test { user_id } => {
            person.is_some_and(|person| person.signed_in.user.id == *user_id)
        }
    }
}

/// Ends the sign-in that this browser began, whatever comes of it.
pub(super) async fn get(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    person: Option<Person>,
    Reference(reference): Reference,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let from = caller
        .call
        .as_ref()
        .and_then(|call| call.call.from.as_ref());
    if let Some(address) = from.and_then(|from| from.parse().ok())
        && state.fixed.sign_in_returns.check_key(&address).is_err()
    {
        return page::too_many_starts(&state, &reference);
    }
    let secure = state.fixed.secure;
    let transaction = cookie::read_transaction(&headers, secure);
    let callback = Callback::from_query(query.as_deref().unwrap_or_default());
    let (finished, return_to) = match (transaction, callback) {
        (Some(transaction), Ok(_)) if !is_own(&transaction.purpose, person.as_ref()) => {
            let refused = SignInRefused::of_failure(&SignInFailure::StateMismatch);
            (state.app.refuse_sign_in(caller, refused).await, "/".into())
        }
        (Some(transaction), Ok(callback)) => {
            let finished = state
                .app
                .finish_sign_in(caller, &transaction.pending, &callback, transaction.purpose)
                .await;
            (finished, own_path(Some(&transaction.return_to)))
        }
        (_, Err(failure)) => {
            let refused = SignInRefused::of_failure(&failure);
            (state.app.refuse_sign_in(caller, refused).await, "/".into())
        }
        (None, Ok(_)) => {
            let refused = SignInRefused::of_failure(&SignInFailure::StateMismatch);
            (state.app.refuse_sign_in(caller, refused).await, "/".into())
        }
    };
    let mut response = match finished {
        Ok(Finished::SignedIn(begun)) => {
            let mut response = Redirect::to(&return_to).into_response();
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie::session(&begun.token, secure));
            response
        }
        Ok(Finished::Tested) => Redirect::to(&return_to).into_response(),
        Ok(Finished::Refused(refused)) => page::refusal(&state, &reference, &refused),
        Err(failure) => page::failure(&state, &reference, &failure),
    };
    response
        .headers_mut()
        .append(header::SET_COOKIE, cookie::end_transaction(secure));
    response
}
