//! The verification of a token as every component does it, natively: the first time, and when it is remembered.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use jose::{AccessToken, Jwk, KeyRing, Proof, TOKEN_TYPE};
use platform::native::World;
use uuid::Uuid;
use web::{Authenticator, Context, Credentials, IssuerError, TokenAuthenticator, TokenIssuer};

const ISSUER: &str = "https://partenaires.exemple.fr";
const TOKENS: u32 = 2_000;

/// Publishes its keys, and believes everything else.
struct Believer(Vec<Jwk>);

#[async_trait]
impl TokenIssuer for Believer {
    async fn keys(&self, _context: &Context) -> Result<Vec<Jwk>, IssuerError> {
        Ok(self.0.clone())
    }

    async fn is_session_live(
        &self,
        _client: &str,
        _session: Uuid,
        _context: &Context,
    ) -> Result<bool, IssuerError> {
        Ok(true)
    }

    async fn is_client_known(&self, _client: &str, _context: &Context) -> Result<bool, IssuerError> {
        Ok(true)
    }

    async fn take_proof(
        &self,
        _client: &str,
        _proof: &Proof,
        _context: &Context,
    ) -> Result<bool, IssuerError> {
        Ok(true)
    }
}

/// Measures both.
pub async fn bench() -> Result<()> {
    let world = World::new()?;
    world.settings.set("public_base_url", ISSUER);
    let platform = world.platform();
    let context = Context { request_id: Uuid::nil(), now: platform.clock.now() };
    let keys = KeyRing::parse(&"11".repeat(32))?;
    let tokens = (0..TOKENS).map(|number| bearer(&keys, &context, number)).collect::<Result<Vec<_>>>()?;
    let authenticator = TokenAuthenticator::asking(&platform, Arc::new(Believer(keys.published().to_vec())));
    println!("\nVerification of a token, natively\n\n| what | each |\n|---|---|");
    for what in ["first time", "remembered"] {
        let each = each(&authenticator, &tokens, &context).await?;
        println!("| {what} | {:.1} µs |", each.as_secs_f64() * 1e6);
    }
    Ok(())
}

#[allow(clippy::disallowed_methods, reason = "a bench measures")]
async fn each(
    authenticator: &TokenAuthenticator,
    tokens: &[HeaderMap],
    context: &Context,
) -> Result<Duration> {
    let (method, uri) = (Method::GET, Uri::from_static("/v1/etat"));
    let started = Instant::now();
    for headers in tokens {
        let credentials = Credentials { method: &method, uri: &uri, headers, context: *context };
        ensure!(authenticator.authenticate(credentials).await.is_ok(), "a token is refused");
    }
    Ok(started.elapsed() / TOKENS)
}

fn bearer(keys: &KeyRing, context: &Context, number: u32) -> Result<HeaderMap> {
    let claims = AccessToken {
        iss: ISSUER.to_owned(),
        aud: ISSUER.to_owned(),
        sub: Uuid::from_u128(number.into()),
        client_id: "portail".to_owned(),
        iat: context.now.as_second(),
        exp: context.now.as_second() + 300,
        jti: Uuid::from_u128(number.into()),
        scope: "openid".to_owned(),
        roles: [].into(),
        org: None,
        hab: None,
        sid: Some(Uuid::nil()),
        cnf: None,
    };
    let token = keys.sign(TOKEN_TYPE, &claims)?;
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, HeaderValue::try_from(format!("Bearer {token}"))?)]))
}
