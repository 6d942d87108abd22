//! Growing delays, and one answer for an unknown account and a wrong password.

use http::Request;

use crate::support::{Answer, Browser, ISSUER, PASSWORD, Stage, form};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

async fn try_password(stage: &Stage, identifier: &str, password: &str) -> Answer {
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    let parameters = [("identifiant", identifier), ("mot_de_passe", password)];
    browser.post(stage, "/login/connexion", &parameters).await
}

#[tokio::test]
async fn answers_alike_whether_or_not_the_account_exists() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    for _ in 0..6 {
        let known = try_password(&stage, CLAIRE, "mauvais mot de passe").await;
        let unknown = try_password(&stage, "personne@exemple.fr", "mauvais mot de passe").await;
        assert_eq!(known.status, unknown.status);
        assert_eq!(known.body, unknown.body);
        assert_eq!(known.header("retry-after"), unknown.header("retry-after"));
    }
}

#[tokio::test]
async fn makes_whoever_fails_wait_longer_each_time_and_a_minute_at_most() {
    let stage = Stage::new();
    for _ in 0..3 {
        assert_eq!(try_password(&stage, CLAIRE, "mauvais").await.status, 403);
    }
    for delay in [1, 2, 4, 8, 16, 32, 60, 60] {
        let refused = try_password(&stage, CLAIRE, "mauvais").await;
        assert_eq!(refused.status, 429, "before {delay} s");
        assert_eq!(refused.header("retry-after"), (delay + 1).to_string());
        stage.advance(delay);
        assert_eq!(try_password(&stage, CLAIRE, "mauvais").await.status, 403, "after {delay} s");
    }
}

#[tokio::test]
async fn never_locks_the_owner_out_for_more_than_a_minute() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    for _ in 0..15 {
        try_password(&stage, CLAIRE, "mauvais").await;
        stage.advance(60);
    }
    assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn slows_an_address_that_tries_many_accounts() {
    let stage = Stage::new();
    for number in 0..20 {
        let identifier = format!("agent{number}@exemple.fr");
        assert_eq!(try_password(&stage, &identifier, "mauvais").await.status, 403);
    }
    assert_eq!(try_password(&stage, "encore@exemple.fr", "mauvais").await.status, 429);
    let request = Request::post("/login/connexion")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("spin-client-addr", "198.51.100.1:1")
        .header("origin", ISSUER);
    let body = form(&[("identifiant", "encore@exemple.fr"), ("mot_de_passe", "mauvais")]);
    let forged = stage.send(request, body).await;
    assert_eq!(forged.status, 429, "a forged address opens nothing");
}

#[tokio::test]
async fn slows_whoever_guesses_the_second_factor() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    let mut browser = Browser::default();
    browser.get(&stage, "/login/connexion").await;
    browser.post(&stage, "/login/connexion", &[("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)]).await;
    let mut refused = 0;
    for _ in 0..10 {
        let answer = browser.post(&stage, "/login/facteur", &[("code", "000000")]).await;
        refused += u32::from(answer.status == 429);
    }
    assert_eq!(refused, 7, "three tries cost nothing, the others wait");
}
