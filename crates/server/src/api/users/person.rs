//! `/api/v1/users/{id}`: one person, and what is done with them.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use latchkey_app::directory::Precondition;
use latchkey_app::directory::people::person::{Attribute, Can, Person as SeenPerson};
use latchkey_app::directory::users::edit::UserEdit;
use latchkey_app::directory::users::fields::Field;
use latchkey_app::record::Caller;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::api::input::Given;
use crate::api::problem::{Problem, ProblemBody};
use crate::api::views::{UserJson, access_role};
use crate::api::who::Person;
use crate::scim::call::precondition;
use crate::state::ServerState;

/// A person's page.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Person)]
pub struct PersonJson {
    #[serde(flatten)]
    user: UserJson,
    /// Every value that is there or can be given.
    attributes: Vec<AttributeJson>,
    /// The link to an Okta account; null below Admin, unless it is one's own page.
    #[schema(required)]
    binding: Option<BindingJson>,
    /// Whether a local password is set.
    has_password: bool,
    /// Whether a deactivation by Okta waits for an admin: active, but not let in.
    held: bool,
    /// How many sessions there are; null below Admin, unless it is one's own page.
    #[schema(required)]
    session_count: Option<u64>,
    /// When Okta last changed something.
    #[schema(required)]
    last_change_by_okta: Option<LastChangeJson>,
    /// What the one who asks may do.
    can: CanJson,
}

/// One value of a person.
#[derive(Serialize, ToSchema)]
#[schema(as = Attribute)]
pub struct AttributeJson {
    /// The leaf in the SCIM resource: "name.givenName".
    name: String,
    /// The name by which an edit speaks of it: "givenName"; null where it cannot be edited here.
    #[schema(required)]
    key: Option<&'static str>,
    /// As a screen names it.
    label: String,
    /// The value; null where there is none.
    value: Value,
    /// Whether Okta manages it.
    managed: bool,
    /// Whether the one who asks may edit it.
    editable: bool,
}

/// A link to an Okta account.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Binding)]
pub struct BindingJson {
    /// Issuer URL.
    issuer: String,
    /// Okta's id of the person.
    subject: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    bound_at: Timestamp,
}

/// The last of several changes.
#[derive(Serialize, ToSchema)]
#[schema(as = LastChange)]
pub struct LastChangeJson {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The activity entry's id.
    entry: String,
}

/// What the one who asks may do with a person.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Can)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one button of the page"
)]
pub struct CanJson {
    /// Edit what Okta does not manage.
    edit: bool,
    /// Deactivate.
    deactivate: bool,
    /// Bring back.
    reactivate: bool,
    /// The roles that they may give.
    #[schema(schema_with = access_roles)]
    set_access_role: Vec<Option<AccessRole>>,
    /// End sessions.
    end_sessions: bool,
    /// Make an invite link.
    invite: bool,
    /// Change the local password: one's own.
    set_password: bool,
    /// Remove for good.
    remove: bool,
}

fn access_roles() -> utoipa::openapi::schema::Array {
    utoipa::openapi::schema::ArrayBuilder::new()
        .items(access_role())
        .build()
}

impl PersonJson {
    /// From what the use case found.
    pub fn new(person: SeenPerson) -> Self {
        let attribute = |it: Attribute| AttributeJson {
            name: it.name,
            key: it.key,
            label: it.label,
            value: it.value,
            managed: it.managed,
            editable: it.editable,
        };
        let Can {
            edit,
            deactivate,
            reactivate,
            set_access_role,
            end_sessions,
            invite,
            set_password,
            remove,
        } = person.can;
        Self {
            attributes: person.attributes.into_iter().map(attribute).collect(),
            binding: person.binding.map(|binding| BindingJson {
                issuer: binding.issuer,
                subject: binding.subject,
                bound_at: binding.bound_at,
            }),
            has_password: person.user.has_password,
            held: person.user.deactivation_held_at.is_some(),
            session_count: person.session_count,
            last_change_by_okta: person.last_change_by_okta.map(|last| LastChangeJson {
                at: last.at,
                entry: last.entry_id,
            }),
            can: CanJson {
                edit,
                deactivate,
                reactivate,
                set_access_role,
                end_sessions,
                invite,
                set_password,
                remove,
            },
            user: UserJson::new(person.user, person.groups),
        }
    }
}

/// The person as the one who asks sees them, with the version that an edit names.
pub(in crate::api) fn answer(
    state: &ServerState,
    caller: &Caller,
    id: &str,
    status: StatusCode,
) -> Result<Response, Problem> {
    let person = state.app.person(caller, id)?;
    let etag = HeaderValue::from_str(&person.etag).ok();
    let mut response = (status, Json(PersonJson::new(person))).into_response();
    if let Some(etag) = etag {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}

/// One person: anyone for whoever has an access role, oneself in any case.
#[utoipa::path(get, path = "/users/{id}", operation_id = "get_user", params(("id" = String, Path,)), responses(
    (status = 200, body = PersonJson, description = "The person; the ETag is what a change names"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    answer(&state, &asking.caller, &id, StatusCode::OK)
}

/// What is to be different. A value that is not named stays; null, or a blank one, takes it away.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "describes the body, which is read as a map: absent and null differ"
)]
pub struct UserChange {
    user_name: Option<String>,
    email: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
    display_name: Option<String>,
    phone: Option<String>,
    title: Option<String>,
    department: Option<String>,
    division: Option<String>,
    organization: Option<String>,
    cost_center: Option<String>,
    employee_number: Option<String>,
    user_type: Option<String>,
    nick_name: Option<String>,
    preferred_language: Option<String>,
    locale: Option<String>,
    timezone: Option<String>,
    /// Null is app access only.
    #[schema(schema_with = access_role)]
    access_role: Option<AccessRole>,
}

