//! What an admin decides about deactivations by Okta: a mass brought back, held ones allowed, those that were refused while
//! Enterprise Toolkit was off (product rules 7 and 9).

use jiff::Timestamp;
use latchkey_domain::activity::{Entry, Outcome, Target};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use crate::App;
use crate::authority::Authority;
use crate::directory::users::edit::UserEdit;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::record::Caller;

/// The action of a waiting deactivation that an admin put aside.
const DISMISSED: &str = "deactivation.dismissed";
/// So many refused deactivations are looked through.
const LOOKED_THROUGH: u64 = 500;

/// What came of many.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// Whose state is another one now.
    pub done: Vec<String>,
    /// Whose is not, by name, and why.
    pub refused: Vec<(String, String)>,
}

/// What to do with a waiting deactivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Deactivate the person now.
    Deactivate,
    /// Leave the person as they are.
    Dismiss,
}

impl App {
    /// Reactivates everyone whom Okta deactivated since then and who still is deactivated, for an Admin.
    pub async fn bring_back(&self, caller: Caller, since: Timestamp) -> Result<Settled, Failure> {
        let ids = self.read_as(&caller, AccessRole::Admin, |store| {
            Ok(store.still_deactivated_since(since)?)
        })?;
        self.set_active(caller, ids, true).await
    }

    /// Carries out every held deactivation, for an EnterpriseAdmin.
    pub async fn allow_held(&self, caller: Caller) -> Result<Settled, Failure> {
        let ids = self.read_as(&caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(store
                .held_deactivations()?
                .into_iter()
                .map(|(id, _)| id)
                .collect())
        })?;
        self.set_active(caller, ids, false).await
    }

    async fn set_active(
        &self,
        caller: Caller,
        ids: Vec<String>,
        active: bool,
    ) -> Result<Settled, Failure> {
        let mut settled = Settled::default();
        for id in ids {
            let edit = UserEdit {
                active: Some(active),
                ..UserEdit::default()
            };
            match self.edit_user(caller.clone(), &id, edit).await {
                Ok(_) => settled.done.push(id),
                Err(Failure::Store(fault)) => return Err(Failure::Store(fault)),
                Err(refused) => {
                    let name = self.get_user(&id)?.map_or(id, |user| user.display_name);
                    settled.refused.push((name, refused.to_string()));
                }
            }
        }
        Ok(settled)
    }

    /// Settles one that was refused while Enterprise Toolkit was off, for an Admin.
    pub async fn settle_waiting(
        &self,
        caller: Caller,
        entry_id: &str,
        decision: Decision,
    ) -> Result<(), Failure> {
        let user_id = self.read_as(&caller, AccessRole::Admin, |store| {
            waiting(store)?
                .into_iter()
                .find(|entry| entry.id == entry_id)
                .and_then(|entry| entry.target.id)
                .ok_or_else(|| {
                    Refusal::new(
                        RefusalCode::NotFound,
                        "No deactivation waits there any more: it was settled, or Okta asked again. Nothing was changed.",
                    )
                    .into()
                })
        })?;
        if decision == Decision::Deactivate {
            let edit = UserEdit {
                active: Some(false),
                ..UserEdit::default()
            };
            self.edit_user(caller, &user_id, edit).await?;
            return Ok(());
        }
        let target = crate::directory::users::target_by_id(&user_id);
        self.recorded(caller.clone(), DISMISSED, target, move |store, record| {
            let authority = Authority::of(store, &caller)?;
            authority.demand(AccessRole::Admin)?;
            let user = store
                .get_user(&user_id)?
                .ok_or_else(|| Refusal::not_found("user", &user_id))?;
            // Whom to keep is as much a decision over someone as whom not to.
            authority.demand_over(&user)?;
            record
                .target(Target::new("user", &user.id, user.name()))
                .remark(format!("{} stays active.", user.name()));
            Ok(())
        })
        .await
    }
}

/// Deactivations that Okta asked for while Enterprise Toolkit was off and that nobody has settled; the newest first.
pub(crate) fn waiting(store: &dyn Reads) -> Result<Vec<Entry>, Failure> {
    let refused = store.list_activity(&ActivityQuery {
        actions: vec!["user.deactivated".to_owned()],
        outcomes: vec![Outcome::Refused],
        actors: vec!["okta".to_owned()],
        limit: LOOKED_THROUGH,
        ..ActivityQuery::default()
    })?;
    let mut seen = std::collections::HashSet::new();
    let mut found = Vec::new();
    for (sequence, entry) in refused {
        let Some(id) = entry.target.id.clone() else {
            continue;
        };
        let suspended = entry.call.as_ref().is_some_and(|call| call.status == 403);
        if !suspended || !seen.insert(id.clone()) {
            continue;
        }
        if !store.get_user(&id)?.is_some_and(|user| user.active) {
            continue;
        }
        let later = store.list_activity(&ActivityQuery {
            target_id: Some(id),
            after: Some(sequence),
            actions: ["user.deactivated", "user.reactivated", DISMISSED]
                .map(str::to_owned)
                .to_vec(),
            outcomes: vec![Outcome::Changed],
            limit: 1,
            ..ActivityQuery::default()
        })?;
        if later.is_empty() {
            found.push(entry);
        }
    }
    Ok(found)
}
