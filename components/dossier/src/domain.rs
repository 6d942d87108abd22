//! The nouns of a dossier, pure.

mod amount;
mod date;
mod objection;
mod phone;
pub(crate) mod record;
mod sealed;
mod throttle;
mod verification;
pub(crate) mod view;

pub(crate) use access::{DossierNumber, Matricule, Organisme};
pub(crate) use amount::Amount;
pub(crate) use date::{Month, PartialDate};
pub(crate) use objection::{Objection, Reader};
pub(crate) use phone::Phone;
pub(crate) use record::Record;
pub(crate) use sealed::{Contents, FACTS, Facts};
pub(crate) use throttle::{MEMORY, next_block};
pub(crate) use verification::{Verification, VerificationKind};

/// Text read through its type's `parse`, the only way in.
macro_rules! parsed_from_text {
    ($type:ty, $expected:literal) => {
        impl TryFrom<String> for $type {
            type Error = &'static str;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).ok_or($expected)
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    };
}
pub(crate) use parsed_from_text;
