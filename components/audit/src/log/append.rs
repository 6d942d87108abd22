use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use journal::{Event, Leaf, PseudonymKey, Receipt, commit};
use platform::{Clock, Random, SqlError};
use transparency::Signer;

use crate::{
    JournalFault,
    store::{
        Statements,
        entries::{Entry, StoredEntry, find_entries, find_last_instant, insert_entries},
    },
};

/// The longest content, in bytes: ten times what the longest event of today needs.
const LONGEST: usize = 8 * 1024;

/// How often an append steps behind an instant that others keep moving.
const ATTEMPTS: usize = 5;

/// An event to append: all of its entry but its place and its instant.
pub(crate) struct Draft {
    event: Event,
    content: String,
    salt: [u8; 32],
    commitment: [u8; 32],
    /// Of an event that is on no dossier.
    random_tag: [u8; 16],
    pseudonyms: PseudonymKey,
}

impl Draft {
    /// Refuses an event that is longer than an entry may be.
    pub(crate) fn new(
        event: Event,
        pseudonyms: &PseudonymKey,
        random: &dyn Random,
    ) -> Result<Self, JournalFault> {
        let content = serde_json::to_string(&event).map_err(|_| JournalFault::TooLong)?;
        if content.len() > LONGEST {
            return Err(JournalFault::TooLong);
        }
        let (mut salt, mut random_tag) = ([0; 32], [0; 16]);
        random.fill(&mut salt);
        random.fill(&mut random_tag);
        let commitment = commit(&salt, content.as_bytes());
        Ok(Self { event, content, salt, commitment, random_tag, pseudonyms: pseudonyms.clone() })
    }

    /// The leaf when it is recorded at `recorded_at`, on which its tag depends.
    fn leaf(&self, recorded_at: Timestamp, clock: Timestamp) -> Leaf {
        let event = self.event.id;
        let tag = match self.event.dossier {
            Some(dossier) => self.pseudonyms.tag(dossier, event, recorded_at),
            None => self.random_tag,
        };
        Leaf { event, recorded_at, clock, commitment: self.commitment, tag }
    }

    fn entry(&self, clock: Timestamp) -> Entry<'_> {
        let Self { event, content, salt, .. } = self;
        Entry { event, leaf: self.leaf(clock, clock), salt: *salt, content }
    }

    fn place_in(&self, stored: Option<&StoredEntry>) -> Result<Place, JournalFault> {
        let is_same =
            |entry: &&StoredEntry| entry.content.as_ref().is_none_or(|content| *content == self.content);
        let entry = stored.filter(is_same).ok_or(JournalFault::OtherEvent)?;
        Ok(Place { index: entry.index, leaf: entry.leaf })
    }
}

/// Where an event stands in the log.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) index: u64,
    leaf: Leaf,
}

impl Place {
    /// The receipt: the same each time.
    pub(crate) fn receipt(&self, signer: &Signer) -> Receipt {
        let Leaf { event, recorded_at, .. } = self.leaf;
        Receipt::sign(event, self.index, self.leaf.hash(), recorded_at, signer)
    }
}

/// Appends the events of `drafts` in one commit, or finds them appended, and gives the place of each. One that is refused
/// leaves the others as they are; after a fault of the database, whether any was appended is unknown.
pub(crate) async fn append(
    on: &mut impl Statements,
    clock: &dyn Clock,
    drafts: &[Arc<Draft>],
) -> Vec<Result<Place, JournalFault>> {
    match write(on, clock.now(), drafts).await {
        Ok(stored) => drafts.iter().map(|draft| draft.place_in(stored.get(&draft.event.id))).collect(),
        Err(fault) => vec![Err(fault); drafts.len()],
    }
}

/// When the clock runs behind the last entry by more than the skew, the entries take the last one's instant, and their
/// leaves keep what the clock said too. Refusing would stop every reading until the clock is mended, and taking the clock's
/// word could have an entry purged years early.
async fn write(
    on: &mut impl Statements,
    now: Timestamp,
    drafts: &[Arc<Draft>],
) -> Result<BTreeMap<uuid::Uuid, StoredEntry>, JournalFault> {
    let clock = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let mut missing: BTreeMap<_, _> =
        drafts.iter().map(|draft| (draft.event.id, draft.entry(clock))).collect();
    let (mut stored, mut at) = (BTreeMap::new(), clock);
    for _ in 0..ATTEMPTS {
        for (id, index) in insert_entries(on, missing.values(), at).await? {
            if let Some(Entry { leaf, content, .. }) = missing.remove(&id) {
                stored.insert(id, StoredEntry { index, leaf, content: Some(content.to_owned()) });
            }
        }
        if missing.is_empty() {
            return Ok(stored);
        }
        for entry in find_entries(on, missing.keys()).await? {
            missing.remove(&entry.leaf.event);
            stored.insert(entry.leaf.event, entry);
        }
        if missing.is_empty() {
            return Ok(stored);
        }
        at = find_last_instant(on).await?.map_or(clock, |last| last.max(clock));
        for draft in drafts {
            if let Some(entry) = missing.get_mut(&draft.event.id) {
                entry.leaf = draft.leaf(at, clock);
            }
        }
    }
    Err(SqlError::Failed("the clocks of the instances are too far apart".to_owned()).into())
}
