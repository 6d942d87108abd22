use jiff::{SignedDuration, Timestamp};
use platform::{Database, SqlError, params};
use uuid::Uuid;

use crate::domain::session::later;

/// How long a slot is held by whoever does not give it back: many times what a hashing takes.
const LEASE: SignedDuration = SignedDuration::from_secs(5);

/// Takes one of so many slots; false when others, on whichever instance, hold them all.
pub(crate) async fn take_slot(
    database: &Database,
    slots: u32,
    holder: Uuid,
    now: Timestamp,
) -> Result<bool, SqlError> {
    let statement =
        "WITH RECURSIVE number(slot) AS (SELECT 1 UNION ALL SELECT slot + 1 FROM number WHERE slot < ?)
        INSERT INTO hashings (slot, holder, expires_at)
        SELECT slot, ?, ? FROM number
        WHERE slot NOT IN (SELECT slot FROM hashings WHERE expires_at > ?) LIMIT 1
        ON CONFLICT (slot) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
        RETURNING slot";
    Ok(!database.query(statement, params![slots, holder, later(now, LEASE), now]).await?.is_empty())
}

/// Gives a slot back.
pub(crate) async fn free_slot(database: &Database, holder: Uuid) -> Result<(), SqlError> {
    database.query("DELETE FROM hashings WHERE holder = ?", params![holder]).await.map(drop)
}
