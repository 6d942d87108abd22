//! The events every component records, their receipts, and how anyone verifies them offline with nothing but the log's
//! public key.
//!
//! A leaf of the log commits to an event without showing it: `SHA-256(salt ‖ content)`. Once salt and content are
//! deleted nothing tells what the event was, and every receipt and proof keeps verifying.

mod client;
mod event;
mod evidence;
mod kind;
mod leaf;
mod owed;
mod pseudonym;
mod receipt;
mod recognition;
mod repeats;
mod word;

pub use client::{Journal, JournalError};
pub use event::{Event, Outcome};
pub use evidence::{EvidenceFault, EvidenceLine, Report, tiles_between, verify_evidence_pack};
pub use kind::Kind;
pub use leaf::{Leaf, commit};
pub use owed::owe;
pub use pseudonym::{DossierPseudonym, InvalidPseudonym, PseudonymKey};
pub use receipt::{Receipt, ReceiptRefusal, receipt_signer_name};
pub use recognition::{Period, RecognitionKey};
pub use repeats::Repeats;
pub use word::{InvalidWord, Word};

/// The private route at which `audit` takes events.
pub const APPEND_PATH: &str = "/prive/evenements";
