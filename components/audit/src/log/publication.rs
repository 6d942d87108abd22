use jiff::{SignedDuration, Timestamp};
use platform::{Database, Platform, log_fault};
use transparency::Checkpoint;

use super::{complete_nodes, root};
use crate::{
    JournalFault,
    settings::AuditSettings,
    store::{
        checkpoints::{Published, find_last, insert_checkpoint},
        entries::find_size,
    },
};

/// How old the last checkpoint may be when it is read and the log has grown. Publishing at each append would double its
/// cost (a root, a commit, a key-value write); a receipt pins the leaf meanwhile.
const STALE_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// The store of what anyone may read, and the key of the last checkpoint in it.
const STORE: &str = "public";
const KEY: &str = "checkpoint";

/// Publishes a checkpoint over all the leaves, unless the last one covers them. It is durable before it is given, and it
/// is never given when the log no longer agrees with the one before.
pub(crate) async fn publish(
    platform: &Platform,
    database: &Database,
    settings: &AuditSettings,
) -> Result<Published, JournalFault> {
    let mut on = database;
    let last = check_last_checkpoint(database).await?;
    let size = find_size(&mut on).await?;
    if let Some(last) = last.filter(|last| last.size == size) {
        return Ok(last);
    }
    complete_nodes(&mut on, size).await?;
    let root = root(&mut on, size).await?;
    let origin = settings.log.verifier_key().name().to_owned();
    let note = Checkpoint { origin, size, root }.sign(&settings.log);
    let published = Published { size, root, note, at: platform.clock.now() };
    insert_checkpoint(&mut on, &published).await?;
    if let Err(error) = platform.key_value.set(STORE, KEY, published.note.as_bytes()).await {
        log_fault("", "checkpoint-not-in-store", &error);
    }
    Ok(published)
}

/// The last checkpoint, or a new one when it is stale.
pub(crate) async fn last_or_new(
    platform: &Platform,
    database: &Database,
    settings: &AuditSettings,
    now: Timestamp,
) -> Result<Published, JournalFault> {
    let mut on = database;
    match find_last(&mut on).await? {
        Some(last) if now.duration_since(last.at) < STALE_AFTER => Ok(last),
        _ => publish(platform, database, settings).await,
    }
}

/// The last checkpoint, once the log agrees with it.
pub(crate) async fn check_last_checkpoint(database: &Database) -> Result<Option<Published>, JournalFault> {
    let mut on = database;
    let Some(last) = find_last(&mut on).await? else { return Ok(None) };
    let size = find_size(&mut on).await?;
    if size < last.size {
        return Err(JournalFault::Damaged(format!(
            "it has {size} entries, and {} were published",
            last.size
        )));
    }
    if root(&mut on, last.size).await? != last.root {
        return Err(JournalFault::Damaged(format!("its root over {} entries is another", last.size)));
    }
    Ok(Some(last))
}
