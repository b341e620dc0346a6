//! `/api/v1/invites/{token}`: what a one-time link is for, and using it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use latchkey_app::sign_in::invite::Accepted;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::second_step;
use super::session::{self, AppSession};
use super::views::OrganizationJson;
use super::who::{Anyone, Surface};
use crate::state::ServerState;

/// What a link is for.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invite)]
pub struct InviteJson {
    /// For whom.
    user: InvitedUser,
    /// Where to.
    organization: OrganizationJson,
    /// When it runs out.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// For whom a link is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvitedUser {
    /// The name to show.
    display_name: String,
    /// What they will sign in with.
    user_name: String,
    /// Their address.
    email: String,
}

/// The first local password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstPassword {
    /// At least eight characters.
    #[schema(value_type = String)]
    password: SecretString,
}

/// What a link is for.
#[utoipa::path(get, path = "/invites/{token}", operation_id = "get_invite", params(("token" = String, Path,)), responses(
    (status = 200, body = InviteJson, description = "It can be used"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json",
        description = "Used already, run out, or replaced by a newer one"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Path(token): Path<SecretString>,
) -> Result<Json<InviteJson>, Problem> {
    let invited = state.app.invitation(&caller, &token).await?;
    Ok(Json(InviteJson {
        user: InvitedUser {
            display_name: invited.user.display_name,
            user_name: invited.user.user_name,
            email: invited.user.email,
        },
        organization: OrganizationJson {
            name: invited.organization,
        },
        expires_at: invited.expires_at,
    }))
}

/// Sets the password and signs the person in; the link is spent.
#[utoipa::path(post, path = "/invites/{token}", operation_id = "accept_invite", params(("token" = String, Path,)),
    request_body = FirstPassword, responses(
    (status = 201, body = AppSession, description = "Signed in"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json",
        description = "The password is set, and there is a ticket for the second step, as at sign-in"),
    (status = 204, description = "The password is set. With app access only there is no portal to sign in to"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn accept(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Surface(surface): Surface,
    Path(token): Path<SecretString>,
    Given(given): Given<FirstPassword>,
) -> Result<Response, Problem> {
    let accepted = state
        .app
        .accept_invite(caller, &token, given.password, surface)
        .await?;
    match accepted {
        Accepted::SignedIn(begun) => session::begun(&state, *begun),
        Accepted::SecondStep(step) => Err(second_step::asked(*step)),
        Accepted::PasswordSet => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}
