//! The calls of a step in as few lines as tell what was sent and what came back: one for each kind.

use std::fmt::Write as _;

use serde_json::Value;

use crate::scim::Exchange;

/// What is sent or received takes no more of a line than this.
const LONGEST: usize = 96;

struct Kind<'a> {
    first: &'a Exchange,
    /// What the calls of a kind have in common.
    key: (String, String, Option<u16>),
    count: usize,
    ms: u64,
}

/// One line for each kind of call, in the order of their first.
pub(super) fn in_lines(exchanges: &[Exchange]) -> Vec<String> {
    let mut kinds: Vec<Kind<'_>> = Vec::new();
    for exchange in exchanges {
        let key = (
            exchange.method.clone(),
            shape(&exchange.path),
            exchange.status,
        );
        // Pages that redirect are steps of one path and stay apart.
        match kinds
            .iter_mut()
            .find(|kind| kind.key == key && kind.first.note == exchange.note)
        {
            Some(kind) => {
                kind.count += 1;
                kind.ms += exchange.ms;
            }
            None => kinds.push(Kind {
                first: exchange,
                key,
                count: 1,
                ms: exchange.ms,
            }),
        }
    }
    kinds.iter().map(line).collect()
}

fn line(kind: &Kind<'_>) -> String {
    let first = kind.first;
    let mut line = format!("{} {}", first.method, cut(&readable(&first.path)));
    if let Some(sent) = &first.sent {
        line.push(' ');
        line.push_str(&cut(&without_schemas(sent)));
    }
    line.push_str(" → ");
    match first.status {
        Some(status) => line.push_str(&status.to_string()),
        None => line.push_str("no answer"),
    }
    if let Some(received) = &first.received {
        line.push(' ');
        line.push_str(&cut(&gist(received)));
    }
    if let Some(note) = &first.note {
        let _ = write!(line, " ({note})");
    }
    if kind.count > 1 {
        let each = kind.ms / kind.count as u64;
        let _ = write!(line, " × {}, {each} ms each", kind.count);
    }
    line
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

/// The path as a person reads it.
fn readable(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("{path}?{}", pairs.join("&"))
}

fn without_schemas(body: &Value) -> String {
    match body {
        Value::Object(fields) => {
            let mut fields = fields.clone();
            fields.shift_remove("schemas");
            Value::Object(fields).to_string()
        }
        other => other.to_string(),
    }
}

/// What an answer amounts to: how many of how many, or what was refused, or the resource itself.
fn gist(body: &Value) -> String {
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
    without_schemas(body)
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
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
    fn calls_of_a_kind_share_a_line_and_refused_ones_do_not() {
        let lines = in_lines(&[
            call(
                "GET",
                "/scim/v2/Users/1",
                200,
                json!({"schemas": ["s"], "id": "1"}),
            ),
            call("GET", "/scim/v2/Users/2", 200, json!({"id": "2"})),
            call(
                "GET",
                "/scim/v2/Users/3",
                404,
                json!({"detail": "There is no user 3."}),
            ),
        ]);
        assert_eq!(
            lines,
            [
                "GET /scim/v2/Users/1 → 200 {\"id\":\"1\"} × 2, 4 ms each",
                "GET /scim/v2/Users/3 → 404 There is no user 3.",
            ]
        );
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
