//! A store in a file: one table, one connection, one mutex for everybody.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::{Connection, OptionalExtension as _, params};
use tokio::sync::{mpsc, oneshot};

use super::Error;

const KEYS_IN_FLIGHT: usize = 4;

/// A store of the runtime configuration, opened at its first use.
#[derive(Debug)]
pub(crate) struct StoreFile {
    path: Option<PathBuf>,
    opened: OnceLock<Arc<Mutex<Connection>>>,
}

/// A handle that a component got from `open`.
#[derive(Clone)]
pub struct Store {
    label: String,
    connection: Arc<Mutex<Connection>>,
}

impl StoreFile {
    pub(super) fn new(path: Option<PathBuf>) -> Self {
        Self { path, opened: OnceLock::new() }
    }

    pub(super) fn open(&self, label: &str) -> Result<Store, Error> {
        let connection = match self.opened.get() {
            Some(connection) => connection,
            None => {
                let connection = self.connect().map_err(failed)?;
                self.opened.get_or_init(|| Arc::new(Mutex::new(connection)))
            }
        };
        Ok(Store { label: label.to_owned(), connection: Arc::clone(connection) })
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let connection = match &self.path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        connection.execute(
            "CREATE TABLE IF NOT EXISTS spin_key_value (
                 store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key)
             )",
            [],
        )?;
        Ok(connection)
    }
}

impl Store {
    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.lock()
            .prepare_cached("SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2")
            .and_then(|mut statement| {
                statement.query_row(params![self.label, key], |row| row.get(0)).optional()
            })
            .map_err(failed)
    }

    pub(super) fn set(&self, key: &str, value: &[u8]) -> Result<(), Error> {
        self.write(
            "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
             ON CONFLICT (store, key) DO UPDATE SET value = excluded.value",
            params![self.label, key, value],
        )
    }

    pub(super) fn delete(&self, key: &str) -> Result<(), Error> {
        self.write("DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2", params![self.label, key])
    }

    /// The keys as they come. The mutex is held until the last one is taken.
    pub(super) fn keys(&self) -> (mpsc::Receiver<String>, oneshot::Receiver<Result<(), Error>>) {
        let (sender, keys) = mpsc::channel(KEYS_IN_FLIGHT);
        let (ended, end) = oneshot::channel();
        let store = self.clone();
        tokio::task::spawn_blocking(move || {
            let result = store.send_keys(&sender);
            drop(sender);
            _ = ended.send(result);
        });
        (keys, end)
    }

    fn send_keys(&self, sender: &mpsc::Sender<String>) -> Result<(), Error> {
        let connection = self.lock();
        let mut statement =
            connection.prepare_cached("SELECT key FROM spin_key_value WHERE store = ?1").map_err(failed)?;
        for key in statement.query_map([&self.label], |row| row.get(0)).map_err(failed)? {
            sender.blocking_send(key.map_err(failed)?).map_err(|error| Error::Other(error.to_string()))?;
        }
        Ok(())
    }

    fn write(&self, statement: &str, parameters: impl rusqlite::Params) -> Result<(), Error> {
        self.lock()
            .prepare_cached(statement)
            .and_then(|mut statement| statement.execute(parameters))
            .map(drop)
            .map_err(failed)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(error: rusqlite::Error) -> Error {
    Error::Other(format!("{error:?}"))
}
