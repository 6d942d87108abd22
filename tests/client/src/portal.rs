use access::Role;
use anyhow::{Context as _, Result, ensure};
use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Answer, Person, Service, Session, browser::Browser, key::Key};

/// All that people do through the portal.
const SCOPE: &str = "openid dossiers conventions journal comptes messages";

/// For whom the portal is: people of the partners and of the fund.
const ACTS_FOR: [Role; 7] = [
    Role::Professionnel,
    Role::Gestionnaire,
    Role::ResponsableLegal,
    Role::AgentCaf,
    Role::DelegueProtectionDonnees,
    Role::Auditeur,
    Role::ResponsableSecurite,
];

/// Where the portal takes people back.
const RETURN: &str = "http://127.0.0.1:3000/portail/retour";

/// The client in which people sign in: it keeps tokens on its server and does without proofs (RFC 9449 §5.2).
#[derive(Clone)]
pub struct Portal {
    id: Uuid,
    key: Key,
    service: Service,
    back: String,
}

impl Portal {
    /// The portal `id` of this service, whose key grows from `seed`.
    #[must_use]
    pub fn new(id: Uuid, seed: [u8; 32], service: Service) -> Self {
        Self { id, key: Key::from_seed(seed), service, back: RETURN.to_owned() }
    }

    /// The portal at another address, to which people come back.
    #[must_use]
    pub fn back_at(self, back: &str) -> Self {
        Self { back: back.to_owned(), ..self }
    }

    /// What registers it (`login_seed`), by its id.
    #[must_use]
    pub fn registration(&self, name: &str) -> (String, Value) {
        let registration = json!({
            "client_name": name, "jwks": {"keys": [self.key.public()]}, "redirect_uris": [self.back],
            "grant_types": ["authorization_code", "refresh_token"], "scope": SCOPE,
            "dpop_bound_access_tokens": false, "acts_for": ACTS_FOR,
        });
        (self.id.to_string(), registration)
    }

    /// What registers one of a partner (`POST /login/clients`), for its own people.
    #[must_use]
    pub fn registration_of(&self, name: &str, organisation: &Value) -> Value {
        let (_, mut registration) = self.registration(name);
        if let Value::Object(members) = &mut registration {
            members.insert("organisation".to_owned(), organisation.clone());
            members.insert("acts_for".to_owned(), json!(ACTS_FOR.iter().take(3).collect::<Vec<_>>()));
        }
        registration
    }

    /// Opens a person's session by their first connection, with the activation secret that was handed over.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn first_connection(&self, person: &mut Person, secret: &str) -> Result<Session> {
        let mut browser = Browser::new(self.service.clone());
        let verifier = self.begin(&mut browser).await?;
        let answer = person.activate(&mut browser, secret, &self.service).await?;
        self.end(&mut browser, answer, &verifier).await
    }

    /// Opens a person's session with both factors.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn sign_in(&self, person: &mut Person) -> Result<Session> {
        let mut browser = Browser::new(self.service.clone());
        let verifier = self.begin(&mut browser).await?;
        let answer = person.sign_in(&mut browser, &self.service).await?;
        self.end(&mut browser, answer, &verifier).await
    }

    /// Asks about the token of a session (RFC 7662).
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn introspect(&self, session: &Session) -> Result<Answer> {
        self.post("/oauth/introspect", &[("token", session.token())]).await
    }

    /// Revokes the token of a session, which ends the session (RFC 7009).
    ///
    /// # Errors
    /// When the service does not answer.
    pub async fn revoke(&self, session: &Session) -> Result<Answer> {
        self.post("/oauth/revoke", &[("token", session.token())]).await
    }

    /// Pushes the request (RFC 9126) and leads the browser to the sign-in. The answer is the verifier of PKCE.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn begin(&self, browser: &mut Browser) -> Result<String> {
        let (answer, verifier) = self.lead(browser).await?;
        ensure!(answer.location()? == "/login/connexion", "sent to {}", answer.location()?);
        Ok(verifier)
    }

    /// Pushes the request (RFC 9126) and leads the browser to the service, whose answer it is; with the verifier of PKCE.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn lead(&self, browser: &mut Browser) -> Result<(Answer, String)> {
        let (path, verifier) = self.push(&[]).await?;
        Ok((browser.get(&path).await?, verifier))
    }

    /// Pushes a request (RFC 9126), with these parameters more: the path to which to send a browser, and the verifier of
    /// PKCE.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn push(&self, more: &[(&str, &str)]) -> Result<(String, String)> {
        let verifier = format!("{}{}", self.service.unique(), self.service.unique());
        let challenge = jose::digest(&verifier);
        let id = self.id.to_string();
        let request = [
            ("response_type", "code"),
            ("client_id", &id),
            ("redirect_uri", &self.back),
            ("scope", SCOPE),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let request: Vec<_> = request.iter().chain(more).copied().collect();
        let pushed = self.post("/oauth/par", &request).await?.success()?;
        let reference = pushed.get("request_uri").and_then(Value::as_str).context("no request_uri")?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("client_id", &id).append_pair("request_uri", reference);
        Ok((format!("/oauth/authorize?{}", query.finish()), verifier))
    }

    /// Follows the browser back to the portal, takes the code that it brings, and exchanges it.
    ///
    /// # Errors
    /// When the service does not answer, or refuses, or the browser does not come back.
    pub async fn end(&self, browser: &mut Browser, mut answer: Answer, verifier: &str) -> Result<Session> {
        while answer.location()?.starts_with('/') {
            answer = browser.get(answer.location()?).await?;
        }
        self.exchange(answer.location()?, verifier).await
    }

    /// Exchanges the code that a browser brings back to this address.
    ///
    /// # Errors
    /// When the service does not answer, or refuses, or the address has no code.
    pub async fn exchange(&self, address: &str, verifier: &str) -> Result<Session> {
        let query = address.strip_prefix(&self.back).context("the browser does not come back")?;
        let mut pairs = form_urlencoded::parse(query.trim_start_matches('?').as_bytes());
        let code = pairs.find(|(name, _)| name == "code").context("no code comes back")?.1.into_owned();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &self.back),
            ("code_verifier", verifier),
        ];
        let answer = self.post("/oauth/token", &form).await?.success()?;
        let token = answer.get("access_token").and_then(Value::as_str).context("no access token")?;
        Ok(Session { service: self.service.clone(), token: token.to_owned(), key: None })
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Result<Answer> {
        let assertion = self.key.assertion(self.id, &self.service);
        let form: Vec<_> = Key::proven_by(&assertion).iter().chain(form).copied().collect();
        Answer::to(self.service.request(Method::POST, path).form(&form)).await
    }
}
