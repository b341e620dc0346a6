//! `/api/v1/me/second-factor` and `/api/v1/users/{id}/second-factor`: what someone has beside a local password.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use latchkey_app::Failure;
use latchkey_app::sign_in::second_factor::Told;
use latchkey_app::sign_in::second_factor::own::SecondFactors;
use latchkey_domain::second_factor::Credential;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::second_step::{NewTotpJson, brought, exposed};
use super::who::Person;
use crate::state::ServerState;

/// Someone's second factors.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SecondFactors)]
pub struct SecondFactorsJson {
    /// The authenticator app; null where there is none.
    #[schema(required)]
    totp: Option<TotpJson>,
    /// The passkeys, the oldest first.
    passkeys: Vec<PasskeyJson>,
    /// How many recovery codes are left.
    recovery_codes: u64,
    /// Whether there is a local password; without one none of it is asked for.
    has_password: bool,
    /// Whether local passwords are taken at all; false while Okta sign-on is required.
    local_sign_in: bool,
    /// Whether a second factor is required of them.
    required: bool,
    /// Why no passkey can be added at this server's address; null where one can.
    #[schema(required)]
    passkey_note: Option<String>,
    /// What happened to them in the last seven days, the newest first.
    told: Vec<ToldJson>,
}

/// An authenticator app.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Totp)]
pub struct TotpJson {
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
    /// When a code was last taken.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_used_at: Option<Timestamp>,
}

/// A passkey.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInPasskey)]
pub struct PasskeyJson {
    /// UUID; no secret.
    id: String,
    /// What its owner calls it.
    name: String,
    /// The host that it was made for.
    host: String,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
    /// When it last signed its owner in.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_used_at: Option<Timestamp>,
}

/// Something that happened to someone's second factors.
#[derive(Serialize, ToSchema)]
#[schema(as = SecondFactorEvent)]
pub struct ToldJson {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What.
    sentence: String,
    /// By whom, if not by themselves.
    #[schema(required)]
    by: Option<String>,
    /// The address that it was done from; null for this machine.
    #[schema(required)]
    from: Option<String>,
}

impl From<SecondFactors> for SecondFactorsJson {
    fn from(found: SecondFactors) -> Self {
        Self {
            totp: found.totp.map(|(added_at, last_used_at)| TotpJson {
                added_at,
                last_used_at,
            }),
            passkeys: found.passkeys.into_iter().map(PasskeyJson::from).collect(),
            recovery_codes: found.recovery_codes,
            has_password: found.has_password,
            local_sign_in: found.local_sign_in,
            required: found.required,
            passkey_note: found.passkey_note,
            told: found.told.into_iter().map(ToldJson::from).collect(),
        }
    }
}

impl From<Credential> for PasskeyJson {
    fn from(credential: Credential) -> Self {
        Self {
            id: credential.id,
            name: credential.name,
            host: credential.rp_id,
            added_at: credential.added_at,
            last_used_at: credential.last_used_at,
        }
    }
}

impl From<Told> for ToldJson {
    fn from(told: Told) -> Self {
        Self {
            at: told.at,
            sentence: told.sentence,
            by: told.by,
            from: told.from,
        }
    }
}

/// The session is fine whatever was typed: 401 would send the person to the sign-in page.
fn typed_wrong(failure: Failure) -> Problem {
    let mut problem = Problem::from(failure);
    let about_what_was_typed = matches!(
        problem.code(),
        "wrong_credentials" | "wrong_second_factor" | "ticket_spent"
    );
    if about_what_was_typed {
        problem.status = StatusCode::UNPROCESSABLE_ENTITY;
    }
    problem
}

