//! A SCIM server as small as it can be, with a flaw on request.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::scim::{LATCHKEY_USER, USER};

pub(super) const PASSKEY: &str = "passkey";
/// `acme` and the passkey.
const BASIC: &str = "Basic YWNtZTpwYXNza2V5";

/// One mistake that other servers made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    ActiveIgnored,
    RenameEmpties,
    UnknownMemberRefused,
    UserNameLowered,
    CaseMatters,
    TitleStays,
    DuplicatesTaken,
    ScimTypeMissing,
    ItemsPerPageAsAsked,
    FamilyNameOptional,
    NothingAdvertised,
    SessionsStay,
    LogoutIgnored,
}

#[derive(Clone)]
pub(super) struct Directory {
    pub(super) flaw: Option<Flaw>,
    tables: Arc<Mutex<Tables>>,
}

struct Tables {
    users: Vec<Value>,
    groups: Vec<Value>,
}

type Reply = Result<(u16, Value), (u16, Option<&'static str>, &'static str)>;

impl Directory {
    pub(super) fn new(flaw: Option<Flaw>) -> Self {
        let owner = json!({"id": "u0", "userName": "owner@acme.com", "active": true});
        let tables = Tables {
            users: vec![owner],
            groups: Vec::new(),
        };
        Self {
            flaw,
            tables: Arc::new(Mutex::new(tables)),
        }
    }

    /// Serves on a free port and gives the SCIM URL.
    pub(super) async fn serve(&self) -> String {
        let router = Router::new().fallback(answer).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}/scim/v2")
    }

    pub(super) fn active_and_groups(&self) -> (usize, usize) {
        let tables = self.tables.lock().expect("not poisoned");
        let active = tables
            .users
            .iter()
            .filter(|user| user["active"] == json!(true));
        (active.count(), tables.groups.len())
    }

    pub(super) fn user_where(&self, key: &str, value: &str) -> Option<Value> {
        let tables = self.tables.lock().expect("not poisoned");
        tables
            .users
            .iter()
            .find(|user| user[key] == json!(value))
            .cloned()
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    fn reply(&self, method: &Method, uri: &Uri, body: &Value) -> Reply {
        let path = uri.path().strip_prefix("/scim/v2/").unwrap_or_default();
        let (kind, id) = path.split_once('/').unwrap_or((path, ""));
        let mut tables = self.tables.lock().expect("not poisoned");
        let tables = &mut *tables;
        if kind == "Schemas" && !self.has(Flaw::NothingAdvertised) {
            return Ok((200, list(&schemas(), 1, 100)));
        }
        let users: Vec<String> = tables
            .users
            .iter()
            .map(|user| text(user, "id").to_owned())
            .collect();
        let table = match kind {
            "Users" => &mut tables.users,
            "Groups" => &mut tables.groups,
            _ => return Err((404, None, "Nothing is here.")),
        };
        if id.is_empty() {
            return match *method {
                Method::GET => Ok((200, self.search(table, uri))),
                Method::POST => self.create(table, kind, body),
                _ => Err((405, None, "Not so.")),
            };
        }
        let Some(index) = table.iter().position(|resource| text(resource, "id") == id) else {
            return Err((404, None, "Nobody has this id."));
        };
        let known = &mut table[index];
        match *method {
            Method::GET => {}
            Method::DELETE => {
                table.remove(index);
                return Ok((204, Value::Null));
            }
            Method::PUT => {
                let before = known.clone();
                *known = body.clone();
                self.settle(known, &before, &users)?;
            }
            _ => {
                let before = known.clone();
                for operation in body["Operations"].as_array().into_iter().flatten() {
                    self.patch(known, operation);
                }
                self.settle(known, &before, &users)?;
            }
        }
        Ok((200, table[index].clone()))
    }

    fn search(&self, table: &[Value], uri: &Uri) -> Value {
        let query: Map<String, Value> =
            url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
                .map(|(name, value)| (name.into_owned(), json!(value)))
                .collect();
        let number = |name: &str, or: usize| text(&json!(query), name).parse().unwrap_or(or);
        let filter = query
            .get("filter")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let found: Vec<Value> = match filter.split_once(" eq ") {
            None => table.to_vec(),
            Some((attribute, value)) => {
                let value: String = serde_json::from_str(value).unwrap_or_default();
                let same = |resource: &&Value| {
                    let came = text(resource, attribute);
                    if self.has(Flaw::CaseMatters) {
                        came == value
                    } else {
                        came.to_lowercase() == value.to_lowercase()
                    }
                };
                table.iter().filter(same).cloned().collect()
            }
        };
        let mut page = list(&found, number("startIndex", 1), number("count", 100));
        if self.has(Flaw::ItemsPerPageAsAsked) {
            page["itemsPerPage"] = json!(number("count", 100));
        }
        page
    }

    fn create(&self, table: &mut Vec<Value>, kind: &str, body: &Value) -> Reply {
        let mut resource = body.clone();
        if kind == "Users" {
            if resource.pointer("/name/familyName").is_none() && !self.has(Flaw::FamilyNameOptional)
            {
                return Err((400, Some("invalidValue"), "Send name.familyName."));
            }
            let name = text(&resource, "userName").to_lowercase();
            let taken = table
                .iter()
                .any(|user| text(user, "userName").to_lowercase() == name);
            if taken && !self.has(Flaw::DuplicatesTaken) {
                let scim_type = (!self.has(Flaw::ScimTypeMissing)).then_some("uniqueness");
                return Err((409, scim_type, "Someone has this userName."));
            }
            if self.has(Flaw::UserNameLowered) {
                // A mark as well, since the invented names have no capitals.
                resource["userName"] = json!(format!("{name}."));
            }
        }
        let letter = if kind == "Users" { 'u' } else { 'g' };
        resource["id"] = json!(format!("{letter}{}", table.len()));
        table.push(resource.clone());
        Ok((201, resource))
    }

    fn patch(&self, resource: &mut Value, operation: &Value) {
        let path = text(operation, "path");
        let value = &operation["value"];
        match (text(operation, "op"), path) {
            (_, "") => {
                if self.has(Flaw::RenameEmpties) && resource["displayName"] != value["displayName"]
                {
                    resource["members"] = json!([]);
                }
                merge(resource, value);
            }
            ("replace", "members") => resource["members"] = value.clone(),
            ("add", "members") => {
                let members = resource["members"].as_array_mut().expect("a list");
                members.extend(value.as_array().expect("a list").iter().cloned());
            }
            ("remove", path) => {
                let gone = path.split('"').nth(1).unwrap_or_default();
                let members = resource["members"].as_array_mut().expect("a list");
                members.retain(|member| text(member, "value") != gone);
            }
            _ => {}
        }
    }

    /// What is done alike after PUT and PATCH.
    fn settle(
        &self,
        resource: &mut Value,
        before: &Value,
        users: &[String],
    ) -> Result<(), (u16, Option<&'static str>, &'static str)> {
        if self.has(Flaw::ActiveIgnored) && before.get("active").is_some() {
            resource["active"] = before["active"].clone();
        }
        if self.has(Flaw::TitleStays) && !text(before, "title").is_empty() {
            resource["title"] = before["title"].clone();
        }
        if let Some(members) = resource.get_mut("members").and_then(Value::as_array_mut) {
            let is_known = |member: &Value| users.iter().any(|id| id == text(member, "value"));
            if self.has(Flaw::UnknownMemberRefused) && !members.iter().all(is_known) {
                *resource = before.clone();
                return Err((400, Some("invalidValue"), "Nobody has this id."));
            }
            members.retain(is_known);
        }
        Ok(())
    }
}

