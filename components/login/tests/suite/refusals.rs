//! Refusals that a stranger repeats: the journal tells of them without growing with them.

use serde_json::{Value, json};

use crate::support::{Application, Browser, Key, Stage};

/// Claims to be the application, with a key of one's own.
async fn pretend(stage: &Stage) {
    let stranger = Application { key: Key::ed25519(99), ..Application::alone() };
    let refused = stranger.post(stage, "/oauth/token", &[("grant_type", "client_credentials")]).await;
    refused.assert_error(401, "invalid_client", "another key");
}

async fn fail_to_sign_in(stage: &Stage, identifier: &str) -> u16 {
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    let parameters = [("identifiant", identifier), ("mot_de_passe", "mauvais mot de passe")];
    browser.post(stage, "/login/connexion", &parameters).await.status.as_u16()
}

fn told(stage: &Stage) -> Vec<Value> {
    stage.events().into_iter().map(|event| event["fait"].clone()).collect()
}

#[tokio::test]
async fn tells_the_first_refusal_of_an_application_then_their_number() {
    let stage = Stage::new();
    for _ in 0..120 {
        pretend(&stage).await;
    }
    let expected = [
        json!({"type": "SignInRefused", "motif": "invalid_client"}),
        json!({"type": "SignInsRefused", "motif": "invalid_client", "nombre": 10}),
        json!({"type": "SignInsRefused", "motif": "invalid_client", "nombre": 100}),
    ];
    assert_eq!(told(&stage), expected);
    assert!(stage.events().iter().all(|event| event["agent"] == crate::support::APP));
}

#[tokio::test]
async fn tells_the_first_refusal_of_each_hour() {
    let stage = Stage::new();
    for _ in 0..3 {
        pretend(&stage).await;
        pretend(&stage).await;
        stage.advance(3600);
    }
    assert_eq!(told(&stage), vec![json!({"type": "SignInRefused", "motif": "invalid_client"}); 3]);
}

#[tokio::test]
async fn tells_a_refusal_for_another_reason_at_once() {
    let stage = Stage::new();
    pretend(&stage).await;
    let scope = [("grant_type", "client_credentials")];
    let unproved = Application { proof_key: None, ..Application::alone() };
    let assertion = unproved.assertion(&unproved.claims(stage.now()));
    let proofs = ["x".to_owned(), "y".to_owned()];
    let refused = Application::post_with(&stage, "/oauth/token", &assertion, &proofs, &scope).await;
    refused.assert_error(400, "invalid_dpop_proof", "two proofs");
    assert_eq!(told(&stage)[1], json!({"type": "SignInRefused", "motif": "invalid_dpop_proof"}));
}

#[tokio::test]
async fn tells_again_what_the_journal_did_not_take() {
    let stage = Stage::new();
    stage.world.network.cut("audit");
    let stranger = Application { key: Key::ed25519(99), ..Application::alone() };
    let answer = stranger.post(&stage, "/oauth/token", &[("grant_type", "client_credentials")]).await;
    answer.assert_error(503, "temporarily_unavailable", "the journal does not answer");
    stage.mend_audit();
    pretend(&stage).await;
    assert_eq!(told(&stage), [json!({"type": "SignInRefused", "motif": "invalid_client"})]);
}

#[tokio::test]
async fn tells_of_tries_that_come_too_soon_by_their_number() {
    let stage = Stage::new();
    let mut refused = 0;
    while refused < 25 {
        refused += u32::from(fail_to_sign_in(&stage, "claire.lefebvre@ccas.exemple.fr").await == 429);
    }
    let wrong = json!({"type": "SignInRefused", "motif": "mot_de_passe"});
    let expected = [
        wrong,
        json!({"type": "SignInRefused", "motif": "trop_d_essais"}),
        json!({"type": "SignInsRefused", "motif": "trop_d_essais", "nombre": 10}),
    ];
    assert_eq!(told(&stage), expected);
}

#[tokio::test]
async fn strangers_who_make_up_identifiers_fill_no_journal() {
    let stage = Stage::new();
    stage.hash_quickly();
    for number in 0..1200 {
        let mut browser = Browser::at(&format!("198.51.{}.7", number / 100));
        browser.get(&stage, "/login/connexion").await;
        let identifier = format!("agent{number}@exemple.fr");
        let parameters = [("identifiant", identifier.as_str()), ("mot_de_passe", "mauvais")];
        assert_eq!(browser.post(&stage, "/login/connexion", &parameters).await.status, 403);
    }
    let told = told(&stage);
    let wrong = json!({"type": "SignInRefused", "motif": "mot_de_passe"});
    let number = |nombre| json!({"type": "SignInsRefused", "motif": "mot_de_passe", "nombre": nombre});
    assert_eq!(told[..101], vec![wrong; 101], "a hundred by name, and the first of the others");
    assert_eq!(told[101..], [number(10), number(100), number(1000)]);
}
