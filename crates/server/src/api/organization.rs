//! `/api/v1/organization`: the Organization Setup page, and `/logo.png`.

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use latchkey_app::organization::{Aftermath, OrganizationEdit};
use latchkey_domain::{Refusal, RefusalCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::Given;
use super::problem::{Problem, ProblemBody};
use super::who::Person;
use crate::state::ServerState;

/// What the page shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrganizationSetup)]
pub struct OrganizationSetupJson {
    name: String,
    /// What Okta sends as User Name.
    company_id: String,
    /// Whom refusal pages name.
    #[schema(required)]
    support_contact: Option<String>,
    #[schema(required)]
    logo: Option<LogoJson>,
    /// Where Okta and people reach this server.
    public_url: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// The logo.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Logo)]
pub struct LogoJson {
    /// Where it is.
    url: String,
    bytes: u64,
    /// Pixels across.
    width: u32,
    /// Pixels down.
    height: u32,
}

/// What is to be different; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = OrganizationEdit)]
pub struct OrganizationEditJson {
    name: Option<String>,
    /// Blank is nobody.
    support_contact: Option<String>,
    company_id: Option<String>,
}

impl From<OrganizationEditJson> for OrganizationEdit {
    fn from(edit: OrganizationEditJson) -> Self {
        Self {
            name: edit.name,
            support_contact: edit.support_contact,
            company_id: edit.company_id,
        }
    }
}

/// The page after a change, and what the change means for Okta.
#[derive(Serialize, ToSchema)]
pub struct OrganizationChanged {
    #[serde(flatten)]
    organization: OrganizationSetupJson,
    #[serde(flatten)]
    aftermath: AftermathJson,
}

/// What a change means for Okta.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Aftermath)]
pub struct AftermathJson {
    /// Okta's fields that must change.
    change_in_okta: Vec<ChangeInOktaJson>,
    /// What stays as it is.
    stays: Vec<String>,
    /// Until when the old value is honoured too.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    old_until: Option<Timestamp>,
}

/// A field of Okta.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangeInOkta)]
pub struct ChangeInOktaJson {
    /// Okta's name of it, and where it is.
    field: String,
    /// What it holds.
    from: String,
    /// What it must hold.
    to: String,
}

impl From<Aftermath> for AftermathJson {
    fn from(aftermath: Aftermath) -> Self {
        Self {
            change_in_okta: aftermath
                .change_in_okta
                .into_iter()
                .map(|change| ChangeInOktaJson {
                    field: change.field,
                    from: change.from,
                    to: change.to,
                })
                .collect(),
            stays: aftermath.stays,
            old_until: aftermath.old_until,
        }
    }
}

fn shown(state: &ServerState, person: &Person) -> Result<OrganizationSetupJson, Problem> {
    let page = state.app.organization_page(&person.caller)?;
    Ok(OrganizationSetupJson {
        name: page.organization.name,
        company_id: page.organization.company_id,
        support_contact: page.organization.support_contact,
        logo: page.logo.map(|logo| LogoJson {
            url: "/logo.png".to_owned(),
            bytes: logo.bytes,
            width: logo.width,
            height: logo.height,
        }),
        public_url: state.fixed.public_url.clone(),
        created_at: page.organization.created_at,
    })
}

/// The organization.
#[utoipa::path(get, path = "/organization", operation_id = "get_organization", responses(
    (status = 200, body = OrganizationSetupJson, description = "What the page shows"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<OrganizationSetupJson>, Problem> {
    Ok(Json(shown(&state, &person)?))
}

/// Changes it.
#[utoipa::path(patch, path = "/organization", operation_id = "update_organization", request_body = OrganizationEditJson, responses(
    (status = 200, body = OrganizationChanged, description = "The page afterwards, and what must change in Okta"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn update(
    State(state): State<ServerState>,
    person: Person,
    Given(edit): Given<OrganizationEditJson>,
) -> Result<Json<OrganizationChanged>, Problem> {
    let aftermath = state
        .app
        .edit_organization(person.caller.clone(), edit.into())
        .await?;
    Ok(Json(OrganizationChanged {
        organization: shown(&state, &person)?,
        aftermath: aftermath.into(),
    }))
}

/// The logo itself, as at `/logo.png`, for whoever speaks the API only: the sign-in page of the desktop window shows it.
#[utoipa::path(get, path = "/organization/logo", operation_id = "get_logo", responses(
    (status = 200, body = String, content_type = "image/png", description = "The PNG"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get_logo(State(state): State<ServerState>) -> Result<Response, Problem> {
    logo(&state).ok_or_else(|| {
        Refusal::new(
            RefusalCode::NotFound,
            "This organization has no logo of its own. Latchkey's is shown instead.",
        )
        .into()
    })
}

/// Sets the logo: the PNG itself is the body.
#[utoipa::path(put, path = "/organization/logo", operation_id = "put_logo", request_body(content = String, content_type = "image/png"), responses(
    (status = 200, body = OrganizationSetupJson, description = "The page afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 415, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn put_logo(
    State(state): State<ServerState>,
    person: Person,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<OrganizationSetupJson>, Problem> {
    // Nobody else's megabyte is read.
    state.app.organization_page(&person.caller)?;
    let refused = |detail: &str| Problem::from(Refusal::new(RefusalCode::UnacceptedValue, detail));
    if headers
        .get(header::CONTENT_TYPE)
        .is_none_or(|kind| kind != "image/png")
    {
        let mut problem = refused("A logo is sent as image/png. Nothing was changed.");
        problem.status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(problem);
    }
    let png = read(body)
        .await
        .ok_or_else(|| refused("The logo has more than 1,000,000 bytes, or broke off. Save it smaller. Nothing was changed."))?;
    state
        .app
        .put_logo(person.caller.clone(), Some(png.to_vec()))
        .await?;
    Ok(Json(shown(&state, &person)?))
}

async fn read(body: Body) -> Option<Bytes> {
    axum::body::to_bytes(body, latchkey_domain::logo::MOST_BYTES)
        .await
        .ok()
}

/// Takes the logo away: the built-in one is shown again.
#[utoipa::path(delete, path = "/organization/logo", operation_id = "delete_logo", responses(
    (status = 200, body = OrganizationSetupJson, description = "The page afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn delete_logo(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<OrganizationSetupJson>, Problem> {
    state.app.put_logo(person.caller.clone(), None).await?;
    Ok(Json(shown(&state, &person)?))
}

/// GET `/logo.png`: the organization's logo, which people save as an image. Without one, nothing: the built-in logo is a
/// file of the interface.
pub fn logo(state: &ServerState) -> Option<Response> {
    let logo = state.app.logo().ok()??;
    let mut response = Body::from(logo.png).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Some(response)
}
