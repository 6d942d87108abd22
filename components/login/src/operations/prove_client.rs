use std::sync::Arc;

use http::{HeaderMap, header};
use jiff::Timestamp;
use jose::{JoseError, Jws, Proof, Target};
use journal::{Event, Word};
use uuid::Uuid;
use web::Context;

use super::{find_keys::find_keys, purge_expired::purge_now_and_then, refusals};
use crate::{
    Login,
    domain::{assertion::Assertion, client::Client},
    fault::{Failure, Fault},
    oauth_error::OAuthError,
    parameters::Parameters,
    store::{
        clients,
        proofs::{self, OneUse},
    },
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A request to an OAuth endpoint.
pub(super) struct ClientRequest {
    pub(super) login: Arc<Login>,
    pub(super) context: Context,
    pub(super) headers: HeaderMap,
    pub(super) parameters: Parameters,
    /// The endpoint's path.
    pub(super) path: &'static str,
}

/// A client that proved who it is (RFC 7523) and, when it sent a proof of possession, which key it holds (RFC 9449).
pub(super) struct ProvedClient {
    pub(super) client: Client,
    pub(super) thumbprint: Option<String>,
    /// The request at the instant at which it was proved: the keys may have been waited for, and what is granted is judged
    /// from then on.
    pub(super) context: Context,
}

impl ClientRequest {
    /// Believes the client's assertion and its proof of possession, once.
    pub(super) async fn prove(&self) -> Result<ProvedClient, Failure> {
        let (client, assertion) = self.client().await?;
        match self.prove_as(&client, assertion).await {
            Ok((thumbprint, context)) => Ok(ProvedClient { client, thumbprint, context }),
            Err(Failure::Refused(error)) => {
                self.record_refusal(&client, error.code()).await?;
                Err(error.into())
            }
            Err(fault) => Err(fault),
        }
    }

    /// The client whom the assertion names, which is not proved yet.
    async fn client(&self) -> Result<(Client, &str), Failure> {
        self.login.configuration(&self.context).await?;
        self.refuse_other_ways()?;
        if self.parameters.get("client_assertion_type") != Some(ASSERTION_TYPE) {
            return Err(
                OAuthError::invalid_client("client_assertion_type is missing or not supported").into()
            );
        }
        let assertion = self.parameters.get("client_assertion");
        let assertion = assertion.ok_or(OAuthError::invalid_client("client_assertion is missing"))?;
        let jws = Jws::parse(assertion).map_err(refused)?;
        if !is_assertion(&jws) {
            return Err(OAuthError::invalid_client("the type is not the one of an assertion").into());
        }
        let claims: Assertion = jws.unverified_claims().map_err(refused)?;
        let unknown = OAuthError::invalid_client("the client is not known or its assertion is not valid");
        let id: Uuid = claims.sub.parse().map_err(|_| unknown)?;
        let client = clients::find_client(&self.login.database, id).await?;
        Ok((client.ok_or(unknown)?, assertion))
    }

    /// Several ways at once make no request (RFC 6749 §5.2); another way alone proves nobody.
    fn refuse_other_ways(&self) -> Result<(), OAuthError> {
        let by_header = self.headers.contains_key(header::AUTHORIZATION);
        let by_secret = self.parameters.get("client_secret").is_some();
        let by_assertion = self.parameters.get("client_assertion").is_some();
        let ways = [by_header, by_secret, by_assertion].into_iter().filter(|is_used| *is_used).count();
        let alone = "authenticate with private_key_jwt alone";
        match ways {
            0 | 1 if by_header => Err(OAuthError::invalid_header(alone)),
            0 | 1 if by_secret => Err(OAuthError::invalid_client(alone)),
            0 | 1 => Ok(()),
            _ => Err(OAuthError::invalid_request(alone)),
        }
    }

    async fn prove_as(&self, client: &Client, assertion: &str) -> Result<(Option<String>, Context), Failure> {
        let issuer = &self.login.configuration(&self.context).await?.issuer;
        let jws = Jws::parse(assertion).map_err(refused)?;
        let keys = find_keys(&self.login, client, &jws.header).await?;
        let context = self.context.at_present(&*self.login.platform.clock);
        let now = context.now;
        let assertion: Assertion = jws.verify_by_one_of(&keys).map_err(refused)?;
        let checked = assertion.check(client.id, issuer, now);
        checked
            .map_err(|_| OAuthError::invalid_client("the claims of the assertion are not those required"))?;
        if self.parameters.get("client_id").is_some_and(|id| id != client.id.to_string()) {
            return Err(OAuthError::invalid_client("client_id is not the one of the assertion").into());
        }
        let own = OneUse { id: assertion.id(), expires_at: Assertion::expires_at(now) };
        let proof = self.possession(issuer, now)?;
        let of_proof = proof.as_ref().map(|proof| OneUse { id: proof.id, expires_at: proof.expires_at });
        let uses: Vec<_> = [Some(own), of_proof].into_iter().flatten().collect();
        let now = self.login.platform.clock.now();
        match proofs::take(&self.login.database, &uses, now).await? {
            None => {
                purge_now_and_then(&self.login, &context, &own.id).await?;
                Ok((proof.map(|proof| proof.thumbprint), context))
            }
            Some(used) if used == own => {
                Err(OAuthError::invalid_client("the assertion was used before").into())
            }
            Some(_) => Err(OAuthError::invalid_proof("the proof was used before").into()),
        }
    }

    fn possession(&self, issuer: &str, now: Timestamp) -> Result<Option<Proof>, OAuthError> {
        let mut values = self.headers.get_all("dpop").iter();
        let compact = match (values.next(), values.next()) {
            (None, _) => return Ok(None),
            (Some(value), None) => value.to_str(),
            (Some(_), Some(_)) => return Err(OAuthError::invalid_proof("the DPoP header is given twice")),
        };
        let compact = compact.map_err(|_| OAuthError::invalid_proof("the DPoP header cannot be read"))?;
        let uri = format!("{issuer}{}", self.path);
        let target = Target { method: "POST", uri: &uri, access_token: None, now };
        let proof = Proof::verify(compact, &target);
        proof.map(Some).map_err(|_| OAuthError::invalid_proof("the proof is not valid for this request"))
    }

    async fn record_refusal(&self, client: &Client, code: &str) -> Result<(), Fault> {
        let (agent, organisation) = (Some(client.id), client.registration.organisation);
        let of = |event| Event { agent, client: agent, organisation, ..event };
        let asked = (&*self.login, &self.context);
        refusals::tell(asked, &client.id.to_string(), Word::parse(code)?, of).await
    }
}

/// Whether its type is the one of an assertion, or says nothing: what a key signed for another use proves nobody (RFC
/// 8725 §3.12).
fn is_assertion(jws: &Jws<'_>) -> bool {
    let types = ["jwt", "client-authentication+jwt"];
    jws.header.typ.is_none() || types.iter().any(|known| jws.header.is_of_type(known))
}

fn refused(error: JoseError) -> OAuthError {
    OAuthError::invalid_client(match error {
        JoseError::Algorithm => "the assertion must be signed with EdDSA or ES256",
        _ => "the client is not known or its assertion is not valid",
    })
}
