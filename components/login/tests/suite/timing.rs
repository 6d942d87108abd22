//! How long a refusal takes. Run by hand (`cargo test -p login --release -- --ignored timing --nocapture`): a duration
//! is never asserted where other work shares the machine.

use std::time::{Duration, Instant};

use crate::support::{Browser, Stage};

const TRIES: usize = 200;

async fn one(stage: &Stage, identifier: &str) -> Duration {
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    let parameters = [("identifiant", identifier), ("mot_de_passe", "mauvais mot de passe")];
    #[allow(clippy::disallowed_methods, reason = "a measure")]
    let started = Instant::now();
    let answer = browser.post(stage, "/login/connexion", &parameters).await;
    let lasted = started.elapsed();
    assert_eq!(answer.status, 403);
    stage.advance(3600);
    lasted
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort_unstable();
    durations[durations.len() / 2]
}

#[tokio::test]
#[ignore = "a measure, for a quiet machine"]
async fn an_unknown_account_and_a_wrong_password_take_as_long() {
    let stage = Stage::new();
    let known = "claire.lefebvre@ccas.exemple.fr";
    Browser::default().activate(&stage, known).await;
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..TRIES {
        wrong.push(one(&stage, known).await);
        unknown.push(one(&stage, "personne@ccas.exemple.fr").await);
    }
    let (wrong, unknown) = (median(wrong), median(unknown));
    let apart = (wrong.as_secs_f64() / unknown.as_secs_f64() - 1.0).abs() * 100.0;
    println!("wrong password {wrong:?}, unknown account {unknown:?}: {apart:.2} % apart over {TRIES} tries");
    assert!(apart < 5.0);
}
