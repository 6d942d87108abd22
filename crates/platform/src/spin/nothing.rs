use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};

use crate::{
    KeyValue, KeyValueError, Outbound, OutboundError, SettingError, Settings, Sql, SqlError, sql::Connection,
};

/// What a component has of what it did not ask for.
pub(crate) struct Nothing;

#[async_trait]
impl Settings for Nothing {
    async fn get(&self, name: &str) -> Result<String, SettingError> {
        Err(SettingError::Missing(name.to_owned()))
    }
}

#[async_trait]
impl Outbound for Nothing {
    async fn send(&self, _request: Request<Bytes>) -> Result<Response<Bytes>, OutboundError> {
        Err(OutboundError::Denied)
    }
}

#[async_trait]
impl Sql for Nothing {
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError> {
        Err(SqlError::Denied(label.to_owned()))
    }
}

#[async_trait]
impl KeyValue for Nothing {
    async fn get(&self, _store: &str, _key: &str) -> Result<Option<Vec<u8>>, KeyValueError> {
        Err(KeyValueError::Denied)
    }

    async fn set(&self, _store: &str, _key: &str, _value: &[u8]) -> Result<(), KeyValueError> {
        Err(KeyValueError::Denied)
    }

    async fn delete(&self, _store: &str, _key: &str) -> Result<(), KeyValueError> {
        Err(KeyValueError::Denied)
    }
}
