//! Who may do what (product.md, "Access roles"). A use case asks here, inside its own read or unit of work, so that a
//! screen, a command and the window are held to the same table, and to the role as it is at that moment.

use latchkey_domain::activity::Actor;
use latchkey_domain::user::User;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use crate::failure::Failure;
use crate::ports::store::Reads;
use crate::record::Caller;

/// What whoever asks may do.
#[derive(Clone, Debug)]
pub struct Authority {
    /// `None` is the host itself: the operator's terminal, Okta's provisioning client, Latchkey. Other rules bind
    /// those.
    person: Option<User>,
}

impl Authority {
    /// Looks the person up. Someone who was deactivated a moment ago may do nothing any more.
    pub fn of(store: &dyn Reads, caller: &Caller) -> Result<Self, Failure> {
        let person = match &caller.actor {
            Actor::Okta | Actor::Operator | Actor::Latchkey => None,
            Actor::Person { id, .. } => Some(
                store
                    .get_user(id)?
                    .filter(User::may_sign_in)
                    .ok_or_else(nobody)?,
            ),
            Actor::Unknown => return Err(nobody().into()),
        };
        Ok(Self { person })
    }

    /// The person, unless it is the host.
    pub fn person(&self) -> Option<&User> {
        self.person.as_ref()
    }

    /// Whether the person is the one of this id.
    pub fn is(&self, id: &str) -> bool {
        self.person.as_ref().is_some_and(|person| person.id == id)
    }

    /// Whether the person's role is `least` or above.
    pub fn has(&self, least: AccessRole) -> bool {
        self.person
            .as_ref()
            .is_none_or(|person| person.access_role >= Some(least))
    }

    /// Refuses whoever has a role below `least`.
    pub fn demand(&self, least: AccessRole) -> Result<(), Refusal> {
        match &self.person {
            Some(person) if person.access_role < Some(least) => Err(Refusal::new(
                RefusalCode::Forbidden,
                format!(
                    "This needs the access role {least}, and yours is {}. Nothing was changed. Ask someone who has it.",
                    AccessRole::label(person.access_role)
                ),
            )),
            _ => Ok(()),
        }
    }

    /// Whether `other` has no higher role.
    pub fn reaches(&self, other: &User) -> bool {
        self.person
            .as_ref()
            .is_none_or(|person| person.access_role >= other.access_role)
    }

    /// Refuses to touch someone of a higher role.
    pub fn demand_over(&self, other: &User) -> Result<(), Refusal> {
        if self.reaches(other) {
            return Ok(());
        }
        let own = self.person.as_ref().and_then(|person| person.access_role);
        Err(Refusal::new(
            RefusalCode::Forbidden,
            format!(
                "{} has the access role {}, which is above yours ({}). Nothing was changed. Ask someone of that role.",
                other.name(),
                AccessRole::label(other.access_role),
                AccessRole::label(own)
            ),
        ))
    }

    /// The roles that the person may give: up to Admin as an Admin, any as an EnterpriseAdmin.
    pub fn may_give(&self, role: Option<AccessRole>) -> bool {
        self.has(AccessRole::Admin)
            && self
                .person
                .as_ref()
                .is_none_or(|person| role <= person.access_role)
    }

    /// Refuses to give a role that is not the person's to give.
    pub fn demand_gift(&self, role: Option<AccessRole>) -> Result<(), Refusal> {
        if self.may_give(role) {
            return Ok(());
        }
        let own = self.person.as_ref().and_then(|person| person.access_role);
        Err(Refusal::new(
            RefusalCode::Forbidden,
            format!(
                "The access role {} is not yours to give: yours is {}. Nothing was changed. Ask an EnterpriseAdmin.",
                AccessRole::label(role),
                AccessRole::label(own)
            ),
        ))
    }
}

fn nobody() -> Refusal {
    Refusal::new(
        RefusalCode::Unauthenticated,
        "Nobody is signed in, or the account may not sign in any more. Sign in, then try again.",
    )
}
