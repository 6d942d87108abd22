//! No table grows without end: each is declared, and what is over is erased.

use http::Request;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{
    ACTIVATION, Answer, Application, Browser, CLAIRE, Key, PASSWORD, Stage, exchange, push,
};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";
const DAY: i64 = 86_400;

async fn query(stage: &Stage, statement: &str) -> Vec<platform::Row> {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    connection.execute(statement, &[]).await.unwrap()
}

/// How many rows of this table there are.
async fn rows(stage: &Stage, table: &str) -> u32 {
    query(stage, &format!("SELECT count(*) FROM {table}")).await[0].get(0).unwrap()
}

async fn purge_as(stage: &Stage, caller: &Application) -> Answer {
    let token = caller.token(stage).await;
    let headers = caller.present(&token, "POST", "/login/purges", stage.now());
    let request =
        headers.iter().fold(Request::post("/login/purges"), |r, (name, value)| r.header(*name, value));
    stage.send(request, "").await
}

async fn purge(stage: &Stage) -> Value {
    let answer = purge_as(stage, &Application::scheduler()).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

#[tokio::test]
async fn the_scheduler_erases_what_is_over() {
    let stage = Stage::new();
    stage.hash_quickly();
    let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
    stage.advance(30);
    let code = Browser::default().code_for(&stage, &Application::portal(), IDENTIFIER, &secret).await;
    exchange(&stage, &Application::portal(), &code, &[]).await;
    push(&stage, &Application::portal(), &[]).await;
    let mut lost = Browser::default();
    lost.get(&stage, "/login/connexion").await;
    for password in ["mauvais", PASSWORD] {
        lost.post(&stage, "/login/connexion", &[("identifiant", IDENTIFIER), ("mot_de_passe", password)])
            .await;
    }
    let over = [
        "throttles",
        "refusals",
        "sign_ins",
        "sessions",
        "codes",
        "refresh_tokens",
        "pushed_requests",
        "proofs",
    ];
    for table in over {
        assert!(rows(&stage, table).await > 0, "{table} holds something at first");
    }
    stage.advance(3 * DAY);
    let purged = purge(&stage).await;
    assert_eq!(purged["est_inachevee"], json!(false));
    for table in over.iter().filter(|table| **table != "proofs") {
        assert_eq!(rows(&stage, table).await, 0, "{table}");
    }
    assert_eq!(rows(&stage, "proofs").await, 3, "of the purge itself");
    assert_eq!(rows(&stage, "known_browsers").await, 2);
    stage.advance(180 * DAY);
    purge(&stage).await;
    assert_eq!(rows(&stage, "known_browsers").await, 0);
}

#[tokio::test]
async fn a_purge_is_told_and_nothing_goes_untold() {
    let stage = Stage::new();
    push(&stage, &Application::portal(), &[]).await;
    stage.advance(DAY);
    let scheduler = Application::scheduler();
    let token = scheduler.token(&stage).await;
    let headers = scheduler.present(&token, "POST", "/login/purges", stage.now());
    stage.world.network.cut("audit");
    let request =
        headers.iter().fold(Request::post("/login/purges"), |r, (name, value)| r.header(*name, value));
    assert_eq!(stage.send(request, "").await.status, 503);
    assert_eq!(rows(&stage, "pushed_requests").await, 1);
    stage.mend_audit();
    purge(&stage).await;
    let told: Vec<_> =
        stage.events().iter().map(|event| (event["fait"]["type"].clone(), event["agent"].clone())).collect();
    let application = json!(scheduler.id);
    let expected = ["PurgeStarted", "PurgeEnded"].map(|kind| (json!(kind), application.clone()));
    assert_eq!(told[told.len() - 2..], expected);
}

#[tokio::test]
async fn nobody_but_the_scheduler_purges() {
    let stage = Stage::new();
    assert_eq!(purge_as(&stage, &Application::alone()).await.status, 403);
}

#[tokio::test]
async fn a_closed_account_loses_its_names_after_two_years() {
    let mut stage = Stage::new();
    stage.hash_quickly();
    Browser::default().activate(&stage, IDENTIFIER).await;
    stage.ask("POST", &format!("/prive/comptes/{CLAIRE}/fermeture"), Value::Null).await;
    let names = format!("SELECT identifier || last_name || first_names FROM accounts WHERE id = '{CLAIRE}'");
    for (days, expected) in [(729, "claire.lefebvre@ccas.exemple.frLefebvreClaire"), (2, "")] {
        stage.advance(days * DAY);
        purge(&stage).await;
        assert_eq!(query(&stage, &names).await[0].get::<String>(0).unwrap(), expected);
    }
    let of_account = format!("attachments WHERE account = '{CLAIRE}'");
    assert_eq!(rows(&stage, &of_account).await, 0);
    stage.app = stage.other_instance();
    let answer = Browser::default().first_password(&stage, IDENTIFIER, ACTIVATION, PASSWORD).await;
    assert_eq!(answer.status, 403, "the seed does not open it again");
}

#[tokio::test]
async fn what_is_over_goes_even_without_a_scheduler() {
    let stage = Stage::new();
    for _ in 0..20 {
        push(&stage, &Application::portal(), &[]).await;
    }
    stage.advance(DAY);
    let application = Application::alone();
    let its_turn = |jti: &String| Sha256::digest(format!("assertion {} {jti}", application.id))[0] == 0;
    let mut claims = application.claims(stage.now());
    claims["jti"] = (0..).map(|number| format!("numero-{number}")).find(its_turn).unwrap().into();
    let proof = Application::proof(
        &Key::ed25519(11),
        &Application::proof_claims("POST", "/oauth/token", stage.now()),
    );
    let grant = [("grant_type", "client_credentials")];
    let answer =
        Application::post_with(&stage, "/oauth/token", &application.assertion(&claims), &[proof], &grant)
            .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(rows(&stage, "pushed_requests").await, 0);
}

#[tokio::test]
async fn a_registration_that_nobody_approved_is_erased() {
    let stage = Stage::new();
    let insert = "INSERT INTO clients (id, registration, registered_at, author)
        VALUES ('00000000-0000-7000-8000-0000000000c1', '{}', '2026-02-28T00:00:00.000000000Z', 'x')";
    Application::alone().token(&stage).await;
    query(&stage, insert).await;
    let before = rows(&stage, "clients").await;
    for (days, expected) in [(10, before), (6, before - 1)] {
        stage.advance(days * DAY);
        purge(&stage).await;
        assert_eq!(rows(&stage, "clients").await, expected, "{days} days more");
    }
}
