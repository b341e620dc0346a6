//! `/api/v1/activity`: the record, live, one entry with its call, and the last calls that only read.

use axum::Json;
use axum::extract::{Path, State};
use jiff::Timestamp;
use latchkey_app::ports::store::ActivityQuery;
use latchkey_domain::activity::{Actor, Outcome};
use latchkey_domain::{Refusal, RefusalCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::entry::{CallJson, EntryJson};
use super::input::Asked;
use super::live;
use super::problem::{Problem, ProblemBody};
use super::who::Person;
use crate::state::ServerState;

/// So many entries come when nobody says how many, and at most.
const USUAL: u64 = 50;
const MOST: u64 = 500;

/// Which entries. Filters are joined by "and"; words with commas between them by "or".
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// Of these outcomes: changed, unchanged, refused, `wrong_passkey`, read, notice.
    pub outcome: Option<String>,
    /// By these: okta, unknown, person, operator, latchkey.
    pub actor: Option<String>,
    /// About these kinds of target: user, group, connector, `sign_in` …
    pub kind: Option<String>,
    /// About this target, by its id.
    pub target: Option<String>,
    /// With this text in a name, the reason or the action.
    pub q: Option<String>,
    /// Of that time or later, RFC 3339.
    #[param(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Before that time, RFC 3339.
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// Only those before this one in order.
    pub before: Option<u64>,
    /// Only those after this one in order: the answer waits for the first of them.
    pub after: Option<u64>,
    /// With `after`: how many seconds to wait at most, up to 25.
    pub wait: Option<u64>,
    /// How many at most, up to 500.
    pub limit: Option<u64>,
}

/// Entries, the newest first.
#[derive(Serialize, ToSchema)]
pub struct ActivityPage {
    /// The entries.
    entries: Vec<EntryJson>,
    /// Without `after`: what to send as `before` for older ones, null when there are none. With `after`: what to send
    /// as `after` next.
    #[schema(required)]
    next: Option<u64>,
}

/// An entry that is opened.
#[derive(Serialize, ToSchema)]
pub struct OpenedEntry {
    #[serde(flatten)]
    entry: EntryJson,
    /// What was sent, with secrets masked; null where nothing was, or it was not kept.
    request: Value,
    /// What was answered, with secrets masked; null where the entry says it all (a user who was created, say), where no
    /// whole resource was answered, and above 16 KiB.
    answer: Value,
    /// Others about the same target, near it, the newest first.
    related: Vec<EntryJson>,
}

/// Calls that only read.
#[derive(Serialize, ToSchema)]
pub struct Reads {
    /// The newest first.
    reads: Vec<ReadJson>,
}

/// A call that only read.
#[derive(Serialize, ToSchema)]
#[schema(as = Read)]
pub struct ReadJson {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The call.
    call: CallJson,
}

/// How many reads.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HowMany {
    /// How many at most, up to 1000.
    limit: Option<u64>,
}

impl Filter {
    /// As the store is asked.
    pub(super) fn query(&self) -> Result<ActivityQuery, Problem> {
        let outcomes = words(self.outcome.as_deref())
            .map(|word| {
                Outcome::ALL
                    .into_iter()
                    .find(|outcome| outcome.as_str() == word)
                    .ok_or_else(|| unknown("outcome", &word))
            })
            .collect::<Result<_, _>>()?;
        let actors = words(self.actor.as_deref())
            .map(|word| {
                Actor::KINDS
                    .contains(&word.as_str())
                    .then_some(word.clone())
                    .ok_or_else(|| unknown("actor", &word))
            })
            .collect::<Result<_, _>>()?;
        let text = self.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
        Ok(ActivityQuery {
            after: self.after,
            before: self.before,
            target_id: self.target.clone().filter(|id| !id.is_empty()),
            person: None,
            actions: Vec::new(),
            outcomes,
            actors,
            kinds: words(self.kind.as_deref()).collect(),
            text: text.map(|q| q.chars().take(200).collect()),
            since: self.since,
            until: self.until,
            oldest_first: false,
            limit: self.limit.unwrap_or(USUAL).clamp(1, MOST),
        })
    }
}

