use crate::{Hash, NoteError, Signer, VerifierKey};

/// What a log was at one instant (C2SP `tlog-checkpoint`): its origin, its number of leaves, their root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name, which is also its key's.
    pub origin: String,
    /// Its number of leaves.
    pub size: u64,
    /// The root of its tree.
    pub root: Hash,
}

/// Why a checkpoint is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it is refused.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not three lines or more: origin, size, root.
    #[error("the text is no checkpoint")]
    Malformed,
    /// It is another log's.
    #[error("the checkpoint is of another log")]
    Origin,
}

impl Checkpoint {
    /// The signed note.
    #[must_use]
    pub fn sign(&self, signer: &Signer) -> String {
        signer.sign(&format!("{}\n{}\n{}\n", self.origin, self.size, self.root))
    }

    /// Opens a signed note of the log whose name and key are `key`'s.
    ///
    /// # Errors
    /// See [`CheckpointError`].
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        let text = key.open(note)?;
        let mut lines = text.split_terminator('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Malformed);
        };
        if origin != key.name() {
            return Err(CheckpointError::Origin);
        }
        let number: u64 = size.parse().map_err(|_| CheckpointError::Malformed)?;
        let root = Hash::parse(root).map_err(|_| CheckpointError::Malformed)?;
        let is_plain = number.to_string() == size && lines.all(|extension| !extension.is_empty());
        if is_plain {
            Ok(Self { origin: origin.to_owned(), size: number, root })
        } else {
            Err(CheckpointError::Malformed)
        }
    }
}
