//! Calls by Okta while Enterprise Toolkit is off: each is refused and kept with its body, so that what Okta wanted is
//! known, the deactivations above all (product rule 7).

use axum::body::Body;
use axum::http::Method;
use latchkey_app::Failure;
use latchkey_app::directory::users::suspended::Asked;
use latchkey_scim::patch::PatchRequest;
use latchkey_scim::resource;
use latchkey_scim::schema::ResourceType;

use super::answer::Refused;
use super::call::OktaCall;
use super::place::Place;

/// Reads what was asked for, puts it on record, refuses it.
pub(super) async fn refuse(
    mut call: OktaCall,
    method: &Method,
    path: &str,
    body: Body,
    failure: Failure,
) -> Refused {
    let limit = call.body_limit();
    // What cannot be read is refused for the same reason as what can.
    let sent = call.read_body(body, limit).await.ok();
    let Some((Place::User, id)) = Place::of(path) else {
        return call.refused_with("scim.suspended", failure).await;
    };
    let asked = match *method {
        Method::PUT => sent
            .and_then(|sent| resource::read(sent, ResourceType::user()).ok())
            .map_or(Asked::Unreadable, Asked::Replace),
        Method::PATCH => sent
            .and_then(|sent| PatchRequest::parse(sent, ResourceType::user()).ok())
            .map_or(Asked::Unreadable, Asked::Patch),
        Method::DELETE => Asked::Remove,
        _ => return call.refused_with("scim.suspended", failure).await,
    };
    let recorded = call
        .app()
        .record_suspended(call.caller(), id, asked, &failure)
        .await;
    match recorded {
        Ok(()) => Refused(failure),
        Err(fault) => Refused(fault),
    }
}
