//! A group from its first push to its end.

use std::collections::BTreeSet;

use super::steps::{Said, Verdict, Walk, Why};
use crate::scim::{MEMBERS_A_REQUEST, PushedGroup, ScimFailure};

/// An id that no server gave to anyone.
const UNKNOWN_ID: &str = "00000000-0000-7000-8000-000000000000";

impl Walk<'_> {
    pub(super) async fn push_group(&mut self) -> Verdict {
        self.member(0)?;
        let name = self.group_name("Rehearsal crew");
        let group = match self.okta.push_group(&name).await {
            Err(ScimFailure::Refused {
                status: status @ (404 | 501),
                ..
            }) => {
                return Ok(Said::Skipped(format!(
                    "/Groups is answered {status}: the server has no groups."
                )));
            }
            pushed => pushed?,
        };
        self.groups.push(group.clone());
        let ids: Vec<_> = self
            .members
            .iter()
            .map(|member| member.id.clone())
            .collect();
        let mut done = 0;
        for some in ids.chunks(MEMBERS_A_REQUEST) {
            let added = self.okta.add_members(&group, some).await;
            self.tell_calls();
            added?;
            done += some.len();
            self.report.progress(done, ids.len());
        }
        self.expect_members(&group, ids).await
    }

    pub(super) async fn take_member_out(&mut self) -> Verdict {
        let Some(group) = self.groups.first().cloned() else {
            return Ok(no_group());
        };
        let out = self.member(0)?;
        self.okta.remove_member(&group, &out.id).await?;
        let rest = self
            .members
            .iter()
            .skip(1)
            .map(|member| member.id.clone())
            .collect();
        self.expect_members(&group, rest).await
    }

    pub(super) async fn unknown_member(&mut self) -> Verdict {
        let Some(group) = self.groups.first().cloned() else {
            return Ok(no_group());
        };
        let known = self.member(0)?;
        self.okta
            .add_members(&group, &[known.id, UNKNOWN_ID.to_owned()])
            .await?;
        let everyone = self
            .members
            .iter()
            .map(|member| member.id.clone())
            .collect();
        self.expect_members(&group, everyone).await?;
        Ok(Said::Remark(
            "The known member is in; the unknown one did not lose the push.".to_owned(),
        ))
    }

    pub(super) async fn rename_group(&mut self) -> Verdict {
        let Some(mut group) = self.groups.first().cloned() else {
            return Ok(no_group());
        };
        let name = self.group_name("Rehearsal crew, renamed");
        self.okta.rename_group(&mut group, &name).await?;
        let now = self.okta.get_group(&group).await?;
        let call = format!("GET /Groups/{} after the rename", group.id);
        super::people_steps::expect(&call, &now, "displayName", &name.clone().into())?;
        if let Some(known) = self.groups.first_mut() {
            known.name = name;
        }
        let everyone = self
            .members
            .iter()
            .map(|member| member.id.clone())
            .collect();
        self.expect_members(&group, everyone).await
    }

    pub(super) async fn empty_group(&mut self) -> Verdict {
        let Some(group) = self.groups.first().cloned() else {
            return Ok(no_group());
        };
        self.okta.empty_group(&group).await?;
        self.expect_members(&group, Vec::new()).await
    }

    pub(super) async fn delete_group(&mut self) -> Verdict {
        let Some(group) = self.groups.first().cloned() else {
            return Ok(no_group());
        };
        self.okta.delete_group(&group).await?;
        if self.okta.has_group(&group).await? {
            return Err(Why(format!(
                "GET /Groups/{}: Okta expects 404 after the group was deleted; 200 came.",
                group.id
            )));
        }
        self.groups.retain(|known| *known != group);
        Ok(Said::Nothing)
    }

    /// Two walks on one server must not take each other's group.
    fn group_name(&self, name: &str) -> String {
        if self.seed == 0 {
            name.to_owned()
        } else {
            format!("{name} {}", self.seed)
        }
    }

    async fn expect_members(&mut self, group: &PushedGroup, wanted: Vec<String>) -> Verdict {
        let listed = self.okta.members(group).await?;
        let (count, wanted_count) = (listed.len(), wanted.len());
        let listed: BTreeSet<_> = listed.into_iter().collect();
        let wanted: BTreeSet<_> = wanted.into_iter().collect();
        let call = format!("GET /Groups/{}", group.id);
        if let Some(missing) = wanted.difference(&listed).next() {
            return Err(Why(format!(
                "{call}: Okta expects {wanted_count} members; {count} came, and {missing} is not among them."
            )));
        }
        if let Some(extra) = listed.difference(&wanted).next() {
            return Err(Why(format!(
                "{call}: Okta expects {wanted_count} members; {count} came, and {extra} is one too many."
            )));
        }
        if count != wanted_count {
            return Err(Why(format!(
                "{call}: Okta expects {wanted_count} members, each once; {count} entries came."
            )));
        }
        Ok(Said::Remark(match count {
            1 => "1 member is listed.".to_owned(),
            _ => format!("{count} members are listed."),
        }))
    }
}

fn no_group() -> Said {
    Said::Skipped("There is no group to do it with.".to_owned())
}
