use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use super::{Connection, Migration, Row, Sql, SqlError, Value, migrations};
use crate::Clock;

/// With WAL, a commit is durable before its answer.
const DURABLE: &str = "PRAGMA synchronous = FULL";

/// With WAL, a power cut may take the last commits back, and breaks nothing.
const FLEETING: &str = "PRAGMA synchronous = NORMAL";

/// Set on every connection when it opens, with its durability; Spin sets none. `secure_delete` overwrites what is deleted, so
/// that erased data is not left in freed pages.
const PRAGMAS: &[&str] = &[
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
];

/// SQLite may answer "locked" at once, whatever the busy timeout, to instances that turn the same new file to WAL
/// together; whoever loses tries again and finds it done.
const WAL_ATTEMPTS: usize = 20;

/// One database of the component: migrated before its first use, each use on a connection of its own.
///
/// Connections are kept between uses, because opening one costs as much as a read (3,400 against 6,700 reads a second,
/// measured on Spin 4.1.0-pre0). One goes back only when its last statement or its transaction ended cleanly.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    sql: Arc<dyn Sql>,
    clock: Arc<dyn Clock>,
    label: &'static str,
    durability: &'static str,
    migrations: &'static [Migration],
    migrated: AtomicBool,
    free: Mutex<Vec<Box<dyn Connection>>>,
}

impl Database {
    /// The database `label`, whose schema is `migrations`. Nothing is opened yet.
    pub fn new(platform: &crate::Platform, label: &'static str, migrations: &'static [Migration]) -> Self {
        Self::with(platform, label, DURABLE, migrations)
    }

    /// The same for what need not survive a power cut, such as counts that slow people down: no commit waits for the disk.
    pub fn fleeting(
        platform: &crate::Platform,
        label: &'static str,
        migrations: &'static [Migration],
    ) -> Self {
        Self::with(platform, label, FLEETING, migrations)
    }

    fn with(
        platform: &crate::Platform,
        label: &'static str,
        durability: &'static str,
        migrations: &'static [Migration],
    ) -> Self {
        Self(Arc::new(Inner {
            sql: platform.sql.clone(),
            clock: platform.clock.clone(),
            label,
            durability,
            migrations,
            migrated: AtomicBool::new(false),
            free: Mutex::default(),
        }))
    }

    /// Runs one statement on its own, and reads all its rows.
    pub async fn query(&self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        let mut connection = self.checkout().await?;
        let rows = connection.execute(statement, parameters).await?;
        self.put_back(connection);
        Ok(rows)
    }

    /// Begins a transaction that writes (`BEGIN IMMEDIATE`: it waits for its turn here and is never refused later).
    pub async fn begin(&self) -> Result<Transaction, SqlError> {
        self.open_transaction("BEGIN IMMEDIATE").await
    }

    /// Begins a transaction that reads: all its statements see the database at one instant.
    pub async fn snapshot(&self) -> Result<Transaction, SqlError> {
        self.open_transaction("BEGIN DEFERRED").await
    }

    async fn open_transaction(&self, begin: &str) -> Result<Transaction, SqlError> {
        let mut connection = self.checkout().await?;
        connection.execute(begin, &[]).await?;
        Ok(Transaction { database: self.clone(), connection })
    }

    async fn checkout(&self) -> Result<Box<dyn Connection>, SqlError> {
        let kept = self.0.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.open().await?,
        };
        if !self.0.migrated.load(Ordering::Acquire) {
            migrations::apply(&mut *connection, self.0.migrations, self.0.clock.now()).await?;
            self.0.migrated.store(true, Ordering::Release);
        }
        Ok(connection)
    }

    async fn open(&self) -> Result<Box<dyn Connection>, SqlError> {
        let mut connection = self.0.sql.open(self.0.label).await?;
        for pragma in PRAGMAS.iter().chain([&self.0.durability]) {
            connection.execute(pragma, &[]).await?;
        }
        turn_to_wal(&mut *connection).await?;
        Ok(connection)
    }

    fn put_back(&self, connection: Box<dyn Connection>) {
        self.0.free.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
    }
}

async fn turn_to_wal(connection: &mut dyn Connection) -> Result<(), SqlError> {
    let mut last = None;
    for _ in 0..WAL_ATTEMPTS {
        match connection.execute("PRAGMA journal_mode = WAL", &[]).await {
            Ok(_) => return Ok(()),
            Err(error) => last = Some(error),
        }
    }
    last.map_or(Ok(()), Err)
}

/// A transaction on a connection of its own. Dropped before [`Transaction::commit`], it leaves nothing behind: its
/// connection is closed, and SQLite rolls back.
pub struct Transaction {
    database: Database,
    connection: Box<dyn Connection>,
}

impl Transaction {
    /// Runs one statement, and reads all its rows. After an error, drop the transaction.
    pub async fn query(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.connection.execute(statement, parameters).await
    }

    /// Makes all of it durable. **After an error, whether it was is unknown.**
    pub async fn commit(self) -> Result<(), SqlError> {
        self.end("COMMIT").await
    }

    /// Gives up all of it, and keeps the connection.
    pub async fn rollback(self) -> Result<(), SqlError> {
        self.end("ROLLBACK").await
    }

    async fn end(mut self, statement: &str) -> Result<(), SqlError> {
        self.connection.execute(statement, &[]).await?;
        self.database.put_back(self.connection);
        Ok(())
    }
}
