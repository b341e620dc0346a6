//! A user or a group as it is sent.
//!
//! The stored text of a user is sent as it is; what is not stored with it (`groups`, `meta`) is written behind it,
//! so that a read neither parses nor prints JSON.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;
use latchkey_domain::group::{Group, GroupRef, MemberRef};
use latchkey_scim::{Object, urn};
use serde_json::{Value, json};

use crate::ports::store::UserDocument;
use crate::record::{Caller, Record};

/// A user with the groups that they are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserView {
    /// The id.
    pub id: String,
    /// The stored resource.
    pub document: UserDocument,
    /// The groups.
    pub groups: Vec<GroupRef>,
    /// What is sent, where it is written already.
    pub written: Option<Written>,
}

/// A resource as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The entity tag.
    pub etag: String,
    /// The JSON text.
    pub text: String,
}

impl UserView {
    /// Puts the two together.
    pub fn new(document: UserDocument, groups: Vec<GroupRef>) -> Self {
        Self {
            id: document.id.clone(),
            document,
            groups,
            written: None,
        }
    }

    /// Writes the answer, once: the record keeps what is sent.
    pub(crate) fn keep_with(&mut self, record: &mut Record, caller: &Caller) {
        if let Some(base) = caller.answered_below() {
            let etag = self.etag();
            let text = self.to_json(base, &etag);
            record.resource_answered(&text);
            self.written = Some(Written { etag, text });
        }
    }

    /// The weak entity tag (RFC 7644 §3.14): made of all that is sent, so that a change of a group's name or
    /// membership changes it too, without a write to each member.
    pub fn etag(&self) -> String {
        let mut rest = self.document.modified_at.as_millisecond().to_string();
        for group in &self.groups {
            rest.push('\n');
            rest.push_str(&group.id);
            rest.push_str(&group.display_name);
        }
        format!("W/\"{}\"", self.document.resource.fingerprint(&rest))
    }

    /// Where it is.
    pub fn location(&self, base: &str) -> String {
        format!("{base}/Users/{}", self.id)
    }

    /// The JSON text, with absolute locations below `base` (`https://host/scim/v2`). `etag` is [`UserView::etag`],
    /// which the header carries too.
    pub fn to_json(&self, base: &str, etag: &str) -> String {
        let stored = self.document.resource.as_str();
        let open = stored.strip_suffix('}').unwrap_or("{");
        let mut text = String::with_capacity(stored.len() + 400 + self.groups.len() * 200);
        text.push_str(open);
        if open.len() > 1 {
            text.push(',');
        }
        if !self.groups.is_empty() {
            let _ = write!(text, "\"groups\":{},", groups(&self.groups, base));
        }
        text.push_str("\"meta\":{\"resourceType\":\"User\",\"created\":\"");
        push_moment(&mut text, self.document.created_at);
        text.push_str("\",\"lastModified\":\"");
        push_moment(&mut text, self.document.modified_at);
        text.push_str("\",\"version\":");
        push_string(&mut text, etag);
        text.push_str(",\"location\":");
        push_string(&mut text, &self.location(base));
        text.push_str("}}");
        text
    }

    /// The same as an object, for filters and projections.
    pub fn to_object(&self, base: &str) -> Object {
        let mut object = self.document.resource.to_object();
        if !self.groups.is_empty() {
            object.insert("groups".to_owned(), groups(&self.groups, base));
        }
        object.insert(
            "meta".to_owned(),
            meta(
                "User",
                self.document.created_at,
                self.document.modified_at,
                &self.etag(),
                &self.location(base),
            ),
        );
        object
    }
}

/// A group with its members, if they were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupView {
    /// The group.
    pub group: Group,
    /// Its members; `None` when they were not asked for or are too many for the answer.
    pub members: Option<Vec<MemberRef>>,
    /// What is sent, where it is written already.
    pub written: Option<Written>,
}

/// The answer of a group with more members is not kept with the entry: it would be long, and one unit of work at a time
/// is under way.
const MEMBERS_KEPT: usize = 100;

