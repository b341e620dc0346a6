//! The Organization Setup page: name, support contact, Company ID and logo (product rule 16).

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;
use latchkey_domain::logo::Logo;
use latchkey_domain::organization::Organization;
use latchkey_domain::settings::{PreviousCompanyId, Settings};
use latchkey_domain::{AccessRole, Refusal, RefusalCode};

use crate::App;
use crate::authority::Authority;
use crate::failure::Failure;
use crate::ports::store::Writes;
use crate::record::{Caller, change};

/// A Company ID that Okta still sends counts this long after it was changed.
const OLD_COMPANY_ID_COUNTS: SignedDuration = SignedDuration::from_hours(24);

/// What the page shows.
#[derive(Clone, Debug)]
pub struct OrganizationPage {
    /// The organization.
    pub organization: Organization,
    /// The logo's weight in bytes, width and height, if there is one.
    pub logo: Option<LogoFacts>,
}

/// A logo without its picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogoFacts {
    /// Bytes.
    pub bytes: u64,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// What is to be different; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct OrganizationEdit {
    /// Its name.
    pub name: Option<String>,
    /// Whom refusal pages name; blank is nobody.
    pub support_contact: Option<String>,
    /// What Okta sends as User Name.
    pub company_id: Option<String>,
}

/// A field of Okta that must change with a change here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeInOkta {
    /// Okta's name of it, and where it is.
    pub field: String,
    /// What it holds.
    pub from: String,
    /// What it must hold.
    pub to: String,
}

/// What a change means for Okta.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// The fields that must change.
    pub change_in_okta: Vec<ChangeInOkta>,
    /// What stays as it is.
    pub stays: Vec<String>,
    /// Until when the old value is honoured too.
    pub old_until: Option<Timestamp>,
}

impl OrganizationEdit {
    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.name.is_none() && self.support_contact.is_none() && self.company_id.is_none()
    }
}

impl App {
    /// The page, for an EnterpriseAdmin.
    pub fn organization_page(&self, caller: &Caller) -> Result<OrganizationPage, Failure> {
        let organization = self.organization()?;
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(OrganizationPage {
                organization,
                logo: store.logo_facts()?,
            })
        })
    }

    /// Changes the organization. A Company ID that Okta still sends is honoured for a day.
    pub async fn edit_organization(
        &self,
        caller: Caller,
        edit: OrganizationEdit,
    ) -> Result<Aftermath, Failure> {
        let now = self.now();
        self.recorded(
            caller.clone(),
            "organization.updated",
            Target::of("organization"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                let (changes, aftermath) = apply(store, edit, now)?;
                if let Some(until) = aftermath.old_until {
                    record.remark(format!("Okta may send the old Company ID until {until}."));
                }
                record.changes(changes);
                Ok(aftermath)
            },
        )
        .await
    }

    /// Sets or takes away the logo.
    pub async fn put_logo(&self, caller: Caller, png: Option<Vec<u8>>) -> Result<(), Failure> {
        let logo = png
            .map(Logo::read)
            .transpose()
            .map_err(|why| Refusal::new(RefusalCode::UnacceptedValue, why.to_string()))?;
        self.recorded(
            caller.clone(),
            "organization.updated",
            Target::of("organization"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                let words = |facts: LogoFacts| {
                    format!(
                        "PNG, {} × {}, {} bytes",
                        facts.width, facts.height, facts.bytes
                    )
                };
                let before = store.logo_facts()?.map(words);
                store.put_logo(logo.as_ref())?;
                let after = store.logo_facts()?.map(words);
                record.changes(vec![change("logo", before, after)]);
                Ok(())
            },
        )
        .await
    }

    /// The picture, for everyone: the sign-in page shows it.
    pub fn logo(&self) -> Result<Option<Logo>, Failure> {
        Ok(self.read(|store| store.logo())?)
    }
}

/// Stores what is different; gives back what that was, and what it means for Okta.
pub(crate) fn apply(
    store: &mut dyn Writes,
    edit: OrganizationEdit,
    now: Timestamp,
) -> Result<(Vec<latchkey_domain::activity::AttributeChange>, Aftermath), Failure> {
    let mut organization = store.organization()?.ok_or_else(crate::not_set_up)?;
    let mut changes = Vec::new();
    let mut aftermath = Aftermath::default();
    if let Some(name) = edit.name {
        let name = crate::setup::organization_name(&name)?;
        let before = std::mem::replace(&mut organization.name, name.clone());
        if before != name {
            changes.push(change("name", before, name));
        }
    }
    if let Some(contact) = edit.support_contact {
        let contact = support_contact(&contact)?;
        let before = std::mem::replace(&mut organization.support_contact, contact.clone());
        if before != contact {
            changes.push(change("support contact", before, contact));
        }
    }
    if let Some(company_id) = edit.company_id {
        let company_id = company_id_of(&company_id)?;
        if company_id != organization.company_id {
            let old = std::mem::replace(&mut organization.company_id, company_id.clone());
            changes.push(change("Company ID", old.clone(), company_id.clone()));
            aftermath = renamed(store, old, company_id, now)?;
        }
    }
    if !changes.is_empty() {
        store.put_organization(&organization)?;
    }
    Ok((changes, aftermath))
}

fn renamed(
    store: &mut dyn Writes,
    old: String,
    new: String,
    now: Timestamp,
) -> Result<Aftermath, Failure> {
    if store.connector()?.is_none() {
        return Ok(Aftermath::default());
    }
    let until = now
        .checked_add(OLD_COMPANY_ID_COUNTS)
        .unwrap_or(Timestamp::MAX);
    let settings = Settings {
        previous_company_id: Some(PreviousCompanyId {
            company_id: old.clone(),
            until,
        }),
        ..store.settings()?
    };
    store.put_settings(&settings)?;
    Ok(Aftermath {
        change_in_okta: vec![ChangeInOkta {
            field: "User Name (Company ID), under Provisioning → Integration → Edit".to_owned(),
            from: old,
            to: new,
        }],
        stays: vec![
            "SCIM Url, Password and every Login Redirect URI stay as they are.".to_owned(),
            "Apps that send the passkey alone, as Bearer or raw header, need no change.".to_owned(),
        ],
        old_until: Some(until),
    })
}

fn support_contact(text: &str) -> Result<Option<String>, Refusal> {
    let text = text.trim();
    if text.chars().count() > 200 || text.chars().any(char::is_control) {
        return Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            "The support contact has at most 200 characters and no line breaks. Nothing was changed.",
        ));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// Basic credentials end the name at a colon, so it is letters, digits and a few signs only.
fn company_id_of(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let plain = (3..=64).contains(&text.len())
        && text
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "-._".contains(letter));
    if plain {
        return Ok(text.to_owned());
    }
    let shown: String = text.chars().take(80).filter(|c| !c.is_control()).collect();
    Err(Refusal::new(
        RefusalCode::UnacceptedValue,
        format!(
            "\"{shown}\" is not a Company ID: it has 3 to 64 letters, digits, hyphens, dots and underscores. Nothing was \
             changed."
        ),
    ))
}
