//! Who asks, for what and about which part of a dossier: the words shared by tokens, policies and the journal. The
//! decisions themselves are in `policies`.

mod category;
mod name;
mod number;
mod principal;

pub use category::{Category, Form, UnknownWord};
pub use name::{InvalidName, ProfileCode, Purpose};
pub use number::{DossierNumber, Matricule, Organisme};
pub use principal::{Principal, Role};
