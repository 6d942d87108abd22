//! What the seed brought. It brings each thing once: whoever closed an account, or took a role, is not undone by the next
//! instance that starts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use platform::{Database, SqlError, Transaction, params};
use uuid::Uuid;

pub(crate) const ACCOUNT: &str = "compte";
pub(crate) const CLIENT: &str = "application";

/// All of this kind that was brought.
pub(crate) async fn list_seeded(database: &Database, kind: &str) -> Result<BTreeSet<Uuid>, SqlError> {
    let rows = database.query("SELECT id FROM seeded WHERE kind = ?", params![kind]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Writes down that it is brought; false when it was before.
pub(crate) async fn mark(
    transaction: &mut Transaction,
    (kind, id): (&str, Uuid),
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement =
        "INSERT INTO seeded (kind, id, sown_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING id";
    Ok(!transaction.query(statement, params![kind, id, now]).await?.is_empty())
}
