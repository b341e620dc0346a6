//! Users: linked or created, updated, deactivated and brought back.

use reqwest::Method;
use serde_json::{Value, json};

use super::bodies::{self, Attribute, Change};
use super::transport::{Resource, shown};
use super::{Dialect, Provisioner, ScimFailure};
use crate::people::Person;

/// Someone who is in the server's directory now.
#[derive(Clone, Debug)]
pub struct Provisioned {
    /// The server's id, which Okta keeps for every later call.
    pub id: String,
    /// Whether the server had the person already and Okta linked them.
    pub linked: bool,
    /// The whole resource as the server gave it.
    pub user: Value,
}

impl Provisioner {
    /// Provisions the person: asks by userName first, then links or creates.
    pub async fn provision(&mut self, person: &Person) -> Result<Provisioned, ScimFailure> {
        let found = self.find_users(&person.user_name).await?;
        let Some(known) = found.first() else {
            let created = self.create(&bodies::new_user(person)).await?;
            let (id, user) = (created.id.clone(), created.value.clone());
            holds(
                &created,
                &Attribute::core("userName"),
                &json!(person.user_name),
            )?;
            holds(
                &created,
                &Attribute::core("externalId"),
                &json!(person.okta_id),
            )?;
            holds(&created, &Attribute::core("active"), &json!(true))?;
            holds(
                &created,
                &Attribute::name_part("givenName"),
                &json!(person.given_name),
            )?;
            holds(
                &created,
                &Attribute::name_part("familyName"),
                &json!(person.family_name),
            )?;
            return Ok(Provisioned {
                id,
                linked: false,
                user,
            });
        };
        let Some(id) = known.get("id").and_then(Value::as_str).map(str::to_owned) else {
            let call = format!("GET /Users?filter=userName eq {:?}", person.user_name);
            return Err(ScimFailure::MissingId {
                call,
                came: shown(known.get("id")),
            });
        };
        let changes = [
            Change::set(Attribute::core("userName"), json!(person.user_name)),
            Change::set(Attribute::core("externalId"), json!(person.okta_id)),
            Change::set(Attribute::name_part("givenName"), json!(person.given_name)),
            Change::set(
                Attribute::name_part("familyName"),
                json!(person.family_name),
            ),
            Change::set(Attribute::core("active"), json!(true)),
        ];
        // Okta reads what it links before it writes.
        self.get_user(&id).await?;
        let user = self
            .put_or_patch(&id, &changes, self.dialect == Dialect::Oiw)
            .await?;
        Ok(Provisioned {
            id,
            linked: true,
            user,
        })
    }

    /// POSTs the person once more without asking first, the name in other letters: as two admins' clicks at once would.
    pub async fn create_again(&mut self, person: &Person) -> Result<Value, ScimFailure> {
        let twin = Person {
            user_name: person.user_name.to_uppercase(),
            ..person.clone()
        };
        Ok(self.create(&bodies::new_user(&twin)).await?.value)
    }

    /// POSTs the person without a family name, as Okta does when lastName is not mapped.
    pub async fn create_without_family_name(
        &mut self,
        person: &Person,
    ) -> Result<Value, ScimFailure> {
        let mut body = bodies::new_user(person);
        if let Some(Value::Object(name)) = body.get_mut("name") {
            name.shift_remove("familyName");
        }
        Ok(self.create(&body).await?.value)
    }

    /// The user with this id.
    pub async fn get_user(&mut self, id: &str) -> Result<Value, ScimFailure> {
        Ok(self.read(&user_path(id)).await?.value)
    }

    /// Pushes what changed in the profile, in the dialect's way, and gives the user as it is then.
    pub async fn update(&mut self, id: &str, changes: &[Change]) -> Result<Value, ScimFailure> {
        self.put_or_patch(id, changes, self.dialect == Dialect::Oiw)
            .await
    }

