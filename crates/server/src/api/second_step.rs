//! `/api/v1/session/second-factor`: the second step of a local sign-in, by the ticket that a right password gave.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use latchkey_app::sign_in::second_factor::second_step::Proof;
use latchkey_app::sign_in::second_factor::{Asks, Brought, NewTotp, SecondStep};
use latchkey_domain::{Refusal, RefusalCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::session::{self, AppSession};
use super::who::Anyone;
use crate::state::ServerState;

/// What a right password leads to where it does not lead to a session: 401 with a ticket. Its further members:
/// `ticket`, `expiresAt`, `totp` (whether a code is taken, or an app may be added), `passkey` (for the browser, or
/// null), `passkeyNote` (why there is none, or null), `recoveryCodes` (whether there are any).
pub(super) fn asked(step: SecondStep) -> Problem {
    let (code, detail, members) = match step.asks {
        Asks::Proof {
            totp,
            passkey,
            passkey_note,
            recovery_codes,
        } => (
            "second_factor_needed",
            "The password is right. A second factor is needed: a code, a passkey or a recovery code, with the ticket, \
             within five minutes.",
            json!({"totp": totp, "passkey": passkey, "passkeyNote": passkey_note, "recoveryCodes": recovery_codes}),
        ),
        Asks::Enrolment { passkey_note } => (
            "second_factor_enrolment_needed",
            "The password is right. This access role needs a second factor on a server that is reached from elsewhere: add \
             one with the ticket, within five minutes.",
            json!({"totp": true, "passkey": null, "passkeyNote": passkey_note, "recoveryCodes": false}),
        ),
    };
    let mut problem = Problem::new(StatusCode::UNAUTHORIZED, code, detail.to_owned())
        .with("ticket", step.ticket.expose_secret())
        .with("expiresAt", step.expires_at.to_string());
    if let Value::Object(members) = members {
        for (name, value) in members {
            problem = problem.with(&name, value);
        }
    }
    problem
}

/// What is brought for the second step: the ticket, and one of the others.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SecondStepProof {
    /// What a right password gave.
    #[schema(value_type = String)]
    ticket: SecretString,
    /// A code of an authenticator app.
    #[schema(value_type = Option<String>)]
    code: Option<SecretString>,
    /// A recovery code.
    #[schema(value_type = Option<String>)]
    recovery_code: Option<SecretString>,
    /// A passkey's answer, as `PublicKeyCredential.toJSON` gives it.
    #[schema(value_type = Option<Object>)]
    passkey: Option<Value>,
}

/// A ticket alone.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketOnly {
    /// What a right password gave.
    #[schema(value_type = String)]
    ticket: SecretString,
}

/// A secret for an authenticator app.
#[derive(Serialize, ToSchema)]
#[schema(as = NewTotp)]
pub struct NewTotpJson {
    /// For typing, in base32.
    secret: String,
    /// For a QR code.
    uri: String,
}

/// What a browser is given to make a passkey.
#[derive(Serialize, ToSchema)]
pub struct NewPasskey {
    /// For `PublicKeyCredential.parseCreationOptionsFromJSON`.
    #[schema(value_type = Object)]
    options: Value,
}

/// What adds a second factor, by a ticket.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TicketEnrolment {
    /// What a right password gave.
    #[schema(value_type = String)]
    ticket: SecretString,
    /// The first code of an authenticator app.
    #[schema(value_type = Option<String>)]
    code: Option<SecretString>,
    /// A passkey that was made, as `PublicKeyCredential.toJSON` gives it.
    #[schema(value_type = Option<Object>)]
    passkey: Option<Value>,
    /// What its owner calls the passkey.
    name: Option<String>,
}

/// Signed in, with a second factor that was added.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnrolledSession {
    #[serde(flatten)]
    session: AppSession,
    /// Shown this once.
    recovery_codes: Vec<String>,
}

