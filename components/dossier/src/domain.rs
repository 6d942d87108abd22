//! The nouns of a dossier, pure.

mod amount;
mod date;
mod objection;
pub(crate) mod record;
mod sealed;
mod service;
mod throttle;
mod verification;
pub(crate) mod view;

pub(crate) use access::{DossierNumber, Matricule, Organisme, Phone, parsed_from_text};
pub(crate) use amount::Amount;
pub(crate) use date::{Month, PartialDate};
pub(crate) use objection::{Objection, Reader};
pub(crate) use record::Record;
pub(crate) use sealed::{CHILDHOOD, Contents, DECOY, FACTS, Facts};
pub(crate) use service::ServiceCode;
pub(crate) use throttle::{blocks_from, forgotten_before, longest_block};
pub(crate) use verification::{Verification, VerificationKind};