    /// Deactivates the user or brings them back, in the dialect's way.
    pub async fn set_active(&mut self, id: &str, active: bool) -> Result<Value, ScimFailure> {
        let change = Change::set(Attribute::core("active"), json!(active));
        self.put_or_patch(id, &[change], self.dialect != Dialect::Aiw)
            .await
    }

    async fn create(&mut self, body: &Value) -> Result<Resource, ScimFailure> {
        let answer = self
            .transport
            .call(Method::POST, "/Users", Some(body))
            .await?;
        let created = answer.with_status(&[201])?.resource();
        if created.is_err() {
            self.transport
                .note("Okta shows \"empty user\" and does not link the person");
        }
        created
    }

    async fn put_or_patch(
        &mut self,
        id: &str,
        changes: &[Change],
        by_patch: bool,
    ) -> Result<Value, ScimFailure> {
        let at = user_path(id);
        let result = if by_patch {
            self.patch(&at, &[bodies::replace_profile(changes)]).await?
        } else {
            // Update by PUT echoes the GET's own body with the changes laid over it.
            let mut user = self.read(&at).await?.value;
            for change in changes {
                change.lay_over(&mut user, self.dialect);
            }
            self.transport
                .call(Method::PUT, &at, Some(&user))
                .await?
                .with_status(&[200])?
                .resource()?
        };
        for change in changes {
            match &change.value {
                Some(value) => holds(&result, &change.attribute, value)?,
                None => holds_nothing(&result, &change.attribute)?,
            }
        }
        Ok(result.value)
    }

    /// RFC 7644 §3.5.2: 200 with the resource, or 204 and then it has to be read.
    pub(super) async fn patch(
        &mut self,
        path: &str,
        operations: &[Value],
    ) -> Result<Resource, ScimFailure> {
        let body = bodies::patch(operations);
        let answer = self
            .transport
            .call(Method::PATCH, path, Some(&body))
            .await?;
        let answer = answer.with_status(&[200, 204])?;
        if answer.status == 204 {
            self.read(path).await
        } else {
            answer.resource()
        }
    }

    pub(super) async fn read(&mut self, path: &str) -> Result<Resource, ScimFailure> {
        self.transport
            .call(Method::GET, path, None)
            .await?
            .with_status(&[200])?
            .resource()
    }
}

fn user_path(id: &str) -> String {
    format!("/Users/{}", super::path_segment(id))
}

/// Nothing may be answered 2xx and left undone.
fn holds(resource: &Resource, attribute: &Attribute, wanted: &Value) -> Result<(), ScimFailure> {
    let came = attribute.of(&resource.value);
    if came.is_some_and(|came| covers(came, wanted)) {
        return Ok(());
    }
    Err(ScimFailure::Differs {
        call: resource.call.clone(),
        attribute: attribute.to_string(),
        expected: shown(Some(wanted)),
        came: shown(came),
    })
}

/// Whether everything that was sent came back; what a server adds of its own does no harm.
fn covers(came: &Value, wanted: &Value) -> bool {
    match (came, wanted) {
        (Value::Object(came), Value::Object(wanted)) => wanted
            .iter()
            .all(|(key, wanted)| came.get(key).is_some_and(|came| covers(came, wanted))),
        (Value::Array(came), Value::Array(wanted)) => {
            came.len() == wanted.len()
                && came
                    .iter()
                    .zip(wanted)
                    .all(|(came, wanted)| covers(came, wanted))
        }
        _ => came == wanted,
    }
}

fn holds_nothing(resource: &Resource, attribute: &Attribute) -> Result<(), ScimFailure> {
    let came = attribute.of(&resource.value);
    if is_cleared(came) {
        return Ok(());
    }
    Err(ScimFailure::Differs {
        call: resource.call.clone(),
        attribute: attribute.to_string(),
        expected: "cleared".to_owned(),
        came: shown(came),
    })
}

/// RFC 7643 §2.5: "the null value, or an empty array […] are equivalent" to unassigned.
pub(crate) fn is_cleared(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(values)) => values.is_empty(),
        Some(_) => false,
    }
}
