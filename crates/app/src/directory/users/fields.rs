//! What of a person can be edited by hand, one value each: the names by which the screens, the API and the commands
//! speak of it, and where it lies in the SCIM resource.

use latchkey_domain::provisioning::{Sender, required};
use latchkey_scim::{Object, leaf};
use serde_json::{Value, json};

/// One value that can be edited.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// As the API has it: "givenName".
    pub key: &'static str,
    /// The leaf of the resource that holds it: "name.givenName".
    pub leaf: &'static str,
    /// As a screen names it: "Given name".
    pub label: &'static str,
    /// As a sentence names it: "given name".
    pub what: &'static str,
    /// Whether the leaf is a list, of which this is the value that counts.
    in_list: bool,
    /// Whether it says who someone is: nobody changes it of themselves.
    pub is_identity: bool,
}

const fn text(
    key: &'static str,
    leaf: &'static str,
    label: &'static str,
    what: &'static str,
) -> Field {
    Field {
        key,
        leaf,
        label,
        what,
        in_list: false,
        is_identity: false,
    }
}

/// userName.
pub static USER_NAME: Field = Field {
    is_identity: true,
    ..text("userName", "userName", "User name", "user name")
};
/// The email that counts.
pub static EMAIL: Field = Field {
    in_list: true,
    is_identity: true,
    ..text("email", "emails", "Email", "email")
};
/// Given name.
pub static GIVEN_NAME: Field = text("givenName", "name.givenName", "Given name", "given name");
/// Family name.
pub static FAMILY_NAME: Field = text(
    "familyName",
    "name.familyName",
    "Family name",
    "family name",
);
/// displayName.
pub static DISPLAY_NAME: Field = text("displayName", "displayName", "Display name", "display name");

macro_rules! enterprise {
    ($name:literal) => {
        concat!(
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:",
            $name
        )
    };
}

static PHONE: Field = Field {
    in_list: true,
    ..text("phone", "phoneNumbers", "Phone", "phone number")
};
static TITLE: Field = text("title", "title", "Title", "title");
static DEPARTMENT: Field = text(
    "department",
    enterprise!("department"),
    "Department",
    "department",
);
static DIVISION: Field = text("division", enterprise!("division"), "Division", "division");
static EMPLOYER: Field = text(
    "organization",
    enterprise!("organization"),
    "Organization",
    "organization",
);
static COST_CENTER: Field = text(
    "costCenter",
    enterprise!("costCenter"),
    "Cost center",
    "cost center",
);
static EMPLOYEE_NUMBER: Field = text(
    "employeeNumber",
    enterprise!("employeeNumber"),
    "Employee number",
    "employee number",
);
static USER_TYPE: Field = text("userType", "userType", "User type", "user type");
static NICKNAME: Field = text("nickName", "nickName", "Nickname", "nickname");
static LANGUAGE: Field = text(
    "preferredLanguage",
    "preferredLanguage",
    "Preferred language",
    "preferred language",
);
static LOCALE: Field = text("locale", "locale", "Locale", "locale");
static TIME_ZONE: Field = text("timezone", "timezone", "Time zone", "time zone");

/// Every one, in the order of the page.
pub static FIELDS: [&Field; 17] = [
    &USER_NAME,
    &EMAIL,
    &GIVEN_NAME,
    &FAMILY_NAME,
    &DISPLAY_NAME,
    &PHONE,
    &TITLE,
    &DEPARTMENT,
    &DIVISION,
    &EMPLOYER,
    &COST_CENTER,
    &EMPLOYEE_NUMBER,
    &USER_TYPE,
    &NICKNAME,
    &LANGUAGE,
    &LOCALE,
    &TIME_ZONE,
];

impl Field {
    /// The field of this key.
    pub fn named(key: &str) -> Option<&'static Self> {
        FIELDS.into_iter().find(|field| field.key == key)
    }

    /// Its value.
    pub fn read(&self, resource: &Object) -> Option<String> {
        if self == &EMAIL {
            return required::columns(resource, Sender::Here)
                .ok()
                .map(|known| known.email);
        }
        let value = leaf::get(resource, self.leaf)?;
        let value = if self.in_list {
            let entries = value.as_array()?;
            entries.get(counting(entries)?)?.get("value")?
        } else {
            value
        };
        value.as_str().map(str::to_owned)
    }

    /// Gives it another value, or takes it away.
    pub fn write(&self, resource: &mut Object, value: Option<&str>) {
        if !self.in_list {
            match value {
                Some(value) => leaf::set(resource, self.leaf, value.into()),
                None => drop(leaf::remove(resource, self.leaf)),
            }
            return;
        }
        let mut entries = leaf::get(resource, self.leaf)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        let entry = value.map(|value| json!({"value": value, "type": "work", "primary": true}));
        match (counting(&entries), entry) {
            (Some(at), Some(entry)) => entries[at] = entry,
            (None, Some(entry)) => entries.push(entry),
            (Some(at), None) => drop(entries.remove(at)),
            (None, None) => {}
        }
        if entries.is_empty() {
            leaf::remove(resource, self.leaf);
        } else {
            leaf::set(resource, self.leaf, entries.into());
        }
    }
}

/// Which entry counts: the primary one, else the work one.
fn counting(entries: &[Value]) -> Option<usize> {
    entries
        .iter()
        .position(|entry| entry["primary"] == json!(true))
        .or_else(|| entries.iter().position(|entry| entry["type"] == "work"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: &Value) -> Object {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn the_number_that_counts_is_changed_and_the_others_stay() {
        let mut resource = object(&json!({"phoneNumbers": [
            {"value": "1", "type": "home"}, {"value": "2", "type": "work"}
        ]}));
        assert_eq!(PHONE.read(&resource).as_deref(), Some("2"));
        PHONE.write(&mut resource, Some("3"));
        assert_eq!(PHONE.read(&resource).as_deref(), Some("3"));
        assert_eq!(resource["phoneNumbers"][0]["value"], "1");
        PHONE.write(&mut resource, None);
        assert_eq!(PHONE.read(&resource), None);
        assert_eq!(resource["phoneNumbers"].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn each_key_and_each_leaf_is_there_once() {
        for field in FIELDS {
            assert_eq!(Field::named(field.key), Some(field));
            let same = FIELDS.iter().filter(|other| other.leaf == field.leaf);
            assert_eq!(same.count(), 1, "{}", field.leaf);
        }
    }
}
