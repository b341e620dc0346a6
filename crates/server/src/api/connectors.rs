//! `/api/v1/connectors`: which there are, adding Okta, what goes into Okta, and the connector's settings.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use latchkey_app::connector_page::{ConnectorEdit, ConnectorPage};
use latchkey_domain::AccessRole;
use latchkey_domain::connector::ConnectorKind;
use latchkey_domain::passkey::Passkey;
use latchkey_domain::settings::MatchBy;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::{Given, present};
use super::organization::OrganizationEditJson;
use super::problem::{Problem, ProblemBody};
use super::views::{access_role, words};
use super::who::Person;
use crate::state::ServerState;

/// What other identity sources are called; they are shown as planned.
const PLANNED: [(&str, &str); 4] = [
    ("entra", "Microsoft Entra ID"),
    ("google", "Google Workspace"),
    ("jumpcloud", "JumpCloud"),
    ("onelogin", "OneLogin"),
];

/// A connector in the list.
#[derive(Serialize, ToSchema)]
#[schema(as = ConnectorListed)]
pub struct ListedJson {
    kind: &'static str,
    name: &'static str,
    #[schema(schema_with = states)]
    state: &'static str,
    #[schema(schema_with = badges)]
    badge: &'static str,
}

fn states() -> utoipa::openapi::schema::Object {
    words(&["available", "added", "planned"])
}

pub(super) fn badges() -> utoipa::openapi::schema::Object {
    words(&["not_set_up", "waiting", "working", "refusing", "suspended"])
}

/// What goes into Okta, and the connector's settings.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Connector)]
pub struct ConnectorJson {
    kind: &'static str,
    #[schema(value_type = String, format = DateTime)]
    added_at: Timestamp,
    #[schema(schema_with = badges)]
    badge: &'static str,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_call_at: Option<Timestamp>,
    scim_url: String,
    user_name: String,
    /// The newest first.
    passkeys: Vec<PasskeyJson>,
    #[schema(schema_with = places)]
    keeps: &'static str,
    login_redirect_uris: Vec<String>,
    initiate_login_uri: String,
    /// Where Okta's Universal Logout is sent to.
    universal_logout_url: String,
    /// Where an issuer's logout tokens are sent to (OpenID Connect Back-Channel Logout).
    backchannel_logout_url: String,
    #[schema(required)]
    sign_in: Option<SignInValues>,
    /// The highest role that Okta may give; null is app access only.
    #[schema(required, schema_with = access_role)]
    role_cap: Option<AccessRole>,
    #[schema(schema_with = match_words)]
    match_by: MatchBy,
    mass_deactivation: MassDeactivation,
}

fn places() -> utoipa::openapi::schema::Object {
    words(&["keychain", "file", "once"])
}

fn match_words() -> utoipa::openapi::schema::Object {
    words(&["externalId", "userName"])
}

/// A passkey without its clear text.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Passkey)]
pub struct PasskeyJson {
    id: String,
    last_four: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_used_at: Option<Timestamp>,
    /// The end of its grace period, for one that was rotated out.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    expires_at: Option<Timestamp>,
}

impl From<Passkey> for PasskeyJson {
    fn from(passkey: Passkey) -> Self {
        Self {
            id: passkey.id,
            last_four: passkey.last_four,
            created_at: passkey.created_at,
            last_used_at: passkey.last_used_at,
            expires_at: passkey.expires_at,
        }
    }
}

/// What was pasted back from Okta.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignInValues {
    issuer: String,
    client_id: String,
    #[schema(value_type = String, format = DateTime)]
    saved_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    tested_at: Option<Timestamp>,
}

impl From<latchkey_domain::sign_in::Policy> for SignInValues {
    fn from(policy: latchkey_domain::sign_in::Policy) -> Self {
        Self {
            issuer: policy.issuer,
            client_id: policy.client_id,
            saved_at: policy.saved_at,
            tested_at: policy.tested_at,
        }
    }
}

/// From when on deactivations are a mass, and whether further ones are held.
#[derive(Serialize, ToSchema)]
pub struct MassDeactivation {
    /// Share of the active users, in percent.
    percent: u32,
    /// And at least so many.
    least: u32,
    /// Whether further ones wait for an admin.
    hold: bool,
}

/// What is to be different; what is absent stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ConnectorEdit)]
pub struct ConnectorEditJson {
    /// The highest role that Okta may give; null is app access only.
    #[serde(default, deserialize_with = "present")]
    #[schema(schema_with = access_role)]
    #[expect(clippy::option_option, reason = "absent, null and a role are three")]
    role_cap: Option<Option<AccessRole>>,
    #[schema(schema_with = match_words)]
    match_by: Option<MatchBy>,
    mass_deactivation: Option<MassEditJson>,
}

/// What is to be different; what is absent stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MassDeactivationEdit)]
pub struct MassEditJson {
    percent: Option<u32>,
    least: Option<u32>,
    hold: Option<bool>,
}

