//! Roots of complete subtrees.

use platform::{SqlError, params};
use transparency::{Hash, Node, Tile};

use super::{Statements, number, stored, unhex};

/// The hashes of `tile`, of level 1 or above: their bytes, one after the other, in one row.
pub(crate) async fn find_nodes(on: &mut impl Statements, tile: Tile) -> Result<Vec<u8>, SqlError> {
    let rows = on
        .run(
            "SELECT group_concat(hex(hash), '' ORDER BY node_index) FROM nodes
             WHERE level = ? AND node_index >= ? AND node_index < ?",
            params![u32::from(tile.level), stored(tile.start()), stored(tile.start() + tile.width)],
        )
        .await?;
    unhex(rows.first(), 0)
}

/// How many nodes `level` has.
pub(crate) async fn find_width(on: &mut impl Statements, level: u8) -> Result<u64, SqlError> {
    let statement = "SELECT coalesce(max(node_index) + 1, 0) FROM nodes WHERE level = ?";
    let rows = on.run(statement, params![u32::from(level)]).await?;
    rows.first().map_or(Ok(0), |row| number(row, 0))
}

/// Keeps `hash` at `node`. Done twice, it is done once: the hash cannot differ.
pub(crate) async fn insert_node(on: &mut impl Statements, node: Node, hash: Hash) -> Result<(), SqlError> {
    let statement = "INSERT INTO nodes (level, node_index, hash) VALUES (?, ?, ?) ON CONFLICT (level, node_index) DO NOTHING";
    on.run(statement, params![u32::from(node.level), stored(node.index), hash.0]).await?;
    Ok(())
}
