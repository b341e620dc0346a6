//! POST /Bulk (RFC 7644 §3.7): each operation is a change of its own, with its own place on record.

use std::collections::HashMap;

use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::bulk::{self, BulkMethod, BulkOperation, BulkRequest, BulkResponse, BulkResult};
use latchkey_scim::error::ScimError;
use latchkey_scim::patch::{self, PatchRequest};
use latchkey_scim::resource;
use latchkey_scim::schema::ResourceType;
use serde_json::Value;

use super::precondition::Precondition;
use crate::App;
use crate::failure::Failure;
use crate::record::Caller;

/// What an operation came to.
struct Done {
    id: Option<String>,
    location: Option<String>,
    version: Option<String>,
    status: u16,
}

/// The two endpoints that an operation can name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    Users,
    Groups,
}

impl App {
    /// Runs the operations in an order in which each reference is known, until `failOnErrors` is reached.
    pub async fn bulk(
        &self,
        caller: &Caller,
        request: BulkRequest,
        base: &str,
    ) -> Result<BulkResponse, Failure> {
        let order = request.order()?;
        let mut operations: Vec<Option<BulkOperation>> =
            request.operations.into_iter().map(Some).collect();
        let mut ids = HashMap::new();
        let mut response = BulkResponse::default();
        for at in order {
            if request
                .fail_on_errors
                .is_some_and(|limit| limit > 0 && response.failures() >= limit)
            {
                break;
            }
            let Some(operation) = operations.get_mut(at).and_then(Option::take) else {
                continue;
            };
            let (method, bulk_id) = (operation.method, operation.bulk_id.clone());
            let result = match self.bulk_one(caller, operation, &ids, base).await {
                Ok(done) => {
                    if let (Some(bulk_id), Some(id)) = (&bulk_id, done.id) {
                        ids.insert(bulk_id.clone(), id);
                    }
                    BulkResult {
                        method,
                        bulk_id,
                        location: done.location,
                        version: done.version,
                        status: done.status,
                        response: None,
                    }
                }
                Err(failure) => {
                    let error = failure.to_scim();
                    BulkResult {
                        method,
                        bulk_id,
                        location: None,
                        version: None,
                        status: error.status(),
                        response: Some(error.to_body()),
                    }
                }
            };
            response.push(result);
        }
        Ok(response)
    }

    async fn bulk_one(
        &self,
        caller: &Caller,
        operation: BulkOperation,
        ids: &HashMap<String, String>,
        base: &str,
    ) -> Result<Done, Failure> {
        let caller = caller_of(caller, &operation);
        let (endpoint, id) = route(&operation.path, ids)?;
        let mut data = operation.data.unwrap_or(Value::Null);
        bulk::resolve(&mut data, ids);
        let precondition = operation
            .version
            .map(Precondition::version)
            .unwrap_or_default();
        match (operation.method, id) {
            (BulkMethod::Post, None) => self.bulk_create(caller, endpoint, data, base).await,
            (BulkMethod::Post, Some(_)) => Err(ScimError::invalid_value(format!(
                "A POST in a bulk request names /Users or /Groups; \"{}\" was sent.",
                operation.path
            ))
            .into()),
            (_, None) => Err(ScimError::invalid_value(format!(
                "A {} in a bulk request names one resource; \"{}\" was sent.",
                operation.method.as_str(),
                operation.path
            ))
            .into()),
            (BulkMethod::Delete, Some(id)) => {
                match endpoint {
                    Endpoint::Users => self.remove_user(caller, &id, precondition).await?,
                    Endpoint::Groups => self.remove_group(caller, &id, precondition).await?,
                }
                let location = format!("{base}{}", operation.path);
                Ok(Done {
                    id: None,
                    location: Some(location),
                    version: None,
                    status: 204,
                })
            }
            (BulkMethod::Put, Some(id)) => {
                self.bulk_replace(caller, endpoint, &id, precondition, data, base)
                    .await
            }
            (BulkMethod::Patch, Some(id)) => {
                self.bulk_patch(caller, endpoint, &id, precondition, data, base)
                    .await
            }
        }
    }

