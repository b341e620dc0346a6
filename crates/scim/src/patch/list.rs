//! What operations do to the entries of a list.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::request::OperationKind;
use crate::filter::{Compare, Filter, Literal, Operator};
use crate::intake::{Ignored, check_entries, entry, is_nothing, part};
use crate::leaf::{Meaning, entries, is_true};
use crate::path::Path;
use crate::schema::Attribute;
use crate::{Object, ScimError};

/// RFC 7644 §3.5.2.3: a value filter without a match is `noTarget`.
pub(super) fn nothing_selected(path: &Path) -> ScimError {
    ScimError::no_target(format!(
        "The path “{path}” selects no entry of {}. Nothing was changed; add the entry, or select one that is there.",
        path.attribute()
            .map_or("the resource", |attribute| attribute.name)
    ))
}

/// Adds checked values to a list.
///
/// RFC 7644 §3.5.2.1: "If the value already exists, no changes SHOULD be made". An entry that is
/// there already can still become the preferred one.
pub(super) fn add(
    present: Option<&Value>,
    added: Value,
    attribute: &Attribute,
) -> Result<Value, ScimError> {
    let mut list = present
        .map(|list| entries(list).to_vec())
        .unwrap_or_default();
    let mut places: HashMap<Meaning, usize> = HashMap::with_capacity(list.len());
    for (place, one) in list.iter().enumerate() {
        places
            .entry(Meaning::of(one, attribute).without_primary())
            .or_insert(place);
    }
    let mut preferred = None;
    for one in into_entries(added) {
        let primary = is_primary(&one);
        let place = *places
            .entry(Meaning::of(&one, attribute).without_primary())
            .or_insert_with(|| {
                list.push(one);
                list.len() - 1
            });
        if primary {
            set_part(&mut list[place], "primary", Value::Bool(true));
            preferred = Some(place);
        }
    }
    check_entries(attribute.name, list.len())?;
    demote_others(&mut list, preferred);
    Ok(Value::Array(list))
}

/// `add` or `replace` where the path selects entries or names a part of them; none when nothing is
/// left.
pub(super) fn write(
    present: Option<Value>,
    path: &Path,
    kind: OperationKind,
    value: Value,
    attribute: &'static Attribute,
    ignored: &mut Ignored,
) -> Result<Option<Value>, ScimError> {
    if path.sub().is_none() && is_nothing(&value) {
        return match kind {
            OperationKind::Add => Ok(present),
            _ => remove(present, path, None, attribute),
        };
    }
    let change = match path.sub() {
        Some(sub) => {
            let checked = part(sub, &path.canonical(), value)?;
            Change::Part(sub.name, checked)
        }
        None => Change::Entry(selected_entry(value, attribute, ignored)?),
    };
    let mut list = present.map(into_entries).unwrap_or_default();
    let selected: Vec<usize> = (0..list.len())
        .filter(|&place| {
            path.filter()
                .is_none_or(|filter| filter.matches_entry(&list[place]))
        })
        .collect();
    let mut preferred = None;
    for &place in &selected {
        change.write_to(&mut list[place]);
        if change.prefers() {
            preferred = Some(place);
        }
    }
    if selected.is_empty() && !change.is_nothing() {
        list.push(created(path, kind, &change, attribute)?);
        check_entries(attribute.name, list.len())?;
        preferred = change.prefers().then(|| list.len() - 1);
    }
    demote_others(&mut list, preferred);
    Ok(without_the_empty(list, attribute))
}

/// `remove`: the entries that the path selects, or a part of each, or those that equal the value
/// (which RFC 7644 does not have, and Microsoft Entra sends), or all. What is not there is not
/// missed: the result is what was asked for.
pub(super) fn remove(
    present: Option<Value>,
    path: &Path,
    value: Option<&Value>,
    attribute: &'static Attribute,
) -> Result<Option<Value>, ScimError> {
    let Some(mut list) = present.map(into_entries) else {
        return Ok(None);
    };
    let selects = |one: &Value| path.filter().is_none_or(|filter| filter.matches_entry(one));
    match (path.sub(), value) {
        (Some(sub), _) => {
            for one in list.iter_mut().filter(|one| selects(one)) {
                set_part(one, sub.name, Value::Null);
            }
        }
        (None, Some(named)) if !named.is_null() => {
            let named = Named::read(named, attribute)?;
            list.retain(|one| !(selects(one) && named.includes(one)));
        }
        (None, _) => list.retain(|one| !selects(one)),
    }
    Ok(without_the_empty(list, attribute))
}

