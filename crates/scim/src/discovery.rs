//! What the server tells of itself (RFC 7644 §4, RFC 7643 §5 to §7): its features, resource types
//! and schemas, all of it made from the tables in [`crate::schema`].
//!
//! `base` is the URL of the SCIM endpoint without a slash at its end, such as
//! `https://host.example/scim/v2`.

use serde_json::{Value, json};

use crate::bulk::{MAX_OPERATIONS, MAX_PAYLOAD};
use crate::list::{DEFAULT_COUNT, MAX_COUNT};
use crate::schema::{Attribute, Kind, ResourceType, Returned, Schema};
use crate::urn;

/// `/ServiceProviderConfig`: what the server can do.
pub fn service_provider_config(base: &str) -> Value {
    json!({
        "schemas": [urn::SERVICE_PROVIDER_CONFIG],
        "patch": { "supported": true },
        "bulk": { "supported": true, "maxOperations": MAX_OPERATIONS, "maxPayloadSize": MAX_PAYLOAD },
        "filter": { "supported": true, "maxResults": MAX_COUNT },
        // Passwords are never synchronized.
        "changePassword": { "supported": false },
        "sort": { "supported": true },
        "etag": { "supported": true },
        // RFC 9865 §4. A cursor does not run out, so there is no cursorTimeout.
        "pagination": {
            "cursor": true,
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": DEFAULT_COUNT,
            "maxPageSize": MAX_COUNT,
        },
        "authenticationSchemes": [
            {
                "type": "httpbasic",
                "name": "HTTP Basic",
                "description": "The Company ID as the user name, the Integration Passkey as the password.",
                "specUri": "https://www.rfc-editor.org/info/rfc7617",
                "primary": true,
            },
            {
                "type": "oauthbearertoken",
                "name": "OAuth Bearer Token",
                "description": "The Integration Passkey as the bearer token.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
            },
        ],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base}/ServiceProviderConfig"),
        },
    })
}

/// `/ResourceTypes`: every one.
pub fn resource_types(base: &str) -> Vec<Value> {
    ResourceType::all()
        .iter()
        .map(|rt| resource_type_body(base, rt))
        .collect()
}

/// `/ResourceTypes/{name}`, the name in any case.
pub fn resource_type(base: &str, name: &str) -> Option<Value> {
    let rt = ResourceType::all()
        .iter()
        .find(|rt| rt.name.eq_ignore_ascii_case(name))?;
    Some(resource_type_body(base, rt))
}

fn resource_type_body(base: &str, rt: &ResourceType) -> Value {
    let extensions: Vec<Value> = rt
        .extensions
        .iter()
        .map(|schema| json!({ "schema": schema.id, "required": false }))
        .collect();
    json!({
        "schemas": [urn::RESOURCE_TYPE],
        "id": rt.name,
        "name": rt.name,
        "description": rt.description,
        "endpoint": rt.endpoint,
        "schema": rt.core.id,
        "schemaExtensions": extensions,
        "meta": {
            "resourceType": "ResourceType",
            "location": format!("{base}/ResourceTypes/{}", rt.name),
        },
    })
}

/// `/Schemas`: every one.
pub fn schemas(base: &str) -> Vec<Value> {
    every_schema()
        .map(|schema| schema_body(base, schema))
        .collect()
}

/// `/Schemas/{urn}`, the URN in any case.
pub fn schema(base: &str, urn: &str) -> Option<Value> {
    every_schema()
        .find(|schema| schema.id.eq_ignore_ascii_case(urn))
        .map(|schema| schema_body(base, schema))
}

fn every_schema() -> impl Iterator<Item = &'static Schema> {
    ResourceType::all().iter().flat_map(|rt| rt.schemas())
}

fn schema_body(base: &str, schema: &Schema) -> Value {
    json!({
        "schemas": [urn::SCHEMA],
        "id": schema.id,
        "name": schema.name,
        "description": schema.description,
        "attributes": schema.attributes.iter().map(attribute_body).collect::<Vec<_>>(),
        "meta": {
            "resourceType": "Schema",
            "location": format!("{base}/Schemas/{}", schema.id),
        },
    })
}

