use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use transparency::{Hash, NoteError, Signer, VerifierKey};
use uuid::Uuid;

/// What the journal answers once an event is durably in it. Anyone verifies it offline with the log's public key, and
/// proves from it that the event is in every later checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The event.
    #[serde(rename = "evenement")]
    pub event: Uuid,
    /// Its place in the log, from 0.
    #[serde(rename = "rang")]
    pub index: u64,
    /// The hash of its leaf, in base64.
    #[serde(rename = "empreinte")]
    pub leaf_hash: String,
    /// When it was recorded.
    #[serde(rename = "instant")]
    pub recorded_at: Timestamp,
    /// The line that signs the above (C2SP `signed-note`).
    pub signature: String,
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptRefusal {
    /// Its hash cannot be read.
    #[error("the receipt is malformed")]
    Malformed,
    /// Its signature is not the log's.
    #[error(transparent)]
    Signature(#[from] NoteError),
}

/// The name under which the log `origin` signs receipts. It is not the one of its checkpoints, so that neither can be
/// taken for the other.
#[must_use]
pub fn receipt_signer_name(origin: &str) -> String {
    format!("{origin}/recepisse")
}

impl Receipt {
    /// The receipt of event `event`, whose leaf of hash `leaf_hash` is at `index`. Signing twice gives the same receipt.
    #[must_use]
    pub fn sign(event: Uuid, index: u64, leaf_hash: Hash, recorded_at: Timestamp, signer: &Signer) -> Self {
        let mut receipt =
            Self { event, index, leaf_hash: leaf_hash.to_string(), recorded_at, signature: String::new() };
        let text = receipt.text(signer.verifier_key().name());
        let note = signer.sign(&text);
        receipt.signature = note.strip_prefix(&text).unwrap_or_default().trim_matches('\n').to_owned();
        receipt
    }

    /// Verifies it with the log's public key, and gives the hash of the leaf that is to be in the tree.
    ///
    /// # Errors
    /// See [`ReceiptRefusal`].
    pub fn verify(&self, log_key: &VerifierKey) -> Result<Hash, ReceiptRefusal> {
        let key = log_key.named(&receipt_signer_name(log_key.name()))?;
        let hash = Hash::parse(&self.leaf_hash).map_err(|_| ReceiptRefusal::Malformed)?;
        key.open(&format!("{}\n{}\n", self.text(key.name()), self.signature))?;
        Ok(hash)
    }

    fn text(&self, signer: &str) -> String {
        let Self { event, index, leaf_hash, recorded_at, .. } = self;
        format!("{signer}\n{event}\n{index}\n{leaf_hash}\n{recorded_at:.6}\n")
    }
}
