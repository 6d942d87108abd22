use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::first;

/// A month's budget, and whether a dossier is counted in it.
pub(crate) struct KnownBudget {
    pub(crate) cap: Option<u32>,
    pub(crate) consumed: u32,
    pub(crate) is_counted: bool,
}

impl KnownBudget {
    pub(crate) fn is_spent(&self) -> bool {
        self.cap.is_some_and(|cap| self.consumed >= cap)
    }
}

/// What is known of the month's budget of an habilitation's contract; none without such an habilitation.
pub(crate) async fn find_budget(
    database: &Database,
    habilitation: Uuid,
    month: &str,
    dossier: &[u8],
) -> Result<Option<KnownBudget>, SqlError> {
    let statement =
        "SELECT json_extract(s.limits, '$.budget_mensuel'), coalesce(b.consumed, 0), d.dossier IS NOT NULL
        FROM habilitations h JOIN contracts s ON s.id = h.contract
        LEFT JOIN budgets b ON b.contract = s.id AND b.month = ?2
        LEFT JOIN budget_dossiers d ON d.contract = s.id AND d.month = ?2 AND d.dossier = ?3
        WHERE h.id = ?1";
    let decode =
        |row: &Row| Ok(KnownBudget { cap: row.get(0)?, consumed: row.get(1)?, is_counted: row.get(2)? });
    first(&database.query(statement, params![habilitation, month, dossier]).await?, decode)
}

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

/// What is forgotten: which dossiers were counted in past months and, later, how many.
const EXPIRED: [&str; 2] = [
    "DELETE FROM budget_dossiers WHERE (contract, month, dossier) IN
        (SELECT contract, month, dossier FROM budget_dossiers WHERE month < ? ORDER BY month LIMIT ?) RETURNING 1",
    "DELETE FROM budgets WHERE (contract, month) IN
        (SELECT contract, month FROM budgets WHERE month < ? ORDER BY month LIMIT ?) RETURNING 1",
];

/// Forgets some of the dossiers counted before `month`, and of the counts before `kept`; false when none was left.
pub(crate) async fn forget_some(
    database: &Database,
    [month, kept]: [&str; 2],
    limit: u32,
) -> Result<bool, SqlError> {
    let [dossiers, counts] = EXPIRED;
    let forgotten = database.query(dossiers, params![month, limit]).await?.len();
    let dropped = database.query(counts, params![kept, limit]).await?.len();
    Ok(forgotten.max(dropped) == limit as usize)
}
