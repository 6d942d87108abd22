use async_trait::async_trait;

/// Key-value stores. No expiry, no atomic creation: for blobs that may be lost or rebuilt, never for sessions or locks.
#[async_trait]
pub trait KeyValue: Send + Sync {
    /// The value at `key` of `store`.
    async fn get(&self, store: &str, key: &str) -> Result<Option<Vec<u8>>, KeyValueError>;
    /// Puts `value` at `key` of `store`, over any former one.
    async fn set(&self, store: &str, key: &str, value: &[u8]) -> Result<(), KeyValueError>;
    /// Removes `key` from `store`.
    async fn delete(&self, store: &str, key: &str) -> Result<(), KeyValueError>;
}

/// Why a store did not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyValueError {
    /// The manifest does not grant this store, or the runtime configuration does not have it.
    #[error("the component may not use this store")]
    Denied,
    /// The store failed.
    #[error("the store failed: {0}")]
    Failed(String),
}
