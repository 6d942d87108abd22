use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use access::Principal;
use async_trait::async_trait;
use futures_util::future::{OptionFuture, join};
use jiff::{SignedDuration, Timestamp};
use jose::{AccessToken, Header, Jwk, Jws, Proof, TOKEN_TYPE, Target};
use platform::Platform;

pub(crate) mod challenge;
mod issuer;
mod presented;
mod remembered;

pub use issuer::{ChainedIssuer, IssuerError, TokenIssuer};

use challenge::{Challenge, Refusal};
use presented::{Presented, Scheme};
use remembered::Remembered;

use crate::{Authenticator, Claim, Context, Credentials, Problem};

/// How long the issuer's keys are used before they are asked again. A key is published for longer than this before it
/// signs, and a key that is no longer published is refused within this delay.
const KEYS_LIVE: SignedDuration = SignedDuration::from_secs(300);

/// An unknown key is asked for at most this often, so that forged tokens do not become calls to the issuer.
const KEYS_REST: SignedDuration = SignedDuration::from_secs(10);

/// How far apart the clocks of two hosts may be.
const SKEW: i64 = 10;

/// Tells who asks by the access token of the request (RFC 9068), presented as a bearer's (RFC 6750) or with a proof of
/// possession (RFC 9449). The key is found among the issuer's, by its name when the
/// token has one; a session is asked for on each request, so
/// that a sign-out counts from the next one; a proof counts once, and the issuer's database decides it.
pub struct TokenAuthenticator {
    platform: Platform,
    issuer: Arc<dyn TokenIssuer>,
    base_url: OnceLock<String>,
    keys: Mutex<Option<(Timestamp, Arc<[Jwk]>)>>,
    remembered: Remembered,
}

impl TokenAuthenticator {
    /// An authenticator that asks `login` by chaining.
    #[must_use]
    pub fn new(platform: &Platform) -> Self {
        Self::asking(platform, Arc::new(ChainedIssuer::new(platform)))
    }

    /// An authenticator that asks this issuer.
    #[must_use]
    pub fn asking(platform: &Platform, issuer: Arc<dyn TokenIssuer>) -> Self {
        Self {
            platform: platform.clone(),
            issuer,
            base_url: OnceLock::new(),
            keys: Mutex::default(),
            remembered: Remembered::default(),
        }
    }

    async fn base_url(&self) -> Result<&str, Refusal> {
        if let Some(known) = self.base_url.get() {
            return Ok(known);
        }
        let read = crate::public_base_url(&self.platform).await.map_err(|error| Refusal::fault(&error))?;
        Ok(self.base_url.get_or_init(|| read))
    }

    /// What the token and its proof say by themselves.
    async fn judge(
        &self,
        credentials: &Credentials<'_>,
        base_url: &str,
    ) -> Result<(AccessToken, Option<Proof>), Refusal> {
        let context = &credentials.context;
        let presented = Presented::parse(credentials.headers)?;
        let token = self.verified(presented.token, base_url, context).await?;
        let proof = possession(&presented, &token, credentials, base_url, self.platform.clock.now())?;
        Ok((token, proof))
    }

    async fn verified(&self, token: &str, base_url: &str, context: &Context) -> Result<AccessToken, Refusal> {
        if let Some(claims) = self.remembered.find(token, context.now) {
            return Ok(claims);
        }
        let jws = Jws::parse(token).map_err(|_| Refusal::Token)?;
        if !jws.header.is_of_type(TOKEN_TYPE) {
            return Err(Refusal::Token);
        }
        let keys = self.keys_for(&jws.header, context).await?;
        let claims: AccessToken = jws.verify_by_one_of(&keys).map_err(|_| Refusal::Token)?;
        let now = self.platform.clock.now().as_second();
        let is_ours = claims.iss == base_url && claims.aud == base_url;
        if !is_ours || claims.exp <= now || claims.iat > now + SKEW {
            return Err(Refusal::Token);
        }
        self.remembered.keep(token, &claims, context.now);
        Ok(claims)
    }

    async fn keys_for(&self, header: &Header, context: &Context) -> Result<Arc<[Jwk]>, Refusal> {
        let known = self.keys.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((asked_at, keys)) = known {
            let age = context.now.duration_since(asked_at);
            let has_it = keys.iter().any(|key| header.may_name(key));
            if age < if has_it { KEYS_LIVE } else { KEYS_REST } {
                return Ok(keys);
            }
        }
        let keys: Arc<[Jwk]> =
            self.issuer.keys(context).await.map_err(|error| Refusal::fault(&error))?.into();
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = Some((context.now, keys.clone()));
        Ok(keys)
    }
}

