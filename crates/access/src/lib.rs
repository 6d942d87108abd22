//! Who asks, for what and about which part of a dossier: the words shared by tokens, policies and the journal. The
//! decisions themselves are in `policies`.

mod category;
mod identifier;
mod name;
mod number;
mod principal;
mod spelling;

pub use category::{Category, Form, Module, UnknownWord};
pub use identifier::{Identifier, InvalidIdentifier};
pub use name::{InvalidName, ProfileCode, Purpose};
pub use number::{DossierNumber, Matricule, Organisme};
pub use principal::{Principal, Role};
pub use spelling::{Spelling, may_be_one_person};
