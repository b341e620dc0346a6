//! The organization, its settings, Enterprise Toolkit, the connector and its passkeys.

use jiff::Timestamp;
use latchkey_domain::connector::Connector;
use latchkey_domain::logo::Logo;
use latchkey_domain::organization::Organization;
use latchkey_domain::passkey::Passkey;
use latchkey_domain::settings::Settings;

use super::StoreError;
use crate::organization::LogoFacts;

/// What decides whether Okta is let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The organization's Company ID.
    pub company_id: String,
    /// Whether there is a connector.
    pub connected: bool,
    /// Whether Enterprise Toolkit is on.
    pub toolkit: bool,
    /// Every passkey that was not retired.
    pub passkeys: Vec<Passkey>,
}

/// Reads.
pub trait OrganizationReads {
    /// The organization; `None` until set-up.
    fn organization(&self) -> Result<Option<Organization>, StoreError>;
    /// The settings, defaults where nothing is stored.
    fn settings(&self) -> Result<Settings, StoreError>;
    /// The logo, if one was set.
    fn logo(&self) -> Result<Option<Logo>, StoreError>;
    /// The same without the picture.
    fn logo_facts(&self) -> Result<Option<LogoFacts>, StoreError>;
    /// Since when Enterprise Toolkit is on; `None` while it is off.
    fn toolkit_enabled_at(&self) -> Result<Option<Timestamp>, StoreError>;
    /// The connector, if one was added.
    fn connector(&self) -> Result<Option<Connector>, StoreError>;
    /// What decides whether Okta is let in, read at once because every call asks for it; `None` until set-up.
    fn gate(&self) -> Result<Option<Gate>, StoreError>;
    /// Every passkey that was not retired, the newest first.
    fn passkeys(&self) -> Result<Vec<Passkey>, StoreError>;
}

/// Writes.
pub trait OrganizationWrites {
    /// Sets or replaces the organization.
    fn put_organization(&mut self, organization: &Organization) -> Result<(), StoreError>;
    /// Replaces the settings.
    fn put_settings(&mut self, settings: &Settings) -> Result<(), StoreError>;
    /// Sets the logo, or takes it away.
    fn put_logo(&mut self, logo: Option<&Logo>) -> Result<(), StoreError>;
    /// Switches Enterprise Toolkit.
    fn put_toolkit(&mut self, enabled_at: Option<Timestamp>) -> Result<(), StoreError>;
    /// Adds the connector, or takes it away.
    fn put_connector(&mut self, connector: Option<&Connector>) -> Result<(), StoreError>;
    /// Adds a passkey or replaces the one of the same id.
    fn put_passkey(&mut self, passkey: &Passkey) -> Result<(), StoreError>;
    /// Takes a passkey away.
    fn remove_passkey(&mut self, id: &str) -> Result<(), StoreError>;
}
