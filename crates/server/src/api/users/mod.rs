//! `/api/v1/users`: the people list, and adding someone. What is done with one person is in [`person`], with many in
//! [`bulk`].

pub mod bulk;
pub mod export;
pub mod invite;
pub mod person;
pub mod sessions;
pub mod why;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use latchkey_app::App;
use latchkey_app::directory::people::{Window, words};
use latchkey_app::directory::users::local::NewLocalUser;
use latchkey_app::ports::store::{ListedPerson, PeopleFilter, PeopleOrder, PeopleSort};
use latchkey_domain::user::Source;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::aside;
use super::input::{Asked, Given};
use super::problem::{Problem, ProblemBody};
use super::views::{access_role, source};
use super::who::Person;
use crate::state::ServerState;

/// So many come when nobody says how many, and at most.
const USUAL: u64 = 100;
const MOST: u64 = 500;

/// Whom to list. Filters are joined by "and"; words with commas between them by "or".
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct PeopleParams {
    /// Words, each to be found somewhere in name, user name, email or external id.
    pub q: Option<String>,
    /// Of these access roles: `ReadOnly`, `User`, `Admin`, `EnterpriseAdmin`; "none" is app access only.
    pub role: Option<String>,
    /// Of these: active, deactivated.
    pub status: Option<String>,
    /// From these: okta, local.
    pub source: Option<String>,
    /// Members of this group, by its id.
    pub group: Option<String>,
    /// "never": those who never signed in.
    pub sign_in: Option<String>,
    /// For so many days, 1 to 3650, not signed in if active, and deactivated if not.
    pub dormant: Option<String>,
    /// By name, email, role, status, lastSignIn, created or modified; "-" in front turns it round.
    pub sort: Option<String>,
    /// From which on, counted from 0.
    pub offset: Option<u64>,
    /// How many at most, up to 500.
    pub limit: Option<u64>,
}

impl PeopleParams {
    fn filter(&self, app: &App) -> Result<PeopleFilter, Refusal> {
        let roles = match self.role.as_deref().filter(|text| !text.is_empty()) {
            Some(text) => Some(text.split(',').map(role).collect::<Result<_, _>>()?),
            None => None,
        };
        if let Some(other) = self.sign_in.as_deref().filter(|word| *word != "never") {
            return Err(unknown("signIn", other, "never"));
        }
        Ok(PeopleFilter {
            words: words(self.q.as_deref().unwrap_or_default()),
            roles,
            active: one_of("status", self.status.as_deref(), ["active", "deactivated"])?,
            source: one_of("source", self.source.as_deref(), ["okta", "local"])?
                .map(|okta| if okta { Source::Okta } else { Source::Local }),
            group: self.group.clone().filter(|id| !id.is_empty()),
            never_signed_in: self.sign_in.is_some(),
            dormant_since: dormant(app, self.dormant.as_deref())?,
        })
    }

    fn order(&self) -> Result<PeopleOrder, Refusal> {
        let asked = self.sort.as_deref().unwrap_or("name");
        let (descending, word) = match asked.strip_prefix('-') {
            Some(word) => (true, word),
            None => (false, asked),
        };
        let sort = match word {
            "name" => PeopleSort::Name,
            "email" => PeopleSort::Email,
            "role" => PeopleSort::Role,
            "status" => PeopleSort::Status,
            "lastSignIn" => PeopleSort::LastSignIn,
            "created" => PeopleSort::Created,
            "modified" => PeopleSort::Modified,
            other => {
                let known = "name, email, role, status, lastSignIn, created and modified";
                return Err(unknown("sort", other, known));
            }
        };
        Ok(PeopleOrder { sort, descending })
    }
}

fn role(word: &str) -> Result<Option<AccessRole>, Refusal> {
    if word == "none" {
        return Ok(None);
    }
    word.parse().map(Some).map_err(|_| {
        unknown(
            "role",
            word,
            "ReadOnly, User, Admin, EnterpriseAdmin and none",
        )
    })
}

/// Of two words: the first, the second, or what both together come to, which is neither.
fn one_of(parameter: &str, asked: Option<&str>, known: [&str; 2]) -> Result<Option<bool>, Refusal> {
    let mut found = [false, false];
    for word in asked
        .unwrap_or_default()
        .split(',')
        .filter(|word| !word.is_empty())
    {
        match known.iter().position(|known| *known == word) {
            Some(at) => found[at] = true,
            None => return Err(unknown(parameter, word, &known.join(" and "))),
        }
    }
    Ok((found[0] != found[1]).then_some(found[0]))
}

