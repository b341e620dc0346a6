//! Signing in to the stand-in Okta itself, and out again.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use super::tenant::{Session, Tenant};
use super::{authorize, pages};

/// Cookies know no ports, so this one may reach other servers of the machine: a name that none of them has.
const COOKIE_NAME: &str = "stand_in_okta_sid";

/// The session that the request comes with.
pub(super) fn session(tenant: &Tenant, headers: &HeaderMap) -> Option<Session> {
    let id = session_id(headers)?;
    tenant.memory().session(id, tenant.now())
}

fn session_id(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE_NAME).then_some(value))
}

/// The form of the sign-in page.
pub(super) async fn submit(
    State(tenant): State<Arc<Tenant>>,
    headers: HeaderMap,
    body: String,
) -> Response {
    if headers
        .get(ORIGIN)
        .is_some_and(|origin| origin.as_bytes() != tenant.origin.as_bytes())
    {
        return pages::refusal(
            StatusCode::FORBIDDEN,
            "The form came from elsewhere",
            "Only the sign-in page of this stand-in Okta can sign anyone in. Nobody was signed in.",
        );
    }
    let field = |wanted: &str| {
        form_urlencoded::parse(body.as_bytes())
            .find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
            .unwrap_or_default()
    };
    let (from_uri, user_name) = (field("fromURI"), field("userName"));
    // Back to the authorization request and nowhere else.
    let location = HeaderValue::from_str(&from_uri)
        .ok()
        .filter(|_| from_uri.starts_with(&format!("{}/v1/authorize?", tenant.endpoints)));
    let Some(location) = location else {
        return pages::refusal(
            StatusCode::BAD_REQUEST,
            "There is nothing to go on with",
            "The sign-in page was not opened by an application. Start again at the application.",
        );
    };
    let mut memory = tenant.memory();
    let Some(okta_id) = memory
        .people
        .find_by_user_name(&user_name)
        .map(|person| person.okta_id.clone())
    else {
        let people: Vec<_> = memory.people.iter().cloned().collect();
        drop(memory);
        let target = authorize::redirect_uri_of(&from_uri)
            .filter(|uri| tenant.memory().redirect_uris.contains(uri))
            .and_then(|uri| authorize::form_target(&uri));
        return pages::sign_in(&pages::SignIn {
            from_uri: &from_uri,
            application: target.as_deref(),
            user_name: &user_name,
            people: &people,
            problem: Some(&format!(
                "Nobody in this stand-in tenant signs in as {user_name:?}."
            )),
        });
    };
    if let Some(before) = session_id(&headers) {
        memory.close_session(before);
    }
    let id = memory.open_session(&okta_id, tenant.now());
    drop(memory);
    let cookie = format!("{COOKIE_NAME}={id}; Path=/; HttpOnly; SameSite=Lax");
    match HeaderValue::from_str(&cookie) {
        Ok(cookie) => (
            StatusCode::SEE_OTHER,
            [(LOCATION, location), (SET_COOKIE, cookie)],
        )
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `/login/signout` ends the session here; the applications keep theirs, as with Okta.
pub(super) async fn sign_out(State(tenant): State<Arc<Tenant>>, headers: HeaderMap) -> Response {
    if let Some(id) = session_id(&headers) {
        tenant.memory().close_session(id);
    }
    let mut response = pages::statement(
        "Signed out",
        "Your session at the stand-in Okta is over. Applications that you signed in to keep theirs.",
    );
    let gone = format!("{COOKIE_NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    if let Ok(gone) = HeaderValue::from_str(&gone) {
        response.headers_mut().insert(SET_COOKIE, gone);
    }
    response
}
