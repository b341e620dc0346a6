//! Prints `docs/reference/api.md` from the OpenAPI document of `/api/v1`; `./dev generate` writes it.

use std::fmt::{self, Write as _};

use serde_json::Value;

const HEAD: &str = "# The API

What Latchkey's own screens speak, and scripts may. Made from the handlers by `./dev generate`; the whole document, with every schema, is
`ui/openapi.json` in the source, in OpenAPI 3.1. Who may call what is in [who may do what](../access.md).

Bodies are JSON. A refusal is `application/problem+json` (RFC 9457) with a `code` out of a closed set, a `detail` for people, and the
`requestId` by which the log and Activity know it.
";

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = serde_json::to_value(latchkey_server::api::document())?;
    let mut page = HEAD.to_owned();
    let mut area = String::new();
    for (path, operations) in object(&document, "paths") {
        let here = area_of(path);
        if here != area {
            area = here;
            write!(page, "\n## {area}\n")?;
        }
        for method in METHODS {
            if let Some(operation) = operations.get(method) {
                write_operation(&mut page, method, path, operation)?;
            }
        }
    }
    page.push_str("\n## Shapes\n");
    for (name, schema) in object(&document["components"], "schemas") {
        write_shape(&mut page, name, schema)?;
    }
    print!("{page}");
    Ok(())
}

/// `/api/v1/sign-in/test/native` is of "sign-in".
fn area_of(path: &str) -> String {
    path.trim_start_matches("/api/v1/")
        .split('/')
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn write_operation(page: &mut String, method: &str, path: &str, operation: &Value) -> fmt::Result {
    write!(page, "\n### {} `{path}`\n", method.to_uppercase())?;
    for text in ["summary", "description"] {
        if let Some(text) = operation[text].as_str() {
            write!(page, "\n{}\n", text.trim())?;
        }
    }
    let parameters = operation["parameters"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    if !parameters.is_empty() {
        page.push_str("\n| parameter | in | type | |\n| --- | --- | --- | --- |\n");
    }
    for parameter in parameters {
        let name = parameter["name"].as_str().unwrap_or_default();
        let place = parameter["in"].as_str().unwrap_or_default();
        let of = type_of(&parameter["schema"]);
        writeln!(page, "| `{name}` | {place} | {of} | {} |", cell(parameter))?;
    }
    if let Some(sent) = body(&operation["requestBody"]) {
        write!(page, "\nTakes {sent}.\n")?;
    }
    page.push_str("\n| answer | body | |\n| --- | --- | --- |\n");
    for (status, answer) in object(operation, "responses") {
        let of = body(answer).unwrap_or_else(|| "–".to_owned());
        writeln!(page, "| {status} | {of} | {} |", cell(answer))?;
    }
    Ok(())
}

fn write_shape(page: &mut String, name: &str, schema: &Value) -> fmt::Result {
    write!(page, "\n### {name}\n")?;
    if let Some(text) = schema["description"].as_str() {
        write!(page, "\n{}\n", text.trim())?;
    }
    let properties = object(schema, "properties");
    if properties.is_empty() {
        return write!(page, "\n{}\n", type_of_itself(schema));
    }
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    page.push_str("\n| member | type | |\n| --- | --- | --- |\n");
    for (member, of) in properties {
        let optional = if required.contains(&member.as_str()) {
            ""
        } else {
            ", may be absent"
        };
        writeln!(
            page,
            "| `{member}` | {}{optional} | {} |",
            type_of(of),
            cell(of)
        )?;
    }
    Ok(())
}

/// What a body or an answer consists of.
fn body(of: &Value) -> Option<String> {
    let (media, content) = object(of, "content").into_iter().next()?;
    let schema = &content["schema"];
    if schema.is_null() {
        return Some(format!("`{media}`"));
    }
    Some(type_of(schema))
}

fn type_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|to| to.rsplit('/').next()) {
        return format!("[{name}](#{})", name.to_lowercase());
    }
    type_of_itself(schema)
}

fn type_of_itself(schema: &Value) -> String {
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[choice].as_array() {
            let parts: Vec<String> = parts.iter().map(type_of).collect();
            return parts.join(if choice == "allOf" { " with " } else { " or " });
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        return values.join(", ");
    }
    let of = match &schema["type"] {
        Value::String(of) => of.clone(),
        Value::Array(several) => several
            .iter()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(" or "),
        _ => "any value".to_owned(),
    };
    match (of.as_str(), schema["format"].as_str()) {
        ("array", _) => format!("list of {}", type_of(&schema["items"])),
        (_, Some(format)) => format!("{of} ({format})"),
        _ => of,
    }
}

/// A description within one cell of a table.
fn cell(of: &Value) -> String {
    of["description"]
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}

fn object<'v>(value: &'v Value, member: &str) -> Vec<(&'v String, &'v Value)> {
    value[member]
        .as_object()
        .map(|object| object.iter().collect())
        .unwrap_or_default()
}
