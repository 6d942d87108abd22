//! Running one statement: the first of its text, the others are ignored.

use rusqlite::params_from_iter;
use tokio::sync::{mpsc, oneshot};

use super::connection::Opened;
use super::values::{RowError, io, read_row, weight};
use super::{Error, MAX_BUFFERED, Outcome, QueryResult, RowResult, Value};

/// How a statement failed.
pub(super) enum Failure {
    /// The component is told.
    Reported(Error),
    /// The connection cannot be used any more.
    Poisoned,
}

/// Takes what a statement yields.
pub(super) trait Taker {
    fn columns(&mut self, names: Vec<String>) -> Result<(), Error>;
    fn row(&mut self, row: RowResult) -> Result<(), Error>;
}

/// Gathers every row before the component sees the first.
pub(super) struct Collected {
    pub(super) result: QueryResult,
    weight: usize,
}

/// Sends rows as they come, a few ahead of the component.
pub(super) struct Sending {
    pub(super) columns: Option<oneshot::Sender<Vec<String>>>,
    pub(super) rows: mpsc::Sender<RowResult>,
}

pub(super) fn execute(
    opened: &mut Opened,
    statement: &str,
    parameters: &[Value],
    outcome: Outcome,
    taker: &mut impl Taker,
) -> Result<(), Failure> {
    if opened.poisoned {
        return Err(Failure::Poisoned);
    }
    if outcome == Outcome::FailBefore {
        return Err(injected());
    }
    match run(&opened.sqlite, statement, parameters, taker) {
        Ok(()) if outcome == Outcome::FailAfter => Err(injected()),
        Err(Failure::Poisoned) => {
            opened.poisoned = true;
            Err(Failure::Poisoned)
        }
        result => result,
    }
}

fn run(
    sqlite: &rusqlite::Connection,
    statement: &str,
    parameters: &[Value],
    taker: &mut impl Taker,
) -> Result<(), Failure> {
    let mut statement = sqlite.prepare_cached(statement).map_err(|error| Failure::Reported(io(&error)))?;
    let names: Vec<String> = statement.column_names().into_iter().map(ToOwned::to_owned).collect();
    let columns = names.len();
    taker.columns(names).map_err(Failure::Reported)?;
    let mut rows =
        statement.query(params_from_iter(parameters)).map_err(|error| Failure::Reported(io(&error)))?;
    while let Some(row) = rows.next().map_err(|error| Failure::Reported(io(&error)))? {
        let row = read_row(row, columns).map_err(|error| match error {
            RowError::Sqlite(error) => Failure::Reported(io(&error)),
            RowError::NotUtf8 => Failure::Poisoned,
        })?;
        taker.row(row).map_err(Failure::Reported)?;
    }
    Ok(())
}

fn injected() -> Failure {
    Failure::Reported(Error::Io("disk I/O error".to_owned()))
}

fn check_weight(bytes: usize) -> Result<(), Error> {
    if bytes > MAX_BUFFERED {
        return Err(Error::Io(format!("query result exceeds limit of {MAX_BUFFERED} bytes")));
    }
    Ok(())
}

impl Default for Collected {
    fn default() -> Self {
        Self {
            result: QueryResult { columns: Vec::new(), rows: Vec::new() },
            weight: size_of::<QueryResult>(),
        }
    }
}

impl Taker for Collected {
    fn columns(&mut self, names: Vec<String>) -> Result<(), Error> {
        self.result.columns = names;
        Ok(())
    }

    fn row(&mut self, row: RowResult) -> Result<(), Error> {
        self.weight += weight(&row);
        self.result.rows.push(row);
        check_weight(self.weight)
    }
}

impl Taker for Sending {
    fn columns(&mut self, names: Vec<String>) -> Result<(), Error> {
        let sender = self.columns.take();
        let sent = sender.is_some_and(|sender| sender.send(names).is_ok());
        if sent { Ok(()) } else { Err(Error::Io("column send error".to_owned())) }
    }

    fn row(&mut self, row: RowResult) -> Result<(), Error> {
        check_weight(weight(&row))?;
        self.rows.blocking_send(row).map_err(|_| Error::Io("row send error".to_owned()))
    }
}