/// What may have changed since the token was signed: its session, and whether its proof was seen before. What comes with
/// neither is its client's own.
async fn still_holds(
    issuer: &dyn TokenIssuer,
    token: &AccessToken,
    proof: Option<&Proof>,
    context: &Context,
) -> Result<(), Refusal> {
    let session =
        OptionFuture::from(token.sid.map(|sid| issuer.is_session_live(&token.client_id, sid, context)));
    if token.sid.is_none() && proof.is_none() {
        return is_still_known(issuer, token, context).await;
    }
    let proof = OptionFuture::from(proof.map(|p| issuer.take_proof(&token.client_id, p, context)));
    let (session, proof) = join(session, proof).await;
    if !session.transpose().map_err(|error| Refusal::fault(&error))?.unwrap_or(true) {
        return Err(Refusal::Token);
    }
    if !proof.transpose().map_err(|error| Refusal::fault(&error))?.unwrap_or(true) {
        return Err(Refusal::Proof);
    }
    Ok(())
}

/// Whether those to whom the token was given are still known to its issuer.
async fn is_still_known(
    issuer: &dyn TokenIssuer,
    token: &AccessToken,
    context: &Context,
) -> Result<(), Refusal> {
    let client = &token.client_id;
    let known = match token.sid {
        Some(sid) => issuer.is_session_live(client, sid, context).await,
        None => issuer.is_client_known(client, context).await,
    };
    if known.map_err(|error| Refusal::fault(&error))? { Ok(()) } else { Err(Refusal::Token) }
}

/// The proof that comes with a token that demands one (RFC 9449 §7.1). A token that is bound to a key is refused as a
/// bearer's, and one that is not is refused as bound.
fn possession(
    presented: &Presented<'_>,
    token: &AccessToken,
    credentials: &Credentials<'_>,
    base_url: &str,
    now: Timestamp,
) -> Result<Option<Proof>, Refusal> {
    match (&token.cnf, presented.scheme) {
        (None, Scheme::Bearer) => Ok(None),
        (Some(confirmation), Scheme::Dpop) => {
            let target = Target {
                method: credentials.method.as_str(),
                uri: &format!("{base_url}{}", credentials.uri.path()),
                access_token: Some(presented.token),
                now,
            };
            let compact = presented.proof.ok_or(Refusal::Proof)?;
            let proof = Proof::verify(compact, &target).map_err(|_| Refusal::Proof)?;
            if proof.thumbprint == confirmation.jkt { Ok(Some(proof)) } else { Err(Refusal::Proof) }
        }
        (None, Scheme::Dpop) | (Some(_), Scheme::Bearer) => Err(Refusal::Token),
    }
}

#[async_trait]
impl Authenticator for TokenAuthenticator {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Principal, Problem> {
        self.claim(credentials).await?.confirm().await
    }

    async fn claim(&self, credentials: Credentials<'_>) -> Result<Claim, Problem> {
        let context = credentials.context;
        let base_url = self.base_url().await;
        let base_url = base_url.map_err(|refusal| Challenge::of("").problem(&refusal, &context))?;
        let challenge = Challenge::of(base_url);
        let judged = self.judge(&credentials, base_url).await;
        let (token, proof) = judged.map_err(|refusal| challenge.problem(&refusal, &context))?;
        let (principal, issuer) = (token.principal(), self.issuer.clone());
        Ok(Claim::new(principal, async move {
            let holds = still_holds(&*issuer, &token, proof.as_ref(), &context).await;
            holds.map_err(|refusal| challenge.problem(&refusal, &context))
        }))
    }

    async fn confirm(&self, credentials: Credentials<'_>) -> Result<(), Problem> {
        let context = credentials.context;
        let base_url = self.base_url().await;
        let base_url = base_url.map_err(|refusal| Challenge::of("").problem(&refusal, &context))?;
        let known = async {
            let presented = Presented::parse(credentials.headers)?;
            let token = self.verified(presented.token, base_url, &context).await?;
            is_still_known(&*self.issuer, &token, &context).await
        };
        known.await.map_err(|refusal| Challenge::of(base_url).problem(&refusal, &context))
    }
}
