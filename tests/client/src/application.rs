use anyhow::{Context as _, Result};
use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Answer, Service, Session, key::Key};

const TOKEN: &str = "/oauth/token";

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

    /// The application `id` of this service, whose P-256 key grows from `seed`; none when it is no scalar of the curve.
    #[must_use]
    pub fn with_p256(id: Uuid, seed: [u8; 32], service: Service) -> Option<Self> {
        Some(Self { id, key: Key::p256_from_seed(seed)?, service })
    }

    /// What registers it (`login_seed`, `POST /login/clients`), by its id: with the scopes of what this role is for.
    #[must_use]
    pub fn registration(
        &self,
        name: &str,
        role: access::Role,
        organisation: Option<Uuid>,
    ) -> (String, Value) {
        let registration = json!({
            "client_name": name, "jwks": {"keys": [self.key.public()]}, "grant_types": ["client_credentials"],
            "scope": scope_of(role), "roles": [role], "organisation": organisation,
        });
        (self.id.to_string(), registration)
    }

    /// A session with a new access token.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn session(&self) -> Result<Session> {
        let (proof, form) = self.grant();
        let request = self.service.request(Method::POST, TOKEN).header("dpop", proof);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = Answer::to(request).await?.success()?;
        let token = answer.get("access_token").and_then(Value::as_str);
        let token = token.context("the token endpoint gave no access token")?.to_owned();
        Ok(Session { service: self.service.clone(), token, key: Some(self.key.clone()) })
    }

    /// The proof of possession and the form with which it asks for a token, each to be sent once.
    #[must_use]
    pub fn grant(&self) -> (String, String) {
        let assertion = self.key.assertion(self.id, &self.service);
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(Key::proven_by(&assertion)).append_pair("grant_type", "client_credentials");
        (self.key.proof(&self.service, "POST", TOKEN, None), form.finish())
    }
}

/// What an application of this role asks for: maintenance is everywhere, the others bring or read dossiers.
fn scope_of(role: access::Role) -> &'static str {
    match role {
        access::Role::Ordonnanceur => "dossiers conventions journal comptes messages",
        access::Role::Courrier => "comptes",
        _ => "dossiers",
    }
}
