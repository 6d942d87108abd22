//! What the bench measures is a reading that gives data, and its receipt.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test tool reports by panicking"
)]

use bench_consultation::{Agent, Native, asking, fill, fund_at};
use http_body_util::BodyExt;
use serde_json::Value;

#[tokio::test]
async fn every_request_of_the_bench_is_a_reading_that_gives_ten_categories() {
    let folder = tempfile::tempdir().unwrap();
    let native = Native::new(folder.path()).unwrap();
    fill(&native, 1, 40, |_| {}).await.unwrap();
    let (address, serving) = native.serve().await.unwrap();
    let session = Agent::habilitated(fund_at(&address)).await.unwrap().session().await.unwrap();
    let ask = asking(&session, 40);
    for _ in 0..40 {
        let (_, body) = ask().into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let body = serde_json::from_str(&body).unwrap();
        let answer = session.post("/v1/consultations", &body).await.unwrap().success().unwrap();
        assert_eq!(answer["data"].as_object().unwrap().len(), 10, "{body}: {answer}");
        assert!(matches!(answer["meta"]["recepisse"]["signature"], Value::String(_)));
    }
    serving.abort();
}
