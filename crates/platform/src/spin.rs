//! Spin behind the traits.

mod nothing;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use spin_sdk::{http::send, key_value, sqlite, variables, wasip3::http::types::ErrorCode};

use crate::{
    KeyValue, KeyValueError, Outbound, OutboundError, Row, SettingError, Settings, Sql, SqlError, Value,
    sql::Connection,
};

pub(crate) use nothing::Nothing;

/// The largest answer read from another component, in bytes.
const LARGEST_ANSWER: usize = 8 << 20;

pub(crate) struct Variables;

#[async_trait]
impl Settings for Variables {
    async fn get(&self, name: &str) -> Result<String, SettingError> {
        variables::get(name).await.map_err(|error| match error {
            variables::Error::Undefined(_) => SettingError::Missing(name.to_owned()),
            variables::Error::InvalidName(_) | variables::Error::Provider(_) | variables::Error::Other(_) => {
                SettingError::Unavailable(name.to_owned())
            }
        })
    }
}

pub(crate) struct Chaining;

#[async_trait]
impl Outbound for Chaining {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, OutboundError> {
        let answer = send(request.map(Full::new)).await.map_err(|code| match code {
            ErrorCode::HttpRequestDenied => OutboundError::Denied,
            other => OutboundError::Failed(other.to_string()),
        })?;
        let (parts, body) = answer.into_parts();
        let body = Limited::new(body, LARGEST_ANSWER).collect().await.map_err(body_error)?;
        Ok(Response::from_parts(parts, body.to_bytes()))
    }
}

fn body_error(error: Box<dyn std::error::Error + Send + Sync>) -> OutboundError {
    if error.is::<LengthLimitError>() {
        OutboundError::TooLarge
    } else {
        OutboundError::Failed(error.to_string())
    }
}

pub(crate) struct Sqlite;

#[async_trait]
impl Sql for Sqlite {
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError> {
        let connection = sqlite::Connection::open(label).await.map_err(|error| sql_error(label, error))?;
        Ok(Box::new(SqliteConnection { label: label.to_owned(), connection }))
    }
}

struct SqliteConnection {
    label: String,
    connection: sqlite::Connection,
}

#[async_trait]
impl Connection for SqliteConnection {
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        let parameters = parameters.iter().cloned().map(to_spin);
        let result = self.connection.execute(statement, parameters).await;
        let rows = match result {
            Ok(result) => result.collect().await,
            Err(error) => Err(error),
        };
        let rows = rows.map_err(|error| sql_error(&self.label, error))?;
        Ok(rows.into_iter().map(|row| Row(row.values.into_iter().map(from_spin).collect())).collect())
    }
}

fn to_spin(value: Value) -> sqlite::Value {
    match value {
        Value::Null => sqlite::Value::Null,
        Value::Integer(inner) => sqlite::Value::Integer(inner),
        Value::Real(inner) => sqlite::Value::Real(inner),
        Value::Text(inner) => sqlite::Value::Text(inner),
        Value::Blob(inner) => sqlite::Value::Blob(inner),
    }
}

fn from_spin(value: sqlite::Value) -> Value {
    match value {
        sqlite::Value::Null => Value::Null,
        sqlite::Value::Integer(inner) => Value::Integer(inner),
        sqlite::Value::Real(inner) => Value::Real(inner),
        sqlite::Value::Text(inner) => Value::Text(inner),
        sqlite::Value::Blob(inner) => Value::Blob(inner),
    }
}

fn sql_error(label: &str, error: sqlite::Error) -> SqlError {
    match error {
        sqlite::Error::NoSuchDatabase | sqlite::Error::AccessDenied => SqlError::Denied(label.to_owned()),
        sqlite::Error::InvalidConnection => SqlError::Failed("the connection is closed".to_owned()),
        sqlite::Error::DatabaseFull => SqlError::Failed("the database is full".to_owned()),
        sqlite::Error::Io(cause) => SqlError::Failed(cause),
    }
}

pub(crate) struct Stores;

#[async_trait]
impl KeyValue for Stores {
    async fn get(&self, store: &str, key: &str) -> Result<Option<Vec<u8>>, KeyValueError> {
        open(store).await?.get(key).await.map_err(key_value_error)
    }

    async fn set(&self, store: &str, key: &str, value: &[u8]) -> Result<(), KeyValueError> {
        open(store).await?.set(key, value).await.map_err(key_value_error)
    }

    async fn delete(&self, store: &str, key: &str) -> Result<(), KeyValueError> {
        open(store).await?.delete(key).await.map_err(key_value_error)
    }
}

async fn open(store: &str) -> Result<key_value::Store, KeyValueError> {
    key_value::Store::open(store).await.map_err(key_value_error)
}

fn key_value_error(error: key_value::Error) -> KeyValueError {
    match error {
        key_value::Error::AccessDenied | key_value::Error::NoSuchStore => KeyValueError::Denied,
        other => KeyValueError::Failed(other.to_string()),
    }
}
