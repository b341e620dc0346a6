//! `/api/v1/sign-in/…`: Manage Users with Okta: the Issuer URL looked at, the policy, and whom it hits.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use latchkey_app::sign_in::policy::NewPolicy;
use latchkey_app::sign_in::preview::{Named, Preview, Some100};
use latchkey_app::sign_in::test::Tested;
use latchkey_domain::AccessRole;
use latchkey_domain::sign_in::TestLink;
use latchkey_domain::user::User;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::connectors::SignInValues;
use super::input::{Asked, Given};
use super::problem::{Problem, ProblemBody};
use super::views::{access_role, words};
use super::who::Person;
use crate::state::ServerState;

/// What to look at.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IssuerCheck {
    /// Issuer URL, as it was pasted.
    issuer: String,
    /// Client ID, as far as it was typed; only its form is looked at when the policy is saved.
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "screens send the whole form; an issuer cannot be asked about a Client ID"
    )]
    client_id: Option<String>,
}

/// An issuer that can be used.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IssuerFound {
    /// To the letter.
    issuer: String,
    /// Where browsers are sent.
    authorization_endpoint: String,
    /// Always true.
    ok: bool,
    /// What was found.
    sentence: String,
}

/// The policy in force.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInPolicy {
    /// Null while Okta sign-on is not required.
    #[schema(required)]
    policy: Option<SignInValues>,
    /// When a test sign-in with the policy's values last passed within the hour.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    tested_at: Option<Timestamp>,
}

/// What to require.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = NewSignInPolicy)]
pub struct NewPolicyJson {
    issuer: String,
    client_id: String,
    /// Save although no test sign-in passed within the hour.
    #[serde(default)]
    without_test: bool,
}

/// For which issuer.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ForIssuer {
    /// Before it is saved; else the one in force counts.
    issuer: Option<String>,
}

/// Which values, saved or not.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct TestedValues {
    /// Issuer URL.
    issuer: String,
    /// Client ID.
    client_id: String,
}

/// Whether a test sign-in with exactly these values counts.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInTested {
    /// When it passed; null where none did within the hour.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    tested_at: Option<Timestamp>,
    /// How it went; null where none did within the hour.
    #[schema(required)]
    test: Option<TestJson>,
}

/// With whose Okta account a test sign-in was made, and what came of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PassedSignInTest)]
pub struct TestJson {
    /// The Okta account, by the name that its owner signs in with there.
    account: String,
    /// Whether the test linked the admin who made it to the account, they were linked before, or it is not theirs.
    #[schema(schema_with = links)]
    link: TestLink,
    /// Who tested; null where they are gone.
    #[schema(required)]
    tester: Option<TestPersonJson>,
    /// Whom the account belongs to, where that is another person here.
    #[schema(required)]
    belongs_to: Option<TestPersonJson>,
}

/// Someone whom a test sign-in is about.
#[derive(Serialize, ToSchema)]
#[schema(as = TestPerson)]
pub struct TestPersonJson {
    id: String,
    name: String,
}

fn links() -> utoipa::openapi::schema::Object {
    words(&TestLink::ALL.map(TestLink::as_str))
}

impl From<User> for TestPersonJson {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            name: user.display_name,
        }
    }
}

impl From<Option<Tested>> for SignInTested {
    fn from(tested: Option<Tested>) -> Self {
        Self {
            tested_at: tested.as_ref().map(|tested| tested.test.at),
            test: tested.map(|tested| TestJson {
                account: tested.test.account,
                link: tested.test.link,
                tester: tested.tester.map(TestPersonJson::from),
                belongs_to: tested.belongs_to.map(TestPersonJson::from),
            }),
        }
    }
}

/// What requiring Okta means for whom.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInPreview)]
pub struct PreviewJson {
    /// Linked to an Okta account already.
    linked: u64,
    /// Linked at their first sign-in.
    will_link: u64,
    /// Of those, how many get into the app only.
    app_access_only: u64,
    /// Who does not get in; the first hundred.
    locked_out: Vec<NamedJson>,
    locked_out_total: u64,
    /// Who was not provisioned by Okta, and gets in only if Okta has them by name or email; the first hundred.
    not_in_okta: Vec<NamedJson>,
    not_in_okta_total: u64,
    /// The EnterpriseAdmins who keep a local password for the day that Okta cannot be used.
    keep_password: Vec<NamedJson>,
}

/// Someone who is named.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NamedPerson)]
pub struct NamedJson {
    id: String,
    name: String,
    #[schema(required, schema_with = access_role)]
    access_role: Option<AccessRole>,
    /// Why they do not get in; empty otherwise.
    reason: String,
}

impl From<Named> for NamedJson {
    fn from(named: Named) -> Self {
        Self {
            id: named.id,
            name: named.name,
            access_role: named.access_role,
            reason: named.reason,
        }
    }
}

fn named(some: Some100) -> Vec<NamedJson> {
    some.named.into_iter().map(NamedJson::from).collect()
}

