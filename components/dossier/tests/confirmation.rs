//! Whether the session lives is asked beside the other questions; its answer comes before all that follows from theirs.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test tool reports by panicking"
)]

mod support;

use std::{
    future::{pending, ready},
    sync::Arc,
};

use access::{Principal, Role};
use async_trait::async_trait;
use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use platform::OutboundError;
use support::{Stage, asked, principal, with};
use web::{Authenticator, Claim, Credentials, Problem, kinds};

/// What `login` says of the session, after the token was found good.
#[derive(Clone, Copy)]
enum Session {
    Lives,
    HasEnded,
    IsNotToldYet,
}

#[async_trait]
impl Authenticator for Session {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Principal, Problem> {
        self.claim(credentials).await?.confirm().await
    }

    async fn claim(&self, _: Credentials<'_>) -> Result<Claim, Problem> {
        let principal = principal(Role::Professionnel);
        Ok(match self {
            Self::Lives => Claim::new(principal, ready(Ok(()))),
            Self::HasEnded => Claim::new(principal, ready(Err(Problem::new(kinds::UNAUTHENTICATED)))),
            Self::IsNotToldYet => Claim::new(principal, pending()),
        })
    }
}

async fn consult(stage: &Stage, session: Session, body: &str) -> (StatusCode, String) {
    let app = dossier::app_authenticated_by(stage.world.platform(), Arc::new(session));
    let request = Request::post("/v1/consultations").header("content-type", "application/json");
    let request = request.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
    let (parts, body) = app.handle(request).await.into_parts();
    (parts.status, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

fn right() -> String {
    asked(1, "aide_financiere").to_string()
}

#[tokio::test]
async fn an_ended_session_gives_nothing_and_leaves_nothing_where_a_living_one_reads() {
    let stage = Stage::with_dossiers(1).await;
    assert_eq!(consult(&stage, Session::Lives, &right()).await.0, StatusCode::OK);
    assert_eq!(stage.events.lock().unwrap().len(), 1);
    let (status, text) = consult(&stage, Session::HasEnded, &right()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(!text.contains("data"), "{text}");
    assert_eq!(stage.events.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_ended_session_counts_no_failure_on_the_number_it_asked() {
    let stage = Stage::with_dossiers(1).await;
    let wrong =
        with(asked(1, "aide_financiere"), "verification", serde_json::json!({"telephone": "0000000000"}));
    for _ in 0..10 {
        let (status, _) = consult(&stage, Session::HasEnded, &wrong.to_string()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(consult(&stage, Session::Lives, &right()).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_ended_session_is_told_first_whatever_else_is_wrong() {
    let stage = Stage::with_dossiers(1).await;
    for malformed in ["{", "[]", "{}", r#"{"organisme":"abc"}"#] {
        assert_eq!(consult(&stage, Session::HasEnded, malformed).await.0, StatusCode::UNAUTHORIZED);
        assert!(consult(&stage, Session::Lives, malformed).await.0.is_client_error());
    }
    let broken = || ready(Err(OutboundError::Failed("broken".to_owned())));
    stage.world.network.plug("conventions", move |_| broken());
    assert_eq!(consult(&stage, Session::HasEnded, &right()).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(consult(&stage, Session::Lives, &right()).await.0, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn nothing_leaves_before_the_session_is_known_to_live() {
    let stage = Stage::with_dossiers(1).await;
    let body = right();
    let mut asking = Box::pin(consult(&stage, Session::IsNotToldYet, &body));
    for _ in 0..100 {
        assert!(asking.as_mut().now_or_never().is_none());
        tokio::task::yield_now().await;
    }
    assert!(stage.events.lock().unwrap().is_empty());
}
