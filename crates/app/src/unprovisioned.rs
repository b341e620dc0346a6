//! People whom Okta could not provision: why, what to do, and whether the retry arrived (product rule 1).

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use latchkey_domain::activity::{Entry, Outcome};
use latchkey_scim::text::caseless;
use serde_json::Value;

use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};

/// Refusals older than this are history.
const LOOKED_BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many refusals are looked through.
const LOOKED_THROUGH: u64 = 500;

/// Someone whom Okta could not provision.
#[derive(Clone, Debug)]
pub struct Unprovisioned {
    /// The user name that Okta sent, or what else it called them.
    pub who: String,
    /// Which attribute it was about, where that is known.
    pub attribute: Option<&'static str>,
    /// The refusal.
    pub reason: String,
    /// What to click in Okta.
    pub fix: &'static str,
    /// When it was last refused.
    pub at: Timestamp,
    /// How often.
    pub attempts: u64,
    /// The last refusal's entry.
    pub entry_id: String,
    /// When it went well after all.
    pub retried_at: Option<Timestamp>,
}

/// Everyone of the last month, the newest refusal first.
pub(crate) fn list(store: &dyn Reads, now: Timestamp) -> Result<Vec<Unprovisioned>, Failure> {
    let since = now.checked_sub(LOOKED_BACK).unwrap_or(Timestamp::MIN);
    let refused = store.list_activity(&ActivityQuery {
        actions: vec!["user.created".to_owned()],
        outcomes: vec![Outcome::Refused],
        actors: vec!["okta".to_owned()],
        since: Some(since),
        limit: LOOKED_THROUGH,
        ..ActivityQuery::default()
    })?;
    let mut people: Vec<Unprovisioned> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (_, entry) in refused {
        // Without Enterprise Toolkit everyone is refused, and that is told elsewhere.
        if entry.call.as_ref().is_some_and(|call| call.status == 403) {
            continue;
        }
        let key = caseless(&entry.target.name);
        if let Some(&at) = places.get(&key) {
            people[at].attempts += entry.count;
            continue;
        }
        places.insert(key.clone(), people.len());
        let retried_at = store
            .find_user_by_user_name(&key)?
            .filter(|user| user.active && user.modified_at > entry.at)
            .map(|user| user.modified_at);
        let attribute = attribute(store, &entry)?;
        people.push(of(entry, attribute, retried_at));
    }
    Ok(people)
}

fn of(
    entry: Entry,
    attribute: Option<&'static str>,
    retried_at: Option<Timestamp>,
) -> Unprovisioned {
    let who = if entry.target.name.is_empty() {
        "someone without a user name".to_owned()
    } else {
        entry.target.name
    };
    Unprovisioned {
        who,
        attribute,
        reason: entry.reason.unwrap_or_default(),
        fix: fix(attribute),
        at: entry.last_at,
        attempts: entry.count,
        entry_id: entry.id,
        retried_at,
    }
}

/// Which attribute a refusal is about: the same looks that the rule takes.
fn attribute(store: &dyn Reads, entry: &Entry) -> Result<Option<&'static str>, Failure> {
    let Some(call) = &entry.call else {
        return Ok(None);
    };
    let Some(body) = &call.request else {
        return Ok(None);
    };
    if call.status != 409 {
        return Ok(missing(body));
    }
    let somebody_has_the_id = match body["externalId"].as_str() {
        Some(id) => store.find_user_by_external_id(id)?.is_some(),
        None => false,
    };
    Ok(Some(if somebody_has_the_id {
        "externalId"
    } else {
        "emails"
    }))
}

/// What a body lacks.
fn missing(body: &Value) -> Option<&'static str> {
    let blank = |value: &Value| value.as_str().is_none_or(|text| text.trim().is_empty());
    if blank(&body["userName"]) {
        return Some("userName");
    }
    if blank(&body["name"]["givenName"]) {
        return Some("name.givenName");
    }
    if blank(&body["name"]["familyName"]) {
        return Some("name.familyName");
    }
    let has_email = body["emails"]
        .as_array()
        .is_some_and(|emails| emails.iter().any(|email| !blank(&email["value"])))
        || body["userName"]
            .as_str()
            .is_some_and(|name| name.contains('@'));
    if !has_email {
        return Some("emails");
    }
    let role = &body[latchkey_scim::urn::LATCHKEY_USER]["accessRole"];
    (!role.is_null() || !body["roles"].is_null()).then_some("accessRole")
}

fn fix(attribute: Option<&str>) -> &'static str {
    match attribute {
        Some("name.givenName") => {
            "Give this person a first name under Directory → People in Okta, then choose Dashboard → Tasks → Retry Selected."
        }
        Some("name.familyName") => {
            "Give this person a last name under Directory → People in Okta, then choose Dashboard → Tasks → Retry Selected."
        }
        Some("emails") => {
            "Give this person an email that nobody else has under Directory → People in Okta, then choose Dashboard → Tasks \
             → Retry Selected."
        }
        Some("externalId") => {
            "Somebody here has this person's id of Okta already. Open them under People: if they are the same person, give \
             them the user name that Okta sends; if not, remove the id's holder. Then choose Dashboard → Tasks → Retry \
             Selected in Okta."
        }
        Some("userName") => {
            "Set the Application username format to Email under Applications → your app → Sign On in Okta, then choose \
             Dashboard → Tasks → Retry Selected."
        }
        Some("accessRole") => {
            "Choose ReadOnly, User, Admin or EnterpriseAdmin, or nothing, under Applications → your app → Assignments → Edit \
             in Okta, then choose Dashboard → Tasks → Retry Selected."
        }
        _ => "Mend what the refusal names in Okta, then choose Dashboard → Tasks → Retry Selected.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_attribute_is_the_one_that_the_body_lacks() {
        let whole = json!({
            "userName": "bo@acme.com",
            "name": {"givenName": "Bo", "familyName": "Lind"},
            "emails": [{"value": "bo@acme.com"}],
        });
        assert_eq!(missing(&whole), None);
        let without = |path: &str, value: Value| {
            let mut body = whole.clone();
            if let Some(place) = body.pointer_mut(path) {
                *place = value;
            }
            missing(&body)
        };
        assert_eq!(
            without("/name/familyName", json!(" ")),
            Some("name.familyName")
        );
        assert_eq!(
            without("/name/givenName", json!(null)),
            Some("name.givenName")
        );
        assert_eq!(without("/userName", json!("")), Some("userName"));
        let mut role = whole.clone();
        role["roles"] = json!(["Manager"]);
        assert_eq!(missing(&role), Some("accessRole"));
    }
}
