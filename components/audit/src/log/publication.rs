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
/// is never given when the log no longer agrees with the one before, be it in the table or in the store: a database that
/// was put back to an older state agrees with itself, and the store remembers what it had published.
pub(crate) async fn publish(
    platform: &Platform,
    database: &Database,
    settings: &AuditSettings,
) -> Result<Published, JournalFault> {
    let mut on = database;
    let last = check_published(platform, database, settings).await?;
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
    show(platform, settings, &published).await;
    Ok(published)
}

/// Puts `published` where anyone may read it, unless another instance put a later one there meanwhile.
async fn show(platform: &Platform, settings: &AuditSettings, published: &Published) {
    let shown = find_shown(platform, settings).await;
    if matches!(&shown, Ok(Some(shown)) if shown.size >= published.size) {
        return;
    }
    if let Err(error) = platform.key_value.set(STORE, KEY, published.note.as_bytes()).await {
        log_fault("", "checkpoint-not-in-store", &error);
    }
}

/// The last checkpoint, once the log agrees with it and with the one that anyone may read.
pub(crate) async fn check_published(
    platform: &Platform,
    database: &Database,
    settings: &AuditSettings,
) -> Result<Option<Published>, JournalFault> {
    let last = check_last_checkpoint(database).await?;
    let Some(shown) = find_shown(platform, settings).await? else { return Ok(last) };
    if last.as_ref().is_some_and(|last| last.size == shown.size && last.root == shown.root) {
        return Ok(last);
    }
    let mut on = database;
    let size = find_size(&mut on).await?;
    if size < shown.size {
        return Err(JournalFault::Behind(format!(
            "it has {size} entries, and {} were published",
            shown.size
        )));
    }
    if root(&mut on, shown.size).await? != shown.root {
        return Err(JournalFault::Behind(format!(
            "its first {} entries are not those that were published",
            shown.size
        )));
    }
    Ok(last)
}

/// The checkpoint that anyone may read; none when the store has none, or one of another log.
async fn find_shown(
    platform: &Platform,
    settings: &AuditSettings,
) -> Result<Option<Checkpoint>, JournalFault> {
    let Some(bytes) = platform.key_value.get(STORE, KEY).await? else { return Ok(None) };
    let key = settings.log.verifier_key();
    let note = String::from_utf8_lossy(&bytes);
    if note.lines().next().is_some_and(|origin| origin != key.name()) {
        return Ok(None);
    }
    let opened = Checkpoint::open(&note, &key);
    opened
        .map(Some)
        .map_err(|_| JournalFault::Behind("what is published is not signed by this key".to_owned()))
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

/// The last checkpoint of the table, once the log agrees with it.
async fn check_last_checkpoint(database: &Database) -> Result<Option<Published>, JournalFault> {
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
