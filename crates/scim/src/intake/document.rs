//! An object from a client, key by key: which attribute does each stand for?

use serde_json::Value;

use super::value::{is_nothing, list, mistyped, part};
use super::{described, short};
use crate::schema::{Attribute, Mutability, Resolved, ResourceType, Schema, lookup, lookup_in};
use crate::{Object, ScimError, leaf};

/// A leaf (or part of one) and the value that it is to have; none to clear it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    pub(crate) target: Resolved,
    pub(crate) value: Option<Value>,
}

impl Edit {
    /// The leaf that the edit belongs to.
    pub(crate) fn leaf(&self) -> String {
        self.target.leaf()
    }

    /// Puts the value into a resource, or takes it out.
    pub(crate) fn put(self, resource: &mut Object) {
        let place = self.target.canonical();
        match self.value {
            Some(value) => leaf::set(resource, &place, value),
            None => {
                leaf::remove(resource, &place);
            }
        }
    }
}

/// Names that are not known here, for the record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ignored(Vec<String>);

impl Ignored {
    /// A record is for people; nobody reads on after this many.
    const MOST: usize = 100;

    pub(crate) fn add(&mut self, name: &str) {
        if self.0.len() < Self::MOST {
            // A name of nothing but blanks would leave a gap where it is listed.
            let name = if name.trim().is_empty() {
                "\"\"".to_owned()
            } else {
                short(name)
            };
            if !self.0.contains(&name) {
                self.0.push(name);
            }
        }
    }

    pub(crate) fn into_names(self) -> Vec<String> {
        self.0
    }
}

/// What an object from a client asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Intake {
    pub(crate) edits: Vec<Edit>,
    pub(crate) ignored: Ignored,
    pub(crate) password_sent: bool,
    /// `accessRole` among the core attributes; `null` where it came empty.
    pub(crate) core_access_role: Option<Value>,
    /// The id, which only the server gives: a PATCH may repeat it.
    pub(crate) id: Option<Value>,
}

impl Intake {
    /// Takes in the members of a resource: the body of a POST or PUT, or the value of a PATCH
    /// without a path.
    pub(crate) fn object(
        &mut self,
        object: Object,
        rt: &'static ResourceType,
    ) -> Result<(), ScimError> {
        for (key, value) in object {
            if key.eq_ignore_ascii_case(rt.core.id) {
                // Okta nests custom attributes of the core namespace under the literal core URN.
                match value {
                    Value::Object(nested) => self.object(nested, rt)?,
                    value if is_nothing(&value) => {}
                    other => return Err(mistyped(rt.core.id, &other, "send an object")),
                }
            } else if let Some(target) = lookup(&key, rt, true) {
                self.attribute(target, value, rt)?;
            } else {
                self.ignored.add(&key);
            }
        }
        Ok(())
    }

    /// Takes in one attribute.
    pub(crate) fn attribute(
        &mut self,
        target: Resolved,
        value: Value,
        rt: &'static ResourceType,
    ) -> Result<(), ScimError> {
        let Some(attribute) = target.attribute else {
            return match target.extension {
                Some(schema) => self.extension(schema, value, rt),
                None => Ok(()),
            };
        };
        match attribute.name {
            "id" => self.id = Some(value),
            "schemas" => self.schemas(&value, rt),
            "password" => self.password_sent |= !is_nothing(&value),
            "accessRole" if target.extension.is_none() => {
                self.core_access_role =
                    Some(part(attribute, attribute.name, value)?.unwrap_or(Value::Null));
            }
            // RFC 7644 §3.5.1: "Any values provided [for readOnly attributes] SHALL be ignored."
            _ if attribute.mutability == Mutability::ReadOnly => {}
            _ if attribute.multi_valued => match target.sub {
                None => {
                    let value = list(attribute, value, &mut self.ignored)?;
                    self.edits.push(Edit { target, value });
                }
                // A part of which entry? Nothing can be done with it.
                Some(_) => self.ignored.add(&target.canonical()),
            },
            _ => match target.sub {
                Some(sub) => self.single(target, sub, value)?,
                None if attribute.is_singular_complex() => {
                    self.complex(target, attribute, value)?;
                }
                None => self.single(target, attribute, value)?,
            },
        }
        Ok(())
    }

    fn single(
        &mut self,
        target: Resolved,
        attribute: &Attribute,
        value: Value,
    ) -> Result<(), ScimError> {
        let value = part(attribute, &target.canonical(), value)?;
        self.edits.push(Edit { target, value });
        Ok(())
    }

    /// A singular complex attribute, part by part: the parts that are not sent stay as they are.
    fn complex(
        &mut self,
        target: Resolved,
        attribute: &'static Attribute,
        value: Value,
    ) -> Result<(), ScimError> {
        let parts = match value {
            value if is_nothing(&value) => {
                self.clear(target, attribute);
                return Ok(());
            }
            Value::Object(parts) => parts,
            // Some clients send the manager as a bare id.
            bare @ (Value::String(_) | Value::Number(_))
                if attribute.sub_attribute("value").is_some() =>
            {
                Object::from_iter([("value".to_owned(), bare)])
            }
            other => {
                return Err(mistyped(&target.canonical(), &other, "send an object"));
            }
        };
        for (name, value) in parts {
            match attribute.sub_attribute(&name) {
                None => self.ignored.add(&format!("{}.{name}", target.canonical())),
                Some(sub) if sub.mutability == Mutability::ReadOnly => {}
                Some(sub) => self.single(
                    Resolved {
                        sub: Some(sub),
                        ..target
                    },
                    sub,
                    value,
                )?,
            }
        }
        Ok(())
    }

    /// Clears an attribute: leaf by leaf where it has leaves of its own.
    pub(crate) fn clear(&mut self, target: Resolved, attribute: &'static Attribute) {
        if attribute.is_singular_complex() && target.extension.is_none() && target.sub.is_none() {
            for sub in attribute.sub_attributes {
                self.edits.push(Edit {
                    target: Resolved {
                        sub: Some(sub),
                        ..target
                    },
                    value: None,
                });
            }
        } else {
            self.edits.push(Edit {
                target,
                value: None,
            });
        }
    }

    fn extension(
        &mut self,
        schema: &'static Schema,
        value: Value,
        rt: &'static ResourceType,
    ) -> Result<(), ScimError> {
        match value {
            value if is_nothing(&value) => {
                for attribute in schema.attributes {
                    let target = Resolved {
                        extension: Some(schema),
                        attribute: Some(attribute),
                        sub: None,
                    };
                    self.clear(target, attribute);
                }
                Ok(())
            }
            Value::Object(members) => {
                for (key, value) in members {
                    match lookup_in(schema, &key) {
                        Some(target) => self.attribute(target, value, rt)?,
                        None => self.ignored.add(&format!("{}:{key}", schema.id)),
                    }
                }
                Ok(())
            }
            other => Err(ScimError::invalid_value(format!(
                "{} came as {}; send an object with its attributes. Nothing was changed.",
                schema.id,
                described(&other)
            ))),
        }
    }

    /// `schemas` is written anew from what the resource has; of the list only strangers are worth a
    /// note.
    fn schemas(&mut self, value: &Value, rt: &'static ResourceType) {
        for urn in leaf::entries(value).iter().filter_map(Value::as_str) {
            if !rt
                .schemas()
                .any(|schema| schema.id.eq_ignore_ascii_case(urn))
            {
                self.ignored.add(urn);
            }
        }
    }
}
