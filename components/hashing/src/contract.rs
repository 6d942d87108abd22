use web::contract::Contract;

use crate::routes::routes;

/// What this component promises outside: nothing.
#[must_use]
pub fn contract() -> Contract {
    Contract::new("Empreintes", routes().table(), &[])
}