impl GroupView {
    /// A group that nobody has written out yet.
    pub fn new(group: Group, members: Option<Vec<MemberRef>>) -> Self {
        Self {
            group,
            members,
            written: None,
        }
    }

    /// Writes the answer, once: the record keeps what is sent.
    pub(crate) fn keep_with(&mut self, record: &mut Record, caller: &Caller) {
        let few = self
            .members
            .as_ref()
            .is_none_or(|members| members.len() <= MEMBERS_KEPT);
        if let Some(base) = caller.answered_below().filter(|_| few) {
            let text = Value::Object(self.to_object(base)).to_string();
            record.resource_answered(&text);
            self.written = Some(Written {
                etag: self.group.etag(),
                text,
            });
        }
    }

    /// Where it is.
    pub fn location(&self, base: &str) -> String {
        format!("{base}/Groups/{}", self.group.id)
    }

    /// The resource, with absolute locations below `base`.
    pub fn to_object(&self, base: &str) -> Object {
        let mut object = Object::new();
        object.insert("schemas".into(), json!([urn::GROUP]));
        object.insert("id".into(), self.group.id.clone().into());
        if let Some(external_id) = &self.group.external_id {
            object.insert("externalId".into(), external_id.clone().into());
        }
        object.insert("displayName".into(), self.group.display_name.clone().into());
        if let Some(members) = self.members.as_ref().filter(|members| !members.is_empty()) {
            let members: Vec<Value> = members
                .iter()
                .map(|member| {
                    json!({
                        "value": member.id,
                        "$ref": format!("{base}/Users/{}", member.id),
                        "type": "User",
                    })
                })
                .collect();
            object.insert("members".into(), members.into());
        }
        object.insert(
            "meta".into(),
            meta(
                "Group",
                self.group.created_at,
                self.group.modified_at,
                &self.group.etag(),
                &self.location(base),
            ),
        );
        object
    }
}

/// RFC 3339 with milliseconds, in UTC.
pub fn moment(at: Timestamp) -> String {
    let mut text = String::with_capacity(24);
    push_moment(&mut text, at);
    text
}

fn push_moment(text: &mut String, at: Timestamp) {
    const MILLISECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(3));
    // Writing to a string does not fail.
    let _ = MILLISECONDS.print_timestamp(&at, text);
}

/// A JSON string. What is sent here is a URL or an entity tag, in which a quote is all that has to be escaped.
fn push_string(text: &mut String, string: &str) {
    if string.bytes().any(|byte| byte < b' ' || byte == b'\\') {
        text.push_str(&Value::from(string).to_string());
        return;
    }
    text.push('"');
    for (at, part) in string.split('"').enumerate() {
        if at > 0 {
            text.push_str("\\\"");
        }
        text.push_str(part);
    }
    text.push('"');
}

fn meta(
    kind: &str,
    created: Timestamp,
    modified: Timestamp,
    version: &str,
    location: &str,
) -> Value {
    json!({
        "resourceType": kind,
        "created": moment(created),
        "lastModified": moment(modified),
        "version": version,
        "location": location,
    })
}

fn groups(groups: &[GroupRef], base: &str) -> Value {
    groups
        .iter()
        .map(|group| {
            json!({
                "value": group.id,
                "$ref": format!("{base}/Groups/{}", group.id),
                "display": group.display_name,
                "type": "direct",
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_by_hand_is_what_serde_writes() {
        for string in [
            "",
            "W/\"0123456789abcdef\"",
            "https://latchkey.acme.com/scim/v2/Users/1",
            "back\\slash",
            "line\nbreak \"quoted\"",
            "\"",
        ] {
            let mut text = String::new();
            push_string(&mut text, string);
            assert_eq!(text, Value::from(string).to_string());
        }
        let at = Timestamp::from_millisecond(1_795_000_000_120).unwrap();
        assert_eq!(moment(at), format!("{at:.3}"));
    }
}
