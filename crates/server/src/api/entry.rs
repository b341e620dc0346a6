//! An entry of activity, as screens get it.

use jiff::Timestamp;
use latchkey_app::activity::Placed;
use latchkey_domain::activity::{Actor, AttributeChange, Call, Entry, Outcome, Target};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::views::words;

/// Something that changed, was refused, or deserves a look.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Entry)]
pub struct EntryJson {
    /// The order of writing. A gathered entry gets a new one when it grows.
    pub sequence: u64,
    /// UUID.
    pub id: String,
    /// When; of a gathered entry, the first time.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Of a gathered entry, the last time; else the same.
    #[schema(value_type = String, format = DateTime)]
    pub last_at: Timestamp,
    /// How many calls or attempts it stands for.
    pub count: u64,
    /// Who did it.
    pub actor: ActorJson,
    /// What, as `thing.verb`: "user.deactivated".
    pub action: String,
    /// To what.
    pub target: TargetJson,
    /// What came of it.
    #[schema(schema_with = outcome)]
    pub outcome: Outcome,
    /// Why it was refused, or what else there is to say.
    #[schema(required)]
    pub reason: Option<String>,
    /// What became different.
    pub changes: Vec<ChangeJson>,
    /// What was asked for and left out: unknown attributes and members, by name.
    pub left_out: Vec<String>,
    /// The call behind it.
    #[schema(required)]
    pub call: Option<CallJson>,
}

/// Who did it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Actor)]
pub struct ActorJson {
    /// Which kind.
    #[schema(schema_with = actor_kind)]
    pub kind: &'static str,
    /// A person's id.
    #[schema(required)]
    pub id: Option<String>,
    /// The name, as it was then.
    pub name: String,
}

/// What it was done to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Target)]
pub struct TargetJson {
    /// "user", "group", "connector", `sign_in` …; empty for nothing in particular.
    pub kind: String,
    /// Its id, if it has one.
    #[schema(required)]
    pub id: Option<String>,
    /// Its name, as it was then.
    pub name: String,
}

/// One attribute, before and after.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeJson {
    /// The leaf's name, as in the schema.
    pub attribute: String,
    /// What it was; null when it was not there.
    pub before: Value,
    /// What it is; null when it is not there.
    pub after: Value,
}

/// The HTTP call behind an entry.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Call)]
pub struct CallJson {
    /// GET, POST …
    pub method: String,
    /// Path and query; of a SCIM call below `/scim/v2`.
    pub path: String,
    /// The address that it came from.
    #[schema(required)]
    pub from: Option<String>,
    /// The request id, as in the answer's header and the log.
    pub request_id: String,
    /// The last four characters of the passkey that let it in.
    #[schema(required)]
    pub passkey: Option<String>,
    /// The status that was answered.
    pub status: u16,
    /// From its arrival to the commit, in microseconds.
    pub micros: u64,
}

fn outcome() -> utoipa::openapi::schema::Object {
    words(&Outcome::ALL.map(Outcome::as_str))
}

fn actor_kind() -> utoipa::openapi::schema::Object {
    words(&Actor::KINDS)
}

impl From<Placed> for EntryJson {
    fn from((sequence, entry): Placed) -> Self {
        let Entry {
            id,
            at,
            actor,
            action,
            target,
            outcome,
            reason,
            changes,
            left_out,
            call,
            count,
            last_at,
        } = entry;
        Self {
            sequence,
            id,
            at,
            last_at,
            count,
            actor: actor.into(),
            action,
            target: target.into(),
            outcome,
            reason,
            changes: changes.into_iter().map(ChangeJson::from).collect(),
            left_out,
            call: call.map(CallJson::from),
        }
    }
}

impl From<Actor> for ActorJson {
    fn from(actor: Actor) -> Self {
        let kind = actor.kind();
        let name = actor.label().to_owned();
        let id = match actor {
            Actor::Person { id, .. } => Some(id),
            _ => None,
        };
        Self { kind, id, name }
    }
}

impl From<Target> for TargetJson {
    fn from(target: Target) -> Self {
        Self {
            kind: target.kind,
            id: target.id,
            name: target.name,
        }
    }
}

impl From<AttributeChange> for ChangeJson {
    fn from(change: AttributeChange) -> Self {
        Self {
            attribute: change.attribute,
            before: change.before,
            after: change.after,
        }
    }
}

impl From<Call> for CallJson {
    fn from(call: Call) -> Self {
        Self {
            method: call.method,
            path: call.path,
            from: call.from,
            request_id: call.request_id,
            passkey: call.passkey,
            status: call.status,
            micros: call.micros,
        }
    }
}
