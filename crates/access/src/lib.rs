//! Who asks: the words shared by tokens, policies and the journal. The decisions themselves are in `policies`.

mod principal;

pub use principal::{Principal, Role};
