use jiff::Timestamp;
use journal::{Event, Leaf, Receipt, commit};
use platform::{Clock, Random, SqlError};

use crate::{
    JournalFault,
    settings::AuditSettings,
    store::{
        Statements,
        entries::{Entry, find_entry, find_last_instant, insert_entry},
    },
};

/// The longest content, in bytes: ten times what the longest event of today needs.
const LONGEST: usize = 8 * 1024;

/// How often an append steps behind an instant that others keep moving.
const ATTEMPTS: usize = 5;

/// Appends `event`, or finds it appended, and gives its receipt: the same each time.
///
/// When the clock runs behind the last entry by more than the skew, the entry takes the last one's instant, and its leaf
/// keeps what the clock said too. Refusing would stop every reading until the clock is mended, and taking the clock's word
/// could have an entry purged years early.
pub(crate) async fn append(
    on: &mut impl Statements,
    settings: &AuditSettings,
    clock: &dyn Clock,
    random: &dyn Random,
    event: &Event,
) -> Result<Receipt, JournalFault> {
    let content = serde_json::to_string(event).map_err(|_| JournalFault::TooLong)?;
    if content.len() > LONGEST {
        return Err(JournalFault::TooLong);
    }
    let mut entry = entry(settings, clock, random, event, &content);
    for _ in 0..ATTEMPTS {
        if let Some(index) = insert_entry(on, &entry).await? {
            return Ok(receipt(settings, index, &entry.leaf));
        }
        if let Some(stored) = find_entry(on, event.id).await? {
            let is_same = stored.content.is_none_or(|stored| stored == content);
            let receipt = receipt(settings, stored.index, &stored.leaf);
            return if is_same { Ok(receipt) } else { Err(JournalFault::OtherEvent) };
        }
        let last = find_last_instant(on).await?;
        entry.leaf.recorded_at = last.map_or(entry.leaf.clock, |last| last.max(entry.leaf.clock));
    }
    Err(SqlError::Failed("the clocks of the instances are too far apart".to_owned()).into())
}

fn entry<'a>(
    settings: &AuditSettings,
    clock: &dyn Clock,
    random: &dyn Random,
    event: &'a Event,
    content: &'a str,
) -> Entry<'a> {
    let (mut salt, mut tag) = ([0; 32], [0; 16]);
    random.fill(&mut salt);
    match event.dossier {
        Some(dossier) => tag = settings.pseudonyms.recognition_key(dossier).tag(event.id),
        None => random.fill(&mut tag),
    }
    let now = clock.now();
    let now = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let commitment = commit(&salt, content.as_bytes());
    let leaf = Leaf { event: event.id, recorded_at: now, clock: now, commitment, tag };
    Entry { event, leaf, salt, content }
}

fn receipt(settings: &AuditSettings, index: u64, leaf: &Leaf) -> Receipt {
    Receipt::sign(leaf.event, index, leaf.hash(), leaf.recorded_at, &settings.receipts)
}