/// One's own second factors.
#[utoipa::path(get, path = "/me/second-factor", operation_id = "get_own_second_factors", responses(
    (status = 200, body = SecondFactorsJson, description = "What there is"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get_own(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<SecondFactorsJson>, Problem> {
    let found = state
        .app
        .second_factors(&person.caller, &person.signed_in.user.id)?;
    Ok(Json(found.into()))
}

/// One's own password, which an authenticator app's secret is locked with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    /// The local password.
    #[schema(value_type = String)]
    password: SecretString,
}

/// An authenticator app that waits for its first code.
#[derive(Serialize, ToSchema)]
pub struct TotpEnrolment {
    /// Names it when it is confirmed.
    enrolment: String,
    #[serde(flatten)]
    totp: NewTotpJson,
}

/// Begins to add an authenticator app, in place of an earlier one.
#[utoipa::path(post, path = "/me/second-factor/totp", operation_id = "begin_own_totp", request_body = OwnPassword,
    responses(
    (status = 201, body = TotpEnrolment, description = "Put it into an app, then confirm with its first code"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json",
        description = "`fresh_sign_in`: sign in again first"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn begin_totp(
    State(state): State<ServerState>,
    person: Person,
    Given(given): Given<OwnPassword>,
) -> Result<(StatusCode, Json<TotpEnrolment>), Problem> {
    let begun = state
        .app
        .begin_own_totp(person.caller, person.signed_in, given.password)
        .await
        .map_err(typed_wrong)?;
    let enrolment = TotpEnrolment {
        enrolment: begun.enrolment.expose_secret().to_owned(),
        totp: begun.given.into(),
    };
    Ok((StatusCode::CREATED, Json(enrolment)))
}

/// Removes the authenticator app.
#[utoipa::path(delete, path = "/me/second-factor/totp", operation_id = "remove_own_totp", responses(
    (status = 204, description = "Removed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "`last_one`: a second factor is required"),
))]
pub async fn remove_totp(
    State(state): State<ServerState>,
    person: Person,
) -> Result<StatusCode, Problem> {
    state.app.remove_own_totp(person.caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A passkey that waits for the browser.
#[derive(Serialize, ToSchema)]
pub struct PasskeyEnrolment {
    /// Names it when it is confirmed.
    enrolment: String,
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
    #[schema(value_type = Object)]
    options: Value,
}

/// Begins to add a passkey.
#[utoipa::path(post, path = "/me/second-factor/passkeys", operation_id = "begin_own_passkey", responses(
    (status = 201, body = PasskeyEnrolment, description = "For the browser"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn begin_passkey(
    State(state): State<ServerState>,
    person: Person,
) -> Result<(StatusCode, Json<PasskeyEnrolment>), Problem> {
    let begun = state
        .app
        .begin_own_passkey(&person.caller, &person.signed_in)?;
    let enrolment = PasskeyEnrolment {
        enrolment: begun.enrolment.expose_secret().to_owned(),
        options: begun.given,
    };
    Ok((StatusCode::CREATED, Json(enrolment)))
}

/// What confirms an enrolment: the first code, or the passkey and its name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// Which.
    #[schema(value_type = String)]
    enrolment: SecretString,
    /// The first code of an authenticator app.
    #[schema(value_type = Option<String>)]
    code: Option<SecretString>,
    /// A passkey that was made, as `PublicKeyCredential.toJSON` gives it.
    #[schema(value_type = Option<Object>)]
    passkey: Option<Value>,
    /// What its owner calls the passkey.
    name: Option<String>,
}

/// Recovery codes, if there are new ones.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    /// Shown this once; null where the earlier ones go on.
    #[schema(required)]
    recovery_codes: Option<Vec<String>>,
}

/// Adds what was begun.
#[utoipa::path(post, path = "/me/second-factor/enrolments", operation_id = "confirm_own_second_factor",
    request_body = Confirmation, responses(
    (status = 201, body = RecoveryCodes, description = "Added. The first one brings recovery codes"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn confirm(
    State(state): State<ServerState>,
    person: Person,
    Given(given): Given<Confirmation>,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let brought = brought(given.code, given.passkey, given.name)?;
    let codes = state
        .app
        .enrol_own(person.caller, person.signed_in, &given.enrolment, brought)
        .await
        .map_err(typed_wrong)?;
    let recovery_codes = codes.as_deref().map(exposed);
    Ok((StatusCode::CREATED, Json(RecoveryCodes { recovery_codes })))
}

/// A passkey's name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeyName {
    /// 1 to 60 characters.
    name: String,
}

/// Gives a passkey another name.
#[utoipa::path(patch, path = "/me/second-factor/passkeys/{id}", operation_id = "rename_own_passkey",
    params(("id" = String, Path,)), request_body = PasskeyName, responses(
    (status = 204, description = "Renamed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn rename(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
    Given(given): Given<PasskeyName>,
) -> Result<StatusCode, Problem> {
    state
        .app
        .rename_own_passkey(person.caller, &id, &given.name)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a passkey.
#[utoipa::path(delete, path = "/me/second-factor/passkeys/{id}", operation_id = "remove_own_passkey",
    params(("id" = String, Path,)), responses(
    (status = 204, description = "Removed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json",
        description = "`last_one`: a second factor is required"),
))]
pub async fn remove_passkey(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state.app.remove_own_passkey(person.caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes recovery codes, in place of those that are left.
#[utoipa::path(post, path = "/me/second-factor/recovery-codes", operation_id = "make_own_recovery_codes", responses(
    (status = 201, body = RecoveryCodes, description = "Shown this once"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn make_recovery_codes(
    State(state): State<ServerState>,
    person: Person,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let codes = state.app.make_own_recovery_codes(person.caller).await?;
    let recovery_codes = Some(exposed(&codes));
    Ok((StatusCode::CREATED, Json(RecoveryCodes { recovery_codes })))
}

/// A person's second factors, for an Admin.
#[utoipa::path(get, path = "/users/{id}/second-factor", operation_id = "get_second_factors",
    params(("id" = String, Path,)), responses(
    (status = 200, body = SecondFactorsJson, description = "What there is"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get_of(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<Json<SecondFactorsJson>, Problem> {
    Ok(Json(state.app.second_factors(&asking.caller, &id)?.into()))
}

/// Takes a person's second factors away, and ends their sessions.
#[utoipa::path(delete, path = "/users/{id}/second-factor", operation_id = "reset_second_factors",
    params(("id" = String, Path,)), responses(
    (status = 204, description = "None is left"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn reset(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state.app.reset_second_factor(asking.caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
