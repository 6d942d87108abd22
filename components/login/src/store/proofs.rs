use jiff::Timestamp;
use platform::{Database, SqlError, Value};

/// Something that counts once, until it would be too old anyway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OneUse {
    pub(crate) id: [u8; 32],
    pub(crate) expires_at: Timestamp,
}

/// Takes each of `uses` the first time, in one statement, and gives the first that was taken before, by whichever instance.
/// One that has expired is as one that was taken: nothing tells any more that it was not.
pub(crate) async fn take(
    database: &Database,
    uses: &[OneUse],
    now: Timestamp,
) -> Result<Option<OneUse>, SqlError> {
    if let Some(over) = uses.iter().find(|one| one.expires_at <= now) {
        return Ok(Some(*over));
    }
    let places = vec!["(?, ?)"; uses.len()].join(", ");
    let statement =
        format!("INSERT INTO proofs (id, expires_at) VALUES {places} ON CONFLICT DO NOTHING RETURNING id");
    let values: Vec<Value> = uses.iter().flat_map(|one| [one.id.into(), one.expires_at.into()]).collect();
    let rows = database.query(&statement, &values).await?;
    let taken = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<[u8; 32]>, _>>()?;
    Ok(uses.iter().find(|one| !taken.contains(&one.id)).copied())
}
