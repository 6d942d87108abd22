//! A component that does not answer holds nobody up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use bytes::Bytes;
use http::Response;
use jiff::SignedDuration;
use platform::{OutboundError, Platform, native::World};
use serde_json::{Value, json};
use uuid::Uuid;
use web::{CallError, Client, Context};

async fn ask(platform: &Platform) -> Result<Value, CallError> {
    let context = Context { request_id: Uuid::nil(), now: platform.clock.now() };
    Client::new(platform, &context).get("audit", "/prive/etat").await
}

#[tokio::test]
async fn a_call_without_an_answer_is_given_up_once_its_time_has_passed() {
    let world = World::new().unwrap();
    let platform = world.platform();
    world.network.silence("audit");
    let mut asked = Box::pin(ask(&platform));
    assert!(futures_util::poll!(&mut asked).is_pending());
    world.clock.advance(SignedDuration::from_millis(5_999));
    assert!(futures_util::poll!(&mut asked).is_pending(), "the callee may still wait for its database");
    world.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(asked.await, Err(CallError::Broken(OutboundError::TimedOut)));
}

#[tokio::test]
async fn an_answer_that_comes_in_time_is_taken() {
    let world = World::new().unwrap();
    let platform = world.platform();
    let clock = platform.clock.clone();
    world.network.plug("audit", move |_| {
        let clock = clock.clone();
        async move {
            clock.sleep(std::time::Duration::from_secs(5)).await;
            Ok(Response::new(Bytes::from("{\"migrations\":1}")))
        }
    });
    let mut asked = Box::pin(ask(&platform));
    assert!(futures_util::poll!(&mut asked).is_pending());
    world.clock.advance(SignedDuration::from_secs(5));
    assert_eq!(asked.await, Ok(json!({ "migrations": 1 })));
}
