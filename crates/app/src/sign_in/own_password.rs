//! Changing one's own local password.

use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::text::caseless;
use secrecy::SecretString;

use crate::App;
use crate::attempts;
use crate::directory::users::target;
use crate::failure::Failure;
use crate::password;
use crate::record::Caller;
use crate::sign_in::session::SignedIn;

impl App {
    /// Takes the current password and a new one. Every other session of the person ends.
    pub async fn change_own_password(
        &self,
        caller: Caller,
        signed_in: SignedIn,
        current: SecretString,
        new: SecretString,
    ) -> Result<(), Failure> {
        password::check(&new)?;
        let id = signed_in.user.id.clone();
        let stored = self.read(|store| store.password_hash(&id))?;
        let named = target(&signed_in.user);
        // The same count as at sign-in: a session that somebody left open is no way around it.
        let counted = attempts::of_password(&caller, &caseless(&signed_in.user.user_name));
        let refusal = if stored.is_none() {
            Some(no_password())
        } else {
            let attempt = self.attempts.begin(counted, self.now()).await;
            let late = attempt.is_late();
            if self.verify_password(stored.clone(), current, late).await? {
                attempt.was_right();
                None
            } else {
                Some(attempt.was_wrong(wrong()))
            }
        };
        if let Some(refusal) = refusal {
            self.note_wrong_attempt("user.password_set", named, &refusal, caller);
            return Err(refusal.into());
        }
        let hash = self.hash_password(new).await?;
        self.recorded(caller, "user.password_set", named, move |store, record| {
            record.status(204);
            // It may have been changed while the two were hashed.
            if store.password_hash(&id)? != stored {
                return Err(wrong().into());
            }
            store.put_password_hash(&id, Some(&hash))?;
            store.remove_invite_of(&id)?;
            let mut ended: u64 = 0;
            for session in store.sessions_of(&id)? {
                if session.id != signed_in.session.id && store.remove_session(&session.id)? {
                    ended += 1;
                }
            }
            if ended > 0 {
                record.remark(format!("{ended} other sessions ended."));
            }
            Ok(())
        })
        .await
    }
}

fn no_password() -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        "You have no local password that could be changed. Ask an admin for an invite link, which sets the first one.",
    )
}

fn wrong() -> Refusal {
    Refusal::new(
        RefusalCode::WrongCredentials,
        "That is not your current password. Nothing was changed. Type it again.",
    )
}
