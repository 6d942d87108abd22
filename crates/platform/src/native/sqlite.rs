use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use rusqlite::{
    Batch,
    fallible_iterator::FallibleIterator as _,
    params_from_iter,
    types::{ToSqlOutput, ValueRef},
};

use super::faults::{Fate, Faults};
use crate::{Row, Sql, SqlError, Value, sql::Connection};

/// SQLite files in a folder, one a label. Stricter than Spin on one point: a second statement in a text is an error
/// here, where Spin passes over it in silence.
pub struct SqliteFiles {
    folder: PathBuf,
    faults: Arc<Faults>,
}

impl SqliteFiles {
    /// The databases in `folder`, with `faults`.
    #[must_use]
    pub fn new(folder: &Path, faults: Arc<Faults>) -> Self {
        Self { folder: folder.to_owned(), faults }
    }
}

#[async_trait]
impl Sql for SqliteFiles {
    async fn open(&self, label: &str) -> Result<Box<dyn Connection>, SqlError> {
        let path = self.folder.join(format!("{label}.db"));
        let connection = rusqlite::Connection::open(path).map_err(failed)?;
        Ok(Box::new(SqliteConnection { connection, faults: self.faults.clone(), single: HashSet::new() }))
    }
}

struct SqliteConnection {
    connection: rusqlite::Connection,
    faults: Arc<Faults>,
    /// Texts already seen to hold one statement.
    single: HashSet<String>,
}

impl SqliteConnection {
    fn check_single(&mut self, text: &str) -> Result<(), SqlError> {
        if self.single.contains(text) {
            return Ok(());
        }
        let mut batch = Batch::new(&self.connection, text);
        batch.next().map_err(failed)?;
        // What follows may not even compile before the first statement has run: an error too shows that it is there.
        if !matches!(batch.next(), Ok(None)) {
            return Err(failed("a text holds more than one statement, and Spin would run only the first"));
        }
        self.single.insert(text.to_owned());
        Ok(())
    }
}

#[async_trait]
impl Connection for SqliteConnection {
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.check_single(statement)?;
        let broken = || Err(SqlError::Failed("disk I/O error (injected)".to_owned()));
        match self.faults.next() {
            Fate::Succeed => run(&self.connection, statement, parameters),
            Fate::FailBefore => broken(),
            Fate::FailAfter => {
                run(&self.connection, statement, parameters)?;
                broken()
            }
        }
    }
}

fn run(
    connection: &rusqlite::Connection,
    statement: &str,
    parameters: &[Value],
) -> Result<Vec<Row>, SqlError> {
    let mut statement = connection.prepare_cached(statement).map_err(failed)?;
    let columns = statement.column_count();
    let mut rows = statement.query(params_from_iter(parameters)).map_err(failed)?;
    let mut collected = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let values = (0..columns).map(|index| row.get_ref(index).map_err(failed).and_then(from_sqlite));
        collected.push(Row(values.collect::<Result<_, _>>()?));
    }
    Ok(collected)
}

fn from_sqlite(value: ValueRef<'_>) -> Result<Value, SqlError> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(inner) => Value::Integer(inner),
        ValueRef::Real(inner) => Value::Real(inner),
        ValueRef::Text(inner) => {
            Value::Text(String::from_utf8(inner.to_vec()).map_err(|_| failed("text is not UTF-8"))?)
        }
        ValueRef::Blob(inner) => Value::Blob(inner.to_vec()),
    })
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let value = match self {
            Value::Null => ValueRef::Null,
            Value::Integer(inner) => ValueRef::Integer(*inner),
            Value::Real(inner) => ValueRef::Real(*inner),
            Value::Text(inner) => ValueRef::Text(inner.as_bytes()),
            Value::Blob(inner) => ValueRef::Blob(inner),
        };
        Ok(ToSqlOutput::Borrowed(value))
    }
}

fn failed(error: impl std::fmt::Display) -> SqlError {
    SqlError::Failed(error.to_string())
}
