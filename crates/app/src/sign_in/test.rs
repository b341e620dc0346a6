//! A test sign-in: it shows that two values work before they are saved (product rule 6), with whose Okta account, and links
//! the admin who makes it.

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::AccessRole;
use latchkey_domain::sign_in::{Binding, SignInTest, TestLink};
use latchkey_domain::user::User;
use latchkey_oidc::Identity;

use crate::App;
use crate::failure::Failure;
use crate::ports::store::{Reads, StoreError, Writes};
use crate::record::{Caller, Record, change};

/// A test sign-in counts this long.
const COUNTS: SignedDuration = SignedDuration::from_hours(1);

/// A test that counts, with the people that it names.
#[derive(Clone, Debug)]
pub struct Tested {
    /// What is kept of it.
    pub test: SignInTest,
    /// Who made it, unless they are gone.
    pub tester: Option<User>,
    /// Whom the Okta account belongs to, where that is another person here.
    pub belongs_to: Option<User>,
}

impl App {
    /// The test with exactly these values that counts now, saved or not, for an EnterpriseAdmin.
    pub fn sign_in_tested(
        &self,
        caller: &Caller,
        issuer: &str,
        client_id: &str,
    ) -> Result<Option<Tested>, Failure> {
        let now = self.now();
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            let Some(test) = counting(store, issuer.trim(), client_id.trim(), now)? else {
                return Ok(None);
            };
            let belongs_to = match &test.belongs_to {
                Some(id) => store.get_user(id)?,
                None => None,
            };
            Ok(Some(Tested {
                tester: store.get_user(&test.tester)?,
                belongs_to,
                test,
            }))
        })
    }
}

/// The test with these values, if one passed within the hour.
pub(super) fn counting(
    store: &(impl Reads + ?Sized),
    issuer: &str,
    client_id: &str,
    now: Timestamp,
) -> Result<Option<SignInTest>, StoreError> {
    Ok(store
        .sign_in_test(issuer, client_id)?
        .filter(|test| now.duration_since(test.at) < COUNTS))
}

/// Keeps a test that passed, and says whose Okta account it was made with.
pub(super) fn passed(
    store: &mut dyn Writes,
    record: &mut Record,
    identity: &Identity,
    client_id: String,
    tester: String,
    now: Timestamp,
) -> Result<(), Failure> {
    let account = account(identity);
    record
        .done()
        .remark(format!("The Okta account was {account}."));
    let user = store.get_user(&tester)?;
    let (link, belongs_to) = match &user {
        Some(user) => link(store, record, identity, user, now)?,
        None => (TestLink::NotMade, None),
    };
    store.put_sign_in_test(&SignInTest {
        issuer: identity.issuer.clone(),
        client_id,
        at: now,
        tester,
        account,
        link,
        belongs_to,
    })?;
    Ok(())
}

/// By what its owner knows it; the `sub` where the issuer tells no name.
fn account(identity: &Identity) -> String {
    identity
        .preferred_username
        .clone()
        .or_else(|| identity.email.clone())
        .unwrap_or_else(|| identity.subject.clone())
}

/// Whoever tests is signed in here and was just authenticated there: the link that rule 5 wants for an admin. Not made where
/// the Okta account is someone else's; then with the id of that person, if it is one of ours.
fn link(
    store: &mut dyn Writes,
    record: &mut Record,
    identity: &Identity,
    user: &User,
    now: Timestamp,
) -> Result<(TestLink, Option<String>), Failure> {
    record.target(crate::directory::users::target(user));
    if let Some(other) = other_owner(store, identity, user)? {
        record.remark(format!(
            "It belongs to {} here, so no link was made.",
            other.name()
        ));
        return Ok((TestLink::NotMade, Some(other.id)));
    }
    let another_is_known = user
        .external_id
        .as_ref()
        .is_some_and(|id| *id != identity.subject);
    if another_is_known {
        record.remark(format!(
            "Latchkey knows {} by another Okta account, so no link was made.",
            user.name()
        ));
        return Ok((TestLink::NotMade, None));
    }
    if !user.may_sign_in() {
        record.remark(format!(
            "{} is deactivated, so no link was made.",
            user.name()
        ));
        return Ok((TestLink::NotMade, None));
    }
    if let Some(binding) = store.binding_of(&user.id, &identity.issuer)? {
        if binding.subject == identity.subject {
            return Ok((TestLink::Kept, None));
        }
        record.remark(format!(
            "{} is linked to another Okta account at this issuer, so no link was made.",
            user.name()
        ));
        return Ok((TestLink::NotMade, None));
    }
    store.add_binding(&Binding {
        user_id: user.id.clone(),
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        bound_at: now,
    })?;
    record
        .changes(vec![change(
            "link",
            serde_json::Value::Null,
            format!("{} at {}", identity.subject, identity.issuer),
        )])
        .remark(format!("{} is linked to it.", user.name()));
    Ok((TestLink::Made, None))
}

/// Another person here whom the Okta account belongs to: by the link, or by the externalId that Okta sent.
fn other_owner(
    store: &dyn Writes,
    identity: &Identity,
    user: &User,
) -> Result<Option<User>, StoreError> {
    let bound = match store.find_binding(&identity.issuer, &identity.subject)? {
        Some(binding) => store.get_user(&binding.user_id)?,
        None => None,
    };
    let owner = match bound {
        Some(owner) => Some(owner),
        None => store.find_user_by_external_id(&identity.subject)?,
    };
    Ok(owner.filter(|owner| owner.id != user.id))
}
