//! Values between SQLite and components.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};

use crate::bindings::sqlite::{Error, RowResult, Value};

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Real(number) => ValueRef::Real(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// Why a row cannot be given.
pub(super) enum RowError {
    /// SQLite failed.
    Sqlite(rusqlite::Error),
    /// A text is not UTF-8: Spin panics, and the connection cannot be used any more.
    NotUtf8,
}

pub(super) fn read_row(row: &Row<'_>, columns: usize) -> Result<RowResult, RowError> {
    let values = (0..columns).map(|index| read_value(row.get_ref(index).map_err(RowError::Sqlite)?));
    Ok(RowResult { values: values.collect::<Result<_, _>>()? })
}

fn read_value(value: ValueRef<'_>) -> Result<Value, RowError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8(text.to_vec()).map_err(|_| RowError::NotUtf8)?),
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
    })
}

/// What a row weighs in the host's memory.
pub(super) fn weight(row: &RowResult) -> usize {
    let content = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
        Value::Null | Value::Integer(_) | Value::Real(_) => 0,
    };
    row.values.iter().map(|value| size_of::<Value>() + content(value)).sum()
}

pub(super) fn io(error: &rusqlite::Error) -> Error {
    Error::Io(error.to_string())
}