/// Reads it.
pub(in crate::api) fn edit(given: BTreeMap<String, Value>) -> Result<UserEdit, Refusal> {
    let refused = |detail: String| Refusal::new(RefusalCode::UnacceptedValue, detail);
    let mut edit = UserEdit::default();
    for (key, value) in given {
        if key == "accessRole" {
            let role = serde_json::from_value(value.clone()).map_err(|_| {
                refused(format!(
                    "{value} is not an access role; Latchkey knows {}, and null. Nothing was changed.",
                    latchkey_domain::access_role::ACCEPTED
                ))
                .about("accessRole", None)
            })?;
            edit.access_role = Some(role);
            continue;
        }
        let field = Field::named(&key).ok_or_else(|| {
            let shown: String = key.chars().take(80).collect();
            refused(format!(
                "There is no value \"{shown}\" that can be edited here. Nothing was changed."
            ))
        })?;
        let value = match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            _ => {
                return Err(refused(format!(
                    "The {} is a text, or null. Nothing was changed.",
                    field.what
                ))
                .about(field.key, None));
            }
        };
        edit.values.push((field, value));
    }
    Ok(edit)
}

/// If-Match, which a change has to name: two admins may have the same page open.
fn demanded_version(headers: &HeaderMap) -> Result<Precondition, Problem> {
    let precondition = precondition(headers);
    if precondition.if_match.is_some() {
        return Ok(precondition);
    }
    let mut problem = Problem::from(Refusal::new(
        RefusalCode::PreconditionFailed,
        "A change names the version that it was made on, as If-Match. Nothing was changed. Read the person again.",
    ));
    problem.status = StatusCode::PRECONDITION_REQUIRED;
    Err(problem)
}

/// Edits a person: what Okta does not manage, and the access role.
#[utoipa::path(patch, path = "/users/{id}", operation_id = "edit_user", request_body = UserChange,
    params(("id" = String, Path,), ("If-Match" = String, Header, description = "The ETag of the page that was edited")),
    responses(
    (status = 200, body = PersonJson, description = "The person afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 412, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
    (status = 428, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn change(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    Given(given): Given<BTreeMap<String, Value>>,
) -> Result<Response, Problem> {
    let precondition = demanded_version(&headers)?;
    let edit = UserEdit {
        precondition,
        ..edit(given)?
    };
    state
        .app
        .edit_user(asking.caller.clone(), &id, edit)
        .await?;
    answer(&state, &asking.caller, &id, StatusCode::OK)
}

/// Deactivates a person: their sessions end in the same commit.
#[utoipa::path(post, path = "/users/{id}/deactivate", operation_id = "deactivate_user",
    params(("id" = String, Path,)), responses(
    (status = 200, body = PersonJson, description = "The person afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn deactivate(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    set_active(&state, asking, &id, false).await
}

/// Brings a person back, under the same id.
#[utoipa::path(post, path = "/users/{id}/reactivate", operation_id = "reactivate_user",
    params(("id" = String, Path,)), responses(
    (status = 200, body = PersonJson, description = "The person afterwards"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn reactivate(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    set_active(&state, asking, &id, true).await
}

async fn set_active(
    state: &ServerState,
    asking: Person,
    id: &str,
    active: bool,
) -> Result<Response, Problem> {
    state
        .app
        .edit_user(asking.caller.clone(), id, UserEdit::active(active))
        .await?;
    answer(state, &asking.caller, id, StatusCode::OK)
}

/// Removes a local person for good.
#[utoipa::path(delete, path = "/users/{id}", operation_id = "remove_user", params(("id" = String, Path,)), responses(
    (status = 204, description = "Removed"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn remove(
    State(state): State<ServerState>,
    asking: Person,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    state
        .app
        .remove_user(asking.caller, &id, Precondition::default())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use latchkey_app::directory::users::fields::FIELDS;
    use utoipa::{PartialSchema as _, openapi};

    use super::UserChange;

    #[test]
    fn the_description_names_every_value_that_can_be_edited() {
        let openapi::RefOr::T(openapi::Schema::Object(described)) = UserChange::schema() else {
            panic!("it is an object");
        };
        let described: BTreeSet<&str> = described.properties.keys().map(String::as_str).collect();
        let known = FIELDS.iter().map(|field| field.key).chain(["accessRole"]);
        assert_eq!(described, known.collect());
    }
}
