//! A user that is added here, not by Okta.

use latchkey_domain::AccessRole;
use latchkey_domain::provisioning::merge::ACCESS_ROLE;
use latchkey_scim::resource::{self, Incoming};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::{leaf, urn};
use serde_json::json;

use crate::failure::Failure;

/// What is asked for on the screen and by `latchkey user add`.
#[derive(Clone, Debug, Default)]
pub struct NewLocalUser {
    /// userName; the email when it is not given.
    pub user_name: Option<String>,
    /// Their address.
    pub email: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// displayName; both names when it is not given.
    pub display_name: Option<String>,
    /// What they may do; app access only when it is not given.
    pub access_role: Option<AccessRole>,
}

impl NewLocalUser {
    /// As a resource, read by the same rules as Okta's.
    pub fn into_incoming(self) -> Result<Incoming, Failure> {
        let email = self.email.trim().to_owned();
        let mut body = json!({
            "schemas": [urn::USER],
            "userName": self.user_name.unwrap_or_else(|| email.clone()),
            "name": {"givenName": self.given_name.trim(), "familyName": self.family_name.trim()},
            "emails": [{"value": email, "type": "work", "primary": true}],
            "active": true,
        });
        if let Some(name) = self.display_name {
            body["displayName"] = name.into();
        }
        let mut incoming = resource::read(body, ResourceType::user())?;
        if let Some(role) = self.access_role {
            leaf::set(&mut incoming.resource, ACCESS_ROLE, role.name().into());
        }
        Ok(incoming)
    }
}
