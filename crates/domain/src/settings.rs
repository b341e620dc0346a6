//! What an EnterpriseAdmin may set, each with its default.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::access_role::AccessRole;
use crate::keeping::Keeping;
use crate::session::Lifetime;

/// By what a person who signs in with Okta is matched (product rule 5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MatchBy {
    /// `sub` is the user's externalId: what Okta sends by default.
    #[default]
    ExternalId,
    /// `preferred_username` is the userName, for tenants that map externalId otherwise.
    UserName,
}

/// A Company ID that Okta may still send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviousCompanyId {
    /// What it was.
    pub company_id: String,
    /// Until when it is honoured.
    pub until: Timestamp,
}

/// Where the server's own certificate lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TlsFiles {
    /// The file of the certificate, with the chain behind it.
    pub certificate: PathBuf,
    /// The file of its private key.
    pub key: PathBuf,
}

/// The settings. Stored as one JSON document; what is absent has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Settings {
    /// The public URL, when it was set here and not by `serve --public-url`.
    pub public_url: Option<String>,
    /// The public URL of the server that ran last, so that `connector show` tells what it really was.
    pub last_served_url: Option<String>,
    /// The Company ID before the one in force.
    pub previous_company_id: Option<PreviousCompanyId>,
    /// The files of that server's own certificate, if it spoke TLS itself, so that `check` looks at them.
    pub last_served_tls: Option<TlsFiles>,
    /// The highest role that Okta may give; `None` is none, app access only.
    pub role_cap: Option<AccessRole>,
    /// By what people are matched at sign-in.
    pub match_by: MatchBy,
    /// A mass deactivation is noticed from this share of the active users on, in percent.
    pub mass_deactivation_percent: u32,
    /// And from this number on.
    pub mass_deactivation_least: u32,
    /// Whether further deactivations are held until an admin allows them.
    pub hold_mass_deactivation: bool,
    /// A session lasts so many hours at most.
    pub session_hours: u32,
    /// And so many minutes from its last use.
    pub session_idle_minutes: u32,
    /// Activity is kept for so many days; 0 is for ever.
    pub activity_days: u32,
    /// And what was sent and answered for so many; 0 is as long as the activity.
    pub bodies_days: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            last_served_url: None,
            last_served_tls: None,
            previous_company_id: None,
            role_cap: Some(AccessRole::EnterpriseAdmin),
            match_by: MatchBy::default(),
            mass_deactivation_percent: 20,
            mass_deactivation_least: 10,
            hold_mass_deactivation: false,
            session_hours: 12,
            session_idle_minutes: 60,
            activity_days: 180,
            bodies_days: 30,
        }
    }
}

impl Settings {
    /// How long sessions live.
    pub fn session_lifetime(&self) -> Lifetime {
        Lifetime::within_bounds(self.session_hours, self.session_idle_minutes)
    }

    /// How long the record is kept.
    pub fn keeping(&self) -> Keeping {
        Keeping::within_bounds(self.activity_days, self.bodies_days)
    }

    /// How many deactivations within an hour are a mass, for so many active users.
    pub fn mass_deactivation_threshold(&self, active_users: u64) -> u64 {
        let share = active_users * u64::from(self.mass_deactivation_percent) / 100;
        share.max(u64::from(self.mass_deactivation_least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mass_is_the_share_of_the_active_but_never_under_the_least() {
        let settings = Settings::default();
        for (active, threshold) in [
            (0, 10),
            (1, 10),
            (54, 10),
            (55, 11),
            (100, 20),
            (100_000, 20_000),
        ] {
            assert_eq!(
                settings.mass_deactivation_threshold(active),
                threshold,
                "{active}"
            );
        }
    }
}
