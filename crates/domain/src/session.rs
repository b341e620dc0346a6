//! Sessions: who is signed in, and until when.

use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, RefusalCode};

/// How someone proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// By Okta.
    Okta,
    /// By a local password.
    Password,
}

impl Method {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Okta => "okta",
            Self::Password => "password",
        }
    }
}

/// Where a session lives: the portal needs an access role, the app does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Surface {
    /// The web portal, by cookie.
    Portal,
    /// The desktop app, by token.
    App,
}

/// A session as it is stored; the token's hash stays in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// UUID; no secret.
    pub id: String,
    /// Whose.
    pub user_id: String,
    /// How it began.
    pub method: Method,
    /// Where it lives.
    pub surface: Surface,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_seen_at: Timestamp,
    /// The address that it began from.
    pub from: Option<String>,
}

/// How long sessions live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// From its beginning.
    pub longest: SignedDuration,
    /// From its last use.
    pub idle: SignedDuration,
}

/// NIST SP 800-63B-4, section 2.2.3: whoever may change what matters signs in again within a day.
pub const HOURS: RangeInclusive<u32> = 1..=24;
/// A use is noted to the minute, so that less would end sessions in the middle of work.
pub const LEAST_IDLE_MINUTES: u32 = 5;

impl Lifetime {
    /// So many hours in all, and so many minutes without use; whatever is out of bounds is refused.
    pub fn new(hours: u32, idle_minutes: u32) -> Result<Self, Refusal> {
        let refused = |sentence: String| {
            Err(Refusal::new(
                RefusalCode::UnacceptedValue,
                format!("{sentence} Nothing was changed."),
            ))
        };
        if !HOURS.contains(&hours) {
            return refused(format!(
                "A session cannot last {hours} hours: {} to {} are possible.",
                HOURS.start(),
                HOURS.end()
            ))
            .map_err(|refusal| refusal.about("sessionHours", None));
        }
        let most = hours * 60;
        if !(LEAST_IDLE_MINUTES..=most).contains(&idle_minutes) {
            return refused(format!(
                "A session cannot stay unused for {idle_minutes} minutes: {LEAST_IDLE_MINUTES} to {most} are possible, for it \
                 lasts {hours} {} at most.",
                if hours == 1 { "hour" } else { "hours" }
            ))
            .map_err(|refusal| refusal.about("sessionIdleMinutes", None));
        }
        Ok(Self::within_bounds(hours, idle_minutes))
    }

    /// The same of what was let in before: nothing that is stored makes a session last longer than may be set.
    pub(crate) fn within_bounds(hours: u32, idle_minutes: u32) -> Self {
        let hours = hours.clamp(*HOURS.start(), *HOURS.end());
        let idle_minutes = idle_minutes.clamp(LEAST_IDLE_MINUTES, hours * 60);
        Self {
            longest: SignedDuration::from_hours(i64::from(hours)),
            idle: SignedDuration::from_mins(i64::from(idle_minutes)),
        }
    }
}

impl Session {
    /// When it ends whatever is done with it.
    pub fn expires_at(&self, lifetime: Lifetime) -> Timestamp {
        self.created_at
            .checked_add(lifetime.longest)
            .unwrap_or(Timestamp::MAX)
    }

    /// Whether it still stands.
    pub fn is_live(&self, lifetime: Lifetime, now: Timestamp) -> bool {
        now < self.expires_at(lifetime) && now.duration_since(self.last_seen_at) < lifetime.idle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_bounds_is_refused_with_the_bounds() {
        for (hours, minutes, said) in [
            (0, 60, "1 to 24 are possible"),
            (25, 60, "1 to 24 are possible"),
            (12, 4, "5 to 720 are possible, for it lasts 12 hours"),
            (1, 61, "5 to 60 are possible, for it lasts 1 hour at most"),
        ] {
            let refusal = Lifetime::new(hours, minutes).unwrap_err();
            assert!(refusal.detail.contains(said), "{}", refusal.detail);
            assert!(refusal.detail.ends_with("Nothing was changed."));
        }
        for (hours, minutes) in [(1, 5), (1, 60), (24, 1440)] {
            assert!(Lifetime::new(hours, minutes).is_ok());
        }
    }

    #[test]
    fn it_ends_by_age_or_by_not_being_used_whichever_comes_first() {
        let lifetime = Lifetime::new(2, 30).unwrap();
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let session = |seen: i64| Session {
            id: "s".into(),
            user_id: "u".into(),
            method: Method::Okta,
            surface: Surface::Portal,
            created_at: at(0),
            last_seen_at: at(seen),
            from: None,
        };
        assert!(session(0).is_live(lifetime, at(29)));
        assert!(!session(0).is_live(lifetime, at(30)));
        assert!(session(119).is_live(lifetime, at(119)));
        assert!(!session(119).is_live(lifetime, at(120)));
        assert_eq!(session(0).expires_at(lifetime), at(120));
    }
}
