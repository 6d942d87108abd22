//! `spin:key-value@3.0.0`: one SQLite connection per store of the runtime configuration, behind one mutex.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use wasmtime::Result;
use wasmtime::component::{Accessor, FutureReader, HasData, Resource, ResourceTable, StreamReader};

use crate::bindings::key_value::{Error, Host, HostStore, HostStoreWithStore};
use crate::runtime_config::KeyValueStore;
use crate::sqlite::rows_of;

mod file;
#[cfg(test)]
mod tests;

pub use file::Store;

/// Every store that the runtime configuration defines.
pub(crate) type DefinedStores = BTreeMap<String, file::StoreFile>;

pub(crate) fn defined(stores: &BTreeMap<String, KeyValueStore>) -> DefinedStores {
    stores.iter().map(|(label, store)| (label.clone(), file::StoreFile::new(store.path.clone()))).collect()
}

/// The stores as one instance sees them.
pub(crate) struct Stores {
    allowed: BTreeSet<String>,
    defined: Arc<DefinedStores>,
    open: ResourceTable,
}

/// Names [`Stores`] in the linker.
pub(crate) struct StoresData;

impl HasData for StoresData {
    type Data<'a> = &'a mut Stores;
}

impl Stores {
    pub(crate) fn new(allowed: impl IntoIterator<Item = String>, defined: Arc<DefinedStores>) -> Self {
        Self { allowed: allowed.into_iter().collect(), defined, open: ResourceTable::new() }
    }

    fn open(&mut self, label: &str) -> Result<Resource<Store>, Error> {
        if !self.allowed.contains(label) {
            return Err(Error::AccessDenied);
        }
        let store = self.defined.get(label).ok_or(Error::NoSuchStore)?.open(label)?;
        self.open.push(store).map_err(|_| Error::StoreTableFull)
    }
}

impl StoresData {
    fn store<T>(accessor: &Accessor<T, Self>, store: &Resource<Store>) -> Result<Store, Error> {
        accessor.with(|mut access| access.get().open.get(store).cloned().map_err(|_| Error::NoSuchStore))
    }
}

impl Host for Stores {
    fn convert_error(&mut self, error: Error) -> Result<Error> {
        Ok(error)
    }
}

impl HostStore for Stores {
    async fn drop(&mut self, store: Resource<Store>) -> Result<()> {
        _ = self.open.delete(store);
        Ok(())
    }
}

// Every operation blocks the thread of the instance while it waits for the mutex and for the disk, as in Spin.
impl<T: Send> HostStoreWithStore<T> for StoresData {
    async fn open(accessor: &Accessor<T, Self>, label: String) -> Result<Resource<Store>, Error> {
        tokio::task::block_in_place(|| accessor.with(|mut access| access.get().open(&label)))
    }

    async fn get(
        accessor: &Accessor<T, Self>,
        store: Resource<Store>,
        key: String,
    ) -> Result<Option<Vec<u8>>, Error> {
        let store = Self::store(accessor, &store)?;
        tokio::task::block_in_place(|| store.get(&key))
    }

    async fn set(
        accessor: &Accessor<T, Self>,
        store: Resource<Store>,
        key: String,
        value: Vec<u8>,
    ) -> Result<(), Error> {
        let store = Self::store(accessor, &store)?;
        tokio::task::block_in_place(|| store.set(&key, &value))
    }

    async fn delete(accessor: &Accessor<T, Self>, store: Resource<Store>, key: String) -> Result<(), Error> {
        let store = Self::store(accessor, &store)?;
        tokio::task::block_in_place(|| store.delete(&key))
    }

    async fn exists(
        accessor: &Accessor<T, Self>,
        store: Resource<Store>,
        key: String,
    ) -> Result<bool, Error> {
        let store = Self::store(accessor, &store)?;
        Ok(tokio::task::block_in_place(|| store.get(&key))?.is_some())
    }

    async fn get_keys(
        accessor: &Accessor<T, Self>,
        store: Resource<Store>,
    ) -> Result<(StreamReader<String>, FutureReader<Result<(), Error>>)> {
        let (keys, end) = Self::store(accessor, &store)?.keys();
        accessor.with(|mut access| {
            Ok((StreamReader::new(&mut access, rows_of(keys))?, FutureReader::new(&mut access, end)?))
        })
    }
}
