//! How values lie in columns.

use jiff::Timestamp;
use latchkey_app::ports::store::StoreError;
use latchkey_domain::AccessRole;
use latchkey_domain::connector::ConnectorKind;
use latchkey_domain::session::{Method, Surface};
use latchkey_domain::user::Source;
use rusqlite::Row;
use rusqlite::types::Type;
use serde::Serialize;
use serde::de::value::{Error as WordError, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer as _};

/// Times are stored as milliseconds since 1970.
pub(super) fn time(row: &Row<'_>, index: usize) -> rusqlite::Result<Timestamp> {
    from_millis(row.get(index)?, index)
}

/// A time that may be absent.
pub(super) fn optional_time(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(index)?
        .map(|millis| from_millis(millis, index))
        .transpose()
}

fn from_millis(millis: i64, index: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|cause| unreadable(index, Type::Integer, cause))
}

/// A time as it is stored.
pub(super) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// A time that may be absent, as it is stored.
pub(super) fn optional_millis(at: Option<Timestamp>) -> Option<i64> {
    at.map(millis)
}

/// A number that is never below zero.
pub(super) fn unsigned(row: &Row<'_>, index: usize) -> rusqlite::Result<u64> {
    u64::try_from(row.get::<_, i64>(index)?)
        .map_err(|cause| unreadable(index, Type::Integer, cause))
}

/// A number as it is stored; what is larger than any that can be stored is the largest one.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// One word of a closed set, as serde knows it.
pub(super) fn word<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    let word = row.get_ref(index)?.as_str()?;
    from_word(word, index)
}

/// A word that may be absent.
pub(super) fn optional_word<T: DeserializeOwned>(
    row: &Row<'_>,
    index: usize,
) -> rusqlite::Result<Option<T>> {
    row.get_ref(index)?
        .as_str_or_null()?
        .map(|word| from_word(word, index))
        .transpose()
}

fn from_word<T: DeserializeOwned>(word: &str, index: usize) -> rusqlite::Result<T> {
    let word: StrDeserializer<'_, WordError> = word.into_deserializer();
    T::deserialize(word).map_err(|cause| unreadable(index, Type::Text, cause))
}

/// A column of JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> rusqlite::Result<T> {
    serde_json::from_str(row.get_ref(index)?.as_str()?)
        .map_err(|cause| unreadable(index, Type::Text, cause))
}

/// A value as JSON.
pub(super) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|cause| StoreError::Fault(format!("a value has no JSON form: {cause}")))
}

fn unreadable(
    index: usize,
    kind: Type,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(index, kind, Box::new(cause))
}

pub(super) fn source(source: Source) -> &'static str {
    match source {
        Source::Okta => "okta",
        Source::Local => "local",
    }
}

pub(super) fn access_role(role: Option<AccessRole>) -> Option<&'static str> {
    role.map(AccessRole::name)
}

pub(super) fn method(method: Method) -> &'static str {
    match method {
        Method::Okta => "okta",
        Method::Password => "password",
    }
}

pub(super) fn surface(surface: Surface) -> &'static str {
    match surface {
        Surface::Portal => "portal",
        Surface::App => "app",
    }
}

pub(super) fn connector_kind(kind: ConnectorKind) -> &'static str {
    match kind {
        ConnectorKind::Okta => "okta",
    }
}