/// The entries that a client names in a `remove`: an entry is meant where every part that the
/// client gives is the same.
struct Named {
    /// Most are named by their value alone, and there may be very many.
    by_value: HashSet<String>,
    by_parts: Vec<Object>,
}

impl Named {
    fn read(named: &Value, attribute: &'static Attribute) -> Result<Self, ScimError> {
        check_entries(attribute.name, entries(named).len())?;
        let mut read = Self {
            by_value: HashSet::new(),
            by_parts: Vec::new(),
        };
        for one in entries(named) {
            let Some(mut parts) = entry(attribute, one.clone(), &mut Ignored::default())? else {
                continue;
            };
            parts.retain(|name, value| match name.as_str() {
                "display" => false,
                // A missing `primary` is false.
                "primary" => is_true(value),
                // RFC 7643 §4.2: the other parts of a member follow from its id.
                name => attribute.name != "members" || name == "value",
            });
            match (parts.len(), parts.get("value").and_then(Value::as_str)) {
                (1, Some(value)) => {
                    read.by_value.insert(value.to_owned());
                }
                // Nothing is left that would name an entry rather than all.
                (0, _) => {}
                _ => read.by_parts.push(parts),
            }
        }
        Ok(read)
    }

    fn includes(&self, one: &Value) -> bool {
        let part = |name: &str| match one {
            Value::Object(parts) => parts
                .iter()
                .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value)),
            bare => (name == "value").then_some(bare),
        };
        let same = |(name, value): (&String, &Value)| {
            part(name).is_some_and(|present| present == value || is_true(present) && is_true(value))
        };
        let value = part("value").and_then(Value::as_str);
        value.is_some_and(|value| self.by_value.contains(value))
            || self.by_parts.iter().any(|named| named.iter().all(same))
    }
}

/// What is written to each entry that the path selects.
enum Change {
    /// One part; none to empty it.
    Part(&'static str, Option<Value>),
    /// The parts that are given; the others stay (RFC 7644 §3.5.2.3, on complex attributes:
    /// "Sub-attributes that are not specified SHALL be left unchanged").
    Entry(Object),
}

impl Change {
    fn is_nothing(&self) -> bool {
        match self {
            Self::Part(_, value) => value.is_none(),
            Self::Entry(parts) => parts.is_empty(),
        }
    }

    fn prefers(&self) -> bool {
        match self {
            Self::Part(name, value) => *name == "primary" && value.as_ref().is_some_and(is_true),
            Self::Entry(parts) => parts.get("primary").is_some_and(is_true),
        }
    }

