use jiff::Timestamp;
use sha2::{Digest, Sha256};
use transparency::Hash;
use uuid::Uuid;

const VERSION: u8 = 1;

/// What the tree holds of an event, for ever: no content, only what pins it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf {
    /// The event.
    pub event: Uuid,
    /// When it was recorded; more than two seconds before its predecessor, never.
    pub recorded_at: Timestamp,
    /// What the clock said, which differs when it ran backwards.
    pub clock: Timestamp,
    /// What pins the content, see [`commit`].
    pub commitment: [u8; 32],
    /// What a [`crate::RecognitionKey`] recognises; random when the event is on no dossier.
    pub tag: [u8; 16],
}

/// What pins `content` without showing it: SHA-256(salt ‖ content), with a salt of 32 random bytes.
#[must_use]
pub fn commit(salt: &[u8; 32], content: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(content).finalize().into()
}

impl Leaf {
    /// Its length in bytes.
    pub const LENGTH: usize = 81;

    /// Its bytes: version, event, both instants in microseconds (big-endian), commitment, tag.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [
            &[VERSION][..],
            self.event.as_bytes(),
            &self.recorded_at.as_microsecond().to_be_bytes(),
            &self.clock.as_microsecond().to_be_bytes(),
            &self.commitment,
            &self.tag,
        ]
        .concat()
    }

    /// Reads it from its bytes; nothing when they are no leaf.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&[VERSION], rest) = bytes.split_first_chunk::<1>()? else { return None };
        let (event, rest) = rest.split_first_chunk::<16>()?;
        let (recorded_at, rest) = rest.split_first_chunk::<8>()?;
        let (clock, rest) = rest.split_first_chunk::<8>()?;
        let (commitment, rest) = rest.split_first_chunk::<32>()?;
        Some(Self {
            event: Uuid::from_bytes(*event),
            recorded_at: instant(*recorded_at)?,
            clock: instant(*clock)?,
            commitment: *commitment,
            tag: rest.try_into().ok()?,
        })
    }

    /// Its hash in the tree.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::of_leaf(&self.to_bytes())
    }
}

fn instant(microseconds: [u8; 8]) -> Option<Timestamp> {
    Timestamp::from_microsecond(i64::from_be_bytes(microseconds)).ok()
}
