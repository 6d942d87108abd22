//! The leaves, and the one statement that appends.

use jiff::{SignedDuration, Timestamp};
use journal::{Event, Leaf};
use platform::{Row, SqlError, params};
use transparency::Tile;
use uuid::Uuid;

use super::{Statements, number, stored, unhex};

/// How far the clocks of instances may be apart: within it, the instant of a leaf may precede its predecessor's.
const SKEW: SignedDuration = SignedDuration::from_secs(2);

/// What an append writes.
pub(crate) struct Entry<'a> {
    pub(crate) event: &'a Event,
    pub(crate) leaf: Leaf,
    pub(crate) salt: [u8; 32],
    pub(crate) content: &'a str,
}

/// What stands at an event's place.
pub(crate) struct StoredEntry {
    pub(crate) index: u64,
    pub(crate) leaf: Leaf,
    /// None once purged.
    pub(crate) content: Option<String>,
}

/// Appends `entry` and gives its index. Gives nothing, and writes nothing, when its event is there already or its
/// instant is before the last one's. One statement is one commit: at its start SQLite takes the write lock, so the next
/// index is read and taken under it.
pub(crate) async fn insert_entry(
    on: &mut impl Statements,
    entry: &Entry<'_>,
) -> Result<Option<u64>, SqlError> {
    let (event, leaf) = (entry.event, &entry.leaf);
    let id = event.id.into_bytes();
    let rows = on
        .run(
            "INSERT INTO entries (leaf_index, event_id, recorded_at, leaf, kind, outcome, agent, organisation,
                dossier, purpose, salt, content)
             SELECT (SELECT coalesce(max(leaf_index) + 1, 0) FROM leaves), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
             WHERE NOT EXISTS (SELECT 1 FROM leaves WHERE event_id = ?)
               AND coalesce((SELECT recorded_at FROM leaves ORDER BY leaf_index DESC LIMIT 1), '') <= ?
             RETURNING leaf_index",
            params![
                id,
                leaf.recorded_at,
                leaf.to_bytes(),
                event.kind.name(),
                event.outcome.as_str(),
                event.agent,
                event.organisation,
                event.dossier.map(|dossier| dossier.to_string()),
                event.purpose.as_ref().map(|purpose| purpose.as_str().to_owned()),
                entry.salt,
                entry.content,
                id,
                leaf.recorded_at.saturating_add(SKEW).unwrap_or(Timestamp::MAX),
            ],
        )
        .await?;
    rows.first().map(|row| number(row, 0)).transpose()
}

/// The entry of event `id`.
pub(crate) async fn find_entry(on: &mut impl Statements, id: Uuid) -> Result<Option<StoredEntry>, SqlError> {
    let statement = "SELECT leaf_index, leaf, content FROM entries WHERE event_id = ?";
    let rows = on.run(statement, params![id.into_bytes()]).await?;
    let decode =
        |row: &Row| Ok(StoredEntry { index: number(row, 0)?, leaf: leaf(row, 1)?, content: row.get(2)? });
    rows.first().map(decode).transpose()
}

/// When the last entry was recorded.
pub(crate) async fn find_last_instant(on: &mut impl Statements) -> Result<Option<Timestamp>, SqlError> {
    let rows = on.run("SELECT recorded_at FROM leaves ORDER BY leaf_index DESC LIMIT 1", &[]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// How many leaves the log has.
pub(crate) async fn find_size(on: &mut impl Statements) -> Result<u64, SqlError> {
    let rows = on.run("SELECT coalesce(max(leaf_index) + 1, 0) FROM leaves", &[]).await?;
    rows.first().map_or(Ok(0), |row| number(row, 0))
}

/// The leaves over which `tile`, of level 0, stands: their bytes, one after the other, in one row.
pub(crate) async fn find_leaves(on: &mut impl Statements, tile: Tile) -> Result<Vec<u8>, SqlError> {
    let rows = on
        .run(
            "SELECT group_concat(hex(leaf), '' ORDER BY leaf_index) FROM leaves
             WHERE leaf_index >= ? AND leaf_index < ?",
            params![stored(tile.start()), stored(tile.start() + tile.width)],
        )
        .await?;
    unhex(rows.first(), 0)
}

pub(super) fn leaf(row: &Row, column: usize) -> Result<Leaf, SqlError> {
    let bytes: Vec<u8> = row.get(column)?;
    Leaf::from_bytes(&bytes).ok_or(SqlError::Decode { column, expected: "a leaf" })
}