    fn write_to(&self, one: &mut Value) {
        match self {
            Self::Part(name, value) => set_part(one, name, value.clone().unwrap_or_default()),
            Self::Entry(parts) => {
                for (name, value) in parts {
                    set_part(one, name, value.clone());
                }
            }
        }
    }
}

/// The value for entries that a filter selects: an object, the bare string that is its `value`, or
/// a list of one. The entry may be known by parts alone, so a value need not be among them.
fn selected_entry(
    value: Value,
    attribute: &'static Attribute,
    ignored: &mut Ignored,
) -> Result<Object, ScimError> {
    let single = match value {
        Value::Array(mut list) if list.len() == 1 => list.remove(0),
        other => other,
    };
    if let Value::Object(sent) = &single {
        let mut kept = Object::new();
        for (name, value) in sent {
            match attribute.sub_attribute(name) {
                None => ignored.add(&format!("{}.{name}", attribute.name)),
                Some(sub) => {
                    let at = format!("{}.{}", attribute.name, sub.name);
                    let checked = part(sub, &at, value.clone())?.unwrap_or_default();
                    kept.insert(sub.name.to_owned(), checked);
                }
            }
        }
        return Ok(kept);
    }
    Ok(entry(attribute, single, ignored)?.unwrap_or_default())
}

/// The entry that an operation means whose path selects none.
///
/// NB: RFC 7644 §3.5.2.3 wants `noTarget` for every `replace`. But `replace` or `add` with the path
/// `emails[type eq "work"].value` is how Okta and Microsoft Entra set an address that was never
/// there, so the entry is made of the equalities in the filter. A `replace` of whole entries, which
/// says that they are there, is refused.
fn created(
    path: &Path,
    kind: OperationKind,
    change: &Change,
    attribute: &'static Attribute,
) -> Result<Value, ScimError> {
    let mut one = Value::Object(Object::new());
    if let Some(filter) = path.filter() {
        let says_it_is_there = path.sub().is_none() && kind == OperationKind::Replace;
        if says_it_is_there || !equalities(filter, &mut one, attribute)? {
            return Err(nothing_selected(path));
        }
    }
    change.write_to(&mut one);
    Ok(one)
}

/// Writes the parts that a filter asks for, checked as if they had been sent; false where it asks
/// for anything but equalities.
fn equalities(
    filter: &Filter,
    one: &mut Value,
    attribute: &'static Attribute,
) -> Result<bool, ScimError> {
    match filter {
        Filter::And(filters) => {
            for filter in filters {
                if !equalities(filter, one, attribute)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Filter::Compare(Compare {
            path,
            op: Operator::Eq,
            value,
        }) => {
            let value = match value {
                Literal::String(text) => Value::from(text.as_str()),
                Literal::Boolean(boolean) => Value::Bool(*boolean),
                Literal::Number(_) | Literal::DateTime(_) | Literal::Null => return Ok(false),
            };
            let at = format!("{}.{}", attribute.name, path.canonical());
            set_part(
                one,
                path.canonical(),
                part(path.attribute(), &at, value)?.unwrap_or_default(),
            );
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// Sets a part of an entry, or empties it with null. A bare string becomes the object that it
/// stands for.
fn set_part(one: &mut Value, name: &str, value: Value) {
    if let Value::String(bare) = one {
        *one = Value::Object(Object::from_iter([(
            "value".to_owned(),
            Value::from(std::mem::take(bare)),
        )]));
    }
    if let Value::Object(parts) = one {
        // Roles are kept as they came, so a part may be there in another case.
        let key = parts
            .keys()
            .find(|key| key.eq_ignore_ascii_case(name))
            .cloned();
        let key = key.unwrap_or_else(|| name.to_owned());
        if value.is_null() {
            parts.shift_remove(&key);
        } else {
            parts.insert(key, value);
        }
    }
}

fn is_primary(one: &Value) -> bool {
    one.get("primary").is_some_and(is_true)
}

/// RFC 7644 §3.5.2: an operation that sets `primary` to true "SHALL cause the server to
/// automatically set "primary" to "false" for any other values in the array."
fn demote_others(list: &mut [Value], preferred: Option<usize>) {
    let Some(preferred) = preferred else { return };
    for (place, one) in list.iter_mut().enumerate() {
        if place != preferred && is_primary(one) {
            set_part(one, "primary", Value::Bool(false));
        }
    }
}

/// Drops the entries that say nothing any more.
fn without_the_empty(mut list: Vec<Value>, attribute: &Attribute) -> Option<Value> {
    let by_value = attribute.sub_attribute("value").is_some();
    list.retain(|one| match one {
        Value::Object(parts) if by_value => {
            parts.keys().any(|name| name.eq_ignore_ascii_case("value"))
        }
        Value::Object(parts) => parts
            .keys()
            .any(|name| !matches!(name.as_str(), "type" | "primary")),
        _ => true,
    });
    (!list.is_empty()).then_some(Value::Array(list))
}

fn into_entries(value: Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list,
        Value::Null => Vec::new(),
        single => vec![single],
    }
}
