//! The leaves, and the one statement that appends.

use jiff::{SignedDuration, Timestamp};
use journal::{Event, Leaf};
use platform::{Row, SqlError, Value, params};
use transparency::Tile;
use uuid::Uuid;

use super::{Statements, number, stored, unhex};

/// How far the clocks of instances may be apart: within it, the instant of a leaf may precede its predecessor's.
pub(crate) const SKEW: SignedDuration = SignedDuration::from_secs(2);

/// What an append writes.
pub(crate) struct Entry<'a> {
    pub(crate) event: &'a Event,
    pub(crate) leaf: Leaf,
    pub(crate) salt: [u8; 32],
    pub(crate) content: &'a str,
}

impl Entry<'_> {
    /// What it puts in the columns of `entries`, `leaf_index` left out.
    pub(crate) fn columns(&self) -> [Value; 12] {
        let (event, leaf) = (self.event, &self.leaf);
        [
            event.id.into_bytes().into(),
            leaf.recorded_at.into(),
            leaf.to_bytes().into(),
            event.kind.name().into(),
            event.outcome.as_str().into(),
            event.agent.into(),
            event.client.into(),
            event.organisation.into(),
            event.dossier.map(|dossier| dossier.to_string()).into(),
            event.purpose.as_ref().map(|purpose| purpose.as_str().to_owned()).into(),
            self.salt.into(),
            self.content.into(),
        ]
    }
}

/// What stands at an event's place.
pub(crate) struct StoredEntry {
    pub(crate) index: u64,
    pub(crate) leaf: Leaf,
    /// None once purged.
    pub(crate) content: Option<String>,
}

/// Appends `entries`, of different events and all of the instant `at`, and gives the index of each that it wrote: not of
/// those whose event is there already, and of none when the instant is before the last one's. One statement is one
/// commit: at its start SQLite takes the write lock, so the next indices are read and taken under it.
pub(crate) async fn insert_entries<'a, 'b: 'a>(
    on: &mut impl Statements,
    entries: impl ExactSizeIterator<Item = &'a Entry<'b>>,
    at: Timestamp,
) -> Result<Vec<(Uuid, u64)>, SqlError> {
    let rows = vec!["(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"; entries.len()].join(", ");
    let statement = format!(
        "WITH batch (event_id, recorded_at, leaf, kind, outcome, agent, client, organisation, dossier, purpose,
            salt, content) AS (VALUES {rows})
         INSERT INTO entries (leaf_index, event_id, recorded_at, leaf, kind, outcome, agent, client, organisation,
            dossier, purpose, salt, content)
         SELECT (SELECT coalesce(max(leaf_index), -1) FROM leaves) + row_number() OVER (), batch.* FROM batch
         WHERE NOT EXISTS (SELECT 1 FROM leaves WHERE leaves.event_id = batch.event_id)
           AND coalesce((SELECT recorded_at FROM leaves ORDER BY leaf_index DESC LIMIT 1), '') <= ?
         RETURNING event_id, leaf_index"
    );
    let mut values: Vec<_> = entries.flat_map(Entry::columns).collect();
    values.push(at.saturating_add(SKEW).unwrap_or(Timestamp::MAX).into());
    let rows = on.run(&statement, &values).await?;
    rows.iter().map(|row| Ok((Uuid::from_bytes(row.get(0)?), number(row, 1)?))).collect()
}

/// The entries of the events `ids`, as far as they are there.
pub(crate) async fn find_entries(
    on: &mut impl Statements,
    ids: impl ExactSizeIterator<Item = &Uuid>,
) -> Result<Vec<StoredEntry>, SqlError> {
    let places = vec!["?"; ids.len()].join(", ");
    let statement = format!("SELECT leaf_index, leaf, content FROM entries WHERE event_id IN ({places})");
    let ids: Vec<_> = ids.map(|id| Value::from(id.into_bytes())).collect();
    let decode =
        |row: &Row| Ok(StoredEntry { index: number(row, 0)?, leaf: leaf(row, 1)?, content: row.get(2)? });
    on.run(&statement, &ids).await?.iter().map(decode).collect()
}

/// The columns of `entries` from `from` to before `to`, each after its index. The last ten are null once purged, and
/// the instant by which the purge goes comes last of all.
pub(crate) async fn list_rows(
    on: &mut impl Statements,
    from: u64,
    to: u64,
) -> Result<Vec<(u64, Vec<Value>)>, SqlError> {
    let statement = "SELECT entries.leaf_index, event_id, entries.recorded_at, leaf, entries.kind, entries.outcome,
            entries.agent, entries.client, entries.organisation, entries.dossier, entries.purpose, entries.salt,
            entries.content, contents.recorded_at
         FROM entries LEFT JOIN contents ON contents.leaf_index = entries.leaf_index
         WHERE entries.leaf_index >= ? AND entries.leaf_index < ? ORDER BY entries.leaf_index";
    let rows = on.run(statement, params![stored(from), stored(to)]).await?;
    rows.into_iter().map(|row| Ok((number(&row, 0)?, row.0.into_iter().skip(1).collect()))).collect()
}

/// When the first entry was recorded.
pub(crate) async fn find_first_instant(on: &mut impl Statements) -> Result<Option<Timestamp>, SqlError> {
    let rows = on.run("SELECT recorded_at FROM leaves WHERE leaf_index = 0", &[]).await?;
    rows.first().map(|row| row.get(0)).transpose()
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