async fn answer(
    State(directory): State<Directory>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let authorization = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let reply = match authorization {
        Some(BASIC | PASSKEY) => directory.reply(&method, &uri, &body),
        _ => Err((401, None, "Not with these credentials.")),
    };
    let (status, body) = reply.unwrap_or_else(|(status, scim_type, detail)| {
        let mut refusal = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "status": status.to_string(),
            "detail": detail,
        });
        if let Some(scim_type) = scim_type {
            refusal["scimType"] = json!(scim_type);
        }
        (status, refusal)
    });
    let status = StatusCode::from_u16(status).expect("a status");
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    (status, [(CONTENT_TYPE, "application/scim+json")], body).into_response()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn list(all: &[Value], start: usize, count: usize) -> Value {
    let page: Vec<_> = all
        .iter()
        .skip(start.saturating_sub(1))
        .take(count)
        .collect();
    json!({"totalResults": all.len(), "startIndex": start, "itemsPerPage": page.len(), "Resources": page})
}

fn schemas() -> Vec<Value> {
    let family_name = json!({"name": "familyName", "required": true});
    let attributes = json!([{"name": "name", "subAttributes": [family_name]}, {"name": "roles"}]);
    vec![
        json!({"id": USER, "name": "User", "attributes": attributes}),
        json!({"id": LATCHKEY_USER, "name": "Latchkey User", "attributes": []}),
    ]
}

fn merge(into: &mut Value, from: &Value) {
    match (into.as_object_mut(), from.as_object()) {
        (Some(fields), Some(changes)) => {
            for (key, change) in changes {
                if change.is_null() {
                    fields.remove(key);
                } else {
                    merge(fields.entry(key.clone()).or_insert(Value::Null), change);
                }
            }
        }
        _ => *into = from.clone(),
    }
}
