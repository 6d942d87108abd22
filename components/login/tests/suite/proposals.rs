//! What waits for a second person: whom it is about, and what ends it.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use serde_json::{Value, json};

use crate::{
    meanwhile::{CLOSE_CLIENTS, run_at},
    resets::{Fund, ask, confirm, is_refused, opens, propose, rows, text},
    support::{self, Browser, CLAIRE, OFFICER, PASSWORD, SECURITY},
};

const CLAIRES: &str = "claire.lefebvre@ccas.exemple.fr";

#[tokio::test]
async fn a_portal_closed_meanwhile_confirms_nothing() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    let proposal = propose(stage, &officer, CLAIRE).await;
    let told = run_at(stage, "AccountReset", CLOSE_CLIENTS);
    assert_eq!(confirm(stage, &security, &proposal).await.status, 401);
    assert!(told.lock().unwrap().contains(&"AccountReset refuse".to_owned()));
    assert!(opens(stage, CLAIRES, PASSWORD).await);
}

#[tokio::test]
async fn one_reset_of_a_person_waits_at_once() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, other) = (fund.officer().await, stage.other_instance());
    let ask = || {
        let request = Request::post(format!("/login/comptes/{CLAIRE}/reinitialisation"))
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {officer}"))
            .header("spin-client-addr", "203.0.113.7:40000");
        request.body(Full::new(Bytes::from(json!({"motif": "Perdu"}).to_string()))).unwrap()
    };
    let (one, two) = tokio::join!(support::send(&stage.app, ask()), support::send(&other, ask()));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(rows(stage, "proposals").await, 1);
}

#[tokio::test]
async fn what_is_done_leaves_no_repeat_behind() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    let proposal = propose(stage, &officer, CLAIRE).await;
    let repeat = "INSERT INTO proposals (id, act, author, made_at, expires_at) \
        SELECT '00000000-0000-7000-8000-0000000000bb', act, author, made_at, expires_at FROM proposals";
    stage.world.platform().sql.open("login").await.unwrap().execute(repeat, &[]).await.unwrap();
    assert_eq!(confirm(stage, &security, &proposal).await.status, 200);
    assert_eq!(rows(stage, "proposals").await, 0);
}

#[tokio::test]
async fn what_was_half_told_is_taken_back() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    let proposal = propose(stage, &officer, CLAIRE).await;
    let told = Arc::<Mutex<Vec<String>>>::default();
    let notes = told.clone();
    stage.world.network.plug("audit", move |request: Request<Bytes>| {
        let event: Value = serde_json::from_slice(request.body()).unwrap();
        let is_heard = event["fait"]["type"] != "AccountReset" || event["issue"] == "refuse";
        if is_heard {
            notes.lock().unwrap().push(text(&event["fait"]["type"]) + " " + &text(&event["issue"]));
        }
        let receipt = json!({
            "evenement": event["id"], "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z", "signature": "",
        });
        let status = if is_heard { 200 } else { 503 };
        async move { Ok(Response::builder().status(status).body(receipt.to_string().into()).unwrap()) }
    });
    assert_eq!(confirm(stage, &security, &proposal).await.status, 503);
    let mut told = told.lock().unwrap().clone();
    assert_eq!(told.remove(0), "ProposalConfirmed fait");
    told.sort();
    assert_eq!(told, ["AccountReset refuse", "ProposalConfirmed refuse"]);
    assert!(opens(stage, CLAIRES, PASSWORD).await);
}

#[tokio::test]
async fn a_reset_ends_what_its_holder_proposed() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let left = format!("proposals WHERE author = '{CLAIRE}'");
    let proposal = propose(stage, &fund.officer().await, CLAIRE).await;
    // As if she were one of the fund's people, which a reset does not ask.
    let hers = format!(
        "INSERT INTO proposals (id, act, author, made_at, expires_at) \
         SELECT '00000000-0000-7000-8000-0000000000bb', '{}', '{CLAIRE}', made_at, expires_at FROM proposals",
        json!({"acte": "ajout_role", "compte": SECURITY, "role": "agent_caf"})
    );
    stage.world.platform().sql.open("login").await.unwrap().execute(&hers, &[]).await.unwrap();
    assert_eq!(rows(stage, &left).await, 1);
    assert_eq!(confirm(stage, &fund.security().await, &proposal).await.status, 200);
    assert_eq!(rows(stage, &left).await, 0);
}

#[tokio::test]
async fn ended_sessions_end_what_was_proposed() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    let proposal = propose(stage, &officer, CLAIRE).await;
    let sessions = format!("/login/comptes/{OFFICER}/sessions");
    assert_eq!(ask(stage, &security, ("DELETE", &sessions), Value::Null).await.status, 204);
    is_refused(&confirm(stage, &security, &proposal).await, 404, "proposition-inconnue");
}

#[tokio::test]
async fn who_decides_reads_whom_it_is_about() {
    let fund = Fund::new().await;
    let stage = &fund.stage;
    Browser::default().activate(stage, CLAIRES).await;
    let (officer, security) = (fund.officer().await, fund.security().await);
    for motif in ["Perdu\u{202e}udreP", "Perdu\u{7}", "\u{200b}"] {
        let path = format!("/login/comptes/{CLAIRE}/reinitialisation");
        let answer = ask(stage, &officer, ("POST", &path), json!({"motif": motif})).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json()["pointeur"]),
            (422, &json!("/motif")),
            "{motif:?}"
        );
    }
    propose(stage, &officer, CLAIRE).await;
    let waiting = ask(stage, &security, ("GET", "/login/propositions"), Value::Null).await.json();
    let expected = json!({"identifiant": CLAIRES, "nom": "Lefebvre", "prenoms": "Claire"});
    assert_eq!(waiting["propositions"][0]["personne"], expected);
}
