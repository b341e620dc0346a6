//! The message of a PATCH (RFC 7644 §3.5.2).

use serde_json::Value;

use crate::intake::{described, short};
use crate::path::Path;
use crate::schema::ResourceType;
use crate::{Object, ScimError};

/// How many operations one request may hold.
pub const MAX_OPERATIONS: usize = 1_000;

/// The operations of a PATCH, in the order in which they apply.
#[derive(Clone, Debug, PartialEq)]
pub struct PatchRequest {
    /// One at least.
    pub operations: Vec<Operation>,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// What to do.
    pub kind: OperationKind,
    /// Where; none for the resource itself.
    pub path: Option<Path>,
    /// With what, as it was sent. `add` and `replace` have one, if only `null`.
    pub value: Option<Value>,
}

impl Operation {
    /// The value that the target is to have: nothing, where it is to be taken away.
    pub(super) fn written(&self) -> Value {
        match self.kind {
            OperationKind::Remove => Value::Null,
            OperationKind::Add | OperationKind::Replace => self.value.clone().unwrap_or_default(),
        }
    }
}

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// Adds a value: to a list, beside those that are there.
    Add,
    /// Puts a value in the place of the present one.
    Replace,
    /// Takes a value away.
    Remove,
}

impl OperationKind {
    /// The word in a message.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Replace => "replace",
            Self::Remove => "remove",
        }
    }

    /// Microsoft Entra writes `Add` and `Replace`.
    fn from_word(word: &str) -> Option<Self> {
        [Self::Add, Self::Replace, Self::Remove]
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(word))
    }
}

impl PatchRequest {
    /// Reads the message, and every path in it.
    ///
    /// The names of members and operations may come in any case, and `schemas` may be missing: no
    /// client that leaves it out means another message. Values are checked when they are applied.
    pub fn parse(value: Value, rt: &'static ResourceType) -> Result<Self, ScimError> {
        let Value::Object(mut message) = value else {
            return Err(syntax(&format!("The body is {}", described(&value))));
        };
        let operations = match take(&mut message, "Operations") {
            Some(Value::Array(operations)) => operations,
            // A single operation without the list around it.
            Some(single @ Value::Object(_)) => vec![single],
            Some(other) => return Err(syntax(&format!("“Operations” is {}", described(&other)))),
            None => return Err(syntax("The body has no “Operations”")),
        };
        if operations.is_empty() {
            return Err(syntax("“Operations” is empty"));
        }
        if operations.len() > MAX_OPERATIONS {
            return Err(ScimError::payload_too_large(format!(
                "The PATCH has {} operations; {MAX_OPERATIONS} are taken at most. Nothing was changed; send several requests.",
                operations.len()
            )));
        }
        let operations = operations
            .into_iter()
            .map(|operation| read(operation, rt))
            .collect::<Result<_, _>>()?;
        Ok(Self { operations })
    }
}

fn read(operation: Value, rt: &'static ResourceType) -> Result<Operation, ScimError> {
    let Value::Object(mut operation) = operation else {
        return Err(syntax(&format!(
            "An operation is {}",
            described(&operation)
        )));
    };
    let kind = match take(&mut operation, "op") {
        Some(Value::String(word)) => OperationKind::from_word(&word)
            .ok_or_else(|| syntax(&format!("An operation has the op “{}”", short(&word))))?,
        Some(other) => {
            return Err(syntax(&format!(
                "The op of an operation is {}",
                described(&other)
            )));
        }
        None => return Err(syntax("An operation has no op")),
    };
    let path = match take(&mut operation, "path") {
        None | Some(Value::Null) => None,
        // RFC 7644 §3.5.2: without a path "the target location is assumed to be the resource
        // itself"; a blank one is no path.
        Some(Value::String(text)) if text.trim().is_empty() => None,
        // The core schema's URN alone is the resource itself, too.
        Some(Value::String(text)) if text.eq_ignore_ascii_case(rt.core.id) => None,
        Some(Value::String(text)) => Some(Path::parse(&text, rt)?),
        Some(other) => {
            return Err(ScimError::invalid_path(format!(
                "The path of an operation is {}; a path is a text. Nothing was changed.",
                described(&other)
            )));
        }
    };
    let value = take(&mut operation, "value");
    match (kind, &path, &value) {
        // RFC 7644 §3.5.2.2: "If "path" is unspecified, the operation fails with HTTP status code
        // 400 and a "scimType" error code of "noTarget"."
        (OperationKind::Remove, None, _) => Err(ScimError::no_target(
            "A remove has no path, so it does not say what to remove. Nothing was changed; name the attribute in “path”.",
        )),
        (OperationKind::Remove, Some(_), _) => Ok(Operation { kind, path, value }),
        (_, None, Some(Value::Object(_))) | (_, Some(_), Some(_)) => {
            Ok(Operation { kind, path, value })
        }
        (_, None, Some(other)) => Err(ScimError::invalid_value(format!(
            "The value of an operation ({}) without a path is {}; send an object with the attributes. Nothing was changed.",
            kind.as_str(),
            described(other)
        ))),
        (_, _, None) => Err(ScimError::invalid_value(format!(
            "An operation ({}) has no value. Nothing was changed; send one, or remove the attribute.",
            kind.as_str()
        ))),
    }
}

/// A member by its name in any case.
fn take(object: &mut Object, name: &str) -> Option<Value> {
    let key = object
        .keys()
        .find(|key| key.eq_ignore_ascii_case(name))?
        .clone();
    object.shift_remove(&key)
}

fn syntax(what: &str) -> ScimError {
    ScimError::invalid_syntax(format!(
        "{what}; a PATCH is an object whose “Operations” is a list of objects, each with an op of add, replace or \
         remove. Nothing was changed."
    ))
}
