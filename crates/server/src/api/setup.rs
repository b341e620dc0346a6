//! `/api/v1/setup`: the organization and its owner, with the one-time code that `serve` printed (product rule 15).

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use latchkey_app::setup::Setup;
use secrecy::SecretString;
use serde::Deserialize;
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::session::{self, AppSession};
use super::who::{Anyone, Surface};
use crate::state::ServerState;

/// Put among the extensions of a request by the window that hosts the server in its own process: whoever sits there
/// has the host in their hands. No request over a network can carry it.
#[derive(Clone, Copy, Debug)]
pub struct HostingWindow;

/// What set-up asks for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInstallation {
    /// The one-time code; not needed in the window that hosts.
    #[serde(default)]
    code: String,
    /// The organization's name.
    organization: String,
    /// The owner.
    owner: NewOwner,
    /// The owner's local password.
    #[schema(value_type = String)]
    password: SecretString,
}

/// The owner.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewOwner {
    /// Their address, which is also their user name.
    email: String,
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
}

/// Sets up, and signs the owner in.
#[utoipa::path(post, path = "/setup", operation_id = "set_up", request_body = NewInstallation, responses(
    (status = 201, body = AppSession, description = "Set up; the owner is signed in"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json", description = "A wrong code"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn create(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Surface(surface): Surface,
    hosting: Option<Extension<HostingWindow>>,
    Given(given): Given<NewInstallation>,
) -> Result<Response, Problem> {
    let setup = Setup {
        organization: given.organization,
        owner_email: given.owner.email,
        owner_given_name: given.owner.given_name,
        owner_family_name: given.owner.family_name,
        password: given.password,
    };
    let begun = if hosting.is_some() {
        state.app.set_up_here(caller, setup, surface).await?
    } else {
        let code = &given.code;
        state
            .app
            .set_up_with_code(caller, code, setup, surface)
            .await?
    };
    session::begun(&state, begun)
}