    async fn bulk_create(
        &self,
        caller: Caller,
        endpoint: Endpoint,
        data: Value,
        base: &str,
    ) -> Result<Done, Failure> {
        match endpoint {
            Endpoint::Users => {
                let incoming = resource::read(data, ResourceType::user())?;
                let view = self.create_user(caller, incoming).await?.view;
                Ok(done(&view.id, view.location(base), view.etag(), 201))
            }
            Endpoint::Groups => {
                let incoming = resource::read_group(data)?;
                let view = self.create_group(caller, incoming).await?;
                let (location, etag) = (view.location(base), view.group.etag());
                Ok(done(&view.group.id, location, etag, 201))
            }
        }
    }

    async fn bulk_replace(
        &self,
        caller: Caller,
        endpoint: Endpoint,
        id: &str,
        precondition: Precondition,
        data: Value,
        base: &str,
    ) -> Result<Done, Failure> {
        match endpoint {
            Endpoint::Users => {
                let incoming = resource::read(data, ResourceType::user())?;
                let saved = self
                    .replace_user(caller, id, precondition, incoming)
                    .await?;
                Ok(done(id, saved.view.location(base), saved.view.etag(), 200))
            }
            Endpoint::Groups => {
                let incoming = resource::read_group(data)?;
                let view = self
                    .replace_group(caller, id, precondition, incoming)
                    .await?;
                Ok(done(id, view.location(base), view.group.etag(), 200))
            }
        }
    }

    async fn bulk_patch(
        &self,
        caller: Caller,
        endpoint: Endpoint,
        id: &str,
        precondition: Precondition,
        data: Value,
        base: &str,
    ) -> Result<Done, Failure> {
        match endpoint {
            Endpoint::Users => {
                let request = PatchRequest::parse(data, ResourceType::user())?;
                let saved = self.patch_user(caller, id, precondition, request).await?;
                Ok(done(id, saved.view.location(base), saved.view.etag(), 200))
            }
            Endpoint::Groups => {
                let request = PatchRequest::parse(data, ResourceType::group())?;
                let changes = patch::group::changes(&request)?;
                let view = self.patch_group(caller, id, precondition, changes).await?;
                Ok(done(id, view.location(base), view.group.etag(), 200))
            }
        }
    }
}

fn done(id: &str, location: String, version: String, status: u16) -> Done {
    Done {
        id: Some(id.to_owned()),
        location: Some(location),
        version: Some(version),
        status,
    }
}

/// On record each operation stands as the call that it would have been.
fn caller_of(caller: &Caller, operation: &BulkOperation) -> Caller {
    let mut caller = caller.clone();
    if let Some(progress) = &mut caller.call {
        progress.call.method = format!("BULK {}", operation.method.as_str());
        operation.path.clone_into(&mut progress.call.path);
        let mut body = operation.data.clone();
        if let Some(body) = &mut body {
            latchkey_domain::activity::mask(body);
        }
        progress.call.request = body;
    }
    caller
}

/// "/Users", "/Users/{id}" or "/Groups/bulkId:x" (RFC 7644 §3.7.2).
fn route(path: &str, ids: &HashMap<String, String>) -> Result<(Endpoint, Option<String>), Failure> {
    let unknown = || {
        Failure::from(ScimError::invalid_value(format!(
            "The path of a bulk operation starts with /Users or /Groups; \"{path}\" was sent."
        )))
    };
    let mut parts = path.trim_matches('/').splitn(2, '/');
    let endpoint = match parts.next().unwrap_or_default() {
        "Users" => Endpoint::Users,
        "Groups" => Endpoint::Groups,
        _ => return Err(unknown()),
    };
    let id = match parts.next() {
        None | Some("") => None,
        Some(id) => Some(match id.strip_prefix("bulkId:") {
            Some(reference) => ids.get(reference).cloned().ok_or_else(|| {
                Refusal::new(
                    RefusalCode::Conflict,
                    format!("The operation that bulkId {reference} refers to was not carried out."),
                )
            })?,
            None => id.to_owned(),
        }),
    };
    Ok((endpoint, id))
}
