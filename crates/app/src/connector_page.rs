//! The connector's page: what goes into Okta, without the clear passkey, and the settings of the connector.

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::Target;
use latchkey_domain::connector::{self, ConnectorKind};
use latchkey_domain::passkey::Passkey;
use latchkey_domain::settings::{MatchBy, Settings};
use latchkey_domain::sign_in::Policy;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use secrecy::SecretString;

use crate::App;
use crate::authority::Authority;
use crate::connector::{ConnectorDetails, no_connector};
use crate::connector_state::{Badge, ConnectorState};
use crate::failure::Failure;
use crate::organization::OrganizationEdit;
use crate::ports::vault::Place;
use crate::record::{Caller, change};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct ConnectorPage {
    /// Which identity source.
    pub kind: ConnectorKind,
    /// When it was added.
    pub added_at: Timestamp,
    /// How it is doing.
    pub badge: Badge,
    /// When anything last called.
    pub last_call_at: Option<Timestamp>,
    /// SCIM Url.
    pub scim_url: String,
    /// User Name.
    pub user_name: String,
    /// The passkeys that let Okta in, the newest first.
    pub passkeys: Vec<Passkey>,
    /// Where clear passkeys rest.
    pub keeps: Place,
    /// OpenID Connect Login Redirect URIs.
    pub login_redirect_uris: Vec<String>,
    /// Initiate login URI.
    pub initiate_login_uri: String,
    /// Where Universal Logout is sent to.
    pub universal_logout_url: String,
    /// Where logout tokens are sent to.
    pub backchannel_logout_url: String,
    /// The sign-in policy, once Okta is required.
    pub sign_in: Option<Policy>,
    /// The settings; the connector's are among them.
    pub settings: Settings,
}

/// What is to be different; `None` leaves it.
#[derive(Clone, Debug, Default)]
pub struct ConnectorEdit {
    /// The highest role that Okta may give.
    pub role_cap: Option<Option<AccessRole>>,
    /// By what people are matched at sign-in.
    pub match_by: Option<MatchBy>,
    /// From which share of the active users on a mass deactivation is noticed, in percent.
    pub mass_percent: Option<u32>,
    /// And from which number on.
    pub mass_least: Option<u32>,
    /// Whether further ones are held.
    pub hold: Option<bool>,
}

