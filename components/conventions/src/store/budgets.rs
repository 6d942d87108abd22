use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::first;

/// The contract of an habilitation and its cap of distinct dossiers a month.
pub(crate) async fn find_cap(
    transaction: &mut Transaction,
    habilitation: Uuid,
) -> Result<Option<(Uuid, Option<u32>)>, SqlError> {
    let statement = "SELECT s.id, json_extract(s.limits, '$.budget_mensuel')
        FROM habilitations h JOIN contracts s ON s.id = h.contract WHERE h.id = ?";
    let decode = |row: &Row| Ok((row.get(0)?, row.get(1)?));
    first(&transaction.query(statement, params![habilitation]).await?, decode)
}

/// True when the dossier was not counted yet in this month.
pub(crate) async fn insert_dossier(
    transaction: &mut Transaction,
    (contract, month): (Uuid, &str),
    dossier: &[u8],
) -> Result<bool, SqlError> {
    let statement = "INSERT INTO budget_dossiers (contract, month, dossier) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING RETURNING 1";
    Ok(!transaction.query(statement, params![contract, month, dossier]).await?.is_empty())
}

/// Counts one more dossier, unless the cap is reached: then nothing.
pub(crate) async fn count_dossier(
    transaction: &mut Transaction,
    (contract, month): (Uuid, &str),
    cap: Option<u32>,
) -> Result<Option<u32>, SqlError> {
    let statement = "INSERT INTO budgets (contract, month, consumed) VALUES (?1, ?2, 1)
        ON CONFLICT (contract, month) DO UPDATE SET consumed = consumed + 1 WHERE ?3 IS NULL OR consumed < ?3
        RETURNING consumed";
    first(&transaction.query(statement, params![contract, month, cap]).await?, |row| row.get(0))
}

pub(crate) async fn find_consumed(
    transaction: &mut Transaction,
    (contract, month): (Uuid, &str),
) -> Result<u32, SqlError> {
    let statement = "SELECT consumed FROM budgets WHERE contract = ? AND month = ?";
    Ok(first(&transaction.query(statement, params![contract, month]).await?, |row| row.get(0))?.unwrap_or(0))
}

/// Forgets which dossiers were counted before `month`. The counts stay.
pub(crate) async fn delete_dossiers_before(database: &Database, month: &str) -> Result<(), SqlError> {
    database.query("DELETE FROM budget_dossiers WHERE month < ?", params![month]).await.map(drop)
}
