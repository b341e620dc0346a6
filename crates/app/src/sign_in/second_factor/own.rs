//! One's own second factors: what there is, adding, naming and removing them.

use jiff::Timestamp;
use latchkey_domain::second_factor::{Credential, credential_name};
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode, passkey};
use secrecy::SecretString;
use serde_json::Value;

use super::enrolment::{Brought, Enrolling, OwnEnrolment, not_begun, wrong_name};
use super::told::{OF_ADMINS, OF_THEIR_OWNER, TOLD_FOR, Told, told};
use super::totp::NewTotp;
use crate::App;
use crate::authority::Authority;
use crate::directory::users::{target, target_by_id};
use crate::failure::Failure;
use crate::ports::store::{Reads, Writes};
use crate::record::{Caller, Record};
use crate::sign_in::local::{Mode, mode};
use crate::sign_in::session::SignedIn;
use crate::sign_in::sessions::allowed;

/// What a confirmation that is refused is on record as.
const ADDED: &str = "second_factor.added";

/// Someone's second factors.
#[derive(Debug)]
pub struct SecondFactors {
    /// Whose.
    pub user: User,
    /// When the authenticator app was added and last used.
    pub totp: Option<(Timestamp, Option<Timestamp>)>,
    /// The passkeys, the oldest first.
    pub passkeys: Vec<Credential>,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
    /// Whether there is a local password, without which none of it is asked for.
    pub has_password: bool,
    /// Whether local passwords are taken at all.
    pub local_sign_in: bool,
    /// Whether one is required of them.
    pub required: bool,
    /// Why passkeys cannot be added here, if so.
    pub passkey_note: Option<String>,
    /// What happened to them lately, the newest first.
    pub told: Vec<Told>,
}

/// An enrolment that was begun.
#[derive(Debug)]
pub struct BegunEnrolment<T> {
    /// Names it when it is confirmed.
    pub enrolment: SecretString,
    /// What the person, or the browser, is given.
    pub given: T,
}

impl App {
    /// Someone's second factors: one's own, or as an Admin those of whoever has no higher role.
    pub fn second_factors(&self, caller: &Caller, id: &str) -> Result<SecondFactors, Failure> {
        let passkey_note = self.party()?.err();
        let actions = [OF_THEIR_OWNER.as_slice(), &OF_ADMINS].concat();
        self.look(|store| {
            let user = allowed(store, caller, id)?;
            let totp = store.totp_of(id)?;
            Ok(SecondFactors {
                totp: totp.map(|totp| (totp.added_at, totp.last_used_at)),
                passkeys: store.credentials_of(id)?,
                recovery_codes: store.count_recovery_codes(id)?,
                has_password: store.password_hash(id)?.is_some(),
                local_sign_in: mode(store)? != Mode::Okta,
                required: self.needs_second_factor(store, &user)?,
                passkey_note,
                told: told(store, id, &actions, self.now(), TOLD_FOR)?,
                user,
            })
        })
    }

    /// Begins to add an authenticator app. The password is asked for, since the secret is locked with it.
    pub async fn begin_own_totp(
        &self,
        caller: Caller,
        signed_in: SignedIn,
        password: SecretString,
    ) -> Result<BegunEnrolment<NewTotp>, Failure> {
        caller.demand_fresh(self.now())?;
        self.demand_a_password(&signed_in.user)?;
        let action = "second_factor.totp_added";
        let stored = self
            .demand_own_password(caller, &signed_in.user, password.clone(), action)
            .await?;
        let mut enrolling = Enrolling::new(Some(self.sealer(password).await?));
        let given = self.begin_totp(&mut enrolling, &signed_in.user)?;
        Ok(self.begun(&signed_in, stored, enrolling, given))
    }

    /// Begins to add a passkey.
    pub fn begin_own_passkey(
        &self,
        caller: &Caller,
        signed_in: &SignedIn,
    ) -> Result<BegunEnrolment<Value>, Failure> {
        caller.demand_fresh(self.now())?;
        let stored = self.demand_a_password(&signed_in.user)?;
        let mut enrolling = Enrolling::new(None);
        let given = self.begin_passkey(&mut enrolling, &signed_in.user)?;
        Ok(self.begun(signed_in, stored, enrolling, given))
    }

    /// A second factor stands beside a local password; gives back its stored hash.
    fn demand_a_password(&self, user: &User) -> Result<String, Failure> {
        let stored = self.read(|store| store.password_hash(&user.id))?;
        Ok(stored.ok_or_else(no_password)?)
    }

    fn begun<T>(
        &self,
        signed_in: &SignedIn,
        password_hash: String,
        enrolling: Enrolling,
        given: T,
    ) -> BegunEnrolment<T> {
        let enrolment = passkey::clear_text(self.ports.entropy.bytes());
        let kept = OwnEnrolment {
            user_id: signed_in.user.id.clone(),
            session_id: signed_in.session.id.clone(),
            password_hash,
            enrolling,
        };
        self.second_steps
            .enrolments
            .add(&enrolment, kept, self.now());
        BegunEnrolment { enrolment, given }
    }

