//! The numbers of a beneficiary. What is once known to be one beneficiary stays so: an objection recorded on any of the
//! numbers binds them all.

use platform::{Database, SqlError, Transaction, params};
use uuid::Uuid;

/// The beneficiary who has all these numbers, made one when they were several, and `fresh` when none of them is known.
pub(crate) async fn settle_beneficiary(
    transaction: &mut Transaction,
    lookups: impl IntoIterator<Item = &[u8; 32]>,
    fresh: Uuid,
) -> Result<Uuid, SqlError> {
    let mut kept = None;
    for lookup in lookups {
        let known = insert_or_find(transaction, lookup, kept.unwrap_or(fresh)).await?;
        match kept {
            Some(kept) if kept != known => merge(transaction, known, kept).await?,
            _ => kept = Some(known),
        }
    }
    Ok(kept.unwrap_or(fresh))
}

/// The beneficiary of a number; from now on `beneficiary` when it had none.
async fn insert_or_find(
    transaction: &mut Transaction,
    lookup: &[u8; 32],
    beneficiary: Uuid,
) -> Result<Uuid, SqlError> {
    let statement = "INSERT INTO numbers (lookup, beneficiary) VALUES (?, ?)
        ON CONFLICT (lookup) DO UPDATE SET beneficiary = numbers.beneficiary RETURNING beneficiary";
    let rows = transaction.query(statement, params![*lookup, beneficiary]).await?;
    rows.first().map_or(Ok(beneficiary), |row| row.get(0))
}

async fn merge(transaction: &mut Transaction, from: Uuid, into: Uuid) -> Result<(), SqlError> {
    for table in ["numbers", "objections"] {
        let statement = format!("UPDATE {table} SET beneficiary = ? WHERE beneficiary = ?");
        transaction.query(&statement, params![into, from]).await?;
    }
    Ok(())
}

/// Who has this number; nothing when no dossier has or had it and nobody objected on it.
pub(crate) async fn find_beneficiary(
    database: &Database,
    lookup: &[u8; 32],
) -> Result<Option<Uuid>, SqlError> {
    let rows = database.query("SELECT beneficiary FROM numbers WHERE lookup = ?", params![*lookup]).await?;
    rows.first().map(|row| row.get(0)).transpose()
}
