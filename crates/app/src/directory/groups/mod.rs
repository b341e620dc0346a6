//! Groups: what a provisioning client does to them.

mod change;
mod create;
mod remove;

use latchkey_domain::activity::Target;
use latchkey_domain::group::Group;

use super::view::GroupView;
use crate::App;
use crate::failure::Failure;

/// Above so many members the answer to a PATCH comes without them (architecture.md, HTTP contract).
pub const MEMBERS_IN_PATCH_ANSWER: u64 = 1_000;

/// What a change is answered with: what nobody will see is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The group with its members.
    Whole,
    /// The group without them.
    WithoutMembers,
}

impl Answer {
    /// How many members the answer may have; none where it has none of them.
    fn most(self, most: u64) -> Option<u64> {
        (self == Self::Whole).then_some(most)
    }
}

impl App {
    /// A group as it is sent.
    pub fn group_view(&self, id: &str, with_members: bool) -> Result<Option<GroupView>, Failure> {
        Ok(self.read(|store| {
            let Some(group) = store.get_group(id)? else {
                return Ok(None);
            };
            let members = if with_members {
                Some(store.members(id)?)
            } else {
                None
            };
            Ok(Some(GroupView::new(group, members)))
        })?)
    }
}

fn target(group: &Group) -> Target {
    Target::new("group", &group.id, &group.display_name)
}

fn target_by_id(id: &str) -> Target {
    let shown: String = id.chars().take(100).collect();
    Target::new("group", &shown, &shown)
}
