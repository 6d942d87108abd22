//! What a person asks waits for its turn to hash and for the journal: what ends meanwhile gives nothing any more.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    hashing::hold_slot,
    support::{Answer, Browser, CLAIRE, PASSWORD, Stage, totp},
};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";
const CHOSEN: &str = "grenier pinceau comète";
pub const CLOSE_CLIENTS: &str = "UPDATE clients SET closed_at = '2026-03-02T09:00:00.000000000Z'";
pub const END_SESSIONS: &str = "UPDATE sessions SET ended_at = '2026-03-02T09:00:00.000000000Z'";

/// Claire, signed in, and the secret of her second factor.
async fn signed_in() -> (Stage, Browser, String) {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, IDENTIFIER).await;
    stage.advance(30);
    (stage, browser, secret)
}

async fn sql(stage: &Stage, statement: &str) {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    connection.execute(statement, &[]).await.unwrap();
}

async fn count(stage: &Stage, table: &str) -> i64 {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute(&format!("SELECT count(*) FROM {table}"), &[]).await.unwrap();
    rows[0].get(0).unwrap()
}

/// Sends a form whose turn to hash comes in three seconds, and does this meanwhile.
async fn send_meanwhile(
    stage: &Stage,
    browser: &mut Browser,
    (path, fields): (&str, &[(&str, &str)]),
    meanwhile: impl Future<Output = ()>,
) -> Answer {
    hold_slot(stage, 3).await;
    let others = async {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        meanwhile.await;
        loop {
            tokio::task::yield_now().await;
            stage.advance(1);
        }
    };
    tokio::select! {
        answer = browser.post(stage, path, fields) => answer,
        () = others => unreachable!(),
    }
}

/// From now on the journal, asked to record this kind, runs this first. What it is told.
pub fn run_at(stage: &Stage, kind: &'static str, statement: &'static str) -> Arc<Mutex<Vec<String>>> {
    let platform = stage.world.platform();
    let told = Arc::<Mutex<Vec<String>>>::default();
    let notes = told.clone();
    stage.world.network.plug("audit", move |request: Request<Bytes>| {
        let (event, platform): (Value, _) =
            (serde_json::from_slice(request.body()).unwrap(), platform.clone());
        let said = |member: &Value| member.as_str().unwrap().to_owned();
        notes.lock().unwrap().push(said(&event["fait"]["type"]) + " " + &said(&event["issue"]));
        async move {
            if event["fait"]["type"] == kind && event["issue"] == "fait" {
                platform.sql.open("login").await.unwrap().execute(statement, &[]).await.unwrap();
            }
            let receipt = json!({
                "evenement": event["id"], "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z", "signature": "",
            });
            Ok(Response::builder().status(StatusCode::OK).body(receipt.to_string().into()).unwrap())
        }
    });
    told
}

fn key_of(page: &str) -> String {
    page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "")
}

/// The secret of a second factor that is to take the place of the present one.
async fn offered(stage: &Stage, browser: &mut Browser, secret: &str) -> String {
    let proofs = [("mot_de_passe", PASSWORD), ("code", &totp(secret, stage.now())[..])];
    let page = browser.post(stage, "/login/facteur/renouvellement", &proofs).await;
    assert_eq!(page.status, 200, "{}", page.text());
    key_of(&page.text())
}

fn last_told(stage: &Stage) -> (String, String) {
    stage.recorded().pop().unwrap()
}

#[tokio::test]
async fn a_closed_account_gets_no_recovery_codes() {
    let (stage, mut browser, secret) = signed_in().await;
    let fields = [("mot_de_passe", PASSWORD), ("code", &totp(&secret, stage.now())[..])];
    let close = async {
        let path = format!("/prive/comptes/{CLAIRE}/fermeture");
        assert_eq!(stage.ask("POST", &path, json!({})).await.status, 200);
    };
    let answer = send_meanwhile(&stage, &mut browser, ("/login/codes-de-secours", &fields), close).await;
    assert_eq!(answer.status, 403);
    assert_eq!(count(&stage, "recovery_codes").await, 0);
}

#[tokio::test]
async fn what_was_proved_before_gives_no_codes() {
    for change in [
        END_SESSIONS,
        "UPDATE accounts SET password_hash = 'autre'",
        "UPDATE accounts SET password_expires_at = '2026-03-02T09:00:00.000000000Z'",
    ] {
        let (stage, mut browser, secret) = signed_in().await;
        let fields = [("mot_de_passe", PASSWORD), ("code", &totp(&secret, stage.now())[..])];
        let form = ("/login/codes-de-secours", &fields[..]);
        let answer = send_meanwhile(&stage, &mut browser, form, sql(&stage, change)).await;
        assert_eq!(answer.status, 403, "{change}");
        assert!(!answer.text().contains("<code>"), "{change}");
        let told = ("RecoveryCodesRenewed".to_owned(), "refuse".to_owned());
        assert_eq!(last_told(&stage), told, "the journal knows that it was not done");
    }
}

