//! What `login` is answered, and what nobody else is.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use http::{Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use platform::native::World;
use serde_json::{Value, json};

const SETTINGS: &str = "$argon2id$v=19$m=64,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA";
const CHAINED: &str = "0.0.0.0:0";

async fn ask(from: &str, question: &Value) -> (StatusCode, Value) {
    let app = hashing::app(World::new().unwrap().platform());
    let request = Request::post("/prive/empreintes")
        .header("content-type", "application/json")
        .header("spin-client-addr", from)
        .body(Full::from(question.to_string()))
        .unwrap();
    let (parts, body) = app.handle(request).await.into_parts();
    (parts.status, serde_json::from_slice(&body.collect().await.unwrap().to_bytes()).unwrap())
}

#[tokio::test]
async fn answers_the_settings_with_their_hash() {
    let (status, answer) = ask(CHAINED, &json!({"secret": "00ff", "reglage": SETTINGS})).await;
    assert_eq!(status, StatusCode::OK);
    assert!(answer["empreinte"].as_str().unwrap().starts_with(&format!("{SETTINGS}$")), "{answer}");
}

#[tokio::test]
async fn points_at_what_it_cannot_hash_and_repeats_none_of_it() {
    let cases = [
        (json!({"secret": "tournesol", "reglage": SETTINGS}), "/secret"),
        (json!({"secret": "00ff", "reglage": "tournesol"}), "/reglage"),
    ];
    for (question, pointer) in cases {
        let (status, answer) = ask(CHAINED, &question).await;
        assert_eq!((status, answer["pointeur"].as_str()), (StatusCode::UNPROCESSABLE_ENTITY, Some(pointer)));
        assert!(!answer.to_string().contains("tournesol"), "{answer}");
    }
}

#[tokio::test]
async fn is_not_there_for_whoever_comes_from_outside() {
    let (status, _) = ask("203.0.113.7:40000", &json!({"secret": "00ff", "reglage": SETTINGS})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
