use anyhow::{Context as _, Result};
use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Answer, Service, Session, key::Key};

/// An application registered by the fund that acts on its own: it proves who it is with its key (`private_key_jwt`), and
/// its tokens are bound to that key (DPoP).
#[derive(Clone)]
pub struct Application {
    id: Uuid,
    key: Key,
    service: Service,
}

impl Application {
    /// The application `id` of this service, whose key grows from `seed`.
    #[must_use]
    pub fn new(id: Uuid, seed: [u8; 32], service: Service) -> Self {
        Self { id, key: Key::from_seed(seed), service }
    }

    /// What registers it (`login_seed`, `POST /login/clients`), by its id.
    #[must_use]
    pub fn registration(
        &self,
        name: &str,
        role: access::Role,
        organisation: Option<Uuid>,
    ) -> (String, Value) {
        let registration = json!({
            "client_name": name, "jwks": {"keys": [self.key.public()]}, "grant_types": ["client_credentials"],
            "scope": "dossiers", "roles": [role], "organisation": organisation,
        });
        (self.id.to_string(), registration)
    }

    /// A session with a new access token.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn session(&self) -> Result<Session> {
        let answer = self.post("/oauth/token", &[("grant_type", "client_credentials")]).await?.success()?;
        let token = answer.get("access_token").and_then(Value::as_str);
        let token = token.context("the token endpoint gave no access token")?.to_owned();
        Ok(Session { service: self.service.clone(), token, key: Some(self.key.clone()) })
    }

    /// Posts a form to an endpoint of the authorization server, proving who it is and that it has its key.
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let assertion = self.key.assertion(self.id, &self.service);
        let form: Vec<_> = Key::proven_by(&assertion).iter().chain(form).copied().collect();
        let request = self.service.request(Method::POST, path);
        let request = request.header("dpop", self.key.proof(&self.service, "POST", path, None));
        Answer::to(request.form(&form)).await
    }
}
