//! The accounts that `login` opened for habilitations and mandates, and what is to be detached from them.

use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, params};
use uuid::Uuid;

use super::{PAGE, first};

/// The account that was opened for an habilitation or a mandate.
pub(crate) async fn find_account(database: &Database, id: Uuid) -> Result<Option<Uuid>, SqlError> {
    let statement = "SELECT account FROM habilitations WHERE id = ?1 UNION ALL
        SELECT account FROM mandates WHERE id = ?1";
    Ok(first(&database.query(statement, params![id]).await?, |row| row.get(0))?.flatten())
}

/// The habilitations and mandates for which an account was opened to a person, each after the account.
pub(crate) async fn list_opened(
    transaction: &mut Transaction,
    person: Uuid,
) -> Result<Vec<(Uuid, Uuid)>, SqlError> {
    let statement = "SELECT account, id FROM habilitations WHERE person = ?1 AND account IS NOT NULL
        UNION SELECT account, id FROM mandates WHERE person = ?1 AND account IS NOT NULL";
    let rows = transaction.query(statement, params![person]).await?;
    rows.iter().map(pair).collect()
}

/// Some of what ended and is not detached, each after its account.
pub(crate) async fn list_ended(database: &Database) -> Result<Vec<(Uuid, Uuid)>, SqlError> {
    let statement = "SELECT account, id FROM habilitations
        WHERE account > '' AND detached_at IS NULL AND state IN ('retiree', 'expiree')
        UNION ALL SELECT account, id FROM mandates
        WHERE account > '' AND detached_at IS NULL AND ended_at IS NOT NULL LIMIT ?";
    database.query(statement, params![PAGE]).await?.iter().map(pair).collect()
}

fn pair(row: &Row) -> Result<(Uuid, Uuid), SqlError> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Notes that this habilitation or mandate is detached from this account.
pub(crate) async fn mark_detached(
    database: &Database,
    (account, id): (Uuid, Uuid),
    now: Timestamp,
) -> Result<(), SqlError> {
    for table in ["habilitations", "mandates"] {
        let statement = format!("UPDATE {table} SET detached_at = ? WHERE id = ? AND account = ?");
        database.query(&statement, params![now, id, account]).await?;
    }
    Ok(())
}
