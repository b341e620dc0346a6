//! People: imported, created, found, updated, deactivated and brought back.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::steps::{Features, Member, Said, Verdict, Walk, Why};
use crate::scim::{Attribute, Change, LATCHKEY_USER, USER, is_cleared, shown};

impl Walk<'_> {
    pub(super) async fn test_credentials(&mut self) -> Verdict {
        let page = self.okta.test_credentials().await?;
        Ok(Said::Remark(format!(
            "{} in the directory.",
            counted(page.total)
        )))
    }

    /// Okta reads this only with schema import ticked, so a server without it is no worse for the rest.
    pub(super) async fn read_schemas(&mut self) -> Verdict {
        match self.okta.schemas().await {
            Ok(Some(schemas)) => {
                self.features = features(&schemas);
                let names: Vec<_> = schemas
                    .iter()
                    .filter_map(|schema| schema.get("name")?.as_str())
                    .collect();
                Ok(Said::Remark(format!("It stores {}.", names.join(", "))))
            }
            Ok(None) => Ok(Said::Skipped(
                "The server has no /Schemas. Okta needs it for schema import only.".to_owned(),
            )),
            Err(failure) => Ok(Said::Skipped(format!(
                "{failure} Okta needs this for schema import only."
            ))),
        }
    }

    pub(super) async fn import(&mut self) -> Verdict {
        let users = self.okta.import().await?;
        if let Some(first) = users.first() {
            for attribute in [Attribute::core("userName"), Attribute::core("active")] {
                if attribute.of(first).is_none() {
                    return Err(Why(format!(
                        "GET /Users: Okta expects {attribute} in each user; the first one has none."
                    )));
                }
            }
        }
        Ok(Said::Remark(format!(
            "{} came, none twice.",
            counted(users.len() as u64)
        )))
    }

    pub(super) async fn create_people(&mut self) -> Verdict {
        let of = self.people.len();
        let mut linked = 0;
        for (index, person) in self.people.clone().into_iter().enumerate() {
            let provisioned = self.okta.provision(&person).await;
            self.tell_calls();
            let provisioned = provisioned?;
            linked += usize::from(provisioned.linked);
            if let Some(sign_in) = &self.target.sign_in {
                sign_in.issuer.assign(&person);
            }
            self.members.push(Member {
                person,
                id: provisioned.id,
            });
            self.report.progress(index + 1, of);
        }
        Ok(match linked {
            0 => Said::Nothing,
            _ => Said::Remark(format!(
                "{linked} of {of} were there already and were linked."
            )),
        })
    }

    pub(super) async fn find_people(&mut self) -> Verdict {
        self.member(0)?;
        let of = self.members.len();
        for (index, member) in self.members.clone().into_iter().enumerate() {
            let wanted = member.person.user_name.to_uppercase();
            let found = self.okta.find_users(&wanted).await;
            self.tell_calls();
            let found = found?;
            let call = format!("GET /Users?filter=userName eq {wanted:?}");
            let [user] = found.as_slice() else {
                return Err(Why(format!(
                    "{call}: Okta expects exactly 1 user, whatever the case; {} came.",
                    found.len()
                )));
            };
            expect(&call, user, "id", &json!(member.id))?;
            expect(&call, user, "userName", &json!(member.person.user_name))?;
            self.report.progress(index + 1, of);
        }
        Ok(Said::Nothing)
    }

    pub(super) async fn import_everyone(&mut self) -> Verdict {
        self.member(0)?;
        let users = self.okta.import().await?;
        let ids: HashSet<_> = users
            .iter()
            .filter_map(|user| user.get("id")?.as_str())
            .collect();
        if let Some(missing) = self
            .members
            .iter()
            .find(|member| !ids.contains(member.id.as_str()))
        {
            return Err(Why(format!(
                "GET /Users, page by page: Okta expects everyone; {} ({}) is missing among {} users.",
                missing.person.user_name,
                missing.id,
                users.len()
            )));
        }
        Ok(Said::Remark(format!(
            "{} came, none twice.",
            counted(users.len() as u64)
        )))
    }

    pub(super) async fn update(&mut self) -> Verdict {
        let member = self.member(0)?;
        let before = self.okta.get_user(&member.id).await?;
        let family_name = format!("{}-Rehearsed", member.person.family_name);
        let attribute = Attribute::name_part("familyName");
        let change = Change::set(attribute.clone(), json!(family_name));
        self.okta.update(&member.id, &[change]).await?;
        let after = self.okta.get_user(&member.id).await?;
        let call = format!("GET /Users/{} after the update", member.id);
        if attribute.of(&after) != Some(&json!(family_name)) {
            return Err(differs(
                &call,
                "name.familyName",
                &json!(family_name),
                attribute.of(&after),
            ));
        }
        for key in [
            "userName",
            "externalId",
            "emails",
            "displayName",
            "locale",
            "active",
            "title",
        ] {
            if before.get(key) != after.get(key) && !is_cleared(before.get(key)) {
                let was = before.get(key).cloned().unwrap_or(Value::Null);
                return Err(differs(
                    &call,
                    &format!("{key}, which was not sent as changed,"),
                    &was,
                    after.get(key),
                ));
            }
        }
        let given = Attribute::name_part("givenName");
        if given.of(&before) != given.of(&after) {
            let was = given.of(&before).cloned().unwrap_or(Value::Null);
            return Err(differs(&call, "name.givenName", &was, given.of(&after)));
        }
        if let Some(changed) = self.members.first_mut() {
            changed.person.family_name.clone_from(&family_name);
            if let Some(sign_in) = &self.target.sign_in {
                sign_in.issuer.assign(&changed.person);
            }
        }
        Ok(Said::Remark(format!(
            "{} → {family_name}; everything else stayed.",
            member.person.family_name
        )))
    }

    pub(super) async fn clear_value(&mut self) -> Verdict {
        let member = self.member(0)?;
        let title = Attribute::core("title");
        let given = Change::set(title.clone(), json!("Lead of the rehearsal"));
        self.okta.update(&member.id, &[given]).await?;
        self.okta
            .update(&member.id, &[Change::clear(title.clone())])
            .await?;
        let after = self.okta.get_user(&member.id).await?;
        if !is_cleared(title.of(&after)) {
            let call = format!("GET /Users/{} after the title was cleared", member.id);
            return Err(differs(&call, "title", &Value::Null, title.of(&after)));
        }
        Ok(Said::Nothing)
    }

    pub(super) async fn give_role(&mut self) -> Verdict {
        let member = self.member(0)?;
        let mut given = Vec::new();
        if self.features.access_role {
            let role = Change::set(Attribute::access_role(), json!("Admin"));
            self.okta.update(&member.id, &[role]).await?;
            given.push("accessRole");
        }
        if self.features.roles {
            let other = self.member(1)?;
            let shapes = [
                json!([{"primary": true, "value": "User"}]),
                json!(["User"]),
                json!([{"type": "Role", "value": "User"}]),
                json!("User"),
            ];
            // The plainer shapes are Okta's freedom with Latchkey; another server may hold to RFC 7643 §4.1.2.
            let tried = if self.features.access_role { 4 } else { 1 };
            for shape in shapes.into_iter().take(tried) {
                let roles = Change::set(Attribute::core("roles"), shape);
                self.okta.update(&other.id, &[roles]).await?;
            }
            given.push(if tried == 4 {
                "roles in four shapes"
            } else {
                "roles"
            });
        }
        Ok(if given.is_empty() {
            Said::Skipped("/Schemas lists neither accessRole nor roles.".to_owned())
        } else {
            Said::Remark(format!("Given by {}.", given.join(" and by ")))
        })
    }

    pub(super) async fn take_role(&mut self) -> Verdict {
        let member = self.member(0)?;
        if self.features.access_role {
            self.okta
                .update(&member.id, &[Change::clear(Attribute::access_role())])
                .await?;
        }
        if self.features.roles {
            let other = self.member(1)?;
            self.okta
                .update(&other.id, &[Change::clear(Attribute::core("roles"))])
                .await?;
        }
        Ok(if self.features.access_role || self.features.roles {
            Said::Nothing
        } else {
            Said::Skipped("/Schemas lists neither accessRole nor roles.".to_owned())
        })
    }

    pub(super) async fn deactivate(&mut self) -> Verdict {
        let member = self.member(usize::MAX)?;
        self.okta.set_active(&member.id, false).await?;
        let after = self.okta.get_user(&member.id).await?;
        let call = format!("GET /Users/{} after the deactivation", member.id);
        expect(&call, &after, "active", &json!(false))?;
        Ok(Said::Remark(format!(
            "{} is deactivated and still listed.",
            member.person.user_name
        )))
    }

    pub(super) async fn reactivate(&mut self) -> Verdict {
        let member = self.member(usize::MAX)?;
        let found = self.okta.find_users(&member.person.user_name).await?;
        let call = format!(
            "GET /Users?filter=userName eq {:?}",
            member.person.user_name
        );
        let [user] = found.as_slice() else {
            return Err(Why(format!(
                "{call}: Okta expects the one inactive user; {} came.",
                found.len()
            )));
        };
        expect(&call, user, "id", &json!(member.id))?;
        expect(&call, user, "active", &json!(false))?;
        self.okta.set_active(&member.id, true).await?;
        let after = self.okta.get_user(&member.id).await?;
        let call = format!("GET /Users/{} after the reactivation", member.id);
        expect(&call, &after, "active", &json!(true))?;
        Ok(Said::Nothing)
    }
}

