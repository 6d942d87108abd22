//! Sessions: how they end, and that the next request knows.

use http::Request;

use crate::support::{Answer, Application, Browser, CLAIRE, OFFICER, PORTAL, Stage, claims_of, exchange};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";
const OFFICERS: &str = "odile.garnier@caf.exemple.fr";

/// A person signed in through the portal: their browser, their access token, the name of their session.
struct SignedIn {
    browser: Browser,
    token: String,
    sid: String,
    secret: String,
}

async fn sign_in(stage: &Stage, identifier: &str) -> SignedIn {
    let (secret, _) = Browser::default().activate(stage, identifier).await;
    stage.advance(30);
    sign_in_again(stage, identifier, secret).await
}

async fn sign_in_again(stage: &Stage, identifier: &str, secret: String) -> SignedIn {
    let mut browser = Browser::default();
    let code = browser.code_for(stage, &Application::portal(), identifier, &secret).await;
    let tokens = exchange(stage, &Application::portal(), &code, &[]).await.json();
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    let sid = claims_of(&token)["sid"].as_str().unwrap().to_owned();
    SignedIn { browser, token, sid, secret }
}

async fn is_live(stage: &Stage, sid: &str) -> bool {
    let answer = stage.ask("GET", &format!("/prive/sessions/{sid}/applications/{PORTAL}"), "".into()).await;
    answer.json()["est_active"].as_bool().unwrap()
}

async fn ask(stage: &Stage, method: &str, path: &str, token: &str) -> Answer {
    let request = Request::builder().method(method).uri(path);
    stage.send(request.header("authorization", format!("Bearer {token}")), "").await
}

#[tokio::test]
async fn ends_a_session_after_fifteen_idle_minutes() {
    let stage = Stage::new();
    let person = sign_in(&stage, IDENTIFIER).await;
    for _ in 0..4 {
        stage.advance(14 * 60);
        assert!(is_live(&stage, &person.sid).await, "each request keeps it");
    }
    stage.advance(15 * 60);
    assert!(!is_live(&stage, &person.sid).await);
}

#[tokio::test]
async fn ends_a_session_after_eight_hours_whatever_happens() {
    let stage = Stage::new();
    let person = sign_in(&stage, IDENTIFIER).await;
    for _ in 0..47 {
        stage.advance(10 * 60);
        assert!(is_live(&stage, &person.sid).await);
    }
    stage.advance(10 * 60);
    assert!(!is_live(&stage, &person.sid).await);
}

#[tokio::test]
async fn refuses_the_very_next_request_after_a_sign_out() {
    let stage = Stage::new();
    let mut person = sign_in(&stage, IDENTIFIER).await;
    assert_eq!(
        ask(&stage, "GET", "/login/clients", &person.token).await.status,
        403,
        "believed, and no officer"
    );
    let page = person.browser.post(&stage, "/login/deconnexion", &[]).await;
    assert_eq!(page.status, 200);
    assert_eq!(ask(&stage, "GET", "/login/clients", &person.token).await.status, 401);
    assert!(person.browser.cookie("__Host-session").is_none());
    assert_eq!(person.browser.get(&stage, "/login/sessions").await.location(), "/login/connexion");
}

#[tokio::test]
async fn lets_a_person_see_and_end_their_own_sessions_alone() {
    let stage = Stage::new();
    let first = sign_in(&stage, IDENTIFIER).await;
    let stranger = sign_in(&stage, OFFICERS).await;
    let mut second = sign_in_again(&stage, IDENTIFIER, first.secret.clone()).await;
    let page = second.browser.get(&stage, "/login/sessions").await.text();
    assert!(page.contains(&first.sid), "{page}");
    assert!(!page.contains(&stranger.sid), "another person's");
    second.browser.post(&stage, "/login/sessions", &[("session", &stranger.sid)]).await;
    assert!(is_live(&stage, &stranger.sid).await, "another person's cannot be ended");
    second.browser.post(&stage, "/login/sessions", &[("session", &first.sid)]).await;
    assert!(!is_live(&stage, &first.sid).await);
    assert!(is_live(&stage, &second.sid).await);
}

#[tokio::test]
async fn lets_the_fund_end_all_the_sessions_of_an_account() {
    let stage = Stage::new();
    let person = sign_in(&stage, IDENTIFIER).await;
    let officer = sign_in(&stage, OFFICERS).await;
    let path = format!("/login/comptes/{CLAIRE}/sessions");
    assert_eq!(ask(&stage, "DELETE", &path, &person.token).await.status, 403);
    assert!(is_live(&stage, &person.sid).await);
    assert_eq!(ask(&stage, "DELETE", &path, &officer.token).await.status, 204);
    assert!(!is_live(&stage, &person.sid).await);
    assert!(is_live(&stage, &officer.sid).await);
    let event = stage.events().pop().unwrap();
    assert_eq!(event["fait"], serde_json::json!({"type": "SessionsEnded", "compte": CLAIRE}));
    assert_eq!((&event["agent"], &event["client"]), (&OFFICER.into(), &crate::support::PORTAL.into()));
}

#[tokio::test]
async fn an_end_by_the_fund_holds_and_is_told_later() {
    let stage = Stage::new();
    let person = sign_in(&stage, IDENTIFIER).await;
    let officer = sign_in(&stage, OFFICERS).await;
    let path = format!("/login/comptes/{CLAIRE}/sessions");
    stage.world.network.cut("audit");
    assert_eq!(ask(&stage, "DELETE", &path, &officer.token).await.status, 204);
    assert!(!is_live(&stage, &person.sid).await, "access is cut all the same");
    stage.mend_audit();
    Application::alone().token(&stage).await;
    assert_eq!(stage.recorded().pop().unwrap().0, "SessionsEnded");
    let unknown =
        ask(&stage, "DELETE", "/login/comptes/00000000-0000-7000-8000-0000000009ff/sessions", &officer.token);
    let unknown = unknown.await;
    assert_eq!(
        (unknown.status.as_u16(), &unknown.json()["type"]),
        (404, &"/problemes/compte-inconnu".into())
    );
}

#[tokio::test]
async fn closes_an_account_with_its_sessions() {
    let stage = Stage::new();
    let person = sign_in(&stage, IDENTIFIER).await;
    let path = format!("/prive/comptes/{CLAIRE}/fermeture");
    for _ in 0..2 {
        assert_eq!(
            stage.ask("POST", &path, serde_json::Value::Null).await.status,
            200,
            "again changes nothing"
        );
    }
    assert_eq!(ask(&stage, "GET", "/login/clients", &person.token).await.status, 401);
    let mut browser = Browser::default();
    browser.get(&stage, "/login/connexion").await;
    let parameters = [("identifiant", IDENTIFIER), ("mot_de_passe", crate::support::PASSWORD)];
    assert_eq!(browser.post(&stage, "/login/connexion", &parameters).await.status, 403);
}

#[tokio::test]
async fn knows_no_session_that_never_was() {
    let stage = Stage::new();
    assert!(!is_live(&stage, OFFICER).await);
}
