use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError, atomic::AtomicU64, atomic::Ordering},
};

use async_trait::async_trait;
use sha2::{Digest, Sha256};

use crate::{KeyValue, KeyValueError, Random, SettingError, Settings};

/// Variables, set one by one.
#[derive(Default)]
pub struct SettingsMap(Mutex<BTreeMap<String, String>>);

impl SettingsMap {
    /// Gives variable `name` the text `value`.
    pub fn set(&self, name: &str, value: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), value.to_owned());
    }
}

#[async_trait]
impl Settings for SettingsMap {
    async fn get(&self, name: &str) -> Result<String, SettingError> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        found.ok_or_else(|| SettingError::Missing(name.to_owned()))
    }
}

/// Key-value stores in memory; all labels exist.
#[derive(Default)]
pub struct MemoryStores(Mutex<BTreeMap<(String, String), Vec<u8>>>);

#[async_trait]
impl KeyValue for MemoryStores {
    async fn get(&self, store: &str, key: &str) -> Result<Option<Vec<u8>>, KeyValueError> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(entries.get(&(store.to_owned(), key.to_owned())).cloned())
    }

    async fn set(&self, store: &str, key: &str, value: &[u8]) -> Result<(), KeyValueError> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert((store.to_owned(), key.to_owned()), value.to_vec());
        Ok(())
    }

    async fn delete(&self, store: &str, key: &str) -> Result<(), KeyValueError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(store.to_owned(), key.to_owned()));
        Ok(())
    }
}

/// The same bytes in each run: SHA-256 of a counter. Never for production.
#[derive(Default)]
pub struct SeededRandom(AtomicU64);

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = Sha256::digest(self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
            for (target, source) in chunk.iter_mut().zip(block) {
                *target = source;
            }
        }
    }
}
