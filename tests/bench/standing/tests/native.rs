//! What the bench measures are habilitations in force.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use bench_standing::{Standings, is_in_force};

#[tokio::test]
async fn every_question_of_the_bench_finds_an_habilitation_in_force() {
    let standings = Standings::fill(1_000).await.unwrap();
    let next = standings.questions();
    for _ in 0..1_000 {
        let answer = standings.ask(next()).await.unwrap();
        assert!(is_in_force(&answer), "{}", String::from_utf8_lossy(&answer));
    }
}
