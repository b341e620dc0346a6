//! Adding the second factor that is needed, after a right password and before there is a session.

use latchkey_domain::Refusal;
use latchkey_domain::session::Method;
use latchkey_domain::user::User;
use secrecy::SecretString;
use serde_json::Value;

use super::enrolment::{Brought, Enrolling};
use super::totp::NewTotp;
use super::{REFUSED, Step, changed, nobody, owner, spent};
use crate::App;
use crate::directory::users::target;
use crate::failure::Failure;
use crate::record::{Caller, actor};
use crate::sign_in::session::Begun;

/// A sign-in that ended with a second factor added.
#[derive(Debug)]
pub struct Enrolled {
    /// The session.
    pub begun: Begun,
    /// Shown this once.
    pub recovery_codes: Vec<SecretString>,
}

impl App {
    /// Makes a secret for an authenticator app.
    pub fn begin_totp_by_ticket(
        &self,
        caller: Caller,
        ticket: &SecretString,
    ) -> Result<NewTotp, Failure> {
        self.with_enrolment(caller, ticket, |app, enrolling, user| {
            app.begin_totp(enrolling, user)
        })
    }

    /// Asks the browser to make a passkey.
    pub fn begin_passkey_by_ticket(
        &self,
        caller: Caller,
        ticket: &SecretString,
    ) -> Result<Value, Failure> {
        self.with_enrolment(caller, ticket, |app, enrolling, user| {
            app.begin_passkey(enrolling, user)
        })
    }

    fn with_enrolment<T>(
        &self,
        caller: Caller,
        ticket: &SecretString,
        work: impl FnOnce(&App, &mut Enrolling, &User) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let tickets = &self.second_steps.tickets;
        let Some(mut kept) = tickets.take(ticket, self.now()) else {
            return self.refuse(caller, REFUSED, nobody(), spent());
        };
        let user = self.look(|store| owner(store, &kept.what.user_id))?;
        let done = match &mut kept.what.step {
            Step::Enrolment(enrolling) => work(self, enrolling, &user),
            Step::Proof { .. } => Err(has_one().into()),
        };
        tickets.put_back(kept);
        done.or_else(|failure| self.refuse(caller, REFUSED, target(&user), failure))
    }

    /// Adds it, and begins the session.
    pub async fn enrol_by_ticket(
        &self,
        mut caller: Caller,
        ticket: &SecretString,
        brought: Brought,
    ) -> Result<Enrolled, Failure> {
        let Some(kept) = self.second_steps.tickets.take(ticket, self.now()) else {
            return self.refuse(caller, REFUSED, nobody(), spent());
        };
        let user = self.look(|store| owner(store, &kept.what.user_id))?;
        let confirmed = match &kept.what.step {
            Step::Enrolment(enrolling) => self.confirm(enrolling, &user, brought),
            Step::Proof { .. } => Err(has_one().into()),
        };
        let confirmed = match confirmed {
            Ok(confirmed) => confirmed,
            Err(Failure::Refused(refusal)) => {
                self.try_again(kept, &refusal);
                return self.refuse(caller, REFUSED, target(&user), refusal);
            }
            Err(fault) => return Err(fault),
        };
        // Whoever holds the ticket typed the person's password.
        caller.actor = actor(&user);
        let from = caller.from().map(str::to_owned);
        let (app, token, ticket) = (self.clone(), self.session_token(), kept.what);
        let named = target(&user);
        self.recorded(
            caller,
            "second_factor.added",
            named,
            move |store, record| {
                let user = owner(store, &ticket.user_id)?;
                ticket.demand_unchanged(store, &user)?;
                // Another one was added by another ticket meanwhile: that one is asked for then.
                if store.has_second_factor(&user.id)? {
                    return Err(changed().into());
                }
                store.put_recovery_codes(&user.id, &[])?;
                let codes = app.keep(store, record, &user, confirmed)?;
                record.remark("Signed in with it.");
                let surface = ticket.surface;
                let begun =
                    app.begin_session(store, user, Method::Password, surface, from, token)?;
                Ok(Enrolled {
                    begun,
                    recovery_codes: codes.unwrap_or_default(),
                })
            },
        )
        .await
    }
}

fn has_one() -> Refusal {
    Refusal::new(
        latchkey_domain::RefusalCode::Conflict,
        "This account has a second factor, so another one is added on its own page, after signing in. Nothing was changed.",
    )
}
