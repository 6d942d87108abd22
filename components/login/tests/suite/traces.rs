//! What `policies/traces.toml` says of each operation: who, through which application, on what; and what ends a right holds
//! without the journal, which is told later.

use std::collections::BTreeSet;

use http::Request;
use serde_json::{Value, json};

use crate::support::{
    APP, Answer, Application, Browser, CLAIRE, OFFICER, PORTAL, Stage, claims_of, exchange,
};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";
const OFFICERS: &str = "odile.garnier@caf.exemple.fr";

#[test]
fn every_operation_has_a_line_in_the_table() {
    let routes = login::routes();
    let operations: BTreeSet<_> = routes.table().iter().map(|route| route.operation.to_owned()).collect();
    assert_eq!(operations, policies::traces_of("login").unwrap().into_keys().collect());
}

/// The tokens of a person signed in through the portal, and their session.
async fn tokens(stage: &Stage, identifier: &str) -> (Value, String) {
    let (secret, _) = Browser::default().activate(stage, identifier).await;
    stage.advance(30);
    let code = Browser::default().code_for(stage, &Application::portal(), identifier, &secret).await;
    let tokens = exchange(stage, &Application::portal(), &code, &[]).await.json();
    let session = claims_of(tokens["access_token"].as_str().unwrap())["sid"].as_str().unwrap().to_owned();
    (tokens, session)
}

async fn refresh(stage: &Stage, tokens: &Value) -> Answer {
    let token = tokens["refresh_token"].as_str().unwrap();
    let grant = [("grant_type", "refresh_token"), ("refresh_token", token)];
    Application::portal().post(stage, "/oauth/token", &grant).await
}

fn told(stage: &Stage, kind: &str) -> Vec<Value> {
    stage.events().into_iter().filter(|event| event["fait"]["type"] == kind).collect()
}

async fn delete(stage: &Stage, path: &str, tokens: &Value) -> u16 {
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    stage.send(Request::delete(path).header("authorization", bearer), "").await.status.as_u16()
}

#[tokio::test]
async fn tells_through_which_application_a_session_got_tokens() {
    let stage = Stage::new();
    let (_, session) = tokens(&stage, IDENTIFIER).await;
    let issued = told(&stage, "TokenIssued");
    assert_eq!(issued.len(), 1);
    assert_eq!(issued[0]["fait"]["session"], session);
    assert_eq!((&issued[0]["agent"], &issued[0]["client"]), (&json!(CLAIRE), &json!(PORTAL)));
}

#[tokio::test]
async fn tells_renewals_once_a_day() {
    let stage = Stage::new();
    let (mut tokens, session) = tokens(&stage, IDENTIFIER).await;
    for _ in 0..3 {
        stage.advance(240);
        let renewed = refresh(&stage, &tokens).await;
        assert_eq!(renewed.status, 200, "{}", renewed.text());
        tokens = renewed.json();
    }
    let renewals = told(&stage, "TokenRefreshed");
    assert_eq!(renewals[0]["fait"]["session"], session);
    assert_eq!((&renewals[0]["agent"], &renewals[0]["client"]), (&json!(CLAIRE), &json!(PORTAL)));
    assert_eq!(renewals.len(), 3);
    assert!(renewals.iter().all(|renewal| *renewal == renewals[0]), "one event, which the journal has once");
}

#[tokio::test]
async fn gives_no_token_without_the_journal() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
    stage.advance(30);
    let code = Browser::default().code_for(&stage, &Application::portal(), IDENTIFIER, &secret).await;
    stage.world.network.cut("audit");
    exchange(&stage, &Application::portal(), &code, &[]).await.assert_error(
        503,
        "temporarily_unavailable",
        "",
    );
    stage.mend_audit();
    assert_eq!(told(&stage, "TokenIssued"), Vec::<Value>::new());
    let again = exchange(&stage, &Application::portal(), &code, &[]).await;
    assert_eq!(again.status, 200, "the code is still good: {}", again.text());
    let reused = exchange(&stage, &Application::portal(), &code, &[]).await;
    reused.assert_error(400, "invalid_grant", "once it served, it does not again");
}

