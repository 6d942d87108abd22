use jiff::Timestamp;
use platform::{Database, Row, SqlError, Transaction, Value};

use crate::domain::throttle::{Bucket, Subject};

/// Counts a try as a failure before it is judged, so that tries made together count together. Gives the subject that is
/// to wait longest, if any, and until when; a try that is refused does not count, and takes no lock.
pub(crate) async fn take_try<'a>(
    database: &Database,
    buckets: &[Bucket<'a>],
    now: Timestamp,
) -> Result<Option<(&'a Subject, Timestamp)>, SqlError> {
    let (statement, places) = question(buckets);
    let seen = counts(buckets, &database.query(&statement, &places).await?)?;
    if let Some(wait) = longest_wait(buckets, &seen, now) {
        return Ok(Some(wait));
    }
    let mut transaction = database.begin().await?;
    let counts = counts(buckets, &transaction.query(&statement, &places).await?)?;
    if let Some(wait) = longest_wait(buckets, &counts, now) {
        transaction.rollback().await?;
        return Ok(Some(wait));
    }
    let counted = buckets.iter().zip(counts).map(|(bucket, at)| (bucket, bucket.allowance.counted(at, now)));
    write(&mut transaction, counted).await?;
    transaction.commit().await?;
    Ok(None)
}

/// Takes back what was counted for a try that succeeded or was not judged, wherever it was counted.
pub(crate) async fn give_back(database: &Database, buckets: &[Bucket<'_>]) -> Result<(), SqlError> {
    if buckets.is_empty() {
        return Ok(());
    }
    let (statement, places) = question(buckets);
    let mut transaction = database.begin().await?;
    let counts = counts(buckets, &transaction.query(&statement, &places).await?)?;
    let given = buckets.iter().zip(counts).map(|(bucket, at)| (bucket, bucket.allowance.given_back(at)));
    write(&mut transaction, given).await?;
    transaction.commit().await
}

/// The statement that reads the counts, and its parameters.
fn question(buckets: &[Bucket<'_>]) -> (String, Vec<Value>) {
    let marks = vec!["?"; buckets.len()].join(", ");
    let statement = format!("SELECT place, forgotten_at FROM throttles WHERE place IN ({marks})");
    (statement, buckets.iter().map(|bucket| bucket.place.into()).collect())
}

/// What is kept of each bucket: the instant at which all its failures are forgotten.
fn counts(buckets: &[Bucket<'_>], rows: &[Row]) -> Result<Vec<Timestamp>, SqlError> {
    let kept = rows.iter().map(|row| Ok((row.get::<[u8; 3]>(0)?, row.get(1)?)));
    let kept = kept.collect::<Result<Vec<_>, SqlError>>()?;
    let of = |bucket: &Bucket<'_>| kept.iter().find(|(place, _)| *place == bucket.place).map(|(_, at)| *at);
    Ok(buckets.iter().map(|bucket| of(bucket).unwrap_or(Timestamp::MIN)).collect())
}

fn longest_wait<'a>(
    buckets: &[Bucket<'a>],
    counts: &[Timestamp],
    now: Timestamp,
) -> Option<(&'a Subject, Timestamp)> {
    let waits = buckets.iter().zip(counts);
    let waits = waits.map(|(bucket, at)| (bucket.subject, bucket.allowance.refused_until(*at, now)));
    waits.filter(|(_, until)| *until > now).max_by_key(|(_, until)| *until)
}

async fn write<'a, 'b: 'a>(
    transaction: &mut Transaction,
    counts: impl Iterator<Item = (&'a Bucket<'b>, Timestamp)>,
) -> Result<(), SqlError> {
    let values: Vec<[Value; 2]> = counts.map(|(bucket, at)| [bucket.place.into(), at.into()]).collect();
    let marks = vec!["(?, ?)"; values.len()].join(", ");
    let statement = format!(
        "INSERT INTO throttles (place, forgotten_at) VALUES {marks}
         ON CONFLICT (place) DO UPDATE SET forgotten_at = excluded.forgotten_at"
    );
    transaction.query(&statement, values.as_flattened()).await.map(drop)
}
