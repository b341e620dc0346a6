//! Signing in with a local password: until an issuer is set, and for EnterpriseAdmins while Enterprise Toolkit is off.

use latchkey_domain::activity::Target;
use latchkey_domain::session::{Method, Surface};
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::text::caseless;
use secrecy::SecretString;

use super::second_factor::Entrance;
use super::session::Begun;
use crate::App;
use crate::attempts;
use crate::failure::Failure;
use crate::ports::store::Reads;
use crate::record::{Caller, actor};

const REFUSED: &str = "session.refused";

/// Which ways of signing in the page offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Local passwords.
    Local,
    /// Okta is required.
    Okta,
    /// Okta is suspended: local passwords for EnterpriseAdmins.
    Both,
}

impl App {
    /// Which ways of signing in there are.
    pub fn sign_in_mode(&self) -> Result<Mode, Failure> {
        Ok(self.read(|store| mode(store))?)
    }

    /// Checks a name and a password, and begins a session or asks for the second step. An unknown account and a wrong
    /// password are answered alike, and take alike long.
    pub async fn sign_in_locally(
        &self,
        caller: Caller,
        user_name: &str,
        password: SecretString,
        surface: Surface,
    ) -> Result<Entrance, Failure> {
        let key = caseless(user_name.trim());
        let (mode, user, hash) = self.read(|store| {
            let user = store.find_user_by_user_name(&key)?;
            // Looked for in any case, so that an unknown name takes as long.
            let id = user.as_ref().map_or("", |user| user.id.as_str());
            let hash = store.password_hash(id)?;
            Ok((mode(store)?, user, hash))
        })?;
        let shown: String = user_name.chars().take(100).collect();
        let target = Target {
            kind: "sign_in".into(),
            id: None,
            name: shown,
        };
        let shut = |refusal: Refusal| {
            self.sign_ins.was_refused(refusal.code.as_str());
            self.note_wrong_attempt(REFUSED, target.clone(), &refusal, caller.clone());
            Err(refusal.into())
        };
        if mode == Mode::Okta {
            return shut(okta_required());
        }
        let counted = attempts::of_password(&caller, &key);
        let attempt = self.attempts.begin(counted, self.now()).await;
        let right = self
            .verify_password(hash.clone(), password.clone(), attempt.is_late())
            .await?;
        let (user, hash) = match (user, hash) {
            (Some(user), Some(hash)) if right => (user, hash),
            _ => return shut(attempt.was_wrong(wrong())),
        };
        attempt.was_right();
        if let Err(refusal) = may_enter(&user, mode, surface) {
            return self.refused_locally(caller, &user, refusal).await;
        }
        if let Some(step) = self
            .ask_second_step(&user, hash.clone(), password, surface)
            .await?
        {
            return Ok(Entrance::SecondStep(Box::new(step)));
        }
        let token = self.session_token();
        let app = self.clone();
        let from = caller.from().map(str::to_owned);
        self.recorded(caller, "session.began", target, move |store, record| {
            // What was read may have changed while the password was hashed.
            let user = store.get_user(&user.id)?.ok_or_else(wrong)?;
            let mode = self::mode(store)?;
            if mode == Mode::Okta {
                return Err(okta_required().into());
            }
            may_enter(&user, mode, surface)?;
            if store.has_second_factor(&user.id)?
                || app.needs_second_factor(store, &user)?
                || store.password_hash(&user.id)?.as_ref() != Some(&hash)
            {
                return Err(super::second_factor::changed().into());
            }
            record
                .by(actor(&user))
                .status(201)
                .target(crate::directory::users::target(&user));
            app.begin_session(store, user, Method::Password, surface, from, token)
        })
        .await
        .map(|begun| Entrance::SignedIn(Box::new(begun)))
    }

    /// Begins the session of whoever has just set this installation up: the one-time code, or the host itself, was their
    /// second factor. Every later sign-in asks for one of their own where it is required.
    pub(crate) async fn sign_in_after_set_up(
        &self,
        caller: Caller,
        owner_id: String,
        surface: Surface,
    ) -> Result<Begun, Failure> {
        let (app, token) = (self.clone(), self.session_token());
        let from = caller.from().map(str::to_owned);
        let named = crate::directory::users::target_by_id(&owner_id);
        self.recorded(caller, "session.began", named, move |store, record| {
            let user = store.get_user(&owner_id)?.ok_or_else(wrong)?;
            may_enter(&user, self::mode(store)?, surface)?;
            record
                .by(actor(&user))
                .status(201)
                .target(crate::directory::users::target(&user));
            app.begin_session(store, user, Method::Password, surface, from, token)
        })
        .await
    }

    async fn refused_locally(
        &self,
        mut caller: Caller,
        user: &User,
        refusal: Refusal,
    ) -> Result<Entrance, Failure> {
        // The password was right: it is known who this is.
        caller.actor = actor(user);
        let target = Target::new("sign_in", &user.id, user.name());
        self.sign_ins.was_refused(refusal.code.as_str());
        let failure = Failure::from(refusal);
        self.record_refusal(caller, REFUSED, target, &failure)
            .await?;
        Err(failure)
    }
}

pub(crate) fn mode(store: &(impl Reads + ?Sized)) -> Result<Mode, crate::ports::store::StoreError> {
    Ok(match store.sign_in_policy()? {
        None => Mode::Local,
        Some(_) if store.toolkit_enabled_at()?.is_none() => Mode::Both,
        Some(_) => Mode::Okta,
    })
}

/// Whether a right password opens this surface for them.
pub(super) fn may_enter(user: &User, mode: Mode, surface: Surface) -> Result<(), Refusal> {
    if !user.may_sign_in() {
        return Err(Refusal::new(
            RefusalCode::Forbidden,
            format!(
                "{} is deactivated. Ask an admin to bring the account back.",
                user.name()
            ),
        ));
    }
    if mode == Mode::Both && !user.is_enterprise_admin() {
        return Err(Refusal::new(
            RefusalCode::OktaRequired,
            "Okta sign-on is suspended because Enterprise Toolkit is off. Until an EnterpriseAdmin switches it on, only \
             EnterpriseAdmins sign in, with their local password.",
        ));
    }
    if surface == Surface::Portal && user.access_role.is_none() {
        return Err(Refusal::new(
            RefusalCode::Forbidden,
            format!(
                "{} has app access only, and the web portal needs an access role. Ask an admin for ReadOnly or more.",
                user.name()
            ),
        ));
    }
    Ok(())
}

pub(super) fn okta_required() -> Refusal {
    Refusal::new(
        RefusalCode::OktaRequired,
        "Everyone signs in with Okta here; local passwords are not accepted. If Okta cannot be used, the operator can run \
         \"latchkey sign-in disable\" on the host.",
    )
}

fn wrong() -> Refusal {
    Refusal::new(
        RefusalCode::WrongCredentials,
        "That user name and password do not belong together. Type them again, or ask an admin for a new password.",
    )
}
