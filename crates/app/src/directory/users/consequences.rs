//! What a change of a user brings about in the same transaction: sessions end, links are cleared, admins are told.

use latchkey_domain::AccessRole;
use latchkey_domain::activity::AttributeChange;
use latchkey_domain::session::Method;
use latchkey_domain::user::{Source, User};
use latchkey_domain::{Refusal, RefusalCode};
use serde_json::Value;

use super::target;
use crate::App;
use crate::failure::Failure;
use crate::ports::store::Writes;
use crate::record::{Caller, Record, change};
use crate::sign_in::sessions::{end_those, session_words};

/// The entry's action: the thing that matters most about the change.
pub(super) fn name_of_change(before: &User, after: &User) -> &'static str {
    match (before.active, after.active) {
        (true, false) => "user.deactivated",
        (false, true) => "user.reactivated",
        (true, true) if !before.may_sign_in() && after.may_sign_in() => "user.reactivated",
        _ if before.access_role != after.access_role => "user.role_changed",
        _ => "user.updated",
    }
}

/// Product rule 9: a held deactivation that is over now, either way. An admin has decided on it, or Okta let it through
/// or took it back.
pub(super) fn of_what_was_held(
    record: &mut Record,
    caller: &Caller,
    before: &User,
    after: &User,
) -> Option<AttributeChange> {
    if before.deactivation_held_at.is_none() || after.deactivation_held_at.is_some() {
        return None;
    }
    let name = after.name();
    record.remark(match (after.active, caller.is_okta()) {
        (true, true) => format!(
            "Okta sent that {name} is active, so the deactivation that was held is taken back and {name} may sign in again."
        ),
        (true, false) => {
            format!("The deactivation that was held is lifted: {name} may sign in again.")
        }
        (false, _) => "The deactivation that was held is carried out.".to_owned(),
    });
    Some(change("deactivation", "held", Value::Null))
}

/// A new user.
pub(super) fn of_create(
    store: &mut dyn Writes,
    record: &mut Record,
    caller: &Caller,
    user: &User,
) -> Result<(), Failure> {
    let others = store.count_enterprise_admins()?
        - u64::from(user.may_sign_in() && user.is_enterprise_admin());
    if user.is_enterprise_admin() && others > 0 {
        tell_of_new_enterprise_admin(record, caller, user);
    }
    if !user.user_name.eq_ignore_ascii_case(&user.email) {
        warn_of_user_name(record, user);
    }
    Ok(())
}

fn tell_of_new_enterprise_admin(record: &mut Record, caller: &Caller, user: &User) {
    record.notice(
        "user.became_enterprise_admin",
        target(user),
        format!(
            "{} is an EnterpriseAdmin now, by {}. If that was not meant, take the role away.",
            user.name(),
            caller.actor.label()
        ),
    );
}

/// Product rule 1: normally the two are the same.
fn warn_of_user_name(record: &mut Record, user: &User) {
    record.remark(format!(
        "The user name {} differs from the email {}. In Okta, set the username format of the app to Email.",
        user.user_name, user.email
    ));
}

impl App {
    /// A changed user, already stored.
    pub(super) fn consequences_of_change(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        caller: &Caller,
        before: &User,
        after: &User,
    ) -> Result<(), Failure> {
        if !caller.is_okta() {
            keep_one_enterprise_admin(store, before, after)?;
        }
        if before.active && !after.active {
            let ended = store.remove_sessions_of(&after.id)?;
            if ended > 0 {
                record.remark(format!("{ended} {} ended.", session_words(ended)));
            }
            if caller.is_okta() {
                self.notice_mass_deactivation(store, record, after)?;
            }
        }
        // Whoever holds the link must not come by more than it was made for.
        let is_another = after.access_role > before.access_role
            || !after.active
            || before.external_id != after.external_id;
        if is_another && store.remove_invite_of(&after.id)? {
            record.remark("The invite link no longer works.");
        }
        if before.access_role.is_some() && after.access_role.is_none() {
            let ended = store.remove_portal_sessions_of(&after.id)?;
            if ended > 0 {
                record.remark(format!("{ended} portal {} ended.", session_words(ended)));
            }
        }
        if !self.needs_second_factor(store, before)?
            && self.needs_second_factor(store, after)?
            && !store.has_second_factor(&after.id)?
        {
            end_password_sessions(store, record, after)?;
        }
        if !before.is_enterprise_admin() && after.is_enterprise_admin() {
            tell_of_new_enterprise_admin(record, caller, after);
        }
        if before.external_id != after.external_id {
            unlink_another_subject(store, record, before, after)?;
        }
        if before.source == Source::Local && after.source == Source::Okta {
            record.remark(format!("Okta adopted {}, added here before.", after.name()));
            // Product rule 5: nobody becomes an admin's account at Okta without the others hearing of it.
            if let Some(role) = before.access_role.filter(|role| *role >= AccessRole::Admin) {
                record.notice(
                    "user.adopted",
                    target(after),
                    format!(
                        "Okta adopted {}, whose access role is {role}, and manages this account from now on. If that was not \
                         meant, deactivate it here.",
                        after.name()
                    ),
                );
            }
        }
        let differs = !after.user_name.eq_ignore_ascii_case(&after.email);
        if differs && (before.user_name != after.user_name || before.email != after.email) {
            warn_of_user_name(record, after);
        }
        Ok(())
    }
}

/// A role that needs a second factor is not reached by a password alone, nor by a session that one began.
fn end_password_sessions(
    store: &mut dyn Writes,
    record: &mut Record,
    user: &User,
) -> Result<(), Failure> {
    let ended = end_those(store, &user.id, |session| {
        session.method == Method::Password
    })?;
    if ended > 0 {
        record.remark(format!(
            "{ended} {} ended: the new access role needs a second factor.",
            session_words(ended)
        ));
    }
    Ok(())
}

/// Product rule 5: another externalId is another person at Okta, who must not inherit the link or the sessions.
fn unlink_another_subject(
    store: &mut dyn Writes,
    record: &mut Record,
    before: &User,
    after: &User,
) -> Result<(), Failure> {
    let policy = store.sign_in_policy()?;
    let linked_otherwise = match &policy {
        Some(policy) => store
            .binding_of(&after.id, &policy.issuer)?
            .is_some_and(|binding| Some(&binding.subject) != after.external_id.as_ref()),
        None => false,
    };
    if before.external_id.is_none() && !linked_otherwise {
        if policy.is_none() {
            // A link that outlived its policy is made again by the externalId, should a policy come back.
            store.remove_bindings_of(&after.id)?;
        }
        return Ok(());
    }
    let links = store.remove_bindings_of(&after.id)?;
    let ended = store.remove_sessions_of(&after.id)?;
    if links + ended > 0 {
        record.remark(format!(
            "The external id changed, so the link to Okta was cleared and {ended} {} ended.",
            session_words(ended)
        ));
    }
    Ok(())
}

/// Product rule 11: here, the last one stays; only Okta may take it away.
pub(super) fn keep_one_enterprise_admin(
    store: &dyn Writes,
    before: &User,
    after: &User,
) -> Result<(), Failure> {
    let was = before.may_sign_in() && before.is_enterprise_admin();
    let is = after.may_sign_in() && after.access_role == Some(AccessRole::EnterpriseAdmin);
    if was && !is && store.count_enterprise_admins()? == 0 {
        return Err(Refusal::new(
            RefusalCode::LastOne,
            format!(
                "{} is the last EnterpriseAdmin. Give someone else that role first. Nothing was changed.",
                before.name()
            ),
        )
        .into());
    }
    Ok(())
}
