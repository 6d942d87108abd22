//! Who asks, for what and about which part of a dossier: the words shared by tokens, policies and the journal. The
//! decisions themselves are in `policies`.

mod category;
mod code;
mod identifier;
mod name;
mod number;
pub mod pasted;
mod phone;
mod principal;
mod scope;
mod siret;
mod spelling;

pub use category::{Category, Form, Module, OrganisationCategory, UnknownWord};
pub use code::{OneTimeCode, TradeCode};
pub use identifier::{Identifier, InvalidIdentifier};
pub use name::{InvalidName, ProfileCode, Purpose};
pub use number::{DossierNumber, Matricule, Organisme};
pub use phone::Phone;
pub use principal::{Principal, Role};
pub use scope::{InvalidScope, Scope, Scopes};
pub use siret::Siret;
pub use spelling::{Spelling, may_be_one_person};
