//! Groups: pushed, renamed, emptied and deleted.

use reqwest::Method;
use serde_json::{Value, json};

use super::bodies;
use super::{Dialect, Provisioner, ScimFailure};

/// How many members Okta puts into a request.
pub const MEMBERS_A_REQUEST: usize = 100;

/// A group that Okta pushes: its id at the server and the name that it has now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushedGroup {
    /// The server's id.
    pub id: String,
    /// The displayName.
    pub name: String,
}

impl Provisioner {
    /// Asks by name first; a group of the name is linked, else one is created without members.
    pub async fn push_group(&mut self, display_name: &str) -> Result<PushedGroup, ScimFailure> {
        let found = self.find_groups(display_name).await?;
        let known = found
            .first()
            .and_then(|group| group.get("id"))
            .and_then(Value::as_str);
        let id = if let Some(id) = known {
            id.to_owned()
        } else {
            let body = bodies::new_group(display_name);
            let answer = self
                .transport
                .call(Method::POST, "/Groups", Some(&body))
                .await?;
            answer.with_status(&[201])?.resource()?.id
        };
        Ok(PushedGroup {
            id,
            name: display_name.to_owned(),
        })
    }

    /// The members as GET lists them, in the server's order.
    pub async fn members(&mut self, group: &PushedGroup) -> Result<Vec<String>, ScimFailure> {
        let resource = self.read(&group_path(&group.id)).await?;
        Ok(member_ids(&resource.value))
    }

    /// The group as GET gives it.
    pub async fn get_group(&mut self, group: &PushedGroup) -> Result<Value, ScimFailure> {
        Ok(self.read(&group_path(&group.id)).await?.value)
    }

    /// Adds up to [`MEMBERS_A_REQUEST`] members.
    pub async fn add_members(
        &mut self,
        group: &PushedGroup,
        ids: &[String],
    ) -> Result<(), ScimFailure> {
        let add = json!({"op": "add", "path": "members", "value": bodies::members(ids)});
        self.change_members(group, vec![add], |mut members| {
            let new: Vec<_> = ids
                .iter()
                .filter(|&id| !members.contains(id))
                .cloned()
                .collect();
            members.extend(new);
            members
        })
        .await
    }

    /// Takes one member out.
    pub async fn remove_member(
        &mut self,
        group: &PushedGroup,
        id: &str,
    ) -> Result<(), ScimFailure> {
        let remove = json!({"op": "remove", "path": format!("members[value eq {}]", json!(id))});
        self.change_members(group, vec![remove], |mut members| {
            members.retain(|member| member != id);
            members
        })
        .await
    }

    /// Takes everyone out.
    pub async fn empty_group(&mut self, group: &PushedGroup) -> Result<(), ScimFailure> {
        let replace = json!({"op": "replace", "path": "members", "value": []});
        self.change_members(group, vec![replace], |_| Vec::new())
            .await
    }

    /// Gives the group another name, by Okta's path-less replace where the dialect has PATCH.
    pub async fn rename_group(
        &mut self,
        group: &mut PushedGroup,
        display_name: &str,
    ) -> Result<(), ScimFailure> {
        display_name.clone_into(&mut group.name);
        let group = group.clone();
        self.change_members(&group, Vec::new(), |members| members)
            .await
    }

    /// Deletes the group.
    pub async fn delete_group(&mut self, group: &PushedGroup) -> Result<(), ScimFailure> {
        let answer = self
            .transport
            .call(Method::DELETE, &group_path(&group.id), None)
            .await?;
        answer.with_status(&[200, 204])?;
        Ok(())
    }

    /// Whether the server still has the group.
    pub async fn has_group(&mut self, group: &PushedGroup) -> Result<bool, ScimFailure> {
        let answer = self
            .transport
            .call(Method::GET, &group_path(&group.id), None)
            .await?;
        Ok(answer.with_status(&[200, 404])?.status == 200)
    }

    async fn change_members(
        &mut self,
        group: &PushedGroup,
        operations: Vec<Value>,
        change: impl FnOnce(Vec<String>) -> Vec<String>,
    ) -> Result<(), ScimFailure> {
        let path = group_path(&group.id);
        if self.dialect == Dialect::Aiw {
            let mut body = self.read(&path).await?.value;
            let members = change(member_ids(&body));
            if let Some(fields) = body.as_object_mut() {
                fields.insert("displayName".to_owned(), json!(group.name));
                fields.insert("members".to_owned(), json!(bodies::members(&members)));
            }
            let answer = self.transport.call(Method::PUT, &path, Some(&body)).await?;
            answer.with_status(&[200])?.resource()?;
        } else {
            let mut all = vec![bodies::replace_group_name(&group.id, &group.name)];
            all.extend(operations);
            let body = bodies::patch(&all);
            // Okta looks at the status here and not at the body, which may be left out.
            let answer = self
                .transport
                .call(Method::PATCH, &path, Some(&body))
                .await?;
            answer.with_status(&[200, 204])?;
        }
        Ok(())
    }
}

fn group_path(id: &str) -> String {
    format!("/Groups/{}", super::path_segment(id))
}

fn member_ids(group: &Value) -> Vec<String> {
    let members = group.get("members").and_then(Value::as_array);
    members
        .into_iter()
        .flatten()
        .filter_map(|member| member.get("value")?.as_str().map(str::to_owned))
        .collect()
}
