//! Who writes until the server is gone, and remembers what was answered.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result, ensure};
use latchkey_tests::scim::{Scim, new_user};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const TASKS: usize = 8;

/// What one task was answered.
#[derive(Default)]
pub(super) struct Answered {
    /// Users as they were answered last, and the name that they were being given when the server went.
    users: Vec<(Value, Option<String>)>,
    /// Groups as they were answered.
    groups: Vec<Value>,
}

/// Some tasks that write.
pub(super) struct Load(JoinSet<Result<Answered>>);

impl Load {
    pub(super) fn begin(scim: &Scim, round: u64) -> Self {
        let mut tasks = JoinSet::new();
        for task in 0..TASKS {
            tasks.spawn(write_until_it_is_gone(
                scim.clone(),
                format!("r{round}t{task}"),
            ));
        }
        Self(tasks)
    }

    /// Waits until each has seen that the server is gone.
    pub(super) async fn end(self) -> Result<Vec<Answered>> {
        self.0.join_all().await.into_iter().collect()
    }
}

/// A user, a change of them, a group with them in it, and again. No answer at all is the end of it.
async fn write_until_it_is_gone(scim: Scim, prefix: String) -> Result<Answered> {
    let mut answered = Answered::default();
    for number in 0.. {
        let name = format!("{prefix}n{number}");
        let user = new_user(&format!("{name}@atko.com"), &name, "Lind", &name);
        let Ok(made) = scim.post("/Users", &user).await else {
            break;
        };
        let made = made.expect(201)?.body;
        let id = made["id"].as_str().context("no id")?.to_owned();
        let wanted = format!("Renamed {name}");
        let rename = json!([{"op": "replace", "path": "displayName", "value": wanted}]);
        let Ok(renamed) = scim.patch(&format!("/Users/{id}"), &rename).await else {
            answered.users.push((made, Some(wanted)));
            break;
        };
        answered.users.push((renamed.expect(200)?.body, None));
        let group = json!({"displayName": name, "members": [{"value": id}]});
        let Ok(made) = scim.post("/Groups", &group).await else {
            break;
        };
        answered.groups.push(made.expect(201)?.body);
    }
    Ok(answered)
}

/// Everything that was answered so far.
#[derive(Default)]
pub(super) struct Written {
    all: Vec<Answered>,
    /// Where the answers of the last round begin.
    newest: usize,
}

impl Written {
    pub(super) fn add(&mut self, answered: Vec<Answered>) {
        self.newest = self.all.len();
        self.all.extend(answered);
    }

    pub(super) fn users(&self) -> usize {
        self.all.iter().map(|answered| answered.users.len()).sum()
    }

    pub(super) fn groups(&self) -> usize {
        self.all.iter().map(|answered| answered.groups.len()).sum()
    }

    /// What the last round was answered is there to the letter.
    pub(super) async fn newest_are_there(&self, scim: &Scim) -> Result<()> {
        for answered in &self.all[self.newest..] {
            for (user, under_way) in &answered.users {
                let path = format!("/Users/{}", user["id"].as_str().unwrap_or_default());
                let mut found = scim.get(&path).await?.expect(200)?.body;
                let mut wanted = user.clone();
                if under_way.as_deref() == found["displayName"].as_str() {
                    // It had been done, and the answer did not come through any more.
                    wanted["displayName"] = found["displayName"].clone();
                    found["meta"].take();
                    wanted["meta"].take();
                }
                // Its groups, and with them its version, may have come after the answer.
                for body in [&mut found, &mut wanted] {
                    body["groups"].take();
                    body["meta"]["version"].take();
                }
                ensure!(found == wanted, "answered: {wanted}\nthere: {found}");
            }
            for group in &answered.groups {
                let path = format!("/Groups/{}", group["id"].as_str().unwrap_or_default());
                let found = scim.get(&path).await?.expect(200)?.body;
                for member in ["displayName", "members"] {
                    ensure!(
                        found[member] == group[member],
                        "answered: {group}\nthere: {found}"
                    );
                }
            }
        }
        Ok(())
    }

    /// What was answered in any round is there still, under its name.
    pub(super) async fn all_are_there(&self, scim: &Scim) -> Result<()> {
        let users = names(scim, "/Users", "userName").await?;
        let groups = names(scim, "/Groups", "displayName").await?;
        for answered in &self.all {
            for (user, _) in &answered.users {
                let found = users.get(user["id"].as_str().unwrap_or_default());
                ensure!(found == Some(&user["userName"]), "lost: {user}");
            }
            for group in &answered.groups {
                let found = groups.get(group["id"].as_str().unwrap_or_default());
                ensure!(found == Some(&group["displayName"]), "lost: {group}");
            }
        }
        // Each name was sent once.
        for found in [&users, &groups] {
            let apart: HashSet<String> = found.values().map(Value::to_string).collect();
            ensure!(apart.len() == found.len(), "a name is there twice");
        }
        Ok(())
    }
}

/// Every resource's name by its id.
async fn names(scim: &Scim, path: &str, name: &str) -> Result<HashMap<String, Value>> {
    let mut found = HashMap::new();
    loop {
        let start = found.len() + 1;
        let page = scim
            .get(&format!("{path}?startIndex={start}&count=200"))
            .await?
            .expect(200)?
            .body;
        let resources = page["Resources"].as_array().cloned().unwrap_or_default();
        if resources.is_empty() {
            return Ok(found);
        }
        for resource in resources {
            let id = resource["id"].as_str().context("no id")?.to_owned();
            found.insert(id, resource[name].clone());
        }
    }
}
