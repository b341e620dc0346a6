//! `/api/v1/home`: how it goes, what needs attention, what Okta did lately, who can sign in.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use latchkey_app::attention::Attention;
use latchkey_app::checklist::Progress;
use latchkey_app::home::{Home, Hour};
use latchkey_domain::AccessRole;
use serde::Serialize;
use utoipa::ToSchema;

use super::connectors::badges;
use super::entry::EntryJson;
use super::problem::{Problem, ProblemBody};
use super::views::{access_role, words};
use super::who::Person;
use crate::state::ServerState;

/// What Home shows, of it what the role may see.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Home)]
pub struct HomeJson {
    health: Health,
    /// At most five, the most urgent first; nothing for someone below Admin.
    attention: Vec<AttentionJson>,
    /// Null for someone below EnterpriseAdmin.
    #[schema(required)]
    set_up: Option<SetUp>,
    okta24h: Okta24h,
    /// By access role, app access only first.
    sign_in: Vec<WhoCanSignIn>,
    /// Null for someone below Admin.
    #[schema(required)]
    latest: Option<Vec<EntryJson>>,
}

/// How the connector is doing.
#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(schema_with = badges)]
    state: &'static str,
    sentence: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// One thing that needs an admin.
#[derive(Serialize, ToSchema)]
#[schema(as = Attention)]
pub struct AttentionJson {
    /// Which kind; screens know by it what the verb asks before it acts.
    code: &'static str,
    sentence: String,
    verb: Verb,
    #[schema(value_type = String, format = DateTime)]
    since: Timestamp,
    #[schema(schema_with = severities)]
    severity: &'static str,
    /// How many people it is about.
    #[schema(required)]
    count: Option<u64>,
}

/// What to do about it.
#[derive(Serialize, ToSchema)]
pub struct Verb {
    label: String,
    #[schema(schema_with = verbs)]
    action: &'static str,
    /// A page's path; for "post" a path below `/api/v1`.
    to: String,
}

fn severities() -> utoipa::openapi::schema::Object {
    words(&["refused", "waiting", "notice"])
}

fn verbs() -> utoipa::openapi::schema::Object {
    words(&["open", "post"])
}

/// How far setting up is.
#[derive(Serialize, ToSchema)]
pub struct SetUp {
    done: usize,
    of: usize,
    #[schema(required)]
    next: Option<NextStep>,
}

/// The first step that is not done.
#[derive(Serialize, ToSchema)]
pub struct NextStep {
    step: String,
    sentence: String,
}

/// Okta's calls in 24 hours.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Okta24h {
    calls: u64,
    changed: u64,
    refused: u64,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    last_call_at: Option<Timestamp>,
    /// The oldest first.
    hours: Vec<HourJson>,
}

/// Okta's calls of an hour.
#[derive(Serialize, ToSchema)]
#[schema(as = Hour)]
pub struct HourJson {
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    changed: u64,
    refused: u64,
    other: u64,
}

/// Who can sign in, of a role.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WhoCanSignIn {
    #[schema(required, schema_with = access_role)]
    access_role: Option<AccessRole>,
    active: u64,
    signed_in_ever: u64,
}

impl From<Attention> for AttentionJson {
    fn from(attention: Attention) -> Self {
        Self {
            code: attention.code,
            sentence: attention.sentence,
            verb: Verb {
                label: attention.label,
                action: if attention.posts { "post" } else { "open" },
                to: attention.to,
            },
            since: attention.since,
            severity: attention.severity.as_str(),
            count: attention.count,
        }
    }
}

impl From<Progress> for SetUp {
    fn from(progress: Progress) -> Self {
        Self {
            done: progress.done,
            of: progress.of,
            next: progress
                .next
                .map(|(step, sentence)| NextStep { step, sentence }),
        }
    }
}

impl From<Home> for HomeJson {
    fn from(home: Home) -> Self {
        let sum = |pick: fn(&Hour) -> u64| home.hours.iter().map(pick).sum::<u64>();
        let (changed, refused) = (sum(|hour| hour.changed), sum(|hour| hour.refused));
        let roles = std::iter::once(None).chain(AccessRole::ALL.map(Some));
        let sign_in = roles
            .map(|role| {
                let of = |pick: fn(&latchkey_app::ports::store::SeatCount) -> u64| {
                    home.seats
                        .iter()
                        .filter(|seats| seats.active && seats.access_role == role)
                        .map(pick)
                        .sum()
                };
                WhoCanSignIn {
                    access_role: role,
                    active: of(|seats| seats.users),
                    signed_in_ever: of(|seats| seats.signed_in_ever),
                }
            })
            .collect();
        Self {
            health: Health {
                state: home.badge.as_str(),
                sentence: home.sentence,
                at: home.at,
            },
            okta24h: Okta24h {
                calls: changed + refused + sum(|hour| hour.other),
                changed,
                refused,
                last_call_at: home.last_call_at,
                hours: home
                    .hours
                    .iter()
                    .map(|hour| HourJson {
                        at: hour.at,
                        changed: hour.changed,
                        refused: hour.refused,
                        other: hour.other,
                    })
                    .collect(),
            },
            attention: home
                .attention
                .into_iter()
                .map(AttentionJson::from)
                .collect(),
            set_up: home.set_up.map(SetUp::from),
            sign_in,
            latest: home
                .latest
                .map(|latest| latest.into_iter().map(EntryJson::from).collect()),
        }
    }
}

/// Home.
#[utoipa::path(get, path = "/home", operation_id = "get_home", responses(
    (status = 200, body = HomeJson, description = "What the role may see"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
) -> Result<Json<HomeJson>, Problem> {
    Ok(Json(state.app.home(&person.caller)?.into()))
}
