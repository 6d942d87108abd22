//! A second factor is used up together with what it opens, once the journal has it: whatever fails between, nothing is lost.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::support::{
    Answer, Browser, CLAIRE, PASSWORD, Stage,
    contest::{VICTIM, contested, secret},
    totp,
};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";

async fn rows(stage: &Stage, of: &str) -> u32 {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    connection.execute(&format!("SELECT count(*) FROM {of}"), &[]).await.unwrap()[0].get(0).unwrap()
}

fn codes_of(page: &Answer) -> Vec<String> {
    let text = page.text();
    text.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// Claire, who has activated her account: her browser and her recovery codes.
async fn activated() -> (Stage, Browser, Vec<String>) {
    let stage = Stage::new();
    stage.hash_quickly();
    let mut browser = Browser::default();
    let (_, page) = browser.activate(&stage, IDENTIFIER).await;
    (stage, browser, codes_of(&page))
}

async fn prove_with(stage: &Stage, browser: &mut Browser, code: &str) -> Answer {
    let fields = [("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)];
    assert_eq!(browser.post(stage, "/login/connexion", &fields).await.location(), "/login/facteur");
    browser.post(stage, "/login/facteur", &[("code", code)]).await
}

/// From now on the journal is silent when it is told of this kind.
fn silence(stage: &Stage, kind: &'static str) {
    stage.world.network.plug("audit", move |request: Request<Bytes>| {
        let event: Value = serde_json::from_slice(request.body()).unwrap();
        let status = if event["fait"]["type"] == kind { 503 } else { 200 };
        let receipt = json!({
            "evenement": event["id"], "rang": 0, "empreinte": "", "instant": "2026-03-02T09:00:00Z", "signature": "",
        });
        async move { Ok(Response::builder().status(status).body(receipt.to_string().into()).unwrap()) }
    });
}

#[tokio::test]
async fn a_silent_journal_uses_no_recovery_code_up() {
    let (stage, _, codes) = activated().await;
    stage.world.network.cut("audit");
    for code in &codes[..3] {
        assert_eq!(prove_with(&stage, &mut Browser::default(), code).await.status, 503);
    }
    assert_eq!(rows(&stage, "recovery_codes").await, 10);
    stage.mend_audit();
    assert_eq!(prove_with(&stage, &mut Browser::default(), &codes[0]).await.location(), "/login/sessions");
    assert_eq!(prove_with(&stage, &mut Browser::default(), &codes[0]).await.status, 403, "it served");
}

#[tokio::test]
async fn an_enrolment_waits_for_the_session_it_opens() {
    let stage = Stage::new();
    stage.hash_quickly();
    let mut browser = Browser::default();
    browser.first_password(&stage, IDENTIFIER, crate::support::ACTIVATION, PASSWORD).await;
    let page = browser.get(&stage, "/login/enrolement").await.text();
    let key = page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    silence(&stage, "SignedIn");
    let code = totp(&key, stage.now());
    assert_eq!(browser.post(&stage, "/login/enrolement", &[("code", &code)]).await.status, 503);
    assert_eq!(rows(&stage, "recovery_codes").await, 0, "no code is kept that nobody was shown");
    stage.mend_audit();
    let page = browser.post(&stage, "/login/enrolement", &[("code", &code)]).await;
    assert_eq!((page.status.as_u16(), codes_of(&page).len()), (200, 10));
    let told: Vec<_> = stage.recorded().into_iter().filter(|(kind, _)| kind == "FactorEnrolled").collect();
    let outcomes: Vec<_> = told.iter().map(|(_, outcome)| outcome.as_str()).collect();
    assert!(outcomes.contains(&"refuse") && outcomes.contains(&"fait"), "{outcomes:?}");
}

#[tokio::test]
async fn a_code_goes_with_its_session_or_stays() {
    let (stage, mut known, codes) = activated().await;
    known.close();
    let open = format!("sessions WHERE account = '{CLAIRE}'");
    let mut failures = 0;
    for statement in 1.. {
        stage.advance(3600);
        let fields = [("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)];
        let mut browser = Browser::default();
        browser.post(&stage, "/login/connexion", &fields).await;
        stage.world.faults.fail_statement(statement);
        let answer = browser.post(&stage, "/login/facteur", &[("code", &codes[0])]).await;
        stage.world.faults.clear();
        let used = 10 - rows(&stage, "recovery_codes").await;
        assert_eq!(rows(&stage, &open).await, 1 + used, "statement {statement}");
        assert_eq!(rows(&stage, "known_browsers").await, 1 + used, "statement {statement}");
        if answer.status == 303 {
            break;
        }
        failures += 1;
    }
    assert!(failures >= 8, "the faults reached {failures} statements");
}

#[tokio::test]
async fn one_code_sent_at_once_opens_one_session() {
    let (stage, _, codes) = activated().await;
    stage.world.settings.set("login_hashing_slots", "16");
    let mut browsers = Vec::new();
    for _ in 0..16 {
        let mut browser = Browser::default();
        let fields = [("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)];
        browser.post(&stage, "/login/connexion", &fields).await;
        browsers.push(browser.form("/login/facteur", &[("code", &codes[0])]));
    }
    let browsers = std::sync::Mutex::new(browsers);
    let answers = stage.send_at_once(|| browsers.lock().unwrap().pop().unwrap()).await;
    let opened = answers.iter().filter(|answer| answer.status == 303).count();
    assert_eq!(opened, 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
}

fn told_codes(stage: &Stage) -> usize {
    let events = stage.events();
    events.iter().filter(|event| event["fait"]["methode"] == "code_de_secours").count()
}

#[tokio::test]
async fn each_recovery_code_that_served_is_told() {
    let (stage, mut browser, codes) = activated().await;
    for (number, path) in ["/login/facteur/renouvellement", "/login/codes-de-secours"].iter().enumerate() {
        let fields = [("mot_de_passe", PASSWORD), ("code", &*codes[number])];
        assert_eq!(browser.post(&stage, path, &fields).await.status, 200, "{path}");
        assert_eq!(told_codes(&stage), number + 1, "{path}");
    }
    let event = stage.events().into_iter().rev().find(|event| event["fait"]["type"] == "FactorRemoved");
    assert_eq!(event.unwrap()["agent"], CLAIRE);
}

#[tokio::test]
async fn a_silent_journal_renews_nothing_and_keeps_codes() {
    let (stage, mut browser, codes) = activated().await;
    stage.world.network.cut("audit");
    for path in ["/login/facteur/renouvellement", "/login/codes-de-secours"] {
        let fields = [("mot_de_passe", PASSWORD), ("code", &*codes[0])];
        assert_eq!(browser.post(&stage, path, &fields).await.status, 503, "{path}");
    }
    assert_eq!(rows(&stage, "recovery_codes").await, 10);
}

#[tokio::test]
async fn a_code_before_a_choice_is_told() {
    let (stage, of_town, _) = contested().await;
    stage.hash_quickly();
    let (_, page) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let mut browser = Browser::default();
    let fields = [("identifiant", VICTIM), ("mot_de_passe", PASSWORD)];
    browser.post(&stage, "/login/connexion", &fields).await;
    let before = told_codes(&stage);
    let answer = browser.post(&stage, "/login/facteur", &[("code", &codes_of(&page)[0])]).await;
    assert_eq!(answer.location(), "/login/habilitation", "the county's letter waits");
    assert_eq!(told_codes(&stage), before + 1);
}
