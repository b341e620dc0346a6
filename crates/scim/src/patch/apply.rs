//! From the resource as it is to the resource as the operations want it (RFC 7644 §3.5.2.1 to
//! §3.5.2.3).

use serde_json::Value;

use super::list;
use super::request::{Operation, OperationKind, PatchRequest};
use crate::filter::Filter;
use crate::intake::{Intake, described};
use crate::path::Path;
use crate::schema::{Attribute, Mutability, Resolved, ResourceType};
use crate::{Object, ScimError, leaf};

/// A resource after a PATCH.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Patched {
    /// The whole resource.
    pub resource: Object,
    /// The leaves that the operations emptied, in the end.
    pub cleared: Vec<String>,
    /// The names that are not known here, as they were sent.
    pub ignored: Vec<String>,
    /// Whether a password came. It is in nothing else here.
    pub password_sent: bool,
    /// An `accessRole` among the core attributes; `null` where it was emptied. It is not in
    /// `resource`.
    pub core_access_role: Option<Value>,
    /// The leaves that the operations named, whether that changed them or not.
    pub touched: Vec<String>,
}

/// Applies every operation, or refuses all of them: `current` is left as it is either way.
///
/// RFC 7644 §3.5.2: "a PATCH request, regardless of the number of operations, SHALL be treated as
/// atomic." Removing what is required is not refused here: the app sees the result and says what is
/// missing.
pub fn apply(
    request: &PatchRequest,
    current: &Object,
    rt: &'static ResourceType,
) -> Result<Patched, ScimError> {
    let mut patching = Patching {
        resource: current.clone(),
        intake: Intake::default(),
        touched: Vec::new(),
        rt,
    };
    for operation in &request.operations {
        patching.operation(operation)?;
    }
    let Patching {
        resource,
        intake,
        touched,
        ..
    } = patching;
    let cleared = touched
        .iter()
        .filter(|leaf| leaf::get(&resource, leaf).is_none())
        .cloned()
        .collect();
    Ok(Patched {
        resource,
        cleared,
        ignored: intake.ignored.into_names(),
        password_sent: intake.password_sent,
        core_access_role: intake.core_access_role,
        touched,
    })
}

struct Patching {
    resource: Object,
    intake: Intake,
    touched: Vec<String>,
    rt: &'static ResourceType,
}

impl Patching {
    fn operation(&mut self, operation: &Operation) -> Result<(), ScimError> {
        match operation.path.as_ref().map(|path| (path, path.attribute())) {
            None => match operation.written() {
                Value::Object(members) => self.intake.object(members, self.rt)?,
                _ => return Ok(()),
            },
            // An extension as a whole.
            Some((path, None)) => {
                self.intake
                    .attribute(path.target(), operation.written(), self.rt)?;
            }
            Some((_, Some(attribute)))
                if attribute.name == "id" && operation.kind != OperationKind::Remove =>
            {
                return self.check_id(operation.value.as_ref());
            }
            Some((path, Some(attribute))) => {
                refuse_read_only(operation.kind, path, attribute)?;
                if concerns_entries(operation, path, attribute) {
                    return self.entries(operation, path, attribute);
                }
                if !self.selects(path) {
                    return match operation.kind {
                        OperationKind::Remove => Ok(()),
                        _ => Err(list::nothing_selected(path)),
                    };
                }
                self.intake
                    .attribute(path.target(), operation.written(), self.rt)?;
            }
        }
        self.take_in(operation.kind)
    }

    /// Whether a path without a filter, or with one on a complex attribute that holds one value,
    /// leads to something.
    fn selects(&self, path: &Path) -> bool {
        let holds = |filter: &Filter| {
            self.present(path.target())
                .is_some_and(|value| filter.matches_entry(value))
        };
        path.filter().is_none_or(holds)
    }

    fn check_id(&self, sent: Option<&Value>) -> Result<(), ScimError> {
        match sent {
            Some(sent) if self.resource.get("id") != Some(sent) => {
                Err(ScimError::mutability(format!(
                    "The id cannot be changed, and it came as {}. Nothing was changed; send the resource's own id or none.",
                    described(sent)
                )))
            }
            _ => Ok(()),
        }
    }

    /// Puts into the resource what the intake has understood of one operation.
    fn take_in(&mut self, kind: OperationKind) -> Result<(), ScimError> {
        let id = self.intake.id.take();
        self.check_id(id.as_ref())?;
        for edit in std::mem::take(&mut self.intake.edits) {
            self.touch(edit.leaf());
            match (edit.target.attribute, edit.value) {
                // RFC 7644 §3.5.2.1: "If the target location specifies a multi-valued attribute, a
                // new value is added to the attribute."
                (Some(attribute), value)
                    if attribute.multi_valued && kind == OperationKind::Add =>
                {
                    if let Some(added) = value {
                        let place = edit.target.canonical();
                        let list = list::add(self.present(edit.target), added, attribute)?;
                        leaf::set(&mut self.resource, &place, list);
                    }
                }
                (_, value) => crate::intake::Edit { value, ..edit }.put(&mut self.resource),
            }
        }
        Ok(())
    }

    /// An operation on entries of a list, or on the list as a whole.
    fn entries(
        &mut self,
        operation: &Operation,
        path: &Path,
        attribute: &'static Attribute,
    ) -> Result<(), ScimError> {
        let whole = Resolved {
            sub: None,
            ..path.target()
        };
        self.touch(whole.leaf());
        let present = self.present(whole).cloned();
        let left = match operation.kind {
            OperationKind::Remove => {
                list::remove(present, path, operation.value.as_ref(), attribute)?
            }
            kind => list::write(
                present,
                path,
                kind,
                operation.value.clone().unwrap_or_default(),
                attribute,
                &mut self.intake.ignored,
            )?,
        };
        let place = whole.canonical();
        match left {
            Some(list) => leaf::set(&mut self.resource, &place, list),
            None => {
                leaf::remove(&mut self.resource, &place);
            }
        }
        Ok(())
    }

    fn present(&self, target: Resolved) -> Option<&Value> {
        leaf::get(
            &self.resource,
            &Resolved {
                sub: None,
                ..target
            }
            .canonical(),
        )
    }

    fn touch(&mut self, leaf: String) {
        if !self.touched.contains(&leaf) {
            self.touched.push(leaf);
        }
    }
}

/// Whether an operation is about entries of a list rather than the list as a whole. `schemas` is
/// written anew from the rest and has no entries of its own.
fn concerns_entries(operation: &Operation, path: &Path, attribute: &Attribute) -> bool {
    let selects = path.filter().is_some() || path.sub().is_some();
    attribute.multi_valued
        && attribute.name != "schemas"
        && (selects || operation.kind == OperationKind::Remove)
}

/// RFC 7644 §3.5.2: an operation on a readOnly attribute is refused with `mutability`. Repeating
/// the id changes nothing and is looked at before.
pub(super) fn refuse_read_only(
    kind: OperationKind,
    path: &Path,
    attribute: &Attribute,
) -> Result<(), ScimError> {
    let read_only = |attribute: &Attribute| attribute.mutability == Mutability::ReadOnly;
    if !read_only(attribute) && !path.sub().is_some_and(read_only) {
        return Ok(());
    }
    Err(ScimError::mutability(format!(
        "{} is written by this server alone, and an operation ({}) names it. Nothing was changed; leave it out.",
        path.canonical(),
        kind.as_str()
    )))
}
