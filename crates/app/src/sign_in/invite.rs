//! Invites: an admin makes a one-time link, and whoever opens it sets the account's local password.

use jiff::Timestamp;
use latchkey_domain::activity::Target;
use latchkey_domain::invite::Invite;
use latchkey_domain::session::{Method, Surface};
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode, passkey};
use secrecy::{ExposeSecret as _, SecretString};

use super::local::{Mode, may_enter, mode, okta_required};
use super::second_factor::SecondStep;
use super::second_factor::reset::forget_totp;
use super::session::Begun;
use crate::App;
use crate::authority::Authority;
use crate::directory::users::{target, target_by_id};
use crate::failure::Failure;
use crate::password;
use crate::ports::store::Reads;
use crate::record::{Caller, actor};

const ACCEPTED: &str = "user.invite_accepted";

/// A link that was just made.
#[derive(Debug)]
pub struct Invitation {
    /// What stands behind `/invite/` in the link: shown once, to whoever made it.
    pub token: SecretString,
    /// When it runs out.
    pub expires_at: Timestamp,
}

/// What a link is for.
#[derive(Debug)]
pub struct Invited {
    /// For whom.
    pub user: User,
    /// The organization's name.
    pub organization: String,
    /// When it runs out.
    pub expires_at: Timestamp,
}

/// What came of a link that was used.
#[derive(Debug)]
pub enum Accepted {
    /// The password is set, and the person signed in.
    SignedIn(Box<Begun>),
    /// The password is set. A second factor is asked for, or has to be added.
    SecondStep(Box<SecondStep>),
    /// The password is set. This surface is not open to the person: app access only.
    PasswordSet,
}

impl App {
    /// Makes a link for someone who may sign in with a local password. An earlier one stops working.
    pub async fn invite_user(&self, caller: Caller, id: &str) -> Result<Invitation, Failure> {
        let token = passkey::clear_text(self.ports.entropy.bytes());
        let hash = passkey::hash(token.expose_secret());
        let invite = Invite {
            user_id: id.to_owned(),
            made_at: self.now(),
        };
        let expires_at = invite.expires_at();
        let now = invite.made_at;
        let named = target_by_id(id);
        self.recorded(
            caller.clone(),
            "user.invited",
            named,
            move |store, record| {
                let user = store
                    .get_user(&invite.user_id)?
                    .ok_or_else(|| Refusal::not_found("user", &invite.user_id))?;
                record.target(target(&user)).status(201);
                let authority = Authority::of(store, &caller)?;
                authority.demand(AccessRole::Admin)?;
                authority.demand_over(&user)?;
                if authority.is(&user.id) {
                    return Err(own_account().into());
                }
                if mode(store)? == Mode::Okta {
                    return Err(okta_required().into());
                }
                if !user.may_sign_in() {
                    return Err(deactivated(&user).into());
                }
                // The password that it sets takes the authenticator app away, as a reset would.
                if store.totp_of(&user.id)?.is_some() {
                    caller.demand_fresh(now)?;
                }
                store.put_invite(&invite, &hash)?;
                Ok(())
            },
        )
        .await?;
        Ok(Invitation { token, expires_at })
    }

    /// What a link is for, or that it opens nothing.
    pub async fn invitation(
        &self,
        caller: &Caller,
        token: &SecretString,
    ) -> Result<Invited, Failure> {
        match self.invited(token)? {
            Some(invited) => Ok(invited),
            None => Err(self.opens_nothing(caller).await),
        }
    }

    /// A link that nobody has: whoever tries many is slowed, and on record.
    async fn opens_nothing(&self, caller: &Caller) -> Failure {
        let refusal = self.slow_down(caller, spent()).await;
        let target = Target::of("someone");
        self.note_wrong_attempt(ACCEPTED, target, &refusal, caller.clone());
        refusal.into()
    }

