//! Changing one's own local password.

use latchkey_domain::second_factor::SealedTotp;
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::text::caseless;
use secrecy::SecretString;

use crate::App;
use crate::attempts;
use crate::directory::users::target;
use crate::failure::Failure;
use crate::password;
use crate::ports::store::Writes;
use crate::record::{Caller, Record};
use crate::sign_in::second_factor::reset::forget_totp;
use crate::sign_in::session::SignedIn;
use crate::sign_in::sessions::{end_those, session_words};

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
        let named = target(&signed_in.user);
        let action = "user.password_set";
        let stored = self
            .demand_own_password(caller.clone(), &signed_in.user, current.clone(), action)
            .await?;
        let totp = self.locked_anew(&id, current, new.clone()).await?;
        let hash = self.hash_password(new).await?;
        self.recorded(caller, "user.password_set", named, move |store, record| {
            record.status(204);
            // It may have been changed while the two were hashed.
            if store.password_hash(&id)?.as_ref() != Some(&stored) {
                return Err(wrong().into());
            }
            store.put_password_hash(&id, Some(&hash))?;
            store.remove_invite_of(&id)?;
            keep_locked(store, record, &signed_in.user, totp)?;
            let own = &signed_in.session.id;
            let ended = end_those(store, &id, |session| session.id != *own)?;
            if ended > 0 {
                record.remark(format!("{ended} other {} ended.", session_words(ended)));
            }
            Ok(())
        })
        .await
    }

    /// Refuses whoever does not know the person's password; gives back its stored hash. It is the same count as at
    /// sign-in: a session that somebody left open is no way around it.
    pub(super) async fn demand_own_password(
        &self,
        caller: Caller,
        user: &User,
        password: SecretString,
        action: &str,
    ) -> Result<String, Failure> {
        let stored = self.read(|store| store.password_hash(&user.id))?;
        let counted = attempts::of_password(&caller, &caseless(&user.user_name));
        let refusal = match stored {
            None => no_password(),
            Some(stored) => {
                let attempt = self.attempts.begin(counted, self.now()).await;
                let late = attempt.is_late();
                if self
                    .verify_password(Some(stored.clone()), password, late)
                    .await?
                {
                    attempt.was_right();
                    return Ok(stored);
                }
                attempt.was_wrong(wrong())
            }
        };
        self.note_wrong_attempt(action, target(user), &refusal, caller);
        Err(refusal.into())
    }

    /// The authenticator app's secret, locked with the password to come: before it, and after.
    async fn locked_anew(
        &self,
        id: &str,
        current: SecretString,
        new: SecretString,
    ) -> Result<Option<(SealedTotp, SealedTotp)>, Failure> {
        let Some(before) = self.read(|store| store.totp_of(id))? else {
            return Ok(None);
        };
        let after = self.lock_anew(&before, current, new).await?;
        Ok(after.map(|after| (before, after)))
    }
}

/// The secret that was locked anew takes the place of the one before. One that could not be, or that another call put
/// there meanwhile, would never open again.
fn keep_locked(
    store: &mut dyn Writes,
    record: &mut Record,
    user: &User,
    totp: Option<(SealedTotp, SealedTotp)>,
) -> Result<(), Failure> {
    let now = store.totp_of(&user.id)?;
    match (now, totp) {
        (None, _) => Ok(()),
        (Some(now), Some((before, after))) if now.sealed == before.sealed => {
            Ok(store.put_totp(&SealedTotp {
                last_step: now.last_step,
                last_used_at: now.last_used_at,
                ..after
            })?)
        }
        (Some(_), _) => forget_totp(store, record, user),
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
