//! Erasing a person for good: everything of them goes, and an entry stays that names nobody.

use latchkey_domain::activity::Target;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use super::remove::leave_groups;
use super::target_by_id;
use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::{KnownBy, Naming, Reads, StoreError};
use crate::record::Caller;

/// So many entries are looked through in a read.
const PART: u64 = 1_000;

/// What became of it.
#[derive(Clone, Debug)]
pub struct Erased {
    /// How many entries of activity went.
    pub entries: u64,
    /// Why what was deleted may lie about in the database's file for a while, if so.
    pub left_in_file: Option<StoreError>,
}

impl App {
    /// Erases a person who was deactivated before: their account, everything that hangs on it, and every entry that is about
    /// them, by them or names them. What the record says of it names nobody. Backups keep what they have, and Okta makes the
    /// person anew while they are assigned there.
    ///
    /// Then the database is written anew, for what was deleted lies about in a file until something else is written there: that
    /// takes as long as copying it, and changes wait meanwhile.
    pub async fn erase_user(&self, caller: Caller, id: &str) -> Result<Erased, Failure> {
        caller.demand_fresh(self.now())?;
        // What waits in memory would name them again a moment later.
        self.flush_calls().await?;
        let known = self.look(|store| allowed(store, &caller, id))?;
        let (mut places, mut looked_to) = (Vec::new(), 0);
        // A read of its own each, so that the write-ahead log can be emptied between them.
        while let Naming {
            places: found,
            looked_to: Some(place),
        } = self.read(|store| store.places_naming(&known, looked_to, PART))?
        {
            places.extend(found);
            looked_to = place;
        }
        let (now, asking) = (self.now(), caller.clone());
        let entries = self
            .recorded(
                nameless(caller),
                "user.erased",
                target_by_id(id),
                move |store, record| {
                    let known = allowed(store, &asking, &known.id)?;
                    places.extend(naming_since(store, &known, looked_to)?);
                    let erased = store.erase_activity(&places)?;
                    store.erase_traces(&known)?;
                    store.remove_sessions_of(&known.id)?;
                    leave_groups(store, &known.id, now)?;
                    store.remove_user(&known.id)?;
                    record.target(Target::of("people")).remark(format!(
                        "A person was erased, and {erased} entries that named them."
                    ));
                    Ok(erased)
                },
            )
            .await?;
        let app = self.clone();
        let anew = tokio::task::spawn_blocking(move || app.store().write_anew())
            .await
            .unwrap_or_else(|lost| Err(StoreError::Fault(lost.to_string())));
        Ok(Erased {
            entries,
            left_in_file: anew.err(),
        })
    }
}

/// A call's path has the id of whom it is about.
fn nameless(caller: Caller) -> Caller {
    Caller {
        call: None,
        ..caller
    }
}

fn allowed(store: &dyn Reads, caller: &Caller, id: &str) -> Result<KnownBy, Failure> {
    let authority = Authority::of(store, caller)?;
    authority.demand(AccessRole::EnterpriseAdmin)?;
    let user = store
        .get_user(id)?
        .ok_or_else(|| Refusal::not_found("user", id))?;
    if user.active {
        return Err(Refusal::new(
            RefusalCode::Conflict,
            format!(
                "{} is active. Nothing was changed. Unassign the person in Okta, or deactivate the account, then erase it.",
                user.name()
            ),
        )
        .into());
    }
    Ok(KnownBy {
        id: user.id,
        user_name: user.user_name,
        email: user.email,
        external_id: user.external_id,
    })
}

/// The entries behind a place that name them.
fn naming_since(store: &dyn Reads, known: &KnownBy, behind: u64) -> Result<Vec<u64>, StoreError> {
    let (mut all, mut behind) = (Vec::new(), behind);
    loop {
        let Naming { places, looked_to } = store.places_naming(known, behind, PART)?;
        all.extend(places);
        match looked_to {
            Some(place) => behind = place,
            None => return Ok(all),
        }
    }
}
