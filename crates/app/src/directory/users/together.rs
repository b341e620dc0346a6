//! One act on many people: each is done, or refused by name, and each is on record by itself.

use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use super::edit::UserEdit;
use super::target_by_id;
use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::{StoreExt as _, Writes};
use crate::record::{Caller, Record};
use crate::sign_in::sessions::end_sessions_in;

/// At most so many at a time.
pub const AT_MOST: usize = 1000;
/// So many are done in one unit of work, so that others have their turn between.
const IN_ONE_UNIT: usize = 100;

/// What is done to each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Deactivate.
    Deactivate,
    /// Bring back.
    Reactivate,
    /// Give a role; `None` is app access only.
    SetAccessRole(Option<AccessRole>),
    /// End every session.
    EndSessions,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcomes {
    /// The ids of those with whom it was done.
    pub done: Vec<String>,
    /// The others.
    pub refused: Vec<RefusedOne>,
}

/// Someone with whom it was not done.
#[derive(Debug)]
pub struct RefusedOne {
    /// The id.
    pub id: String,
    /// The name to show; the id where nobody has it.
    pub name: String,
    /// Why.
    pub failure: Failure,
}

impl App {
    /// Does it with each of them.
    pub async fn act_on_people(
        &self,
        caller: Caller,
        act: Act,
        ids: Vec<String>,
    ) -> Result<Outcomes, Failure> {
        self.look(|store| Ok(Authority::of(store, &caller)?.demand(AccessRole::Admin)?))?;
        if ids.len() > AT_MOST {
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                format!(
                    "{} people are too many at a time. Nothing was changed. Choose at most {AT_MOST}.",
                    ids.len()
                ),
            )
            .into());
        }
        let mut outcomes = Outcomes::default();
        for some in ids.chunks(IN_ONE_UNIT) {
            let (app, caller, some) = (self.clone(), caller.clone(), some.to_vec());
            let part = self
                .store()
                .write(move |store| app.act_on_some(store, &caller, act, some))
                .await?;
            self.pulse.beat();
            outcomes.done.extend(part.done);
            outcomes.refused.extend(part.refused);
        }
        Ok(outcomes)
    }

    fn act_on_some(
        &self,
        store: &mut dyn Writes,
        caller: &Caller,
        act: Act,
        ids: Vec<String>,
    ) -> Result<Outcomes, Failure> {
        let mut outcomes = Outcomes::default();
        for id in ids {
            let record = Record::new(
                match act {
                    Act::EndSessions => "session.all_ended",
                    _ => "user.updated",
                },
                target_by_id(&id),
            );
            let done = self.run(store, caller, record, |store, record| {
                self.act_on_one(store, record, caller, act, &id)
            })?;
            match done {
                Ok(()) => outcomes.done.push(id),
                Err(failure) => {
                    let name = store
                        .get_user(&id)?
                        .map_or_else(|| id.clone(), |user| user.display_name);
                    outcomes.refused.push(RefusedOne { id, name, failure });
                }
            }
        }
        Ok(outcomes)
    }

    fn act_on_one(
        &self,
        store: &mut dyn Writes,
        record: &mut Record,
        caller: &Caller,
        act: Act,
        id: &str,
    ) -> Result<(), Failure> {
        let edit = match act {
            Act::Deactivate => UserEdit::active(false),
            Act::Reactivate => UserEdit::active(true),
            Act::SetAccessRole(role) => UserEdit::role(role),
            Act::EndSessions => {
                end_sessions_in(store, record, caller, id)?;
                return Ok(());
            }
        };
        self.edit_in(store, record, caller, id, &edit)?;
        Ok(())
    }
}