/// Of several spans the shortest, which has everyone of the others.
fn dormant(app: &App, asked: Option<&str>) -> Result<Option<Timestamp>, Refusal> {
    let mut since: Option<Timestamp> = None;
    for word in asked
        .unwrap_or_default()
        .split(',')
        .filter(|word| !word.is_empty())
    {
        let days = word
            .parse()
            .map_err(|_| unknown("dormant", word, "whole days, 1 to 3650"))?;
        since = since.max(Some(app.dormant_since(days)?));
    }
    Ok(since)
}

fn unknown(parameter: &str, word: &str, known: &str) -> Refusal {
    let shown: String = word.chars().take(80).collect();
    Refusal::new(
        RefusalCode::UnacceptedValue,
        format!("There is no {parameter} \"{shown}\"; Latchkey knows {known}."),
    )
}

/// The part of a list that is asked for.
pub(super) fn window(offset: Option<u64>, limit: Option<u64>) -> Window {
    Window {
        offset: offset.unwrap_or(0),
        limit: limit.unwrap_or(USUAL).min(MOST),
    }
}

/// A part of the people list.
#[derive(Serialize, ToSchema)]
pub struct PeoplePage {
    /// How many people there are.
    total: u64,
    /// How many of them the filters find; with `more`, as far as they were counted.
    matching: u64,
    /// Whether the filters find more than `matching`.
    more: bool,
    /// The place of the first of these, counted from 0.
    offset: u64,
    /// Those that were asked for.
    users: Vec<ListedUserJson>,
}

/// A row of the people list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ListedUser)]
pub struct ListedUserJson {
    /// UUID.
    id: String,
    /// What they sign in with.
    user_name: String,
    /// The name to show.
    display_name: String,
    /// The address that counts.
    email: String,
    /// Null is app access only.
    #[schema(required, schema_with = access_role)]
    access_role: Option<AccessRole>,
    /// Whether they may sign in at all.
    active: bool,
    /// Where they came from.
    #[schema(schema_with = source)]
    source: Source,
    /// When they last signed in.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_sign_in_at: Option<Timestamp>,
    /// When they came.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When they last changed.
    #[schema(value_type = String, format = DateTime)]
    modified_at: Timestamp,
}

impl From<ListedPerson> for ListedUserJson {
    fn from(person: ListedPerson) -> Self {
        Self {
            id: person.id,
            user_name: person.user_name,
            display_name: person.display_name,
            email: person.email,
            access_role: person.access_role,
            active: person.active,
            source: person.source,
            last_sign_in_at: person.last_sign_in_at,
            created_at: person.created_at,
            modified_at: person.modified_at,
        }
    }
}

/// The people list.
#[utoipa::path(get, path = "/users", operation_id = "list_users", params(PeopleParams), responses(
    (status = 200, body = PeoplePage, description = "A part of the list"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(
    State(state): State<ServerState>,
    person: Person,
    Asked(params): Asked<PeopleParams>,
) -> Result<Json<PeoplePage>, Problem> {
    let (filter, order) = (params.filter(&state.app)?, params.order()?);
    let window = window(params.offset, params.limit);
    let part = aside(move || {
        state
            .app
            .list_people(&person.caller, &filter, order, window)
    })
    .await?;
    Ok(Json(PeoplePage {
        total: part.total,
        matching: part.matching,
        more: part.more,
        offset: window.offset,
        users: part.items.into_iter().map(ListedUserJson::from).collect(),
    }))
}

/// Someone to add who is not in Okta.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewUser {
    /// Their address.
    email: String,
    /// Given name.
    given_name: String,
    /// Family name.
    family_name: String,
    /// What they sign in with; the address when it is not given.
    user_name: Option<String>,
    /// The name to show; both names when it is not given.
    display_name: Option<String>,
    /// What they may do; null is app access only.
    #[schema(required, schema_with = access_role)]
    access_role: Option<AccessRole>,
}

impl From<NewUser> for NewLocalUser {
    fn from(new: NewUser) -> Self {
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Self {
            user_name: given(new.user_name),
            email: new.email,
            given_name: new.given_name,
            family_name: new.family_name,
            display_name: given(new.display_name),
            access_role: new.access_role,
        }
    }
}

/// Adds someone who is not in Okta.
#[utoipa::path(post, path = "/users", operation_id = "add_user", request_body = NewUser, responses(
    (status = 201, body = person::PersonJson, description = "Added"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 409, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn add(
    State(state): State<ServerState>,
    asking: Person,
    Given(new): Given<NewUser>,
) -> Result<Response, Problem> {
    let incoming = NewLocalUser::from(new).into_incoming()?;
    let saved = state
        .app
        .create_user(asking.caller.clone(), incoming)
        .await?;
    person::answer(&state, &asking.caller, &saved.view.id, StatusCode::CREATED)
}
