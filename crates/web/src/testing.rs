//! What native tests of the components need to be somebody.

use access::Principal;
use async_trait::async_trait;

use crate::{Authenticator, Credentials, Problem};

/// Says that every request comes from one principal. It is compiled for tests and benches alone, never into a component.
pub struct StaticAuthenticator(pub Principal);

#[async_trait]
impl Authenticator for StaticAuthenticator {
    async fn authenticate(&self, _credentials: Credentials<'_>) -> Result<Principal, Problem> {
        Ok(self.0.clone())
    }
}
