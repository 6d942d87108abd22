use jiff::Timestamp;
use platform::{Database, SqlError, params};

/// Something that counts once, until it would be too old anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OneUse {
    pub(crate) id: [u8; 32],
    pub(crate) expires_at: Timestamp,
}

/// Takes each of `uses` the first time, in one transaction, and gives the first that was taken before, by whichever
/// instance. A few that expired are cleared each time, so that the table stays as large as one minute's traffic.
pub(crate) async fn take(
    database: &Database,
    uses: &[OneUse],
    now: Timestamp,
) -> Result<Option<OneUse>, SqlError> {
    let mut transaction = database.begin().await?;
    let clear = "DELETE FROM proofs WHERE id IN (SELECT id FROM proofs WHERE expires_at <= ? ORDER BY expires_at LIMIT 4)";
    transaction.query(clear, params![now]).await?;
    let mut used = None;
    for one in uses {
        let insert = "INSERT INTO proofs (id, expires_at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id";
        let is_new = !transaction.query(insert, params![one.id, one.expires_at]).await?.is_empty();
        used = used.or((!is_new).then_some(*one));
    }
    transaction.commit().await?;
    Ok(used)
}
