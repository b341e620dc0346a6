//! The calls of a step in as few lines as tell what was sent and what came back: one for each kind.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::scim::Exchange;

/// What is sent or received takes no more of a line than this.
const LONGEST: usize = 96;

/// A step of more calls is told by its kinds of call alone.
const TOLD_ONE_BY_ONE: usize = 24;

struct Kind {
    method: String,
    shape: String,
    status: Option<u16>,
    line: String,
    count: usize,
    ms: u64,
}

/// One line for each kind of call, in the order of their first.
pub(super) fn in_lines(exchanges: &[Exchange]) -> Vec<String> {
    let mut kinds: Vec<Kind> = Vec::new();
    let mut read: HashMap<&str, &Value> = HashMap::new();
    let many = exchanges.len() > TOLD_ONE_BY_ONE;
    for exchange in exchanges {
        let line = line(exchange, read.get(exchange.path.as_str()).copied());
        if let Some(received) = exchange
            .received
            .as_ref()
            .filter(|_| exchange.status == Some(200))
        {
            read.insert(&exchange.path, received);
        }
        let shape = shape(&exchange.path);
        let alike = |kind: &&mut Kind| {
            kind.line == line
                || many
                    && kind.method == exchange.method
                    && kind.shape == shape
                    && kind.status == exchange.status
        };
        if let Some(kind) = kinds.iter_mut().find(alike) {
            kind.count += 1;
            kind.ms += exchange.ms;
        } else {
            kinds.push(Kind {
                method: exchange.method.clone(),
                shape,
                status: exchange.status,
                line,
                count: 1,
                ms: exchange.ms,
            });
        }
    }
    let lines = kinds.into_iter().map(|kind| match kind.count {
        1 => kind.line,
        2..=TOLD_ONE_BY_ONE => format!("{} × {}", kind.line, kind.count),
        count => format!(
            "{} × {count}, {} ms each",
            kind.line,
            kind.ms / count as u64
        ),
    });
    lines.collect()
}

/// `read` is what the server last gave for the same path, so that a PUT is told by what it changes.
fn line(exchange: &Exchange, read: Option<&Value>) -> String {
    let mut line = format!("{} {}", exchange.method, cut(&readable(&exchange.path)));
    let changed = match (&exchange.sent, read) {
        (Some(sent), Some(read)) if exchange.method == "PUT" => changed_keys(read, sent),
        _ => Vec::new(),
    };
    if let Some(sent) = &exchange.sent {
        let told = if changed.is_empty() {
            told(sent)
        } else {
            only(sent, &changed)
        };
        let _ = write!(line, " {}", cut(&told));
    }
    match exchange.status {
        Some(status) => {
            let _ = write!(line, " → {status}");
        }
        None => line.push_str(" → no answer"),
    }
    if let Some(received) = &exchange.received {
        let good = exchange.status.is_some_and(|status| status < 300);
        let told = if good && !changed.is_empty() {
            only(received, &changed)
        } else {
            told(received)
        };
        let _ = write!(line, " {}", cut(&told));
    }
    if let Some(note) = &exchange.note {
        // A page that redirects: where to is enough, its parameters are in the JSON report.
        let note = note
            .split_once('?')
            .filter(|_| note.starts_with("to "))
            .map_or(note.as_str(), |(to, _)| to);
        let _ = write!(line, " ({note})");
    }
    line
}

/// The attributes that a PUT sends otherwise than they were read, those that it leaves out included.
fn changed_keys(read: &Value, sent: &Value) -> Vec<String> {
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key.clone())
            .collect()
    };
    let mut changed: Vec<String> = keys(sent)
        .into_iter()
        .filter(|key| read.get(key) != sent.get(key))
        .collect();
    changed.extend(keys(read).into_iter().filter(|key| sent.get(key).is_none()));
    changed.retain(|key| key != "schemas");
    changed
}

fn only(value: &Value, keys: &[String]) -> String {
    let picked: Map<String, Value> = keys
        .iter()
        .map(|key| {
            (
                key.clone(),
                value.get(key).map_or_else(|| "absent".into(), short_list),
            )
        })
        .collect();
    Value::Object(picked).to_string()
}

/// Members are told by their number once there are more than a few.
fn short_list(value: &Value) -> Value {
    match value {
        Value::Array(entries) if entries.len() > 3 => format!("{} entries", entries.len()).into(),
        other => other.clone(),
    }
}

/// The path without what is different for each person: the query's values and the id.
fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let ends: Vec<&str> = path.split('/').collect();
    let shape = match ends.as_slice() {
        [before @ .., resource @ ("Users" | "Groups"), _] => {
            format!("{}/{resource}/…", before.join("/"))
        }
        _ => path.to_owned(),
    };
    let names: Vec<_> = query
        .split('&')
        .map(|pair| pair.split('=').next().unwrap_or(pair))
        .collect();
    format!("{shape}?{}", names.join("&"))
}

