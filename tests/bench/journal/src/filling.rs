use std::sync::Mutex;

use anyhow::Result;
use platform::native::World;
use rusqlite::{Connection, ErrorCode};

const DURABLE: &str = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL;";

/// The limit: one row a commit, with the same durability, on connections that wait for each other in SQLite.
pub(crate) struct BareTable {
    world: World,
    free: Mutex<Vec<Connection>>,
}

impl BareTable {
    pub(crate) fn new() -> Result<Self> {
        let table = Self { world: World::new()?, free: Mutex::default() };
        table.open()?.execute_batch(
            "PRAGMA journal_mode = WAL; CREATE TABLE bare (id INTEGER PRIMARY KEY, content BLOB NOT NULL);",
        )?;
        Ok(table)
    }

    fn open(&self) -> Result<Connection> {
        let connection = Connection::open(self.world.folder().join("bare.db"))?;
        connection.execute_batch(DURABLE)?;
        Ok(connection)
    }

    pub(crate) fn commit(&self) -> Result<()> {
        let kept = self.free.lock().ok().and_then(|mut free| free.pop());
        let connection = kept.map_or_else(|| self.open(), Ok)?;
        let mut insert = connection.prepare_cached("INSERT INTO bare (content) VALUES (randomblob(500))")?;
        // SQLite's waiters poll and may starve past their timeout: whoever does tries again, and its wait counts.
        while let Err(error) = insert.execute([]) {
            if error.sqlite_error_code() != Some(ErrorCode::DatabaseBusy) {
                return Err(error.into());
            }
        }
        drop(insert);
        if let Ok(mut free) = self.free.lock() {
            free.push(connection);
        }
        Ok(())
    }
}

/// Adds entries up to `size` in one transaction, through the view that every append goes through. They are made of
/// random bytes of the right length: their cost is that of real ones, and they prove nothing.
pub(crate) fn fill(world: &World, size: u64) -> Result<()> {
    let connection = Connection::open(world.folder().join("audit.db"))?;
    connection.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA synchronous = OFF; PRAGMA cache_size = -400000;",
    )?;
    connection.execute(
        "WITH RECURSIVE number(n) AS (
            SELECT coalesce(max(leaf_index) + 1, 0) FROM leaves UNION ALL SELECT n + 1 FROM number WHERE n + 1 < ?)
         INSERT INTO entries
            (leaf_index, event_id, recorded_at, leaf, kind, outcome, agent, organisation, dossier, purpose, salt, content)
         SELECT n, randomblob(16), '2026-03-02T09:00:00.000000000Z', randomblob(81), 'DossierConsulted',
            'fait', hex(randomblob(2)), hex(randomblob(1)), lower(hex(randomblob(16))), 'aide_financiere',
            randomblob(32), '{\"id\":\"' || hex(randomblob(200)) || '\"}'
         FROM number",
        [i64::try_from(size)?],
    )?;
    // What the filling left in the WAL is written out now, and not by an append that is measured.
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(())
}
