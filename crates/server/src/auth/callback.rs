//! `/auth/callback`: back from the issuer.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use latchkey_app::Failure;
use latchkey_app::record::Caller;
use latchkey_app::sign_in::SignInRefused;
use latchkey_app::sign_in::browser::{Finished, Purpose};
use latchkey_domain::sign_in::RefusedSignIn;
use latchkey_oidc::{Callback, SignInFailure};

use super::pace::is_too_often;
use super::return_to::own_path;
use super::{cookie, refused};
use crate::api::who::{Anyone, Person};
use crate::portal::page;
use crate::request_id::Reference;
use crate::state::ServerState;

/// A test links the account of whoever made it, so they must be signed in here, now: the cookie alone is what the browser
/// says. Whether they may test at all is the use case's to say.
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
    if is_too_often(&state.fixed.sign_in_returns, &caller) {
        return page::too_many_starts(&state, &reference);
    }
    let secure = state.fixed.secure;
    let transaction = cookie::read_transaction(&headers, secure)
        .filter(|transaction| is_own(&transaction.purpose, person.as_ref()));
    let callback = Callback::from_query(query.as_deref().unwrap_or_default());
    let (finished, return_to) = match (transaction, callback) {
        (Some(transaction), Ok(callback)) => {
            // A test is made by whoever is signed in here; a sign-in by whoever comes back from the issuer.
            let caller = match (&transaction.purpose, person) {
                (Purpose::Test { .. }, Some(person)) => person.caller,
                _ => caller,
            };
            let finished = state
                .app
                .finish_sign_in(caller, &transaction.pending, &callback, transaction.purpose)
                .await;
            (finished, own_path(Some(&transaction.return_to)))
        }
        (_, Err(failure)) => (refuse(&state, caller, &failure).await, "/".into()),
        (None, Ok(_)) => {
            let failure = SignInFailure::StateMismatch;
            (refuse(&state, caller, &failure).await, "/".into())
        }
    };
    // What is no answer to the sign-in under way does not end it: anybody can send a browser here.
    let goes_on = matches!(
        &finished,
        Ok(Finished::Refused(refused)) if refused.code == RefusedSignIn::StateMismatch
    );
    let mut response = match finished {
        Ok(Finished::SignedIn(begun)) => {
            let mut response = Redirect::to(&return_to).into_response();
            response.headers_mut().append(
                header::SET_COOKIE,
                cookie::session(
                    &begun.token,
                    &begun.session,
                    begun.lifetime,
                    state.app.now(),
                    secure,
                ),
            );
            response
        }
        Ok(Finished::Tested) => Redirect::to(&return_to).into_response(),
        Ok(Finished::Refused(refused)) => page::refusal(&state, &reference, &refused),
        Err(failure) => page::failure(&state, &reference, &failure),
    };
    if !goes_on {
        response
            .headers_mut()
            .append(header::SET_COOKIE, cookie::end_transaction(secure));
    }
    response
}

/// POST: an issuer that answers by `response_mode=form_post`, which nobody asked for. A browser keeps our cookies out of a
/// form of another site, so there is nothing that it could answer.
pub(super) async fn post(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Reference(reference): Reference,
) -> Response {
    if is_too_often(&state.fixed.sign_in_returns, &caller) {
        return page::too_many_starts(&state, &reference);
    }
    let failure = SignInFailure::BadCallback {
        why: "it came by a form, and an answer comes in the address".to_owned(),
    };
    let why = SignInRefused::of_failure(&failure);
    refused(&state, caller, &reference, why).await
}

async fn refuse(
    state: &ServerState,
    caller: Caller,
    failure: &SignInFailure,
) -> Result<Finished, Failure> {
    let refused = SignInRefused::of_failure(failure);
    state.app.refuse_sign_in(caller, refused).await
}
