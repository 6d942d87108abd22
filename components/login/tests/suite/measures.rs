//! Figures, on native code: `cargo test -p login --release -- --ignored measures --nocapture`.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use http::{HeaderMap, HeaderValue, Method, Uri};
use jose::{AccessToken, Jwk, KeyRing, Proof, TOKEN_TYPE};
use uuid::Uuid;
use web::{Authenticator, Context, Credentials, IssuerError, TokenAuthenticator, TokenIssuer};

use crate::support::{Application, Browser, ISSUER, Stage};

const TRIES: u32 = 500;

/// Publishes its keys, and believes everything else.
struct Believer(Vec<Jwk>);

#[async_trait]
impl TokenIssuer for Believer {
    async fn keys(&self, _context: &Context) -> Result<Vec<Jwk>, IssuerError> {
        Ok(self.0.clone())
    }

    async fn is_session_live(&self, _session: Uuid, _context: &Context) -> Result<bool, IssuerError> {
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

async fn lasts(mut act: impl AsyncFnMut(u32)) -> Duration {
    #[allow(clippy::disallowed_methods, reason = "a measure")]
    let started = Instant::now();
    for number in 0..TRIES {
        act(number).await;
    }
    started.elapsed() / TRIES
}

#[tokio::test]
#[ignore = "a measure, for a quiet machine"]
async fn grants_a_second() {
    let stage = Stage::new();
    for application in [Application::alone(), Application::other()] {
        let each = lasts(async |_| {
            application.token(&stage).await;
        });
        let each = each.await;
        let algorithm = application.key.algorithm();
        println!(
            "{algorithm}: {:.0} grants/s, the client's two signatures included",
            1.0 / each.as_secs_f64()
        );
    }
}

#[tokio::test]
#[ignore = "a measure, for a quiet machine"]
async fn sign_ins_a_second() {
    let stage = Stage::new();
    let identifier = "claire.lefebvre@ccas.exemple.fr";
    let (secret, _) = Browser::default().activate(&stage, identifier).await;
    let each = lasts(async |_| {
        stage.advance(30);
        assert_eq!(Browser::default().sign_in(&stage, identifier, &secret).await.status, 303);
    });
    println!("{:.0} sign-ins/s", 1.0 / each.await.as_secs_f64());
}

#[tokio::test]
#[ignore = "a measure, for a quiet machine"]
async fn token_verifications() {
    let stage = Stage::new();
    let platform = stage.world.platform();
    let keys = KeyRing::parse(&"11".repeat(32)).unwrap();
    let context = Context { request_id: Uuid::nil(), now: platform.clock.now() };
    let tokens: Vec<String> = (0..TRIES).map(|number| token(&keys, &context, number)).collect();
    let authenticator = TokenAuthenticator::asking(&platform, Arc::new(Believer(keys.published().to_vec())));
    for name in ["cold", "remembered"] {
        let each = lasts(async |number| {
            let bearer = format!("Bearer {}", tokens[number as usize]);
            let headers = HeaderMap::from_iter([(
                http::header::AUTHORIZATION,
                HeaderValue::from_str(&bearer).unwrap(),
            )]);
            let (method, uri) = (Method::GET, Uri::from_static("/v1/etat"));
            let credentials = Credentials { method: &method, uri: &uri, headers: &headers, context };
            authenticator.authenticate(credentials).await.unwrap();
        });
        println!("{name} verification: {:?}", each.await);
    }
}

fn token(keys: &KeyRing, context: &Context, number: u32) -> String {
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
    keys.sign(TOKEN_TYPE, &claims).unwrap()
}
