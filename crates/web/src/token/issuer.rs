use async_trait::async_trait;
use jose::{Jwk, Proof};
use platform::Platform;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{Client, Context};

/// What is asked of the issuer of tokens.
#[async_trait]
pub trait TokenIssuer: Send + Sync {
    /// The keys it publishes.
    ///
    /// # Errors
    /// When it does not answer.
    async fn keys(&self, context: &Context) -> Result<Vec<Jwk>, IssuerError>;

    /// Whether this session is neither ended nor expired, and `client` may still act in it.
    ///
    /// # Errors
    /// When it does not answer.
    async fn is_session_live(
        &self,
        client: &str,
        session: Uuid,
        context: &Context,
    ) -> Result<bool, IssuerError>;

    /// Whether this client is still registered.
    ///
    /// # Errors
    /// When it does not answer.
    async fn is_client_known(&self, client: &str, context: &Context) -> Result<bool, IssuerError>;

    /// Takes a proof that `client` made: true the first time, when the client is still registered.
    ///
    /// # Errors
    /// When it does not answer.
    async fn take_proof(&self, client: &str, proof: &Proof, context: &Context) -> Result<bool, IssuerError>;
}

/// The issuer does not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the issuer of tokens does not answer: {0}")]
pub struct IssuerError(String);

impl IssuerError {
    /// For this cause.
    pub fn new(cause: &dyn std::fmt::Display) -> Self {
        Self(cause.to_string())
    }
}

/// The component `login`, asked by chaining.
pub struct ChainedIssuer(Platform);

impl ChainedIssuer {
    /// Through this platform.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self(platform.clone())
    }
}

#[derive(Deserialize)]
struct SessionState {
    est_active: bool,
}

#[derive(Deserialize)]
struct ClientState {
    est_connu: bool,
}

#[derive(Serialize)]
struct TakenProof<'a> {
    client: &'a str,
    preuve: String,
    expire_le: jiff::Timestamp,
}

#[derive(Deserialize)]
struct ProofState {
    est_acceptee: bool,
}

#[async_trait]
impl TokenIssuer for ChainedIssuer {
    async fn keys(&self, context: &Context) -> Result<Vec<Jwk>, IssuerError> {
        let set: Value = Client::new(&self.0, context).get("login", "/prive/cles").await.map_err(failed)?;
        Jwk::parse_set(&set).map_err(failed)
    }

    async fn is_session_live(
        &self,
        client: &str,
        session: Uuid,
        context: &Context,
    ) -> Result<bool, IssuerError> {
        let path = format!("/prive/sessions/{session}/applications/{client}");
        let state: SessionState = Client::new(&self.0, context).get("login", &path).await.map_err(failed)?;
        Ok(state.est_active)
    }

    async fn is_client_known(&self, client: &str, context: &Context) -> Result<bool, IssuerError> {
        let Ok(client) = client.parse::<Uuid>() else { return Ok(false) };
        let path = format!("/prive/clients/{client}");
        let state: ClientState = Client::new(&self.0, context).get("login", &path).await.map_err(failed)?;
        Ok(state.est_connu)
    }

    async fn take_proof(&self, client: &str, proof: &Proof, context: &Context) -> Result<bool, IssuerError> {
        let taken = TakenProof { client, preuve: jose::encode(&proof.id), expire_le: proof.expires_at };
        let asked = Client::new(&self.0, context).post("login", "/prive/preuves", &taken).await;
        asked.map(|state: ProofState| state.est_acceptee).map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> IssuerError {
    IssuerError::new(&error)
}
