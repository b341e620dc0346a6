//! First set-up: the organization and its owner.

use latchkey_domain::activity::Target;
use latchkey_domain::organization::{self, Organization};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use secrecy::SecretString;

use crate::App;
use crate::directory::users::local::NewLocalUser;
use crate::failure::Failure;
use crate::record::Caller;

/// What set-up asks for.
#[derive(Debug)]
pub struct Setup {
    /// The organization's name.
    pub organization: String,
    /// The owner.
    pub owner_email: String,
    /// The owner's given name.
    pub owner_given_name: String,
    /// The owner's family name.
    pub owner_family_name: String,
    /// The owner's local password.
    pub password: SecretString,
}

/// What set-up made.
#[derive(Debug)]
pub struct SetUp {
    /// The organization.
    pub organization: Organization,
    /// The owner's id.
    pub owner_id: String,
}

impl App {
    /// Sets up an empty installation; one that is set up refuses (product rule 15).
    pub async fn set_up(&self, caller: Caller, setup: Setup) -> Result<SetUp, Failure> {
        if self.read(|store| store.organization())?.is_some() {
            return Err(already());
        }
        let name = organization_name(&setup.organization)?;
        let hash = self.hash_password(setup.password).await?;
        let organization = Organization {
            company_id: organization::company_id(&name, self.ports.entropy.bytes()),
            name,
            support_contact: Some(setup.owner_email.clone()),
            created_at: self.now(),
        };
        let owner = NewLocalUser {
            user_name: None,
            email: setup.owner_email,
            given_name: setup.owner_given_name,
            family_name: setup.owner_family_name,
            display_name: None,
            access_role: Some(AccessRole::EnterpriseAdmin),
        };
        let app = self.clone();
        self.recorded(
            caller.clone(),
            "organization.set_up",
            Target::of("organization"),
            move |store, record| {
                if store.organization()?.is_some() {
                    return Err(already());
                }
                store.put_organization(&organization)?;
                let view = app.create_in(store, record, &caller, owner.into_incoming()?, false)?;
                store.put_password_hash(&view.id, Some(&hash))?;
                record.action("organization.set_up").target(Target {
                    kind: "organization".into(),
                    id: None,
                    name: organization.name.clone(),
                });
                Ok(SetUp {
                    organization,
                    owner_id: view.id,
                })
            },
        )
        .await
    }
}

/// A name for an organization, or why not.
pub(crate) fn organization_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            "The organization needs a name of 1 to 100 characters, without line breaks. Nothing was changed.",
        ));
    }
    Ok(name.to_owned())
}

fn already() -> Failure {
    Refusal::new(
        RefusalCode::AlreadySetUp,
        "This installation is set up already. Nothing was changed. Use another --data-dir for a second one.",
    )
    .into()
}