/// Which connector to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnector {
    #[schema(value_type = String)]
    kind: ConnectorKind,
    /// Unsaved edits of the page, saved with it.
    organization: Option<OrganizationEditJson>,
}

/// The connector that was added.
#[derive(Serialize, ToSchema)]
pub struct ConnectorAdded {
    #[serde(flatten)]
    connector: ConnectorJson,
    /// The Password where it is shown this once, because it is kept nowhere; else null.
    #[schema(required)]
    password: Option<String>,
}

impl From<ConnectorPage> for ConnectorJson {
    fn from(page: ConnectorPage) -> Self {
        Self {
            kind: match page.kind {
                ConnectorKind::Okta => "okta",
            },
            added_at: page.added_at,
            badge: page.badge.as_str(),
            last_call_at: page.last_call_at,
            scim_url: page.scim_url,
            user_name: page.user_name,
            passkeys: page.passkeys.into_iter().map(PasskeyJson::from).collect(),
            keeps: page.keeps.as_str(),
            login_redirect_uris: page.login_redirect_uris,
            initiate_login_uri: page.initiate_login_uri,
            universal_logout_url: page.universal_logout_url,
            backchannel_logout_url: page.backchannel_logout_url,
            sign_in: page.sign_in.map(SignInValues::from),
            role_cap: page.settings.role_cap,
            match_by: page.settings.match_by,
            mass_deactivation: MassDeactivation {
                percent: page.settings.mass_deactivation_percent,
                least: page.settings.mass_deactivation_least,
                hold: page.settings.hold_mass_deactivation,
            },
        }
    }
}

pub(super) fn clear(password: Option<SecretString>) -> Option<String> {
    password.map(|password| password.expose_secret().to_owned())
}

async fn page(state: &ServerState, person: &Person) -> Result<ConnectorJson, Problem> {
    let page = state
        .app
        .connector_page(&person.caller, &state.fixed.public_url)
        .await?;
    Ok(page.into())
}

/// Which connectors there are, and which are planned.
#[utoipa::path(get, path = "/connectors", operation_id = "list_connectors", responses(
    (status = 200, body = [ListedJson], description = "Okta first"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<Vec<ListedJson>>, Problem> {
    let badge = state.app.connector_badge(&person.caller)?.as_str();
    let okta = ListedJson {
        kind: "okta",
        name: "Okta",
        state: if badge == "not_set_up" {
            "available"
        } else {
            "added"
        },
        badge,
    };
    let planned = PLANNED.map(|(kind, name)| ListedJson {
        kind,
        name,
        state: "planned",
        badge: "not_set_up",
    });
    Ok(Json(std::iter::once(okta).chain(planned).collect()))
}

/// Adds a connector, saving the page's unsaved edits with it.
#[utoipa::path(post, path = "/connectors", operation_id = "add_connector", request_body = NewConnector, responses(
    (status = 201, body = ConnectorAdded, description = "The connector"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn add(
    State(state): State<ServerState>,
    person: Person,
    Given(wanted): Given<NewConnector>,
) -> Result<(StatusCode, Json<ConnectorAdded>), Problem> {
    let details = state
        .app
        .add_connector_with(
            person.caller.clone(),
            wanted.kind,
            wanted.organization.unwrap_or_default().into(),
            &state.fixed.public_url,
        )
        .await?;
    let added = ConnectorAdded {
        connector: page(&state, &person).await?,
        password: clear(details.password.filter(|_| !details.shown_again)),
    };
    Ok((StatusCode::CREATED, Json(added)))
}

/// What goes into Okta, without the clear passkey.
#[utoipa::path(get, path = "/connectors/okta", operation_id = "get_connector", responses(
    (status = 200, body = ConnectorJson, description = "The connector"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<ConnectorJson>, Problem> {
    Ok(Json(page(&state, &person).await?))
}

/// Changes the connector's settings.
#[utoipa::path(patch, path = "/connectors/okta", operation_id = "update_connector", request_body = ConnectorEditJson, responses(
    (status = 200, body = ConnectorJson, description = "The connector afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn update(
    State(state): State<ServerState>,
    person: Person,
    Given(edit): Given<ConnectorEditJson>,
) -> Result<Json<ConnectorJson>, Problem> {
    let mass = edit.mass_deactivation.unwrap_or_default();
    state
        .app
        .edit_connector(
            person.caller.clone(),
            ConnectorEdit {
                role_cap: edit.role_cap,
                match_by: edit.match_by,
                mass_percent: mass.percent,
                mass_least: mass.least,
                hold: mass.hold,
            },
        )
        .await?;
    Ok(Json(page(&state, &person).await?))
}

/// Removes the connector with its passkeys, and lifts Okta sign-on. Needs a fresh sign-in.
#[utoipa::path(delete, path = "/connectors/okta", operation_id = "remove_connector", responses(
    (status = 204, description = "It is removed; everyone stays listed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn remove(
    State(state): State<ServerState>,
    person: Person,
) -> Result<StatusCode, Problem> {
    state.app.remove_connector(person.caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
