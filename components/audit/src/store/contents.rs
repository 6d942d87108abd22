//! What retention forgets.

use jiff::Timestamp;
use journal::{DossierPseudonym, Leaf};
use platform::{Row, SqlError, Value, params};
use uuid::Uuid;

use super::{Statements, entries::leaf, number, stored};

/// An entry whose content is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WholeEntry {
    pub(crate) index: u64,
    pub(crate) leaf: Leaf,
    pub(crate) salt: [u8; 32],
    pub(crate) content: String,
}

/// What entries must have to be listed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// One of the names of the dossier; all dossiers when there is none.
    pub(crate) dossier: Vec<DossierPseudonym>,
    pub(crate) agent: Option<Uuid>,
    pub(crate) client: Option<Uuid>,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) since: Option<Timestamp>,
    pub(crate) before: Option<Timestamp>,
    pub(crate) purpose: Option<String>,
    pub(crate) outcome: Option<&'static str>,
    /// Only entries before this index: where the former page ended.
    pub(crate) below: Option<u64>,
}

impl Filter {
    fn conditions(&self) -> (String, Vec<Value>) {
        let given = [
            ("agent = ?", self.agent.map(Value::from)),
            ("client = ?", self.client.map(Value::from)),
            ("organisation = ?", self.organisation.map(Value::from)),
            ("contents.recorded_at >= ?", self.since.map(Value::from)),
            ("contents.recorded_at < ?", self.before.map(Value::from)),
            ("purpose = ?", self.purpose.as_ref().map(Value::from)),
            ("outcome = ?", self.outcome.map(Value::from)),
            ("contents.leaf_index < ?", self.below.map(|index| Value::from(stored(index)))),
        ];
        let mut values: Vec<_> = self.dossier.iter().map(|name| Value::from(name.to_string())).collect();
        let mut text = match values.len() {
            0 => "TRUE".to_owned(),
            several => format!("dossier IN ({})", vec!["?"; several].join(", ")),
        };
        for (condition, value) in given {
            if let Some(value) = value {
                text = format!("{text} AND {condition}");
                values.push(value);
            }
        }
        (text, values)
    }
}

/// The entries that pass `filter`, the latest first, `limit` at most.
pub(crate) async fn list_entries(
    on: &mut impl Statements,
    filter: &Filter,
    limit: u32,
) -> Result<Vec<WholeEntry>, SqlError> {
    let (conditions, mut values) = filter.conditions();
    values.push(Value::from(limit));
    let statement = format!(
        "SELECT contents.leaf_index, leaf, salt, content
         FROM contents JOIN leaves ON leaves.leaf_index = contents.leaf_index
         WHERE {conditions} ORDER BY contents.leaf_index DESC LIMIT ?"
    );
    on.run(&statement, &values).await?.iter().map(decode).collect()
}

/// Deletes up to `limit` contents recorded before `before` that no hold keeps, and gives how many. One statement: a hold
/// placed meanwhile comes either before all of it or after.
pub(crate) async fn delete_before(
    on: &mut impl Statements,
    before: Timestamp,
    limit: u32,
) -> Result<usize, SqlError> {
    let rows = on
        .run(
            "DELETE FROM contents WHERE leaf_index IN (
                SELECT leaf_index FROM contents
                WHERE recorded_at < ?
                  AND NOT EXISTS (
                    SELECT 1 FROM holds WHERE lifted_at IS NULL AND holds.agent = contents.agent)
                  AND NOT EXISTS (
                    SELECT 1 FROM held_dossiers JOIN holds ON holds.id = held_dossiers.hold
                    WHERE lifted_at IS NULL AND held_dossiers.dossier = contents.dossier)
                ORDER BY recorded_at LIMIT ?)
             RETURNING leaf_index",
            params![before, limit],
        )
        .await?;
    Ok(rows.len())
}

/// The instant before which purges that the journal has by `until` may have deleted contents; none when there was no purge.
/// A purge of another component says the present instant instead, which explains nothing here: what retention, of six
/// months at least, lets go was recorded long before.
pub(crate) async fn find_purged_before(
    on: &mut impl Statements,
    until: Timestamp,
) -> Result<Option<Timestamp>, SqlError> {
    let rows = on
        .run(
            "WITH purges AS (
                SELECT contents.recorded_at,
                    CASE WHEN json_valid(content) THEN json_extract(content, '$.fait.avant') END AS before
                FROM contents JOIN leaves ON leaves.leaf_index = contents.leaf_index
                WHERE kind = 'PurgeStarted' AND outcome = 'fait' AND contents.recorded_at <= ?)
             SELECT before FROM purges WHERE julianday(before) < julianday(recorded_at) - 150
             ORDER BY julianday(before) DESC LIMIT 1",
            params![until],
        )
        .await?;
    rows.first().map(|row| row.get(0)).transpose()
}

/// Builds the indexes anew and empties the WAL, so that nothing of what was deleted stays: when a B-tree page splits, a
/// copy of the moved keys is left in its unused part, which `secure_delete` does not reach. Gives false when a reader kept
/// the WAL from being emptied.
pub(crate) async fn scrub(on: &mut impl Statements) -> Result<bool, SqlError> {
    for index in [
        "REINDEX contents_by_instant",
        "REINDEX contents_by_agent",
        "REINDEX contents_by_client",
        "REINDEX contents_by_organisation",
        "REINDEX contents_by_dossier",
        "REINDEX contents_by_purge",
        "REINDEX contents_by_hold",
        "REINDEX contents_by_lifting",
    ] {
        on.run(index, &[]).await?;
    }
    let checkpoint = on.run("PRAGMA wal_checkpoint(TRUNCATE)", &[]).await?;
    let is_busy: bool = checkpoint.first().map_or(Ok(true), |row| row.get(0))?;
    Ok(!is_busy)
}

fn decode(row: &Row) -> Result<WholeEntry, SqlError> {
    Ok(WholeEntry { index: number(row, 0)?, leaf: leaf(row, 1)?, salt: row.get(2)?, content: row.get(3)? })
}
