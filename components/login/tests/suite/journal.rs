//! What the journal is told, and that nothing is opened without it.

use crate::support::{Application, Browser, CLAIRE, PASSWORD, Stage, push, totp};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";

fn told(kind: &str, outcome: &str) -> (String, String) {
    (kind.to_owned(), outcome.to_owned())
}

#[tokio::test]
async fn tells_a_first_connection_a_refusal_and_a_sign_out() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    browser.activate(&stage, IDENTIFIER).await;
    Browser::default().sign_in(&stage, IDENTIFIER, "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U").await;
    browser.post(&stage, "/login/deconnexion", &[]).await;
    let expected = [
        told("AccountActivated", "fait"),
        told("FactorEnrolled", "fait"),
        told("SignedIn", "fait"),
        told("SignInRefused", "refuse"),
        told("SignedOut", "fait"),
    ];
    assert_eq!(stage.recorded(), expected);
    assert!(stage.events().iter().all(|event| event["agent"] == CLAIRE));
}

#[tokio::test]
async fn tells_no_name_and_no_secret() {
    let stage = Stage::new();
    Browser::default().activate(&stage, IDENTIFIER).await;
    let text = serde_json::to_string(&stage.events()).unwrap().to_lowercase();
    for word in ["claire", "lefebvre", "ccas", "tournesol"] {
        assert!(!text.contains(word), "{word}");
    }
}

#[tokio::test]
async fn opens_no_session_when_the_journal_does_not_answer() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
    stage.advance(30);
    let mut browser = Browser::default();
    let pushed = push(&stage, &Application::portal(), &[]).await;
    browser.authorize(&stage, &Application::portal(), &pushed).await;
    browser
        .post(&stage, "/login/connexion", &[("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)])
        .await;
    stage.world.network.cut("audit");
    let code = totp(&secret, stage.now());
    let answer = browser.post(&stage, "/login/facteur", &[("code", &code)]).await;
    assert_eq!(answer.status, 503);
    assert!(browser.cookie("__Host-session").is_none());
    let grant = [("grant_type", "client_credentials")];
    let refused = Application::alone().post(&stage, "/oauth/token", &grant).await;
    refused.assert_error(503, "temporarily_unavailable", "no token either");
    stage.mend_audit();
    assert_eq!(Application::alone().post(&stage, "/oauth/token", &grant).await.status, 200);
}

#[tokio::test]
async fn opens_nothing_when_any_statement_of_a_sign_in_fails() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
    let mut failures = 0;
    for statement in 1.. {
        stage.advance(30);
        let mut browser = Browser::default();
        browser.get(&stage, "/login/connexion").await;
        browser
            .post(&stage, "/login/connexion", &[("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)])
            .await;
        let code = totp(&secret, stage.now());
        stage.world.faults.fail_statement(statement);
        let answer = browser.post(&stage, "/login/facteur", &[("code", &code)]).await;
        stage.world.faults.clear();
        if answer.status == 303 {
            break;
        }
        failures += 1;
        assert_eq!(answer.status, 503, "statement {statement}");
        assert!(browser.cookie("__Host-session").is_none(), "statement {statement}");
    }
    assert!(failures >= 8, "the faults reached {failures} statements");
}
