use web::contract::Contract;

use crate::routes::routes;

/// What this component promises outside.
#[must_use]
pub fn contract() -> Contract {
    Contract::new("Messagerie", routes().table(), &[])
}
