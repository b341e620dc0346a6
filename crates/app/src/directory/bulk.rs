//! POST /Bulk (RFC 7644 §3.7): each operation is a change of its own, with its own place on record.

use std::collections::HashMap;
use std::sync::Arc;

use latchkey_domain::activity::{self, Target};
use latchkey_domain::{Refusal, RefusalCode};
use latchkey_scim::bulk::{self, BulkMethod, BulkOperation, BulkRequest, BulkResponse, BulkResult};
use latchkey_scim::error::ScimError;
use latchkey_scim::patch::group::GroupChange;
use latchkey_scim::patch::{self, PatchRequest};
use latchkey_scim::resource::{self, Incoming, IncomingGroup};
use latchkey_scim::schema::ResourceType;
use serde_json::Value;

use super::groups::Answer;
use super::precondition::Precondition;
use crate::App;
use crate::failure::Failure;
use crate::record::Caller;

/// As long as an id in the path of a request may be.
const LONGEST_ID: usize = 256;

/// The answer to a bulk request names a group and no more.
const UNSEEN: Answer = Answer::WithoutMembers;

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
        // The store fails: what is left is answered as the one that met it, for each try may take long.
        let mut fault: Option<Failure> = None;
        let mut anything_done = false;
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
            let outcome = match &fault {
                Some(fault) => Err(fault.clone()),
                None => self.bulk_one(caller, operation, &ids, base).await,
            };
            let result = match outcome {
                Ok(done) => {
                    anything_done = true;
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
                    if failure.is_passing() {
                        if !anything_done {
                            return Err(failure);
                        }
                        fault = Some(failure);
                    }
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
        let action = action_of(&operation);
        match prepare(operation, ids) {
            Ok(wanted) => self.carry_out(caller, wanted, base).await,
            Err(failure) => {
                // No use case saw it, so none has put it on record.
                self.record_refusal(caller, action, Target::of("SCIM"), &failure)
                    .await?;
                Err(failure)
            }
        }
    }

    async fn carry_out(&self, caller: Caller, wanted: Wanted, base: &str) -> Result<Done, Failure> {
        Ok(match wanted {
            Wanted::CreateUser(incoming) => {
                let view = self.create_user(caller, incoming).await?.view;
                done(&view.id, view.location(base), view.etag(), 201)
            }
            Wanted::ReplaceUser(id, precondition, incoming) => {
                let saved = self
                    .replace_user(caller, &id, precondition, incoming)
                    .await?;
                done(&id, saved.view.location(base), saved.view.etag(), 200)
            }
            Wanted::PatchUser(id, precondition, request) => {
                let saved = self.patch_user(caller, &id, precondition, request).await?;
                done(&id, saved.view.location(base), saved.view.etag(), 200)
            }
            Wanted::RemoveUser(id, precondition) => {
                self.remove_user(caller, &id, precondition).await?;
                removed(format!("{base}/Users/{id}"))
            }
            Wanted::CreateGroup(incoming) => {
                let view = self.create_group(caller, incoming, UNSEEN).await?;
                let (location, etag) = (view.location(base), view.group.etag());
                done(&view.group.id, location, etag, 201)
            }
            Wanted::ReplaceGroup(id, precondition, incoming) => {
                let view = self
                    .replace_group(caller, &id, precondition, incoming, UNSEEN)
                    .await?;
                done(&id, view.location(base), view.group.etag(), 200)
            }
            Wanted::PatchGroup(id, precondition, changes) => {
                let view = self
                    .patch_group(caller, &id, precondition, changes, UNSEEN)
                    .await?;
                done(&id, view.location(base), view.group.etag(), 200)
            }
            Wanted::RemoveGroup(id, precondition) => {
                self.remove_group(caller, &id, precondition).await?;
                removed(format!("{base}/Groups/{id}"))
            }
        })
    }
}

/// An operation, read and with its references resolved.
enum Wanted {
    CreateUser(Incoming),
    ReplaceUser(String, Precondition, Incoming),
    PatchUser(String, Precondition, PatchRequest),
    RemoveUser(String, Precondition),
    CreateGroup(IncomingGroup),
    ReplaceGroup(String, Precondition, IncomingGroup),
    PatchGroup(String, Precondition, Vec<GroupChange>),
    RemoveGroup(String, Precondition),
}