fn words(list: Option<&str>) -> impl Iterator<Item = String> {
    list.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .take(32)
        .map(str::to_owned)
}

fn unknown(what: &str, word: &str) -> Problem {
    let shown: String = word.chars().take(80).collect();
    Refusal::new(
        RefusalCode::UnacceptedValue,
        format!("There is no {what} \"{shown}\" to filter by."),
    )
    .into()
}

/// The record: a page of it, or what is new.
#[utoipa::path(get, path = "/activity", operation_id = "list_activity", params(Filter), responses(
    (status = 200, body = ActivityPage, description = "Entries, the newest first"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 422, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn list(
    State(state): State<ServerState>,
    person: Person,
    Asked(filter): Asked<Filter>,
) -> Result<Json<ActivityPage>, Problem> {
    let query = filter.query()?;
    match filter.after {
        Some(after) => follow(&state, &person, query, after, filter.wait.unwrap_or(0)).await,
        None => page(&state, &person, query),
    }
    .map(Json)
}

fn page(
    state: &ServerState,
    person: &Person,
    mut query: ActivityQuery,
) -> Result<ActivityPage, Problem> {
    let wanted = usize::try_from(query.limit).unwrap_or(usize::MAX);
    // One more than is shown says whether there are more.
    query.limit += 1;
    let mut found = state.app.activity_page(&person.caller, &query)?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok(ActivityPage {
        next: found.last().filter(|_| more).map(|(sequence, _)| *sequence),
        entries: found.into_iter().map(EntryJson::from).collect(),
    })
}

async fn follow(
    state: &ServerState,
    person: &Person,
    mut query: ActivityQuery,
    after: u64,
    wait: u64,
) -> Result<ActivityPage, Problem> {
    // The oldest of what is new, so that whoever goes on from there misses nothing.
    query.oldest_first = true;
    let found = live::newer(state, person, wait, || {
        let found = state.app.activity_page(&person.caller, &query)?;
        Ok((!found.is_empty()).then_some(found))
    })
    .await?
    .unwrap_or_default();
    Ok(ActivityPage {
        next: Some(found.last().map_or(after, |(sequence, _)| *sequence)),
        entries: found.into_iter().rev().map(EntryJson::from).collect(),
    })
}

/// One entry, with what was sent and answered.
#[utoipa::path(get, path = "/activity/{id}", operation_id = "get_activity", params(("id" = String, Path, description = "UUID of the entry")), responses(
    (status = 200, body = OpenedEntry, description = "The entry"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
    (status = 404, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn get(
    State(state): State<ServerState>,
    person: Person,
    Path(id): Path<String>,
) -> Result<Json<OpenedEntry>, Problem> {
    let opened = state.app.open_activity(&person.caller, &id)?;
    let (request, answer) = opened
        .entry
        .call
        .as_ref()
        .map(|call| (call.request.clone(), call.answer.clone()))
        .unwrap_or_default();
    Ok(Json(OpenedEntry {
        entry: EntryJson::from((opened.sequence, opened.entry)),
        request: request.unwrap_or_default(),
        answer: answer
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default(),
        related: opened.related.into_iter().map(EntryJson::from).collect(),
    }))
}

/// The last calls that only read, in full.
#[utoipa::path(get, path = "/activity/reads", operation_id = "list_reads", params(HowMany), responses(
    (status = 200, body = Reads, description = "The newest first"),
    (status = 401, body = ProblemBody, content_type = "application/problem+json"),
    (status = 403, body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn reads(
    State(state): State<ServerState>,
    person: Person,
    Asked(HowMany { limit }): Asked<HowMany>,
) -> Result<Json<Reads>, Problem> {
    let limit = limit.unwrap_or(100).clamp(1, 1000);
    let reads = state.app.recent_reads(&person.caller, limit)?;
    let reads = reads
        .into_iter()
        .map(|read| ReadJson {
            at: read.at,
            call: read.call.into(),
        })
        .collect();
    Ok(Json(Reads { reads }))
}