/// RFC 7643 §7. `caseExact` says something of strings only, `uniqueness` nothing of complex
/// attributes, but both are given everywhere they could be asked for: clients tend to rely on that.
fn attribute_body(attribute: &Attribute) -> Value {
    let mut body = json!({
        "name": attribute.name,
        "type": attribute.kind.as_str(),
        "multiValued": attribute.multi_valued,
        "description": attribute.description,
        "required": attribute.required,
        "caseExact": attribute.case_exact,
        "mutability": attribute.mutability.as_str(),
        "returned": attribute.returned.as_str(),
        "uniqueness": attribute.uniqueness.as_str(),
    });
    if !attribute.canonical_values.is_empty() {
        body["canonicalValues"] = json!(attribute.canonical_values);
    }
    if attribute.kind == Kind::Reference {
        body["referenceTypes"] = json!(attribute.reference_types);
    }
    if attribute.kind == Kind::Complex {
        body["subAttributes"] = attribute
            .sub_attributes
            .iter()
            .filter(|sub| sub.returned != Returned::Never)
            .map(attribute_body)
            .collect();
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://latchkey.example/scim/v2";

    fn required(attributes: &Value, prefix: &str, names: &mut Vec<String>) {
        for attribute in attributes.as_array().into_iter().flatten() {
            let name = format!("{prefix}{}", attribute["name"].as_str().unwrap());
            if attribute["required"] == true {
                names.push(name.clone());
            }
            required(&attribute["subAttributes"], &format!("{name}."), names);
        }
    }

    #[test]
    fn what_is_not_there_is_none() {
        assert_eq!(schema(BASE, "urn:example"), None);
        assert_eq!(resource_type(BASE, "Device"), None);
        assert_eq!(schema(BASE, urn::SCHEMA), None);
    }

    #[test]
    fn required_is_what_oktas_judges_rely_on() {
        let mut names = Vec::new();
        required(
            &schema(BASE, urn::USER).unwrap()["attributes"],
            "",
            &mut names,
        );
        assert_eq!(
            names,
            [
                "userName",
                "name",
                "name.familyName",
                "name.givenName",
                "active",
                "emails",
                "emails.value"
            ]
        );
    }

    #[test]
    fn only_what_is_stored_is_told_of() {
        let user = schema(BASE, &urn::USER.to_uppercase()).unwrap().to_string();
        assert!(!user.contains("password") && !user.contains("externalId"));
    }

    #[test]
    fn the_roles_are_named_where_they_can_be_given() {
        let roles = json!(["ReadOnly", "User", "Admin", "EnterpriseAdmin"]);
        let extension = schema(BASE, urn::LATCHKEY_USER).unwrap();
        assert_eq!(extension["attributes"][0]["canonicalValues"], roles);
        let user = schema(BASE, urn::USER).unwrap();
        let attributes = user["attributes"].as_array().unwrap();
        let of_user = attributes
            .iter()
            .find(|attribute| attribute["name"] == "roles")
            .unwrap();
        assert_eq!(of_user["subAttributes"][0]["canonicalValues"], roles);
    }

    /// RFC 9865 §4.
    #[test]
    fn both_ways_of_paging_are_told_of_and_the_index_is_the_usual_one() {
        insta::assert_snapshot!(
            service_provider_config(BASE)["pagination"],
            @r#"{"cursor":true,"index":true,"defaultPaginationMethod":"index","defaultPageSize":100,"maxPageSize":1000}"#
        );
    }

    #[test]
    fn locations_are_absolute() {
        for document in resource_types(BASE)
            .into_iter()
            .chain(schemas(BASE))
            .chain([service_provider_config(BASE)])
        {
            let location = document["meta"]["location"].as_str().unwrap();
            assert!(
                location.starts_with("https://latchkey.example/scim/v2/"),
                "{location}"
            );
        }
        assert_eq!(schemas(BASE).len(), 4);
    }

    #[test]
    fn a_resource_type_names_its_endpoint_and_schemas() {
        insta::assert_snapshot!(
            resource_type(BASE, "user").unwrap(),
            @r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"User","name":"User","description":"The people of the organization.","endpoint":"/Users","schema":"urn:ietf:params:scim:schemas:core:2.0:User","schemaExtensions":[{"schema":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","required":false},{"schema":"urn:ietf:params:scim:schemas:extension:latchkey:2.0:User","required":false}],"meta":{"resourceType":"ResourceType","location":"https://latchkey.example/scim/v2/ResourceTypes/User"}}"#
        );
    }
}