impl From<NewTotp> for NewTotpJson {
    fn from(totp: NewTotp) -> Self {
        Self {
            secret: totp.secret.expose_secret().to_owned(),
            uri: totp.uri.expose_secret().to_owned(),
        }
    }
}

/// Ends a sign-in.
#[utoipa::path(post, path = "/session/second-factor", operation_id = "pass_second_step",
    request_body = SecondStepProof, responses(
    (status = 201, body = AppSession, description = "Signed in; a browser's cookie is set"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json",
        description = "`wrong_second_factor`: the ticket still counts; `ticket_spent`: begin with the password"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn pass(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Given(given): Given<SecondStepProof>,
) -> Result<Response, Problem> {
    let proof = match (given.code, given.recovery_code, given.passkey) {
        (Some(code), None, None) => Proof::Code(code),
        (None, Some(code), None) => Proof::RecoveryCode(code),
        (None, None, Some(answer)) => Proof::Passkey(answer),
        _ => return Err(one_of("code, recoveryCode and passkey")),
    };
    let begun = state
        .app
        .pass_second_step(caller, &given.ticket, proof)
        .await?;
    session::begun(&state, begun)
}

/// Begins to add an authenticator app.
#[utoipa::path(post, path = "/session/second-factor/totp", operation_id = "begin_totp_by_ticket",
    request_body = TicketOnly, responses(
    (status = 201, body = NewTotpJson, description = "Put it into an app, then confirm with its first code"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn begin_totp(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Given(given): Given<TicketOnly>,
) -> Result<(StatusCode, Json<NewTotpJson>), Problem> {
    let totp = state.app.begin_totp_by_ticket(caller, &given.ticket)?;
    Ok((StatusCode::CREATED, Json(totp.into())))
}

/// Begins to add a passkey.
#[utoipa::path(post, path = "/session/second-factor/passkey", operation_id = "begin_passkey_by_ticket",
    request_body = TicketOnly, responses(
    (status = 201, body = NewPasskey, description = "For the browser"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn begin_passkey(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Given(given): Given<TicketOnly>,
) -> Result<(StatusCode, Json<NewPasskey>), Problem> {
    let options = state.app.begin_passkey_by_ticket(caller, &given.ticket)?;
    Ok((StatusCode::CREATED, Json(NewPasskey { options })))
}

/// Adds it, and ends the sign-in.
#[utoipa::path(post, path = "/session/second-factor/enrolment", operation_id = "enrol_by_ticket",
    request_body = TicketEnrolment, responses(
    (status = 201, body = EnrolledSession, description = "Signed in; the recovery codes are shown this once"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 429, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn enrol(
    State(state): State<ServerState>,
    Anyone(caller): Anyone,
    Given(given): Given<TicketEnrolment>,
) -> Result<Response, Problem> {
    let brought = brought(given.code, given.passkey, given.name)?;
    let enrolled = state
        .app
        .enrol_by_ticket(caller, &given.ticket, brought)
        .await?;
    let recovery_codes = exposed(&enrolled.recovery_codes);
    session::begun_as(&state, enrolled.begun, |session| EnrolledSession {
        session,
        recovery_codes,
    })
}

/// What confirms an enrolment, by what of it is there.
pub(super) fn brought(
    code: Option<SecretString>,
    passkey: Option<Value>,
    name: Option<String>,
) -> Result<Brought, Problem> {
    match (code, passkey) {
        (Some(code), None) => Ok(Brought::Code(code)),
        (None, Some(answer)) => Ok(Brought::Passkey {
            answer,
            name: name.unwrap_or_default(),
        }),
        _ => Err(one_of("code and passkey")),
    }
}

/// Recovery codes, to be shown.
pub(super) fn exposed(codes: &[SecretString]) -> Vec<String> {
    codes
        .iter()
        .map(|code| code.expose_secret().to_owned())
        .collect()
}

fn one_of(names: &str) -> Problem {
    Refusal::new(
        RefusalCode::UnacceptedValue,
        format!("Of {names} the body has exactly one. Nothing was changed."),
    )
    .into()
}
