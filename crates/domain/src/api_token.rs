//! API tokens: what a script gets in by. A token has no more than its scopes, than the role it was made with, and than its
//! maker has at that moment.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::access_role::AccessRole;
use crate::passkey::hash;
use crate::refusal::{Refusal, RefusalCode};

/// What every token begins with, so that a scanner for secrets knows one.
pub const PREFIX: &str = "lk_";
/// Letters of 32 random bytes in base64url.
const RANDOM_LETTERS: usize = 43;
/// Letters of the first four bytes of the checksum in base64url.
const CHECKSUM_LETTERS: usize = 6;

/// How long a token lasts when nothing else is said.
pub const DEFAULT_DAYS: u32 = 90;
/// How long it lasts at most.
pub const MOST_DAYS: u32 = 365;
/// A token is never worth more than this, whoever made it.
pub const HIGHEST_ROLE: AccessRole = AccessRole::Admin;
/// The highest access role that a token gives to somebody: a script that leaks makes nobody an Admin.
pub const HIGHEST_GIFT: AccessRole = AccessRole::User;

/// One thing that a token may be let do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// See people, and export the list.
    #[serde(rename = "people:read")]
    PeopleRead,
    /// Add, edit, deactivate and reactivate people.
    #[serde(rename = "people:write")]
    PeopleWrite,
    /// See groups and who is in them.
    #[serde(rename = "groups:read")]
    GroupsRead,
    /// See and export activity.
    #[serde(rename = "activity:read")]
    ActivityRead,
    /// See Home and Troubleshooting.
    #[serde(rename = "health:read")]
    HealthRead,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [
        Self::PeopleRead,
        Self::PeopleWrite,
        Self::GroupsRead,
        Self::ActivityRead,
        Self::HealthRead,
    ];

    /// What a token has when nothing else is said: it only reads.
    pub const DEFAULT: [Self; 2] = [Self::PeopleRead, Self::GroupsRead];

    /// The word in the database, in JSON and on the terminal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PeopleRead => "people:read",
            Self::PeopleWrite => "people:write",
            Self::GroupsRead => "groups:read",
            Self::ActivityRead => "activity:read",
            Self::HealthRead => "health:read",
        }
    }

    /// The scope of a word; another word is refused with those that there are.
    pub fn named(word: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == word)
            .ok_or_else(|| {
                let known: Vec<&str> = Self::ALL.into_iter().map(Self::as_str).collect();
                Refusal::new(
                    RefusalCode::UnacceptedValue,
                    format!(
                        "There is no scope \"{word}\". Latchkey knows {}. No token was made.",
                        known.join(", ")
                    ),
                )
                .about("scopes", None)
            })
    }
}

/// A token as the store knows it: the clear text is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// UUID; no secret.
    pub id: String,
    /// What it is for, as its maker wrote it.
    pub name: String,
    /// SHA-256 of the clear text ([`crate::passkey::hash`]). No salt: 256 random bits need none.
    pub hash: [u8; 32],
    /// What the list shows of it.
    pub last_four: String,
    /// What it may be let do, in order, each once.
    pub scopes: Vec<Scope>,
    /// The access role that it was made with.
    pub role: AccessRole,
    /// The id of who made it; `None` is the host's terminal.
    pub made_by: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// When something last got in by it, to the minute.
    pub last_used_at: Option<Timestamp>,
    /// When it was revoked. It stays listed, so that what it did can be told apart.
    pub revoked_at: Option<Timestamp>,
}

/// Why a token that is known opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Somebody revoked it.
    Revoked,
    /// Its time is over.
    Expired,
}

impl ApiToken {
    /// Compares in constant time.
    pub fn matches(&self, clear: &str) -> bool {
        self.hash.ct_eq(&hash(clear)).into()
    }

    /// Why it opens nothing at `now`. Revoked comes first: that was somebody's decision.
    pub fn over(&self, now: Timestamp) -> Option<Over> {
        if self.revoked_at.is_some() {
            return Some(Over::Revoked);
        }
        (now >= self.expires_at).then_some(Over::Expired)
    }

    /// The access role that it acts with while its maker has `makers`: the lower of the two, and never above
    /// [`HIGHEST_ROLE`]. `None` is app access only, which opens nothing to a token.
    pub fn role_under(&self, makers: Option<AccessRole>) -> Option<AccessRole> {
        makers.map(|makers| makers.min(self.role).min(HIGHEST_ROLE))
    }

    /// Whether it has the scope.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }
}

/// When a token that is made at `now` for so many days runs out; too many, or none, are refused.
pub fn expiry(days: u32, now: Timestamp) -> Result<Timestamp, Refusal> {
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Refusal::new(
            RefusalCode::UnacceptedValue,
            format!(
                "A token cannot last {days} days: 1 to {MOST_DAYS} are possible. No token was made."
            ),
        )
        .about("expiresInDays", None));
    }
    let lasts = SignedDuration::from_hours(i64::from(days) * 24);
    Ok(now.checked_add(lasts).unwrap_or(Timestamp::MAX))
}

