//! What this server can do and knows (RFC 7644 §4).

use axum::http::StatusCode;
use axum::response::Response;
use latchkey_scim::discovery;
use latchkey_scim::error::ScimError;
use latchkey_scim::list::list_response;
use serde_json::Value;

use super::answer::{self, Refused};
use super::call::{Id, OktaCall};
use super::users::shown;

/// GET /ServiceProviderConfig
pub(super) fn service_provider_config(call: OktaCall) -> Response {
    let config = discovery::service_provider_config(call.base());
    told(call, &config)
}

/// GET /ResourceTypes
pub(super) async fn resource_types(call: OktaCall) -> Result<Response, Refused> {
    let all = discovery::resource_types(call.base());
    list(call, all).await
}

/// GET /Schemas
pub(super) async fn schemas(call: OktaCall) -> Result<Response, Refused> {
    let all = discovery::schemas(call.base());
    list(call, all).await
}

/// GET /ResourceTypes/{name}
pub(super) async fn resource_type(call: OktaCall, Id(name): Id) -> Result<Response, Refused> {
    let found = discovery::resource_type(call.base(), &name);
    one(call, "resource type", &name, found).await
}

/// GET /Schemas/{urn}
pub(super) async fn schema(call: OktaCall, Id(urn): Id) -> Result<Response, Refused> {
    let found = discovery::schema(call.base(), &urn);
    one(call, "schema", &urn, found).await
}

/// RFC 7644 §4: "If a "filter" is provided, the service provider SHOULD respond with HTTP status code 403".
async fn list(call: OktaCall, all: Vec<Value>) -> Result<Response, Refused> {
    let filtered = url::form_urlencoded::parse(call.query.as_bytes())
        .any(|(name, _)| name.eq_ignore_ascii_case("filter"));
    if filtered {
        let error = ScimError::forbidden(
            "What Latchkey knows is given whole and cannot be filtered. Leave the filter out.",
        );
        return Err(call.refused("scim.discovered", error).await);
    }
    let total = all.len() as u64;
    Ok(told(call, &list_response(total, 1, all)))
}

async fn one(
    call: OktaCall,
    what: &str,
    name: &str,
    found: Option<Value>,
) -> Result<Response, Refused> {
    if let Some(value) = found {
        Ok(told(call, &value))
    } else {
        let name = shown(name);
        let error = ScimError::not_found(format!("Latchkey has no {what} named {name}."));
        Err(call.refused("scim.discovered", error).await)
    }
}

fn told(call: OktaCall, body: &Value) -> Response {
    call.read_only("scim.discovered", answer::value(StatusCode::OK, body))
}
