//! Prints `docs/reference/scim.md` from the schemas that `/scim/v2/Schemas` is made of; `./dev generate` writes it.

use std::fmt::Write as _;

use latchkey_scim::bulk::{MAX_OPERATIONS, MAX_PAYLOAD};
use latchkey_scim::filter::{MAX_DEPTH, MAX_LENGTH, MAX_TERMS};
use latchkey_scim::list::{DEFAULT_COUNT, MAX_COUNT};
use latchkey_scim::schema::{Attribute, ResourceType, Schema};

fn main() -> std::fmt::Result {
    let mut page = String::new();
    write!(
        page,
        "# SCIM

SCIM 2.0 (RFC 7643, RFC 7644) below `/scim/v2`, in each of Okta's dialects. Made from the schemas in the source by `./dev generate`.

| what | how |
| --- | --- |
| credentials | Basic with Company ID and Integration Passkey, Bearer with the passkey, or the bare passkey as the whole header |
| bodies | `application/scim+json`, or `application/json` |
| lists | by `startIndex` and `count` (the default), or by `cursor` (RFC 9865); {DEFAULT_COUNT} resources a page unless asked otherwise, {MAX_COUNT} at most |
| filters | every operator of RFC 7644 §3.4.2.2; {MAX_LENGTH} bytes, {MAX_TERMS} comparisons and {MAX_DEPTH} levels at most |
| changes | PUT and PATCH, both whole; `If-Match` with the entity tag of `meta.version` |
| Bulk | {MAX_OPERATIONS} operations and {MAX_PAYLOAD} bytes at most |
| refusals | SCIM's error body, with `scimType` and a `detail` for the admin who reads it in Okta |

Attribute names, operators and URNs may come in any case. Unknown attributes and unknown members of a group are left out, and on record.
"
    )?;
    for resource in ResourceType::all() {
        write!(
            page,
            "\n## {} (`{}`)\n\n{}\n",
            resource.name, resource.endpoint, resource.description
        )?;
        for schema in resource.schemas() {
            write_schema(&mut page, schema)?;
        }
    }
    print!("{page}");
    Ok(())
}

fn write_schema(page: &mut String, schema: &Schema) -> std::fmt::Result {
    write!(
        page,
        "\n### `{}`\n\n{}\n\n| attribute | type | required | who writes | unique | what |\n| --- | --- | --- | --- | --- | --- |\n",
        schema.id, schema.description
    )?;
    for attribute in schema.attributes {
        write_attribute(page, "", attribute)?;
        for part in attribute.sub_attributes {
            write_attribute(page, &format!("{}.", attribute.name), part)?;
        }
    }
    Ok(())
}

fn write_attribute(page: &mut String, before: &str, attribute: &Attribute) -> std::fmt::Result {
    let list = if attribute.multi_valued {
        "list of "
    } else {
        ""
    };
    let mut text = attribute.description.to_owned();
    if !attribute.canonical_values.is_empty() {
        let values: Vec<String> = attribute
            .canonical_values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect();
        let _ = write!(text, " One of {}.", values.join(", "));
    }
    writeln!(
        page,
        "| `{before}{}` | {list}{} | {} | {} | {} | {} |",
        attribute.name,
        attribute.kind.as_str(),
        if attribute.required { "yes" } else { "" },
        attribute.mutability.as_str(),
        attribute.uniqueness.as_str(),
        text.replace('|', "\\|")
    )
}
