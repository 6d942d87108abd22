use async_trait::async_trait;
use jose::{Jwk, Proof};
use uuid::Uuid;
use web::{Context, IssuerError, TokenIssuer};

use crate::{
    Login,
    fault::Fault,
    operations::purge_expired::purge_now_and_then,
    store::{
        clients,
        proofs::{self, OneUse},
        sessions,
    },
};

/// What the other components ask by chaining, this one asks itself.
#[async_trait]
impl TokenIssuer for Login {
    async fn keys(&self, context: &Context) -> Result<Vec<Jwk>, IssuerError> {
        let configuration = self.configuration(context).await.map_err(|fault| IssuerError::new(&fault))?;
        Ok(configuration.keys.published().to_vec())
    }

    async fn is_session_live(
        &self,
        client: &str,
        session: Uuid,
        context: &Context,
    ) -> Result<bool, IssuerError> {
        let Ok(client) = client.parse() else { return Ok(false) };
        let live = sessions::is_session_live(&self.database, client, session, context.now).await;
        live.map_err(|error| IssuerError::new(&error))
    }

    async fn is_client_known(&self, client: &str, context: &Context) -> Result<bool, IssuerError> {
        let known = self.knows_client(client, context).await;
        known.map_err(|fault| IssuerError::new(&fault))
    }

    async fn take_proof(&self, client: &str, proof: &Proof, context: &Context) -> Result<bool, IssuerError> {
        let one = OneUse { id: proof.id, expires_at: proof.expires_at };
        self.take_proof_of(client, one, context).await.map_err(|fault| IssuerError::new(&fault))
    }
}

impl Login {
    /// Takes a proof that a client made: true the first time, when the client is still registered.
    pub(crate) async fn take_proof_of(
        &self,
        client: &str,
        one: OneUse,
        context: &Context,
    ) -> Result<bool, Fault> {
        if !self.knows_client(client, context).await? {
            return Ok(false);
        }
        let is_new = proofs::take(&self.database, &[one], self.platform.clock.now()).await?.is_none();
        if is_new {
            purge_now_and_then(self, context, &one.id).await?;
        }
        Ok(is_new)
    }

    /// Whether a client of this name is registered.
    pub(crate) async fn knows_client(&self, client: &str, context: &Context) -> Result<bool, Fault> {
        self.configuration(context).await?;
        let Ok(client) = client.parse() else { return Ok(false) };
        Ok(clients::find_client(&self.database, client).await?.is_some())
    }
}