/// The path as a person reads it; of a page in a sign-in without its parameters.
fn readable(path: &str) -> String {
    let Some((bare, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    if bare.starts_with("http") {
        return bare.to_owned();
    }
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{bare}?{}", pairs.join("&"))
}

/// What a body amounts to: operations, how many of how many, what was refused, or who it is.
fn told(body: &Value) -> String {
    /// Enough to know a resource by.
    const KNOWN_BY: [&str; 5] = ["id", "userName", "active", "displayName", "members"];
    if let Some(detail) = body.get("detail").and_then(Value::as_str) {
        return detail.to_owned();
    }
    if let Some(total) = body.get("totalResults") {
        let here = body
            .get("Resources")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        return format!("{here} of {total}");
    }
    if let Some(operations) = body.get("Operations").and_then(Value::as_array) {
        let told: Vec<_> = operations.iter().map(operation).collect();
        return told.join(", ");
    }
    let mut picked: Vec<String> = KNOWN_BY
        .into_iter()
        .filter(|key| body.get(key).is_some())
        // A user's displayName says no more than its userName.
        .filter(|&key| key != "displayName" || body.get("userName").is_none())
        .map(str::to_owned)
        .collect();
    // What is created has no id yet, and its name is what people look for.
    if body.get("id").is_none() && body.get("name").is_some() {
        picked.push("name".to_owned());
    }
    if picked.is_empty() {
        body.to_string()
    } else {
        only(body, &picked)
    }
}

fn operation(operation: &Value) -> String {
    let text = |key: &str| {
        operation
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let mut told = text("op").to_owned();
    if !text("path").is_empty() {
        let _ = write!(told, " {}", text("path"));
    }
    if let Some(value) = operation.get("value") {
        let _ = write!(told, " {}", short_list(value));
    }
    told
}

fn cut(text: &str) -> String {
    // The front of every SCIM name is the same and tells nobody anything.
    let text = text.replace("urn:ietf:params:scim:schemas:", "…");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(method: &str, path: &str, status: u16, received: Value) -> Exchange {
        Exchange {
            method: method.to_owned(),
            path: path.to_owned(),
            status: Some(status),
            ms: 4,
            sent: None,
            received: Some(received),
            note: None,
        }
    }

    #[test]
    fn many_calls_of_a_kind_share_a_line_and_refused_ones_do_not() {
        let mut calls: Vec<_> = (0..30)
            .map(|n| {
                call(
                    "GET",
                    &format!("/v2/Users/{n}"),
                    200,
                    json!({"id": n.to_string()}),
                )
            })
            .collect();
        calls.push(call(
            "GET",
            "/v2/Users/30",
            404,
            json!({"detail": "There is no user 30."}),
        ));
        assert_eq!(
            in_lines(&calls),
            [
                "GET /v2/Users/0 → 200 {\"id\":\"0\"} × 30, 4 ms each",
                "GET /v2/Users/30 → 404 There is no user 30.",
            ]
        );
    }

    #[test]
    fn a_put_is_told_by_what_it_changes() {
        let before = json!({"schemas": ["s"], "id": "1", "active": true, "title": "Lead"});
        let after = json!({"schemas": ["s"], "id": "1", "active": false});
        let mut put = call("PUT", "/v2/Users/1", 200, after.clone());
        put.sent = Some(after);
        let lines = in_lines(&[call("GET", "/v2/Users/1", 200, before), put]);
        assert_eq!(
            lines[1],
            "PUT /v2/Users/1 {\"active\":false,\"title\":\"absent\"} → 200 {\"active\":false,\"title\":\"absent\"}"
        );
    }

    #[test]
    fn a_page_of_a_sign_in_is_told_without_its_parameters() {
        let mut page = call(
            "GET",
            "http://127.0.0.1:9/v1/authorize?state=…",
            302,
            json!({}),
        );
        page.received = None;
        page.note = Some("to http://127.0.0.1:8/auth/callback?code=…".to_owned());
        let line =
            "GET http://127.0.0.1:9/v1/authorize → 302 (to http://127.0.0.1:8/auth/callback)";
        assert_eq!(in_lines(&[page]), [line]);
    }

    #[test]
    fn a_filter_is_shown_as_a_person_reads_it() {
        let path = "/scim/v2/Users?filter=userName%20eq%20%22a%40atko.com%22&count=100";
        let lines = in_lines(&[call("GET", path, 200, json!({"totalResults": 0}))]);
        assert_eq!(
            lines,
            ["GET /scim/v2/Users?filter=userName eq \"a@atko.com\"&count=100 → 200 0 of 0"]
        );
    }
}
