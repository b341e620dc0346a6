//! `/api/v1/users/{id}/sessions`: a person's sessions, and ending them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::api::me::SessionList;
use crate::api::problem::{Problem, ProblemBody};
use crate::api::who::Person;
use crate::state::ServerState;

/// A person's sessions.
#[utoipa::path(get, path = "/users/{id}/sessions", operation_id = "list_user_sessions",
    params(("id" = String, Path,)), responses(
    (status = 200, body = SessionList, description = "The newest first"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<Json<SessionList>, Problem> {
    let sessions = state.app.sessions_of(&asking.caller, &id)?;
    Ok(Json(SessionList::new(
        sessions,
        &asking.signed_in.session.id,
    )))
}

/// Ends all of a person's sessions.
#[utoipa::path(delete, path = "/users/{id}/sessions", operation_id = "end_user_sessions",
    params(("id" = String, Path,)), responses(
    (status = 204, description = "None is left"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn end_all(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state.app.end_sessions(asking.caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of a person's sessions.
#[utoipa::path(delete, path = "/users/{id}/sessions/{session}", operation_id = "end_user_session",
    params(("id" = String, Path,), ("session" = String, Path,)), responses(
    (status = 204, description = "Ended"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn end(
    State(state): State<ServerState>,
    asking: Person,
    Path((id, session)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    state.app.end_session(asking.caller, &id, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}