/// Makes the clear text out of 32 random bytes: the prefix, 43 letters of base64url, and 6 of a checksum of both.
pub fn clear_text(random: [u8; 32]) -> SecretString {
    let body = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random));
    let checksum = checksum(&body);
    SecretString::from(body + &checksum)
}

/// Whether the text has the form of a token. One that has not was mistyped or cut short, and need not be looked up; the
/// checksum is no secret, and says nothing of whether there is such a token.
pub fn is_well_formed(text: &str) -> bool {
    let body = PREFIX.len() + RANDOM_LETTERS;
    if !text.is_ascii() || text.len() != body + CHECKSUM_LETTERS {
        return false;
    }
    let (body, ending) = text.split_at(body);
    body.starts_with(PREFIX) && checksum(body) == ending
}

fn checksum(body: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(body.as_bytes())[..4])
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::passkey::last_four;

    fn token(scopes: &[Scope], role: AccessRole) -> ApiToken {
        let clear = clear_text([7; 32]);
        ApiToken {
            id: "t".into(),
            name: "nightly report".into(),
            hash: hash(clear.expose_secret()),
            last_four: last_four(&clear),
            scopes: scopes.to_vec(),
            role,
            made_by: Some("u".into()),
            created_at: Timestamp::UNIX_EPOCH,
            expires_at: expiry(1, Timestamp::UNIX_EPOCH).unwrap(),
            last_used_at: None,
            revoked_at: None,
        }
    }

    #[test]
    fn what_is_no_token_is_known_by_its_form() {
        let clear = clear_text([7; 32]);
        let clear = clear.expose_secret();
        assert!(is_well_formed(clear));
        assert_eq!(clear.len(), 52);
        let mistyped = clear.replacen("Bwc", "Bwd", 1);
        assert_ne!(mistyped, clear);
        let umlaut = format!("lk_{}é", "A".repeat(47));
        for text in [
            "",
            "lk_",
            &clear[..51],
            &clear[1..],
            &format!("{clear}A"),
            &clear.replacen("lk_", "LK_", 1),
            &mistyped,
            &umlaut,
        ] {
            assert!(!is_well_formed(text), "{text}");
        }
    }

    #[test]
    fn a_token_is_over_at_its_last_moment_and_once_it_was_revoked() {
        let mut token = token(&Scope::DEFAULT, AccessRole::ReadOnly);
        let end = token.expires_at;
        let before = end.checked_sub(SignedDuration::from_secs(1)).unwrap();
        assert_eq!(token.over(before), None);
        assert_eq!(token.over(end), Some(Over::Expired));
        token.revoked_at = Some(before);
        assert_eq!(token.over(before), Some(Over::Revoked));
        assert_eq!(token.over(end), Some(Over::Revoked));
    }

    #[test]
    fn it_is_worth_no_more_than_its_maker_and_never_an_enterprise_admin() {
        let token = token(&Scope::ALL, AccessRole::EnterpriseAdmin);
        for (makers, worth) in [
            (None, None),
            (Some(AccessRole::ReadOnly), Some(AccessRole::ReadOnly)),
            (Some(AccessRole::EnterpriseAdmin), Some(AccessRole::Admin)),
        ] {
            assert_eq!(token.role_under(makers), worth);
        }
    }

    #[test]
    fn the_default_only_reads() {
        let token = token(&Scope::DEFAULT, AccessRole::ReadOnly);
        assert!(token.has(Scope::PeopleRead));
        assert!(!token.has(Scope::PeopleWrite));
    }

    #[test]
    fn another_scope_is_refused_with_those_that_there_are() {
        for scope in Scope::ALL {
            assert_eq!(Scope::named(scope.as_str()), Ok(scope));
        }
        let refusal = Scope::named("people:*").unwrap_err();
        assert!(refusal.detail.contains("\"people:*\""));
        assert!(refusal.detail.contains("people:read, people:write"));
    }

    #[test]
    fn a_token_lasts_a_day_to_a_year() {
        for days in [0, MOST_DAYS + 1] {
            let refusal = expiry(days, Timestamp::UNIX_EPOCH).unwrap_err();
            assert!(refusal.detail.contains("1 to 365"), "{}", refusal.detail);
        }
        assert!(expiry(MOST_DAYS, Timestamp::UNIX_EPOCH).is_ok());
    }

    #[test]
    fn only_the_right_text_matches() {
        let token = token(&Scope::DEFAULT, AccessRole::ReadOnly);
        assert!(token.matches(clear_text([7; 32]).expose_secret()));
        assert!(!token.matches(clear_text([8; 32]).expose_secret()));
    }
}
