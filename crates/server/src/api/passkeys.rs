//! `/api/v1/connectors/okta/passkeys`: rotating, showing and retiring. Each needs a sign-in of a moment ago.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::SignedDuration;
use latchkey_domain::{Refusal, RefusalCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::connectors::{PasskeyJson, clear};
use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::who::Person;
use crate::state::ServerState;

/// A passkey that was rotated out does not outlive a year.
const LONGEST_GRACE: u32 = 365 * 24 * 3600;

/// How to rotate.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rotate {
    /// How long the old passkey stays valid, in seconds; 0 ends it at once.
    grace_seconds: u32,
}

/// What rotating made.
#[derive(Serialize, ToSchema)]
pub struct Rotated {
    /// The new Password, in the clear.
    #[schema(required)]
    password: Option<String>,
    /// The passkeys that let Okta in, the newest first.
    passkeys: Vec<PasskeyJson>,
}

/// A passkey in the clear.
#[derive(Serialize, ToSchema)]
pub struct Revealed {
    /// The Password; null when it is kept nowhere.
    #[schema(required)]
    password: Option<String>,
}

/// Makes a second passkey.
#[utoipa::path(post, path = "/connectors/okta/passkeys", operation_id = "rotate_passkey", request_body = Rotate, responses(
    (status = 201, body = Rotated, description = "The new passkey"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn rotate(
    State(state): State<ServerState>,
    person: Person,
    Given(wanted): Given<Rotate>,
) -> Result<(StatusCode, Json<Rotated>), Problem> {
    if wanted.grace_seconds > LONGEST_GRACE {
        return Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            "That grace period is too long. Use at most a year. Nothing was changed.",
        )
        .into());
    }
    let details = state
        .app
        .rotate_passkey_on_screen(
            person.caller,
            SignedDuration::from_secs(i64::from(wanted.grace_seconds)),
            &state.fixed.public_url,
        )
        .await?;
    let rotated = Rotated {
        password: clear(details.password),
        passkeys: details
            .passkeys
            .into_iter()
            .map(PasskeyJson::from)
            .collect(),
    };
    Ok((StatusCode::CREATED, Json(rotated)))
}

/// Shows a passkey in the clear, where it is kept. On record.
#[utoipa::path(post, path = "/connectors/okta/passkeys/{id}/reveal", operation_id = "reveal_passkey", params(("id" = String, Path, description = "UUID of the passkey")), responses(
    (status = 200, body = Revealed, description = "The passkey"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn reveal(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Json<Revealed>, Problem> {
    let password = state.app.reveal_passkey(person.caller, &id).await?;
    Ok(Json(Revealed {
        password: clear(password),
    }))
}

/// Ends the grace period of a passkey that was rotated out.
#[utoipa::path(delete, path = "/connectors/okta/passkeys/{id}", operation_id = "retire_passkey", params(("id" = String, Path, description = "UUID of the passkey")), responses(
    (status = 204, description = "It is not accepted any more"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn retire(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state.app.retire_passkey(person.caller, Some(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
