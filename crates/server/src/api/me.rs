//! `/api/v1/me`: one's own sessions, password and profile.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use jiff::Timestamp;
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::sign_in::sessions::LiveSessions;
use latchkey_domain::session::{Session, Surface};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::users::person::{self, PersonJson, UserChange};
use super::views::{SessionJson, words};
use super::who::Person;
use crate::scim::call::precondition;
use crate::state::ServerState;

/// Sessions, the newest first.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    /// Those that still stand.
    sessions: Vec<ListedSession>,
}

/// A session, as its owner and an admin see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedSession {
    #[serde(flatten)]
    session: SessionJson,
    /// Where it lives.
    #[schema(schema_with = surface)]
    surface: Surface,
    /// The address that it began from; null for the window on the host.
    #[schema(required)]
    from: Option<String>,
    /// When it was last used, to the minute.
    #[schema(value_type = String, format = DateTime)]
    last_seen_at: Timestamp,
    /// Whether it is the one that asks.
    current: bool,
}

fn surface() -> utoipa::openapi::schema::Object {
    words(&["portal", "app"])
}

impl SessionList {
    /// Puts it together; `current` is the id of the session that asks.
    pub fn new(live: LiveSessions, current: &str) -> Self {
        let lifetime = live.lifetime;
        let listed = |session: Session| ListedSession {
            session: SessionJson::new(&session, lifetime),
            surface: session.surface,
            last_seen_at: session.last_seen_at,
            current: session.id == current,
            from: session.from,
        };
        Self {
            sessions: live.sessions.into_iter().map(listed).collect(),
        }
    }
}

/// One's own sessions.
#[utoipa::path(get, path = "/me/sessions", operation_id = "list_own_sessions", responses(
    (status = 200, body = SessionList, description = "The newest first"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn sessions(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<SessionList>, Problem> {
    let sessions = state
        .app
        .sessions_of(&person.caller, &person.signed_in.user.id)?;
    Ok(Json(SessionList::new(
        sessions,
        &person.signed_in.session.id,
    )))
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/me/sessions/{id}", operation_id = "end_own_session", params(("id" = String, Path,)),
    responses(
    (status = 204, description = "Ended"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn end_session(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let own = person.signed_in.user.id;
    state.app.end_session(person.caller, &own, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all of one's own sessions but the one that asks.
#[utoipa::path(delete, path = "/me/sessions", operation_id = "end_other_sessions", responses(
    (status = 204, description = "This one alone is left"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn end_others(
    State(state): State<ServerState>,
    person: Person,
) -> Result<StatusCode, Problem> {
    state
        .app
        .end_other_sessions(person.caller, person.signed_in)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new local password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// The one that holds now.
    #[schema(value_type = String)]
    current: SecretString,
    /// The one to come.
    #[schema(value_type = String)]
    new: SecretString,
}

/// Changes one's own local password; one's other sessions end.
#[utoipa::path(put, path = "/me/password", operation_id = "change_own_password", request_body = NewPassword, responses(
    (status = 204, description = "Changed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "There is no local password to change"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json",
        description = "`wrong_credentials`: the current password is another one"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn password(
    State(state): State<ServerState>,
    person: Person,
    Given(given): Given<NewPassword>,
) -> Result<StatusCode, Problem> {
    state
        .app
        .change_own_password(person.caller, person.signed_in, given.current, given.new)
        .await
        .map_err(|failure| {
            let mut problem = Problem::from(failure);
            // The session is fine: 401 would send the person to the sign-in page.
            if problem.status == StatusCode::UNAUTHORIZED {
                problem.status = StatusCode::UNPROCESSABLE_ENTITY;
            }
            problem
        })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Edits one's own profile: what Okta does not manage, and never who one is.
#[utoipa::path(patch, path = "/me", operation_id = "edit_own_profile", request_body = UserChange, responses(
    (status = 200, body = PersonJson, description = "The person afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 412, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn change(
    State(state): State<ServerState>,
    asking: Person,
    headers: HeaderMap,
    Given(given): Given<BTreeMap<String, Value>>,
) -> Result<Response, Problem> {
    let own = &asking.signed_in.user.id;
    let edit = UserEdit {
        precondition: precondition(&headers),
        ..person::edit(given)?
    };
    state
        .app
        .edit_user(asking.caller.clone(), own, edit)
        .await?;
    person::answer(&state, &asking.caller, own, StatusCode::OK)
}
