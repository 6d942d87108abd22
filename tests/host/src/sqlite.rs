//! `spin:sqlite@3.1.0`: a connection per `open`, opened at its first statement, at most 256 per instance.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use wasmtime::component::{Accessor, FutureReader, HasData, Resource, ResourceTable, StreamReader};
use wasmtime::{Error as Trap, Result};

use crate::bindings::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
use crate::faults::{Faults, Outcome};
use crate::runtime_config::SqliteDatabase;

mod connection;
mod statement;
mod stream;
#[cfg(test)]
mod tests;
mod values;

pub use connection::Connection;
pub(crate) use stream::rows_of;

const MAX_CONNECTIONS: usize = 256;

/// What Spin buffers at most for one row or one synchronous result.
pub(crate) const MAX_BUFFERED: usize = 128 << 20;

/// The databases as one instance sees them.
pub(crate) struct Databases {
    component: String,
    allowed: BTreeSet<String>,
    defined: Arc<BTreeMap<String, SqliteDatabase>>,
    faults: Faults,
    open: ResourceTable,
}

/// Names [`Databases`] in the linker.
pub(crate) struct DatabasesData;

impl HasData for DatabasesData {
    type Data<'a> = &'a mut Databases;
}

/// The rows of a statement as they come, and how it ended.
pub(crate) struct Streaming {
    columns: Vec<String>,
    rows: mpsc::Receiver<RowResult>,
    end: oneshot::Receiver<Result<(), Error>>,
}

impl Databases {
    pub(crate) fn new(
        component: &str,
        allowed: impl IntoIterator<Item = String>,
        defined: Arc<BTreeMap<String, SqliteDatabase>>,
        faults: Faults,
    ) -> Self {
        let mut open = ResourceTable::new();
        open.set_max_capacity(MAX_CONNECTIONS);
        Self {
            component: component.to_owned(),
            allowed: allowed.into_iter().collect(),
            defined,
            faults,
            open,
        }
    }

    fn open(&mut self, label: &str) -> Result<Resource<Connection>, Error> {
        if !self.allowed.contains(label) {
            return Err(Error::AccessDenied);
        }
        let database = self.defined.get(label).ok_or(Error::NoSuchDatabase)?;
        let connection = Connection::new(database.clone());
        self.open.push(connection).map_err(|_| Error::Io("too many connections opened".to_owned()))
    }

    fn get(&self, connection: &Resource<Connection>) -> Result<Connection, Error> {
        self.open.get(connection).cloned().map_err(|_| Error::InvalidConnection)
    }

    /// The connection of a statement about to run, and what the test planned for it.
    fn statement(&self, connection: &Resource<Connection>) -> Result<(Connection, Outcome), Error> {
        let connection = self.get(connection)?;
        Ok((connection, self.faults.next_statement(&self.component)))
    }
}

impl Host for Databases {
    fn convert_error(&mut self, error: Error) -> Result<Error> {
        Ok(error)
    }
}

impl HostConnection for Databases {
    async fn open(&mut self, database: String) -> Result<Resource<Connection>, Error> {
        Self::open(self, &database)
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Result<QueryResult, Error> {
        let (connection, outcome) = self.statement(&connection)?;
        connection.query(statement, parameters, outcome).await
    }

    async fn last_insert_rowid(&mut self, connection: Resource<Connection>) -> Result<i64> {
        self.get(&connection).map_err(Trap::from)?.last_insert_rowid().map_err(Trap::from)
    }

    async fn changes(&mut self, connection: Resource<Connection>) -> Result<u64> {
        self.get(&connection).map_err(Trap::from)?.changes().map_err(Trap::from)
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> Result<()> {
        _ = self.open.delete(connection);
        Ok(())
    }
}

impl<T: Send> HostConnectionWithStore<T> for DatabasesData {
    async fn open_async(
        accessor: &Accessor<T, Self>,
        database: String,
    ) -> Result<Resource<Connection>, Error> {
        accessor.with(|mut access| access.get().open(&database))
    }

    async fn execute_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Result<(Vec<String>, StreamReader<RowResult>, FutureReader<Result<(), Error>>), Error> {
        let (connection, outcome) = accessor.with(|mut access| access.get().statement(&connection))?;
        let Streaming { columns, rows, end } = connection.stream(statement, parameters, outcome).await?;
        let readers = accessor.with(|mut access| {
            Ok::<_, Trap>((
                StreamReader::new(&mut access, rows_of(rows))?,
                FutureReader::new(&mut access, end)?,
            ))
        });
        let (rows, end) = readers.map_err(|error| Error::Io(error.to_string()))?;
        Ok((columns, rows, end))
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<T, Self>,
        connection: Resource<Connection>,
    ) -> Result<i64> {
        let connection = accessor.with(|mut access| access.get().get(&connection)).map_err(Trap::from)?;
        connection.last_insert_rowid().map_err(Trap::from)
    }

    async fn changes_async(accessor: &Accessor<T, Self>, connection: Resource<Connection>) -> Result<u64> {
        let connection = accessor.with(|mut access| access.get().get(&connection)).map_err(Trap::from)?;
        connection.changes().map_err(Trap::from)
    }
}
