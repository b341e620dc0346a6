//! What a server must refuse, and the putting away at the end.

use serde_json::Value;

use super::steps::{Said, Verdict, Walk, Why};
use crate::scim::ScimFailure;

impl Walk<'_> {
    pub(super) async fn wrong_password(&mut self) -> Verdict {
        let user_name = match self.target.user_name.as_str() {
            "" => "rehearsal",
            user_name => user_name,
        };
        let refused = self.okta.try_wrong_credentials(user_name).await?;
        Ok(Said::Remark(format!(
            "{refused} of {refused} answered 401 with a SCIM body."
        )))
    }

    pub(super) async fn duplicate(&mut self) -> Verdict {
        let member = self.member(0)?;
        match self.okta.create_again(&member.person).await {
            Err(ScimFailure::Conflict {
                detail,
                scim_type: Some(scim_type),
                ..
            }) if scim_type == "uniqueness" => Ok(Said::Remark(format!("409: {detail}"))),
            Err(ScimFailure::Conflict {
                call, scim_type, ..
            }) => Err(Why(format!(
                "{call}: Okta expects 409 with scimType \"uniqueness\"; 409 came with {}.",
                scim_type.map_or_else(|| "none".to_owned(), |came| format!("{came:?}"))
            ))),
            Err(other) => Err(Why(format!("A duplicate should be answered 409. {other}"))),
            Ok(user) => {
                self.remember_stray(&user);
                Err(Why(format!(
                    "POST /Users: Okta expects 409 for {:?}, who exists as {:?}; 201 came.",
                    member.person.user_name.to_uppercase(),
                    member.person.user_name
                )))
            }
        }
    }

    pub(super) async fn missing_family_name(&mut self) -> Verdict {
        if !self.features.family_name_required {
            return Ok(Said::Skipped(
                "/Schemas does not call name.familyName required.".to_owned(),
            ));
        }
        let Some(stranger) = self.stranger.clone() else {
            return Ok(Said::Skipped("There is nobody to try it with.".to_owned()));
        };
        match self.okta.create_without_family_name(&stranger).await {
            Err(ScimFailure::Refused {
                status: 400,
                detail,
                ..
            }) if names_family_name(&detail) => Ok(Said::Remark(format!("400: {detail}"))),
            Err(other) => Err(Why(format!(
                "A missing family name should be answered 400 with a detail that names it. {other}"
            ))),
            Ok(user) => {
                self.remember_stray(&user);
                Err(Why(
                    "POST /Users: name.familyName is required and was not sent; 201 came."
                        .to_owned(),
                ))
            }
        }
    }

    /// Okta deletes groups and never people, so people can only be left deactivated.
    pub(super) async fn clean_up(&mut self) -> Verdict {
        let mut left = Vec::new();
        let groups = std::mem::take(&mut self.groups);
        let deleted = groups.len();
        for group in groups {
            if let Err(failure) = self.okta.delete_group(&group).await {
                left.push(format!(
                    "The group {:?} ({}) is left. {failure}",
                    group.name, group.id
                ));
            }
        }
        let mut ids: Vec<_> = self
            .members
            .iter()
            .map(|member| member.id.clone())
            .collect();
        ids.append(&mut self.strays);
        let of = ids.len();
        for (index, id) in ids.iter().enumerate() {
            if let Err(failure) = self.okta.set_active(id, false).await {
                left.push(format!("The user {id} is left active. {failure}"));
            }
            self.tell_calls();
            self.report.progress(index + 1, of);
        }
        if let Some(first) = left.first() {
            return Err(Why(format!(
                "{} of {} could not be put away. {first}",
                left.len(),
                of + deleted
            )));
        }
        Ok(Said::Remark(format!(
            "{of} people were left deactivated (Okta never deletes users); groups still there and deleted now: {deleted}."
        )))
    }

    fn remember_stray(&mut self, user: &Value) {
        if let Some(id) = user.get("id").and_then(Value::as_str) {
            self.strays.push(id.to_owned());
        }
    }
}

fn names_family_name(detail: &str) -> bool {
    let detail = detail.to_lowercase();
    detail.contains("familyname") || detail.contains("family name")
}