fn counted(users: u64) -> String {
    if users == 1 {
        "1 user".to_owned()
    } else {
        format!("{users} users")
    }
}

fn features(schemas: &[Value]) -> Features {
    let schema = |urn: &str| {
        schemas
            .iter()
            .find(|schema| schema.get("id").and_then(Value::as_str) == Some(urn))
    };
    let core = schema(USER).and_then(|user| user.get("attributes"));
    let attribute = |list: Option<&Value>, name: &str| -> Option<Value> {
        let named =
            |attribute: &&Value| attribute.get("name").and_then(Value::as_str) == Some(name);
        list?.as_array()?.iter().find(named).cloned()
    };
    let name = attribute(core, "name");
    let family_name = attribute(
        name.as_ref().and_then(|name| name.get("subAttributes")),
        "familyName",
    );
    Features {
        access_role: schema(LATCHKEY_USER).is_some(),
        roles: attribute(core, "roles").is_some(),
        family_name_required: family_name
            .is_some_and(|attribute| attribute.get("required") == Some(&json!(true))),
    }
}

pub(super) fn expect(call: &str, user: &Value, key: &str, wanted: &Value) -> Result<(), Why> {
    match user.get(key) {
        Some(came) if came == wanted => Ok(()),
        came => Err(differs(call, key, wanted, came)),
    }
}

fn differs(call: &str, attribute: &str, wanted: &Value, came: Option<&Value>) -> Why {
    Why(format!(
        "{call}: Okta expects {attribute} to be {}; it is {}.",
        shown(Some(wanted)),
        shown(came)
    ))
}