impl App {
    /// How the connector is doing, for an EnterpriseAdmin.
    pub fn connector_badge(&self, caller: &Caller) -> Result<Badge, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            Ok(ConnectorState::of(store)?.badge)
        })
    }

    /// The page, for an EnterpriseAdmin.
    pub async fn connector_page(
        &self,
        caller: &Caller,
        public_url: &str,
    ) -> Result<ConnectorPage, Failure> {
        let keeps = self.vault_place().await;
        let now = self.now();
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            let organization = store.organization()?.ok_or_else(crate::not_set_up)?;
            let connector = store.connector()?.ok_or_else(no_connector)?;
            let state = ConnectorState::of(store)?;
            let mut passkeys = store.passkeys()?;
            passkeys.retain(|key| key.is_valid(now));
            Ok(ConnectorPage {
                kind: connector.kind,
                added_at: connector.added_at,
                badge: state.badge,
                last_call_at: state.last_call_at(),
                scim_url: connector::scim_url(public_url),
                user_name: organization.company_id,
                passkeys,
                keeps,
                login_redirect_uris: connector::login_redirect_uris(public_url),
                initiate_login_uri: connector::initiate_login_uri(public_url),
                universal_logout_url: connector::universal_logout_url(public_url),
                backchannel_logout_url: connector::backchannel_logout_url(public_url),
                sign_in: store.sign_in_policy()?,
                settings: store.settings()?,
            })
        })
    }

    /// Saves the page's unsaved edits, then adds the connector.
    pub async fn add_connector_with(
        &self,
        caller: Caller,
        kind: ConnectorKind,
        edit: OrganizationEdit,
        public_url: &str,
    ) -> Result<ConnectorDetails, Failure> {
        if !edit.is_empty() {
            self.edit_organization(caller.clone(), edit).await?;
        }
        self.add_connector(caller, kind, public_url).await
    }

    /// Changes the connector's settings.
    pub async fn edit_connector(&self, caller: Caller, edit: ConnectorEdit) -> Result<(), Failure> {
        if edit
            .mass_percent
            .is_some_and(|percent| !(1..=100).contains(&percent))
        {
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                "The share of a mass deactivation is 1 to 100 percent. Nothing was changed.",
            )
            .into());
        }
        if edit
            .mass_least
            .is_some_and(|least| !(1..=1_000_000).contains(&least))
        {
            return Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                "The least number of a mass deactivation is 1 to 1,000,000. Nothing was changed.",
            )
            .into());
        }
        self.recorded(
            caller.clone(),
            "connector.updated",
            Target::of("Okta connector"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                store.connector()?.ok_or_else(no_connector)?;
                let before = store.settings()?;
                let after = Settings {
                    role_cap: edit.role_cap.unwrap_or(before.role_cap),
                    match_by: edit.match_by.unwrap_or(before.match_by),
                    mass_deactivation_percent: edit
                        .mass_percent
                        .unwrap_or(before.mass_deactivation_percent),
                    mass_deactivation_least: edit
                        .mass_least
                        .unwrap_or(before.mass_deactivation_least),
                    hold_mass_deactivation: edit.hold.unwrap_or(before.hold_mass_deactivation),
                    ..before.clone()
                };
                let mut changes = Vec::new();
                let mut note = |name: &str, old: String, new: String| {
                    if old != new {
                        changes.push(change(name, old, new));
                    }
                };
                note(
                    "highest role by Okta",
                    AccessRole::label(before.role_cap).to_owned(),
                    AccessRole::label(after.role_cap).to_owned(),
                );
                note("matched by", words(before.match_by), words(after.match_by));
                note(
                    "mass deactivation, percent",
                    before.mass_deactivation_percent.to_string(),
                    after.mass_deactivation_percent.to_string(),
                );
                note(
                    "mass deactivation, at least",
                    before.mass_deactivation_least.to_string(),
                    after.mass_deactivation_least.to_string(),
                );
                note(
                    "hold a mass deactivation",
                    before.hold_mass_deactivation.to_string(),
                    after.hold_mass_deactivation.to_string(),
                );
                store.put_settings(&after)?;
                record.changes(changes);
                Ok(())
            },
        )
        .await
    }

    /// Shows a passkey that is kept; on record.
    pub async fn reveal_passkey(
        &self,
        caller: Caller,
        id: &str,
    ) -> Result<Option<SecretString>, Failure> {
        let now = self.now();
        let (id, of_key) = (id.to_owned(), id.to_owned());
        self.recorded(
            caller.clone(),
            "passkey.revealed",
            Target::of("Okta connector"),
            move |store, record| {
                Authority::of(store, &caller)?.demand(AccessRole::EnterpriseAdmin)?;
                caller.demand_fresh(now)?;
                let key = store
                    .passkeys()?
                    .into_iter()
                    .find(|key| key.id == of_key && key.is_valid(now))
                    .ok_or_else(|| Refusal::not_found("passkey", &of_key))?;
                record.done().remark(format!(
                    "The passkey ending in {} was asked for.",
                    key.last_four
                ));
                Ok(())
            },
        )
        .await?;
        Ok(self.reveal(&id).await)
    }

    /// Makes a second passkey, for someone who signed in a moment ago.
    pub async fn rotate_passkey_on_screen(
        &self,
        caller: Caller,
        grace: SignedDuration,
        public_url: &str,
    ) -> Result<ConnectorDetails, Failure> {
        self.demand_fresh_admin(&caller)?;
        self.rotate_passkey(caller, grace, public_url).await
    }

    /// Refuses whoever is not an EnterpriseAdmin who signed in a moment ago.
    pub(crate) fn demand_fresh_admin(&self, caller: &Caller) -> Result<(), Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        Ok(caller.demand_fresh(self.now())?)
    }
}

fn words(match_by: MatchBy) -> String {
    match match_by {
        MatchBy::ExternalId => "externalId".to_owned(),
        MatchBy::UserName => "userName".to_owned(),
    }
}
