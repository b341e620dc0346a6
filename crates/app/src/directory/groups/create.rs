//! POST /Groups.

use latchkey_domain::activity::Target;
use latchkey_domain::group::Group;
use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::resource::{IncomingGroup, Member};
use latchkey_scim::text::caseless;
use serde_json::Value;

use super::{Answer, target};
use crate::App;
use crate::directory::view::GroupView;
use crate::failure::Failure;
use crate::ports::store::Reads;
use crate::record::{Caller, change};

impl App {
    /// Creates a group with the members that exist; the others are on record.
    pub async fn create_group(
        &self,
        caller: Caller,
        incoming: IncomingGroup,
        answer: Answer,
    ) -> Result<GroupView, Failure> {
        let app = self.clone();
        let named = Target {
            kind: "group".into(),
            id: None,
            name: incoming.display_name.chars().take(256).collect(),
        };
        let answering = caller.clone();
        self.recorded(caller, "group.created", named, move |store, record| {
            demand_name(store, &incoming.display_name, None)?;
            let now = app.now();
            let group = Group {
                id: app.id(),
                display_name: incoming.display_name,
                external_id: incoming.external_id.flatten(),
                version: 1,
                created_at: now,
                modified_at: now,
            };
            store.add_group(&group)?;
            let members = ids(incoming.members.unwrap_or_default());
            let (added, unknown) = store.add_members(&group.id, &members)?;
            let mut changes = vec![change(
                "displayName",
                Value::Null,
                group.display_name.clone(),
            )];
            if added > 0 {
                changes.push(change("members", 0, added));
            }
            record
                .status(201)
                .target(target(&group))
                .left_out(incoming.ignored)
                .left_out(unknown.iter().map(|id| unknown_member(id)))
                .changes(changes);
            let members = match answer {
                Answer::Whole => Some(store.members(&group.id)?),
                Answer::WithoutMembers => None,
            };
            let mut view = GroupView::new(group, members);
            view.keep_with(record, &answering);
            Ok(view)
        })
        .await
    }
}

pub(super) fn ids(members: Vec<Member>) -> Vec<String> {
    members.into_iter().map(|member| member.value).collect()
}

/// How a member that no user is stands in the record.
pub(super) fn unknown_member(id: &str) -> String {
    let shown: String = id.chars().take(100).collect();
    format!("member {shown}, whom Latchkey does not know")
}

/// A group has a name, and two of one name could not be told apart by Okta's filter.
pub(super) fn demand_name(
    store: &dyn Reads,
    display_name: &str,
    own_id: Option<&str>,
) -> Result<(), Failure> {
    if display_name.trim().is_empty() {
        return Err(Refusal::new(
            RefusalCode::MissingValue,
            "Okta sent no name for the group. A group needs one. Nothing was changed. (Missing: displayName.)",
        )
        .into());
    }
    match store.find_group_by_display_name(&caseless(display_name))? {
        Some(other) if Some(other.id.as_str()) != own_id => Err(Refusal::new(
            RefusalCode::Taken,
            format!(
                "There is a group named {} already. Link that one in Okta under Push Groups, or choose another name. Nothing \
                 was changed.",
                other.display_name
            ),
        )
        .into()),
        _ => Ok(()),
    }
}
