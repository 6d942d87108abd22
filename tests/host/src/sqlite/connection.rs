//! One connection of one instance. Its mutex is held for the whole of a statement, until the last row is taken.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use tokio::sync::{mpsc, oneshot};

use super::statement::{Collected, Failure, Sending, execute};
use super::values::io;
use super::{Error, Outcome, QueryResult, SqliteDatabase, Streaming, Value};

const ROWS_IN_FLIGHT: usize = 4;

/// A handle that a component got from `open`. Nothing is opened before the first statement.
#[derive(Clone)]
pub struct Connection {
    database: SqliteDatabase,
    opened: Arc<OnceLock<Shared>>,
}

/// What is behind a handle once it is opened.
pub(super) type Shared = Arc<Mutex<Opened>>;

pub(super) struct Opened {
    pub(super) sqlite: rusqlite::Connection,
    /// After a text that is not UTF-8, Spin's own mutex is poisoned: every later use of the handle fails.
    pub(super) poisoned: bool,
}

impl Connection {
    pub(super) fn new(database: SqliteDatabase) -> Self {
        Self { database, opened: Arc::default() }
    }

    pub(super) async fn query(
        &self,
        statement: String,
        parameters: Vec<Value>,
        outcome: Outcome,
    ) -> Result<QueryResult, Error> {
        let shared = self.opened()?;
        let run = move || {
            let mut collected = Collected::default();
            execute(&mut lock(&shared), &statement, &parameters, outcome, &mut collected)?;
            Ok(collected.result)
        };
        match tokio::task::spawn_blocking(run).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(Failure::Reported(error))) => Err(error),
            Ok(Err(Failure::Poisoned)) | Err(_) => Err(Error::Io("internal runtime error".to_owned())),
        }
    }

    pub(super) async fn stream(
        &self,
        statement: String,
        parameters: Vec<Value>,
        outcome: Outcome,
    ) -> Result<Streaming, Error> {
        let shared = self.opened()?;
        let (columns, named) = oneshot::channel();
        let (rows, receiver) = mpsc::channel(ROWS_IN_FLIGHT);
        let (ended, end) = oneshot::channel();
        tokio::task::spawn_blocking(move || {
            let mut sending = Sending { columns: Some(columns), rows };
            let result = execute(&mut lock(&shared), &statement, &parameters, outcome, &mut sending);
            let result = match result {
                Ok(()) => Ok(()),
                Err(Failure::Reported(error)) => Err(error),
                // The component is told nothing: the end of its rows never comes.
                Err(Failure::Poisoned) => return,
            };
            if let Some(columns) = sending.columns.take() {
                _ = columns.send(Vec::new());
            }
            drop(sending);
            _ = ended.send(result);
        });
        let columns = named.await.map_err(|error| Error::Io(error.to_string()))?;
        Ok(Streaming { columns, rows: receiver, end })
    }

    pub(super) fn changes(&self) -> Result<u64, Error> {
        self.usable(|sqlite| sqlite.changes())
    }

    pub(super) fn last_insert_rowid(&self) -> Result<i64, Error> {
        self.usable(rusqlite::Connection::last_insert_rowid)
    }

    /// Waits for a running statement, and blocks the thread of the instance meanwhile, as Spin does.
    fn usable<T>(&self, read: impl FnOnce(&rusqlite::Connection) -> T) -> Result<T, Error> {
        let shared = self.opened()?;
        let opened = lock(&shared);
        if opened.poisoned { Err(Error::InvalidConnection) } else { Ok(read(&opened.sqlite)) }
    }

    fn opened(&self) -> Result<Shared, Error> {
        if let Some(shared) = self.opened.get() {
            return Ok(Arc::clone(shared));
        }
        let sqlite = open(&self.database).map_err(|error| io(&error))?;
        Ok(Arc::clone(self.opened.get_or_init(|| Arc::new(Mutex::new(Opened { sqlite, poisoned: false })))))
    }
}

fn open(database: &SqliteDatabase) -> rusqlite::Result<rusqlite::Connection> {
    let connection = match &database.path {
        Some(path) => rusqlite::Connection::open(path)?,
        None => rusqlite::Connection::open_in_memory()?,
    };
    if !database.allow_attach_file {
        connection.authorizer(Some(authorize));
    }
    Ok(connection)
}

/// A component attaches no file but temporary and in-memory databases.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Attach { filename } if !matches!(filename, "" | ":memory:") => Authorization::Deny,
        _ => Authorization::Allow,
    }
}

fn lock(shared: &Shared) -> MutexGuard<'_, Opened> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