    /// Confirms it. The first second factor brings recovery codes. The sign-in was fresh when it was begun, by this session
    /// and at most five minutes ago: who takes long over it is not sent away at its end.
    pub async fn enrol_own(
        &self,
        caller: Caller,
        signed_in: SignedIn,
        enrolment: &SecretString,
        brought: Brought,
    ) -> Result<Option<Vec<SecretString>>, Failure> {
        let waiting = &self.second_steps.enrolments;
        let named = target(&signed_in.user);
        let Some(kept) = waiting.take(enrolment, self.now()) else {
            return self.refuse(caller, ADDED, named, not_begun());
        };
        let is_theirs =
            kept.what.user_id == signed_in.user.id && kept.what.session_id == signed_in.session.id;
        let confirmed = if is_theirs {
            self.confirm(&kept.what.enrolling, &signed_in.user, brought)
        } else {
            Err(not_begun().into())
        };
        let confirmed = match confirmed {
            Ok(confirmed) => confirmed,
            Err(failure) => {
                waiting.put_back(kept);
                return self.refuse(caller, ADDED, named, failure);
            }
        };
        let app = self.clone();
        let password_hash = kept.what.password_hash;
        self.recorded(caller.clone(), ADDED, named, move |store, record| {
            let user = own(store, &caller)?;
            if store.password_hash(&user.id)?.as_ref() != Some(&password_hash) {
                return Err(not_begun().into());
            }
            app.keep(store, record, &user, confirmed)
        })
        .await
    }

    /// Gives a passkey another name.
    pub async fn rename_own_passkey(
        &self,
        caller: Caller,
        id: &str,
        name: &str,
    ) -> Result<(), Failure> {
        let name = credential_name(name).ok_or_else(wrong_name)?;
        let id = id.to_owned();
        let action = "second_factor.passkey_renamed";
        self.on_own(caller, action, move |store, record, user| {
            let before = find(store, user, &id)?;
            if before.name == name {
                record.unchanged();
                return Ok(());
            }
            store.rename_credential(&user.id, &id, &name)?;
            record.changes(vec![crate::record::change("name", before.name, name)]);
            Ok(())
        })
        .await
    }

    /// Removes a passkey.
    pub async fn remove_own_passkey(&self, caller: Caller, id: &str) -> Result<(), Failure> {
        let id = id.to_owned();
        let app = self.clone();
        let action = "second_factor.passkey_removed";
        self.on_own(caller, action, move |store, record, user| {
            let passkey = find(store, user, &id)?;
            store.remove_credential(&user.id, &id)?;
            record.remark(format!("The passkey \"{}\" was removed.", passkey.name));
            app.after_removal(store, record, user)
        })
        .await
    }

    /// Removes the authenticator app.
    pub async fn remove_own_totp(&self, caller: Caller) -> Result<(), Failure> {
        let app = self.clone();
        let action = "second_factor.totp_removed";
        self.on_own(caller, action, move |store, record, user| {
            if !store.remove_totp_of(&user.id)? {
                return Err(Refusal::new(
                    RefusalCode::NotFound,
                    "There is no authenticator app to remove. Nothing was changed.",
                )
                .into());
            }
            record.remark("The authenticator app was removed.");
            app.after_removal(store, record, user)
        })
        .await
    }

    /// Makes recovery codes, in place of those that are left.
    pub async fn make_own_recovery_codes(
        &self,
        caller: Caller,
    ) -> Result<Vec<SecretString>, Failure> {
        let app = self.clone();
        let action = "second_factor.recovery_codes_made";
        self.on_own(caller, action, move |store, record, user| {
            if !store.has_second_factor(&user.id)? {
                return Err(Refusal::new(
                    RefusalCode::Conflict,
                    "Recovery codes stand in for a second factor, and you have none yet. Nothing was changed. Add one first.",
                )
                .into());
            }
            record
                .status(201)
                .remark("New recovery codes were made; the earlier ones are worth nothing any more.");
            app.make_recovery_codes(store, &user.id)
        })
        .await
    }

    /// Runs with the person who calls, whose sign-in has to be fresh.
    async fn on_own<T: Send + 'static>(
        &self,
        caller: Caller,
        action: &str,
        work: impl FnOnce(&mut dyn Writes, &mut Record, &User) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let now = self.now();
        let named = target_by_id("");
        self.recorded(caller.clone(), action, named, move |store, record| {
            let user = own(store, &caller)?;
            caller.demand_fresh(now)?;
            record.target(target(&user)).status(204);
            work(store, record, &user)
        })
        .await
    }

    /// Without a second factor recovery codes stand for nothing. The last one stays where one is required.
    fn after_removal(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        user: &User,
    ) -> Result<(), Failure> {
        if store.has_second_factor(&user.id)? {
            return Ok(());
        }
        if self.needs_second_factor(store, user)? {
            return Err(Refusal::new(
                RefusalCode::LastOne,
                format!(
                    "It is your only second factor, and your access role ({}) needs one on a server that is reached from \
                     elsewhere. Nothing was changed. Add another one first.",
                    AccessRole::label(user.access_role)
                ),
            )
            .into());
        }
        store.put_recovery_codes(&user.id, &[])?;
        record.remark(self.without_second_factor(store, user)?);
        Ok(())
    }
}

/// The person who calls.
fn own(store: &dyn Reads, caller: &Caller) -> Result<User, Failure> {
    let authority = Authority::of(store, caller)?;
    Ok(authority.person().cloned().ok_or_else(|| {
        Refusal::new(
            RefusalCode::Forbidden,
            "A second factor is added and removed by its owner. Nothing was changed.",
        )
    })?)
}

fn find(store: &dyn Reads, user: &User, id: &str) -> Result<Credential, Failure> {
    let found = store
        .credentials_of(&user.id)?
        .into_iter()
        .find(|credential| credential.id == id);
    Ok(found.ok_or_else(|| {
        let shown: String = id.chars().take(100).collect();
        Refusal::not_found("passkey", &shown)
    })?)
}

fn no_password() -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        "A second factor stands beside a local password, and you have none: you sign in with Okta, which asks for what it \
         needs. Nothing was changed.",
    )
}
