//! `/api/v1/users/{id}/invite`: a one-time link by which someone sets a first local password.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::problem::{Problem, ProblemBody};
use crate::api::who::Person;
use crate::state::ServerState;

/// A link that was just made: it is shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteLink {
    /// What to hand to the person.
    url: String,
    /// When it runs out.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// Makes a one-time link; an earlier one stops working.
#[utoipa::path(post, path = "/users/{id}/invite", operation_id = "invite_user", params(("id" = String, Path,)), responses(
    (status = 201, body = InviteLink, description = "The link"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn create(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<InviteLink>), Problem> {
    let invitation = state.app.invite_user(asking.caller, &id).await?;
    let link = InviteLink {
        url: format!(
            "{}/invite/{}",
            state.fixed.public_url,
            invitation.token.expose_secret()
        ),
        expires_at: invitation.expires_at,
    };
    Ok((StatusCode::CREATED, Json(link)))
}