impl From<Preview> for PreviewJson {
    fn from(preview: Preview) -> Self {
        Self {
            linked: preview.linked,
            will_link: preview.will_link,
            app_access_only: preview.app_access_only,
            locked_out_total: preview.locked_out.total,
            locked_out: named(preview.locked_out),
            not_in_okta_total: preview.not_in_okta.total,
            not_in_okta: named(preview.not_in_okta),
            keep_password: preview
                .keep_password
                .into_iter()
                .map(NamedJson::from)
                .collect(),
        }
    }
}

/// Looks at an Issuer URL as it is typed.
#[utoipa::path(post, path = "/sign-in/check", operation_id = "check_issuer", request_body = IssuerCheck, responses(
    (status = 200, body = IssuerFound, description = "It can be used"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json", description = "Code `issuer`, with `mistake` and `suggestion`"),
))]
pub async fn check(
    State(state): State<ServerState>,
    person: Person,
    Given(asked): Given<IssuerCheck>,
) -> Result<Json<IssuerFound>, Problem> {
    let found = state
        .app
        .look_at_issuer(&person.caller, &asked.issuer)
        .await?
        .map_err(|wrong| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "issuer", wrong.detail)
                .with("mistake", wrong.mistake)
                .with("suggestion", wrong.suggestion)
        })?;
    let keys = found.signing_keys;
    Ok(Json(IssuerFound {
        sentence: format!(
            "{} answers as an issuer must and shows {keys} signing {}.",
            found.issuer,
            if keys == 1 { "key" } else { "keys" }
        ),
        issuer: found.issuer,
        authorization_endpoint: found.authorization_endpoint.into(),
        ok: true,
    }))
}

fn policy(state: &ServerState, person: &Person) -> Result<SignInPolicy, Problem> {
    let policy = state
        .app
        .read_as(&person.caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(store.sign_in_policy()?)
        })?;
    let tested = match &policy {
        Some(policy) => {
            state
                .app
                .sign_in_tested(&person.caller, &policy.issuer, &policy.client_id)?
        }
        None => None,
    };
    Ok(SignInPolicy {
        policy: policy.map(SignInValues::from),
        tested_at: tested.map(|tested| tested.test.at),
    })
}

/// The policy in force.
#[utoipa::path(get, path = "/sign-in/policy", operation_id = "get_sign_in_policy", responses(
    (status = 200, body = SignInPolicy, description = "The policy"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<SignInPolicy>, Problem> {
    Ok(Json(policy(&state, &person)?))
}

/// Whether a test sign-in with exactly these values passed within the hour.
#[utoipa::path(get, path = "/sign-in/tested", operation_id = "get_sign_in_tested", params(TestedValues), responses(
    (status = 200, body = SignInTested, description = "When, and with whose Okta account"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn tested(
    State(state): State<ServerState>,
    person: Person,
    Asked(TestedValues { issuer, client_id }): Asked<TestedValues>,
) -> Result<Json<SignInTested>, Problem> {
    let tested = state
        .app
        .sign_in_tested(&person.caller, &issuer, &client_id)?;
    Ok(Json(tested.into()))
}

/// Requires Okta sign-on of everyone. Needs a fresh sign-in.
#[utoipa::path(put, path = "/sign-in/policy", operation_id = "put_sign_in_policy", request_body = NewPolicyJson, responses(
    (status = 200, body = SignInPolicy, description = "The policy afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 502, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn put(
    State(state): State<ServerState>,
    person: Person,
    Given(wanted): Given<NewPolicyJson>,
) -> Result<Json<SignInPolicy>, Problem> {
    let wanted = NewPolicy {
        issuer: wanted.issuer,
        client_id: wanted.client_id,
        without_test: wanted.without_test,
    };
    state
        .app
        .set_sign_in_policy(person.caller.clone(), wanted)
        .await?;
    Ok(Json(policy(&state, &person)?))
}

/// Lifts the requirement: local passwords work again. Needs a fresh sign-in.
#[utoipa::path(delete, path = "/sign-in/policy", operation_id = "lift_sign_in_policy", responses(
    (status = 204, description = "Okta sign-on is not required any more"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn lift(State(state): State<ServerState>, person: Person) -> Result<StatusCode, Problem> {
    state.app.lift_sign_in_policy(person.caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom it hits that Okta is required.
#[utoipa::path(get, path = "/sign-in/preview", operation_id = "preview_sign_in", params(ForIssuer), responses(
    (status = 200, body = PreviewJson, description = "Who gets in, who does not, and why"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn preview(
    State(state): State<ServerState>,
    person: Person,
    Asked(ForIssuer { issuer }): Asked<ForIssuer>,
) -> Result<Json<PreviewJson>, Problem> {
    // It walks everyone: not on a thread that serves requests.
    let preview = tokio::task::spawn_blocking(move || {
        state.app.sign_in_preview(&person.caller, issuer.as_deref())
    })
    .await
    .map_err(|lost| Problem::lost(&lost))??;
    Ok(Json(preview.into()))
}
