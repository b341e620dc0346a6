//! Whose sessions there are, and ending them.

use latchkey_domain::session::{Lifetime, Session};
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal};

use crate::App;
use crate::authority::Authority;
use crate::directory::users::{target, target_by_id};
use crate::failure::Failure;
use crate::ports::store::{Reads, StoreError, Writes};
use crate::record::{Caller, Record, change};
use crate::sign_in::session::SignedIn;

/// Sessions that still stand, the newest first.
#[derive(Clone, Debug)]
pub struct LiveSessions {
    /// The sessions.
    pub sessions: Vec<Session>,
    /// How long they live.
    pub lifetime: Lifetime,
}

impl App {
    /// The sessions of a person that still stand, the newest first: one's own, or as an Admin of whoever has no higher
    /// role.
    pub fn sessions_of(&self, caller: &Caller, user_id: &str) -> Result<LiveSessions, Failure> {
        self.look(|store| {
            allowed(store, caller, user_id)?;
            Ok(self.live_sessions(store, user_id)?)
        })
    }

    pub(crate) fn live_sessions(
        &self,
        store: &dyn Reads,
        user_id: &str,
    ) -> Result<LiveSessions, StoreError> {
        let now = self.now();
        let lifetime = store.settings()?.session_lifetime();
        let mut sessions = store.sessions_of(user_id)?;
        sessions.retain(|session| session.is_live(lifetime, now));
        Ok(LiveSessions { sessions, lifetime })
    }

    /// Ends one of a person's sessions.
    pub async fn end_session(
        &self,
        caller: Caller,
        user_id: &str,
        session_id: &str,
    ) -> Result<(), Failure> {
        let (id, session_id) = (user_id.to_owned(), session_id.to_owned());
        let named = target_by_id(&id);
        self.recorded(
            caller.clone(),
            "session.ended",
            named,
            move |store, record| {
                let user = allowed(store, &caller, &id)?;
                record.target(target(&user)).status(204);
                let own = store
                    .sessions_of(&id)?
                    .into_iter()
                    .any(|session| session.id == session_id);
                if !own || !store.remove_session(&session_id)? {
                    let shown: String = session_id.chars().take(100).collect();
                    return Err(Refusal::not_found("session", &shown).into());
                }
                record.changes(vec![change("sessions", 1, 0)]);
                Ok(())
            },
        )
        .await
    }

    /// Ends all of one's own sessions but the one that asks.
    pub async fn end_other_sessions(
        &self,
        caller: Caller,
        signed_in: SignedIn,
    ) -> Result<(), Failure> {
        let named = target(&signed_in.user);
        self.recorded(caller, "session.all_ended", named, move |store, record| {
            record.status(204);
            let own = &signed_in.session.id;
            let ended = end_those(store, &signed_in.user.id, |session| session.id != *own)?;
            if ended == 0 {
                record.unchanged();
            } else {
                record
                    .changes(vec![change("sessions", ended + 1, 1)])
                    .remark("All but the one that asked for it.");
            }
            Ok(())
        })
        .await
    }

    /// Ends all of a person's sessions; gives back how many.
    pub async fn end_sessions(&self, caller: Caller, user_id: &str) -> Result<u64, Failure> {
        let id = user_id.to_owned();
        let named = target_by_id(&id);
        self.recorded(
            caller.clone(),
            "session.all_ended",
            named,
            move |store, record| {
                record.status(204);
                end_sessions_in(store, record, &caller, &id)
            },
        )
        .await
    }
}

/// Ends all of a person's sessions inside a unit of work.
pub(crate) fn end_sessions_in(
    store: &mut dyn Writes,
    record: &mut Record,
    caller: &Caller,
    id: &str,
) -> Result<u64, Failure> {
    let user = allowed(store, caller, id)?;
    record.target(target(&user));
    let ended = store.remove_sessions_of(id)?;
    if ended == 0 {
        record.unchanged();
    } else {
        record.changes(vec![change("sessions", ended, 0)]);
    }
    Ok(ended)
}

/// Ends those of a person's sessions that `ends` says; gives back how many.
pub(crate) fn end_those(
    store: &mut dyn Writes,
    user_id: &str,
    ends: impl Fn(&Session) -> bool,
) -> Result<u64, StoreError> {
    let mut ended = 0;
    for session in store.sessions_of(user_id)? {
        if ends(&session) && store.remove_session(&session.id)? {
            ended += 1;
        }
    }
    Ok(ended)
}

/// The noun for so many.
pub(crate) fn session_words(count: u64) -> &'static str {
    if count == 1 { "session" } else { "sessions" }
}

/// The person, if whoever asks may see to their sessions and second factors: one's own, or as an Admin those of whoever
/// has no higher role.
pub(super) fn allowed(store: &dyn Reads, caller: &Caller, user_id: &str) -> Result<User, Failure> {
    let authority = Authority::of(store, caller)?;
    if !authority.is(user_id) {
        authority.demand(AccessRole::Admin)?;
    }
    let user = store.get_user(user_id)?.ok_or_else(|| {
        let shown: String = user_id.chars().take(100).collect();
        Refusal::not_found("user", &shown)
    })?;
    authority.demand_over(&user)?;
    Ok(user)
}
