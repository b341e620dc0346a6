//! Sessions: opaque tokens, hashed at rest.

use jiff::Timestamp;
use latchkey_domain::session::{Lifetime, Method, Session, Surface};
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode, passkey};
use secrecy::{ExposeSecret as _, SecretString};

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{Reads, StoreError, StoreExt as _, Writes};
use crate::record::Caller;

/// A session that has just begun.
#[derive(Debug)]
pub struct Begun {
    /// The token: shown once, to its owner.
    pub token: SecretString,
    /// The session.
    pub session: Session,
    /// Whose.
    pub user: User,
    /// How long it lives.
    pub lifetime: Lifetime,
}

/// Someone who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Whose.
    pub user: User,
    /// How long it lives.
    pub lifetime: Lifetime,
}

impl SignedIn {
    /// Whether it opens anything still. What ended a session has removed it; this is for one that ran out, and stands
    /// beside that rule.
    fn is_good(&self, now: Timestamp) -> bool {
        let portal_without_role =
            self.session.surface == Surface::Portal && self.user.access_role.is_none();
        self.session.is_live(self.lifetime, now) && self.user.may_sign_in() && !portal_without_role
    }
}

/// A use is noted this often.
const TOUCH_EVERY_SECONDS: i64 = 60;

fn with_person(store: &dyn Reads, session: Session) -> Result<Option<SignedIn>, StoreError> {
    let lifetime = store.settings()?.session_lifetime();
    let user = store.get_user(&session.user_id)?;
    Ok(user.map(|user| SignedIn {
        session,
        user,
        lifetime,
    }))
}

/// Nobody is signed in, as everyone is told who comes without a session that stands.
pub fn ended() -> Refusal {
    Refusal::new(
        RefusalCode::Unauthenticated,
        "Nobody is signed in, or the session has ended. Sign in, then try again.",
    )
}

impl App {
    /// Makes a session's token: 256 random bits, as strong as a passkey.
    pub(crate) fn session_token(&self) -> SecretString {
        passkey::clear_text(self.ports.entropy.bytes())
    }

    /// Begins a session under `token`. The user comes back as they are after it: signed in just now.
    pub(crate) fn begin_session(
        &self,
        store: &mut dyn Writes,
        mut user: User,
        method: Method,
        surface: Surface,
        from: Option<String>,
        token: SecretString,
    ) -> Result<Begun, Failure> {
        let now = self.now();
        let session = Session {
            id: self.id(),
            user_id: user.id.clone(),
            method,
            surface,
            created_at: now,
            last_seen_at: now,
            from,
        };
        store.add_session(&session, &passkey::hash(token.expose_secret()))?;
        store.put_last_sign_in(&user.id, now)?;
        self.sign_ins.began(method.as_str());
        user.last_sign_in_at = Some(now);
        Ok(Begun {
            token,
            session,
            user,
            lifetime: store.settings()?.session_lifetime(),
        })
    }

    /// Who the token says is signed in; also ends what has run out, and what the person's state does not allow.
    pub async fn signed_in(&self, token: &SecretString) -> Result<Option<SignedIn>, Failure> {
        let Some(mut found) = self.signed_in_unattended(token).await? else {
            return Ok(None);
        };
        let now = self.now();
        let due = now.as_second() - found.session.last_seen_at.as_second() >= TOUCH_EVERY_SECONDS;
        // While nothing can be written a page is still read: it may be the one that says why.
        if due && self.store_trouble().is_none() {
            let id = found.session.id.clone();
            let touched: Result<(), Failure> = self
                .store()
                .write(move |store| Ok(store.touch_session(&id, now)?))
                .await;
            match touched {
                Ok(()) => found.session.last_seen_at = now,
                Err(fault) if fault.is_passing() => {
                    tracing::warn!(%fault, "it could not be noted that a session is used");
                }
                Err(fault) => return Err(fault),
            }
        }
        Ok(Some(found))
    }

    /// The same for what a page asks by itself while nobody is there: it is no use of the session.
    pub async fn signed_in_unattended(
        &self,
        token: &SecretString,
    ) -> Result<Option<SignedIn>, Failure> {
        let hash = passkey::hash(token.expose_secret());
        let found = self.read(|store| match store.find_session(&hash)? {
            Some(session) => with_person(store, session),
            None => Ok(None),
        })?;
        let Some(found) = found else {
            return Ok(None);
        };
        if found.is_good(self.now()) {
            return Ok(Some(found));
        }
        let id = found.session.id;
        let removed: Result<(), Failure> = self
            .store()
            .write(move |store| {
                store.remove_session(&id)?;
                Ok(())
            })
            .await;
        match removed {
            // It counts for nothing, though its row be there.
            Err(fault) if !fault.is_passing() => Err(fault),
            _ => Ok(None),
        }
    }

    /// Refuses whoever's session has ended since they were let in: for an answer that takes its time, and goes on for as
    /// long as the session does (product rule 4).
    pub fn demand_session(&self, signed_in: &SignedIn) -> Result<(), Failure> {
        let (id, user_id) = (&signed_in.session.id, &signed_in.session.user_id);
        let found = self.read(|store| {
            let sessions = store.sessions_of(user_id)?;
            match sessions.into_iter().find(|session| session.id == *id) {
                Some(session) => with_person(store, session),
                None => Ok(None),
            }
        })?;
        match found {
            Some(found) if found.is_good(self.now()) => Ok(()),
            _ => Err(ended().into()),
        }
    }

    /// Signs out.
    pub async fn sign_out(&self, caller: Caller, signed_in: SignedIn) -> Result<(), Failure> {
        let target = crate::directory::users::target(&signed_in.user);
        self.recorded(caller, "session.ended", target, move |store, record| {
            record.status(204);
            if !store.remove_session(&signed_in.session.id)? {
                record.unchanged();
            }
            Ok(())
        })
        .await
    }
}