#[tokio::test]
async fn names_the_application_that_signs_in_and_revokes() {
    let stage = Stage::new();
    Application::alone().token(&stage).await;
    assert_eq!(told(&stage, "SignedIn")[0]["client"], APP);
    let (tokens, _) = tokens(&stage, IDENTIFIER).await;
    let token = [("token", tokens["refresh_token"].as_str().unwrap())];
    for _ in 0..2 {
        assert_eq!(Application::portal().post(&stage, "/oauth/revoke", &token).await.status, 200);
    }
    let ended = told(&stage, "SignedOut");
    assert_eq!(ended.len(), 1, "what ended once is told once");
    assert_eq!((&ended[0]["agent"], &ended[0]["client"]), (&json!(CLAIRE), &json!(PORTAL)));
}

/// A client is closed while the journal is down: it is closed, and the journal is told with the next act.
#[tokio::test]
async fn what_ends_without_the_journal_is_told_later() {
    let stage = Stage::new();
    let (officer, _) = tokens(&stage, OFFICERS).await;
    let (closed, sessions) = (format!("/login/clients/{APP}"), format!("/login/comptes/{CLAIRE}/sessions"));
    stage.world.network.cut("audit");
    assert_eq!(delete(&stage, &closed, &officer).await, 204);
    assert_eq!(delete(&stage, &closed, &officer).await, 404);
    assert_eq!(delete(&stage, &sessions, &officer).await, 204);
    let closing = stage.ask("POST", &format!("/prive/comptes/{CLAIRE}/fermeture"), Value::Null).await;
    assert_eq!(closing.status, 200);
    let grant = [("grant_type", "client_credentials")];
    assert_eq!(Application::alone().post(&stage, "/oauth/token", &grant).await.status, 401);
    stage.mend_audit();
    Application::other().token(&stage).await;
    Application::other().token(&stage).await;
    for (kind, subject) in [
        ("ClientClosed", json!({ "type": "ClientClosed", "client": APP })),
        ("SessionsEnded", json!({ "type": "SessionsEnded", "compte": CLAIRE })),
    ] {
        let told = told(&stage, kind);
        assert_eq!(told.len(), 1, "{kind}, once");
        assert_eq!(told[0]["fait"], subject);
        assert_eq!((&told[0]["agent"], &told[0]["client"]), (&json!(OFFICER), &json!(PORTAL)), "{kind}");
    }
    assert_eq!(told(&stage, "AccountClosed").len(), 1);
}

/// A statement of the end fails: then neither it nor its trace is there, or both are.
#[tokio::test]
async fn an_end_and_its_trace_hold_together() {
    let path = format!("/login/clients/{APP}");
    for statement in 1..40 {
        let stage = Stage::new();
        let (officer, _) = tokens(&stage, OFFICERS).await;
        stage.world.faults.fail_after_statement(statement);
        delete(&stage, &path, &officer).await;
        stage.world.faults.clear();
        Application::other().token(&stage).await;
        let is_closed = delete(&stage, &path, &officer).await == 404;
        assert!(is_closed || told(&stage, "ClientClosed").len() == 1, "statement {statement}");
        let told: BTreeSet<_> =
            told(&stage, "ClientClosed").iter().map(|event| event["id"].to_string()).collect();
        assert_eq!(told.len(), 1, "statement {statement}");
    }
}

/// A statement of an exchange fails: the client may try again, and its code is not taken for a stolen one.
#[tokio::test]
async fn a_fault_leaves_a_code_good() {
    let mut failures = 0;
    for statement in 1.. {
        let stage = Stage::new();
        stage.hash_quickly();
        let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
        stage.advance(30);
        let code = Browser::default().code_for(&stage, &Application::portal(), IDENTIFIER, &secret).await;
        stage.world.faults.fail_statement(statement);
        let first = exchange(&stage, &Application::portal(), &code, &[]).await;
        stage.world.faults.clear();
        if first.status == 200 {
            break;
        }
        failures += 1;
        let again = exchange(&stage, &Application::portal(), &code, &[]).await;
        assert_eq!(again.status, 200, "statement {statement}: {}", again.text());
    }
    assert!(failures >= 8, "the faults reached {failures} statements");
}

#[tokio::test]
async fn an_expired_code_ends_no_session() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
    stage.advance(30);
    let mut browser = Browser::default();
    let code = browser.code_for(&stage, &Application::portal(), IDENTIFIER, &secret).await;
    stage.advance(61);
    for _ in 0..2 {
        let late = exchange(&stage, &Application::portal(), &code, &[]).await;
        late.assert_error(400, "invalid_grant", "late");
    }
    assert_eq!(browser.get(&stage, "/login/sessions").await.status, 200);
}
