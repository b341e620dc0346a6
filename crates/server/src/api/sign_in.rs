//! `/api/v1/sign-in`: which ways of signing in there are, and the test sign-in before Okta is required, in a browser or by
//! the desktop app.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use latchkey_app::sign_in::browser::Purpose;
use latchkey_app::sign_in::local::Mode;
use latchkey_app::sign_in::native::Brought;
use latchkey_domain::connector;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::session::refusal;
use super::who::EnterpriseAdmin;
use crate::auth::cookie;
use crate::auth::return_to::own_path;
use crate::auth::transaction::Transaction;
use crate::state::ServerState;

/// What the sign-in page needs to know.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignIn {
    /// "local", "okta", or "both" while Okta sign-on is suspended.
    #[schema(schema_with = modes)]
    pub mode: &'static str,
    /// The organization's name.
    pub organization: String,
    /// Where to go afterwards.
    pub return_to: String,
    /// Whether this is a rehearsal's scratch installation.
    pub rehearsal: bool,
}

fn modes() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["local", "okta", "both"]))
        .build()
}

impl SignIn {
    /// As things are now.
    pub fn now(state: &ServerState, return_to: &str) -> Result<Self, latchkey_app::Failure> {
        let organization = state.app.organization()?;
        let mode = match state.app.sign_in_mode()? {
            Mode::Local => "local",
            Mode::Okta => "okta",
            Mode::Both => "both",
        };
        Ok(Self {
            mode,
            organization: organization.name,
            return_to: return_to.to_owned(),
            rehearsal: state.fixed.rehearsal,
        })
    }
}

/// The values to test.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInTest {
    /// Issuer URL.
    issuer: String,
    /// Client ID.
    client_id: String,
    /// Where the browser comes back to: a path of our own.
    return_to: Option<String>,
}

/// Where the browser has to go.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInTestStarted {
    /// The issuer's authorization endpoint, with everything.
    authorize_url: String,
}

/// Which ways of signing in there are.
#[utoipa::path(get, path = "/sign-in", operation_id = "get_sign_in", responses(
    (status = 200, body = SignIn, description = "What the sign-in page needs to know"),
    (status = 503, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(State(state): State<ServerState>) -> Result<Json<SignIn>, Problem> {
    Ok(Json(SignIn::now(&state, "/")?))
}

/// Starts a test sign-in with values that are not saved yet.
#[utoipa::path(post, path = "/sign-in/test", operation_id = "test_sign_in", request_body = SignInTest, responses(
    (status = 201, body = SignInTestStarted, description = "Started; the browser goes to the issuer next"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 502, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn test(
    State(state): State<ServerState>,
    EnterpriseAdmin(person): EnterpriseAdmin,
    Given(values): Given<SignInTest>,
) -> Result<Response, Problem> {
    let redirect_uri = connector::portal_redirect_uri(&state.fixed.public_url);
    let started = state
        .app
        .begin_with(&values.issuer, values.client_id.trim(), redirect_uri, None)
        .await?
        .map_err(|refused| {
            Problem::new(
                StatusCode::BAD_GATEWAY,
                refused.code.code(),
                format!("{} {}", refused.record, refused.todo),
            )
        })?;
    let transaction = Transaction {
        pending: started.pending,
        purpose: Purpose::Test {
            user_id: person.signed_in.user.id,
        },
        return_to: own_path(values.return_to.as_deref()),
    };
    let mut headers = HeaderMap::new();
    headers.insert(
        header::SET_COOKIE,
        cookie::transaction(&transaction, state.fixed.secure),
    );
    let body = SignInTestStarted {
        authorize_url: started.authorize_url.into(),
    };
    Ok((StatusCode::CREATED, headers, Json(body)).into_response())
}

/// What a native app brings back from a test sign-in.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NativeSignInTest {
    /// Issuer URL.
    issuer: String,
    /// Client ID.
    client_id: String,
    /// The ID token, with the nonce that a challenge of `/session/challenge` asked for.
    #[schema(value_type = String)]
    id_token: SecretString,
    /// The challenge.
    challenge: String,
    /// What the app mixed into the nonce.
    #[schema(value_type = String)]
    secret: SecretString,
}

/// Ends a test sign-in that a native app made by itself, with values that are not saved yet.
#[utoipa::path(post, path = "/sign-in/test/native", operation_id = "finish_native_test", request_body = NativeSignInTest, responses(
    (status = 204, description = "The test passed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 502, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn finish_native_test(
    State(state): State<ServerState>,
    EnterpriseAdmin(person): EnterpriseAdmin,
    Given(values): Given<NativeSignInTest>,
) -> Result<StatusCode, Problem> {
    let brought = Brought {
        id_token: &values.id_token,
        challenge: &values.challenge,
        secret: &values.secret,
        public_url: &state.fixed.public_url,
    };
    let user_id = person.signed_in.user.id;
    let client_id = values.client_id.trim();
    state
        .app
        .test_with_id_token(person.caller, user_id, &values.issuer, client_id, &brought)
        .await?
        .map_err(|refused| refusal(&refused))?;
    Ok(StatusCode::NO_CONTENT)
}
