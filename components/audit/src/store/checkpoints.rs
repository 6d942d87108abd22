//! Every checkpoint ever published.

use jiff::Timestamp;
use platform::{Row, SqlError, params};
use transparency::Hash;

use super::{Statements, number, stored};

/// A published checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Published {
    pub(crate) size: u64,
    pub(crate) root: Hash,
    pub(crate) note: String,
    pub(crate) at: Timestamp,
}

/// Keeps `checkpoint`, unless one of its size is there.
pub(crate) async fn insert_checkpoint(
    on: &mut impl Statements,
    checkpoint: &Published,
) -> Result<(), SqlError> {
    let Published { size, root, note, at } = checkpoint;
    let statement = "INSERT INTO checkpoints (size, root, note, published_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (size) DO NOTHING";
    on.run(statement, params![stored(*size), root.0, note, *at]).await?;
    Ok(())
}

/// The last one.
pub(crate) async fn find_last(on: &mut impl Statements) -> Result<Option<Published>, SqlError> {
    let statement = "SELECT size, root, note, published_at FROM checkpoints ORDER BY size DESC LIMIT 1";
    on.run(statement, &[]).await?.first().map(decode).transpose()
}

/// Those of more than `size` leaves, from the smallest, `limit` at most.
pub(crate) async fn list_after(
    on: &mut impl Statements,
    size: Option<u64>,
    limit: u32,
) -> Result<Vec<Published>, SqlError> {
    let statement =
        "SELECT size, root, note, published_at FROM checkpoints WHERE size > ? ORDER BY size LIMIT ?";
    let rows = on.run(statement, params![size.map_or(-1, stored), limit]).await?;
    rows.iter().map(decode).collect()
}

fn decode(row: &Row) -> Result<Published, SqlError> {
    Ok(Published { size: number(row, 0)?, root: Hash(row.get(1)?), note: row.get(2)?, at: row.get(3)? })
}
