//! Sessions: opaque tokens, hashed at rest.

use latchkey_domain::passkey;
use latchkey_domain::session::{Lifetime, Method, Session, Surface};
use latchkey_domain::user::User;
use secrecy::{ExposeSecret as _, SecretString};

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{StoreExt as _, Writes};
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
}

/// Someone who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Whose.
    pub user: User,
}

/// A use is noted this often.
const TOUCH_EVERY_SECONDS: i64 = 60;

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
        user.last_sign_in_at = Some(now);
        Ok(Begun {
            token,
            session,
            user,
        })
    }

    /// Who the token says is signed in; also ends what has run out, and what the person's state does not allow.
    pub async fn signed_in(&self, token: &SecretString) -> Result<Option<SignedIn>, Failure> {
        let hash = passkey::hash(token.expose_secret());
        let found = self.read(|store| {
            let Some(session) = store.find_session(&hash)? else {
                return Ok(None);
            };
            let user = store.get_user(&session.user_id)?;
            Ok(user.map(|user| SignedIn { session, user }))
        })?;
        let Some(mut found) = found else {
            return Ok(None);
        };
        let now = self.now();
        let portal_without_role =
            found.session.surface == Surface::Portal && found.user.access_role.is_none();
        let live = found.session.is_live(Lifetime::default(), now);
        if !live || !found.user.may_sign_in() || portal_without_role {
            let id = found.session.id;
            self.store()
                .write(move |store| store.remove_session(&id))
                .await?;
            return Ok(None);
        }
        if now.as_second() - found.session.last_seen_at.as_second() >= TOUCH_EVERY_SECONDS {
            let id = found.session.id.clone();
            self.store()
                .write(move |store| store.touch_session(&id, now))
                .await?;
            found.session.last_seen_at = now;
        }
        Ok(Some(found))
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