fn prepare(operation: BulkOperation, ids: &HashMap<String, String>) -> Result<Wanted, Failure> {
    let BulkOperation {
        method,
        version,
        path,
        data,
        ..
    } = operation;
    let (endpoint, id) = route(&path, ids)?;
    let mut data = data.unwrap_or(Value::Null);
    bulk::resolve(&mut data, ids);
    if let Some(reference) = bulk::references(&data).first() {
        return Err(not_carried_out(reference));
    }
    let precondition = version.map(Precondition::version).unwrap_or_default();
    Ok(match (method, endpoint, id) {
        (BulkMethod::Post, Endpoint::Users, None) => {
            Wanted::CreateUser(resource::read(data, ResourceType::user())?)
        }
        (BulkMethod::Post, Endpoint::Groups, None) => {
            Wanted::CreateGroup(resource::read_group(data)?)
        }
        (BulkMethod::Post, _, Some(_)) => {
            return Err(ScimError::invalid_value(format!(
                "A POST in a bulk request names /Users or /Groups; \"{}\" was sent. Nothing was changed by it.",
                shown(&path)
            ))
            .into());
        }
        (_, _, None) => {
            return Err(ScimError::invalid_value(format!(
                "A {} in a bulk request names one resource; \"{}\" was sent. Nothing was changed by it.",
                method.as_str(),
                shown(&path)
            ))
            .into());
        }
        (BulkMethod::Delete, Endpoint::Users, Some(id)) => Wanted::RemoveUser(id, precondition),
        (BulkMethod::Delete, Endpoint::Groups, Some(id)) => Wanted::RemoveGroup(id, precondition),
        (BulkMethod::Put, Endpoint::Users, Some(id)) => {
            let incoming = resource::read(data, ResourceType::user())?;
            Wanted::ReplaceUser(id, precondition, incoming)
        }
        (BulkMethod::Put, Endpoint::Groups, Some(id)) => {
            Wanted::ReplaceGroup(id, precondition, resource::read_group(data)?)
        }
        (BulkMethod::Patch, Endpoint::Users, Some(id)) => {
            let request = PatchRequest::parse(data, ResourceType::user())?;
            Wanted::PatchUser(id, precondition, request)
        }
        (BulkMethod::Patch, Endpoint::Groups, Some(id)) => {
            let request = PatchRequest::parse(data, ResourceType::group())?;
            Wanted::PatchGroup(id, precondition, patch::group::changes(&request)?)
        }
    })
}

/// As what an operation that cannot even be read stands on record.
fn action_of(operation: &BulkOperation) -> &'static str {
    let users = operation.path.trim_start_matches('/').starts_with("Users");
    match (operation.method, users) {
        (BulkMethod::Post, true) => "user.created",
        (BulkMethod::Post, false) => "group.created",
        (BulkMethod::Delete, true) => "user.removed",
        (BulkMethod::Delete, false) => "group.removed",
        (_, true) => "user.updated",
        (_, false) => "group.updated",
    }
}

fn not_carried_out(reference: &str) -> Failure {
    Refusal::new(
        RefusalCode::Conflict,
        format!(
            "The operation refers to the bulkId {}, and no operation of this request with that bulkId was carried out. \
             Nothing was changed by it.",
            shown(reference)
        ),
    )
    .into()
}

fn shown(text: &str) -> String {
    text.chars().take(100).filter(|c| !c.is_control()).collect()
}

fn removed(location: String) -> Done {
    Done {
        id: None,
        location: Some(location),
        version: None,
        status: 204,
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
        let call = Arc::make_mut(&mut progress.call);
        call.method = format!("BULK {}", operation.method.as_str());
        // As long as the path of a call of its own would be kept.
        call.path = operation.path.chars().take(2_000).collect();
        call.request = operation
            .data
            .as_ref()
            .map(|data| activity::on_record(data, data.to_string().len()));
    }
    caller
}

/// "/Users", "/Users/{id}" or "/Groups/bulkId:x" (RFC 7644 §3.7.2).
fn route(path: &str, ids: &HashMap<String, String>) -> Result<(Endpoint, Option<String>), Failure> {
    let unknown = || {
        Failure::from(ScimError::invalid_value(format!(
            "The path of a bulk operation starts with /Users or /Groups; \"{}\" was sent. Nothing was changed by it.",
            shown(path)
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
        // As a reference it counts in any case, where the order of the operations is made and here.
        Some(id) => Some(match bulk::reference(id) {
            Some(reference) => ids
                .get(reference)
                .cloned()
                .ok_or_else(|| not_carried_out(reference))?,
            // No id is longer; a longer text is not repeated, here or on record.
            None if id.len() > LONGEST_ID => {
                return Err(ScimError::not_found("There is nothing with that id here.").into());
            }
            None => id.to_owned(),
        }),
    };
    Ok((endpoint, id))
}
