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

use super::{
    faults::{Fate, Faults},
    plans,
};
use crate::{Row, Sql, SqlError, Value, sql::Connection};

/// SQLite files in a folder, one a label. Stricter than Spin on one point: a second statement in a text is an error
/// here, where Spin passes over it in silence; so is, for a component, one that reads all of a table which grows.
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
        let (label, faults) = (label.to_owned(), self.faults.clone());
        let rules = Rules::None;
        Ok(Box::new(SqliteConnection { label, connection, faults, rules, checked: HashSet::new() }))
    }
}

struct SqliteConnection {
    label: String,
    connection: rusqlite::Connection,
    faults: Arc<Faults>,
    rules: Rules,
    /// Texts that were found good.
    checked: HashSet<String>,
}

/// To what the statements of a connection are held, besides being single.
#[derive(PartialEq)]
enum Rules {
    /// A test's own: to nothing.
    None,
    /// A component's, which sets its pragmas first: to plans that do not read all of a table.
    Plans,
    /// The same, while it migrates: to nothing.
    Migrating,
}

impl SqliteConnection {
    fn check(&mut self, text: &str) -> Result<(), SqlError> {
        if text.starts_with("CREATE TABLE IF NOT EXISTS migrations") {
            self.rules = Rules::Migrating;
        } else if text.starts_with("PRAGMA foreign_keys")
            || text == "COMMIT" && self.rules == Rules::Migrating
        {
            self.rules = Rules::Plans;
        }
        if self.checked.contains(text) {
            return Ok(());
        }
        self.check_single(text)?;
        if self.rules == Rules::Plans {
            plans::check(&self.connection, &self.label, text)?;
        }
        self.checked.insert(text.to_owned());
        Ok(())
    }

    fn check_single(&self, text: &str) -> Result<(), SqlError> {
        let mut batch = Batch::new(&self.connection, text);
        batch.next().map_err(failed)?;
        // What follows may not even compile before the first statement has run: an error too shows that it is there.
        if !matches!(batch.next(), Ok(None)) {
            return Err(failed("a text holds more than one statement, and Spin would run only the first"));
        }
        Ok(())
    }
}

#[async_trait]
impl Connection for SqliteConnection {
    async fn execute(&mut self, statement: &str, parameters: &[Value]) -> Result<Vec<Row>, SqlError> {
        self.check(statement)?;
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