    fn invited(&self, token: &SecretString) -> Result<Option<Invited>, Failure> {
        let hash = passkey::hash(token.expose_secret());
        let organization = self.organization()?.name;
        let found = self.read(|store| {
            let Some(invite) = store.find_invite(&hash)? else {
                return Ok(None);
            };
            let user = store.get_user(&invite.user_id)?;
            Ok(user.map(|user| (invite, user)))
        })?;
        let live = found.filter(|(invite, _)| invite.is_live(self.now()));
        Ok(live.map(|(invite, user)| Invited {
            user,
            organization,
            expires_at: invite.expires_at(),
        }))
    }

    /// Sets the password and signs the person in. The link is spent, and earlier sessions end.
    pub async fn accept_invite(
        &self,
        mut caller: Caller,
        token: &SecretString,
        password: SecretString,
        surface: Surface,
    ) -> Result<Accepted, Failure> {
        password::check(&password)?;
        let user = self.invitation(&caller, token).await?.user;
        let hash = passkey::hash(token.expose_secret());
        let secret = self.hash_password(password.clone()).await?;
        // Whoever holds the link stands for the person.
        caller.actor = actor(&user);
        let from = caller.from().map(str::to_owned);
        let (app, session_token) = (self.clone(), self.session_token());
        let named: Target = target(&user);
        let set = secret.clone();
        let accepted = self
            .recorded(caller, ACCEPTED, named, move |store, record| {
                let now = app.now();
                store
                    .find_invite(&hash)?
                    .filter(|invite| invite.user_id == user.id && invite.is_live(now))
                    .ok_or_else(spent)?;
                let user = store.get_user(&user.id)?.ok_or_else(spent)?;
                let enters = demand_entry(store, &user, surface)?;
                store.remove_invite_of(&user.id)?;
                store.remove_sessions_of(&user.id)?;
                store.put_password_hash(&user.id, Some(&secret))?;
                forget_totp(store, record, &user)?;
                if !enters {
                    record
                        .status(204)
                        .remark("App access only: no session began.");
                    return Ok(Done::PasswordSet);
                }
                if store.has_second_factor(&user.id)? || app.needs_second_factor(store, &user)? {
                    record
                        .status(401)
                        .remark("A second factor is needed before a session begins.");
                    return Ok(Done::SecondStep(Box::new(user)));
                }
                record.status(201);
                let begun =
                    app.begin_session(store, user, Method::Password, surface, from, session_token)?;
                Ok(Done::SignedIn(Box::new(begun)))
            })
            .await?;
        let user = match accepted {
            Done::SignedIn(begun) => return Ok(Accepted::SignedIn(begun)),
            Done::PasswordSet => return Ok(Accepted::PasswordSet),
            Done::SecondStep(user) => user,
        };
        let step = self.ask_second_step(&user, set, password, surface).await?;
        Ok(step.map_or(Accepted::PasswordSet, |step| {
            Accepted::SecondStep(Box::new(step))
        }))
    }
}

/// What came of it in the store.
enum Done {
    SignedIn(Box<Begun>),
    SecondStep(Box<User>),
    PasswordSet,
}

/// Refuses where a local password is worth nothing; says whether it opens this surface.
fn demand_entry(store: &dyn Reads, user: &User, surface: Surface) -> Result<bool, Failure> {
    let mode = mode(store)?;
    if mode == Mode::Okta {
        return Err(okta_required().into());
    }
    may_enter(user, mode, Surface::App)?;
    Ok(may_enter(user, mode, surface).is_ok())
}

fn spent() -> Refusal {
    Refusal::new(
        RefusalCode::NotFound,
        "This invite link was used already, is older than seven days, or was replaced by a newer one. Ask an admin for \
         another.",
    )
}

fn own_account() -> Refusal {
    Refusal::new(
        RefusalCode::Forbidden,
        "An invite is for someone else. Your own password is changed on your own page. Nothing was changed.",
    )
}

fn deactivated(user: &User) -> Refusal {
    Refusal::new(
        RefusalCode::Conflict,
        format!(
            "{} is deactivated, so a link would open nothing. Nothing was changed. Reactivate the account first.",
            user.name()
        ),
    )
}