#[tokio::test]
async fn a_replaced_factor_gives_no_recovery_codes() {
    let (stage, mut thief, secret) = signed_in().await;
    let mut owner = Browser::default();
    owner.sign_in(&stage, IDENTIFIER, &secret).await;
    stage.advance(30);
    let new = offered(&stage, &mut owner, &secret).await;
    stage.advance(60);
    let fields = [("mot_de_passe", PASSWORD), ("code", &totp(&secret, stage.now() + 30)[..])];
    let replace = async {
        let answer =
            owner.post(&stage, "/login/facteur/nouveau", &[("code", &totp(&new, stage.now()))]).await;
        assert_eq!(answer.location(), "/login/securite");
    };
    let answer = send_meanwhile(&stage, &mut thief, ("/login/codes-de-secours", &fields), replace).await;
    assert_eq!(answer.status, 403, "{}", answer.text());
}

#[tokio::test]
async fn an_ended_session_is_offered_no_factor() {
    let (stage, mut browser, secret) = signed_in().await;
    let fields = [("mot_de_passe", PASSWORD), ("code", &totp(&secret, stage.now())[..])];
    let form = ("/login/facteur/renouvellement", &fields[..]);
    let answer = send_meanwhile(&stage, &mut browser, form, sql(&stage, END_SESSIONS)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(count(&stage, "factor_renewals").await, 0);
}

#[tokio::test]
async fn an_ended_session_replaces_no_factor() {
    let (stage, mut browser, secret) = signed_in().await;
    let new = offered(&stage, &mut browser, &secret).await;
    stage.advance(30);
    run_at(&stage, "FactorRemoved", END_SESSIONS);
    let answer = browser.post(&stage, "/login/facteur/nouveau", &[("code", &totp(&new, stage.now()))]).await;
    assert_eq!(answer.location(), "/login/facteur/renouvellement");
    stage.advance(60);
    let answer = Browser::default().sign_in(&stage, IDENTIFIER, &new).await;
    assert_eq!(answer.status, 403, "the new factor opens nothing");
    let answer = Browser::default().sign_in(&stage, IDENTIFIER, &secret).await;
    assert_eq!(answer.location(), "/login/sessions", "the former one does");
}

#[tokio::test]
async fn a_changed_password_forgets_a_factor_offered() {
    let (stage, mut browser, secret) = signed_in().await;
    let new = offered(&stage, &mut browser, &secret).await;
    let fields = [("mot_de_passe", PASSWORD), ("nouveau_mot_de_passe", CHOSEN), ("confirmation", CHOSEN)];
    assert_eq!(browser.post(&stage, "/login/mot-de-passe", &fields).await.location(), "/login/securite");
    let answer = browser.post(&stage, "/login/facteur/nouveau", &[("code", &totp(&new, stage.now()))]).await;
    assert_eq!(answer.location(), "/login/facteur/renouvellement");
}

#[tokio::test]
async fn a_demand_outlasts_a_change_that_waits() {
    let (stage, mut thief, _) = signed_in().await;
    let fields = [("mot_de_passe", PASSWORD), ("nouveau_mot_de_passe", CHOSEN), ("confirmation", CHOSEN)];
    let demand = "UPDATE accounts SET password_expires_at = '2026-03-02T09:00:00.000000000Z'";
    let form = ("/login/mot-de-passe", &fields[..]);
    let answer = send_meanwhile(&stage, &mut thief, form, sql(&stage, demand)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(count(&stage, "accounts WHERE password_expires_at IS NOT NULL").await, 3);
}

#[tokio::test]
async fn an_ended_sign_in_enrols_no_factor() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    browser.first_password(&stage, IDENTIFIER, crate::support::ACTIVATION, PASSWORD).await;
    let secret = key_of(&browser.get(&stage, "/login/enrolement").await.text());
    run_at(&stage, "FactorEnrolled", "DELETE FROM sign_ins");
    browser.post(&stage, "/login/enrolement", &[("code", &totp(&secret, stage.now()))]).await;
    assert_eq!(count(&stage, "recovery_codes").await, 0);
    assert_eq!(count(&stage, "accounts WHERE totp_enrolled_at IS NOT NULL").await, 0);
}
