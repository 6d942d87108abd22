//! The keys that an application publishes at an address of its own.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use futures_util::future::join;
use http::Response;
use jiff::SignedDuration;
use platform::OutboundError;
use serde_json::{Value, json};

use crate::{
    clients::{registered, registration},
    support::{Answer, Application, Key, Stage},
};

const HOST: &str = "cles.exemple.fr";

/// An application that publishes its keys, and how often its publisher was asked.
struct Publisher {
    stage: Stage,
    id: &'static str,
    asked: Arc<AtomicU64>,
}

fn set(kid: &str, key: &Key) -> Value {
    let mut jwk = key.jwk();
    jwk["kid"] = kid.into();
    json!({"keys": [jwk]})
}

impl Publisher {
    async fn new() -> Self {
        let stage = Stage::new();
        let mut published = registration();
        published.as_object_mut().unwrap().remove("jwks");
        published["jwks_uri"] = json!("https://cles.exemple.fr/jwks");
        let (id, _) = registered(&stage, &published).await;
        Self { stage, id, asked: Arc::default() }
    }

    /// From now on the publisher answers so, once it has taken this many seconds.
    fn answers(&self, answer: Result<Value, OutboundError>, seconds: i64) {
        let (asked, clock) = (self.asked.clone(), self.stage.world.platform().clock);
        self.stage.world.network.plug(HOST, move |request| {
            assert_eq!(request.uri(), "https://cles.exemple.fr/jwks");
            asked.fetch_add(1, Ordering::SeqCst);
            let (answer, clock) = (answer.clone(), clock.clone());
            async move {
                if seconds > 0 {
                    clock.sleep(SignedDuration::from_secs(seconds).unsigned_abs()).await;
                }
                answer.map(|set| Response::new(Bytes::from(set.to_string())))
            }
        });
    }

    fn publishes(&self, kid: &str, key: &Key) {
        self.answers(Ok(set(kid, key)), 0);
    }

    fn is_down(&self) {
        self.answers(Err(OutboundError::Failed("the line is cut".to_owned())), 0);
    }

    async fn grant(&self, kid: Option<&str>, key: Key) -> Answer {
        let application = Application { id: self.id, key, proof_key: Some(Key::p256(41)) };
        let mut header = json!({"alg": application.key.algorithm()});
        if let Some(kid) = kid {
            header["kid"] = kid.into();
        }
        let now = self.stage.now();
        let assertion = application.key.sign(&header, &application.claims(now));
        let proof = Application::proof_claims("POST", "/oauth/token", now);
        let proof = Application::proof(&Key::p256(41), &proof);
        let parameters = [("grant_type", "client_credentials")];
        Application::post_with(&self.stage, "/oauth/token", &assertion, &[proof], &parameters).await
    }

    async fn status(&self, kid: &str, key: Key) -> u16 {
        self.grant(Some(kid), key).await.status.as_u16()
    }

    fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn follows_the_keys_that_an_application_publishes() {
    let publisher = Publisher::new().await;
    publisher.publishes("a", &Key::p256(40));
    assert_eq!(publisher.status("a", Key::p256(40)).await, 200);
    publisher.publishes("b", &Key::ed25519(50));
    assert_eq!(publisher.status("b", Key::ed25519(50)).await, 401, "asked a moment ago");
    publisher.stage.advance(10);
    assert_eq!(publisher.status("b", Key::ed25519(50)).await, 200, "a new key is looked for");
    assert_eq!(publisher.status("a", Key::p256(40)).await, 401, "the one withdrawn");
    publisher.is_down();
    assert_eq!(publisher.status("b", Key::ed25519(50)).await, 200, "known for five minutes");
    publisher.stage.advance(300);
    assert_eq!(publisher.status("b", Key::ed25519(50)).await, 401);
}

#[tokio::test]
async fn a_publisher_that_is_down_rests_longer_and_longer() {
    let publisher = Publisher::new().await;
    publisher.is_down();
    for _ in 0..360 {
        assert_eq!(publisher.status("a", Key::p256(40)).await, 401);
        publisher.stage.advance(10);
    }
    assert!((10..=18).contains(&publisher.asked()), "{} times in an hour", publisher.asked());
    publisher.publishes("a", &Key::p256(40));
    publisher.stage.advance(300);
    assert_eq!(publisher.status("a", Key::p256(40)).await, 200, "it is asked again");
}

#[tokio::test]
async fn an_unknown_key_name_does_not_hammer_the_publisher() {
    let publisher = Publisher::new().await;
    publisher.publishes("a", &Key::p256(40));
    for _ in 0..60 {
        assert_eq!(publisher.status("a", Key::p256(40)).await, 200, "an honest one in between");
        for _ in 0..2 {
            assert_eq!(publisher.status("inconnue", Key::p256(40)).await, 401);
        }
        publisher.stage.advance(10);
    }
    assert!(publisher.asked() <= 12, "{} times in ten minutes", publisher.asked());
}

#[tokio::test]
async fn whoever_asks_at_once_shares_one_answer() {
    let publisher = Publisher::new().await;
    publisher.answers(Ok(set("a", &Key::p256(40))), 1);
    let both = join(publisher.grant(Some("a"), Key::p256(40)), publisher.grant(Some("a"), Key::p256(40)));
    let time = async {
        for _ in 0..20 {
            tokio::task::yield_now().await;
            publisher.stage.world.clock.advance(SignedDuration::from_millis(100));
        }
    };
    let ((one, other), ()) = join(both, time).await;
    assert_eq!((one.status.as_u16(), other.status.as_u16()), (200, 200), "{} {}", one.text(), other.text());
    assert_eq!(publisher.asked(), 1);
}

#[tokio::test]
async fn a_publisher_that_never_answers_holds_nobody() {
    let publisher = Publisher::new().await;
    publisher.stage.world.network.silence(HOST);
    let time = async {
        for _ in 0..5 {
            tokio::task::yield_now().await;
            publisher.stage.advance(1);
        }
    };
    let (answer, ()) = join(publisher.grant(Some("a"), Key::p256(40)), time).await;
    answer.assert_error(401, "invalid_client", "silent");
}

#[tokio::test]
async fn a_key_is_found_without_its_name() {
    let publisher = Publisher::new().await;
    let mut several = set("a", &Key::ed25519(50));
    several["keys"].as_array_mut().unwrap().push(Key::p256(40).jwk());
    several["keys"].as_array_mut().unwrap().push(json!({"kty": "inconnu", "kid": "z"}));
    several["inconnu"] = json!(true);
    publisher.answers(Ok(several), 0);
    assert_eq!(publisher.grant(None, Key::ed25519(50)).await.status, 200, "the assertion names none");
    assert_eq!(publisher.grant(None, Key::p256(40)).await.status, 200, "nor the second");
    assert_eq!(publisher.status("b", Key::p256(40)).await, 200, "the set names none");
    assert_eq!(publisher.status("b", Key::ed25519(50)).await, 401, "the set names another");
    assert_eq!(publisher.asked(), 1);
}
