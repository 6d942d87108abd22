//! Whoever an application is not for under this habilitation signs in under another, and arrives there.

use serde_json::json;

use crate::support::{Answer, Application, Browser, Stage, asked_by, push, totp};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";
const HABILITATION: &str = "00000000-0000-7000-8000-0000000000aa";
/// The organisation of the application that is strange to her first habilitation.
const TOWN: &str = "00000000-0000-7000-8000-0000000000fe";

/// Claire, who is habilitated by two organisations and acts for the first: her browser, and her second factor's secret.
async fn signed_in() -> (Stage, Browser, String) {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, CLAIRE).await;
    let opening = json!({
        "habilitation": HABILITATION, "organisation": TOWN, "roles": ["professionnel"], "libelle": "Mairie",
        "personne": {"identifiant": CLAIRE, "nom": "Lefebvre", "prenoms": "Claire"},
    });
    let opened = stage.opened(opening).await;
    let mut elsewhere = Browser::default();
    stage.advance(30);
    elsewhere.sign_in(&stage, CLAIRE, &secret).await;
    let accepted = elsewhere.accept(&stage, opened["secret"].as_str().unwrap()).await;
    assert_eq!(accepted.location(), "/login/habilitation");
    stage.advance(30);
    (stage, browser, secret)
}

/// Comes from the application of the other organisation: the page of the refusal.
async fn refused(stage: &Stage, browser: &mut Browser) -> Answer {
    let strange = Application::strange();
    let pushed = push(stage, &strange, &[]).await;
    let page = browser.authorize(stage, &strange, &pushed).await;
    assert_eq!(page.status, 403, "{}", page.text());
    page
}

/// Where this page leads those who want to act under another habilitation.
fn way_out(page: &Answer) -> String {
    let text = page.text().replace("&#38;", "&");
    let (_, rest) = text.split_once("href=\"/login/connexion?autre=1").unwrap();
    format!("/login/connexion?autre=1{}", rest.split('"').next().unwrap())
}

async fn is_signed_in(stage: &Stage, browser: &mut Browser) -> bool {
    browser.get(stage, "/login/sessions").await.status == 200
}

#[tokio::test]
async fn a_refused_person_arrives_under_another_habilitation() {
    let (stage, mut browser, secret) = signed_in().await;
    for from in ["the refusal", "the sessions"] {
        let refusal = refused(&stage, &mut browser).await;
        let sessions = browser.get(&stage, "/login/sessions").await;
        let page = if from == "the refusal" { refusal } else { sessions };
        let form = browser.get(&stage, &way_out(&page)).await;
        assert_eq!(form.status, 200, "{from}");
        let demande = asked_by(&form).unwrap();
        let proof =
            [("identifiant", CLAIRE), ("mot_de_passe", crate::support::PASSWORD), ("demande", &demande)];
        assert_eq!(browser.post(&stage, "/login/connexion", &proof).await.location(), "/login/facteur");
        stage.advance(30);
        let code = totp(&secret, stage.now());
        let chosen = browser.post(&stage, "/login/facteur", &[("code", &code), ("demande", &demande)]).await;
        assert_eq!(chosen.location(), "/login/habilitation", "{from}");
        let choice = browser.get(&stage, "/login/habilitation").await.text();
        let (before, _) = choice.split_once(">Mairie").unwrap();
        let id = before.rsplit("value=\"").next().unwrap().split('"').next().unwrap();
        let choice = [("rattachement", id), ("demande", &*demande)];
        let led = browser.post(&stage, "/login/habilitation", &choice).await;
        assert_eq!(led.location(), format!("/login/accord?demande={demande}"), "{from}");
        assert_eq!(
            browser.get(&stage, led.location()).await.status,
            200,
            "the application asks to be let in"
        );
        browser.close();
        stage.advance(30);
        assert_eq!(browser.sign_in(&stage, CLAIRE, &secret).await.location(), "/login/habilitation");
        let first = browser.get(&stage, "/login/habilitation").await.text();
        let id = first.split("type=\"radio\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        browser.post(&stage, "/login/habilitation", &[("rattachement", &id)]).await;
    }
}

#[tokio::test]
async fn every_step_of_a_sign_in_can_begin_again() {
    let (stage, mut browser, _) = signed_in().await;
    let own = Application::own();
    let pushed = push(&stage, &own, &[]).await;
    let led = browser.authorize(&stage, &own, &pushed).await;
    let question = browser.get(&stage, led.location()).await;
    let demande = asked_by(&question).unwrap();
    let proof = [("identifiant", CLAIRE), ("mot_de_passe", crate::support::PASSWORD), ("demande", &demande)];
    browser.post(&stage, "/login/connexion", &proof).await;
    let factor = browser.get(&stage, "/login/facteur").await;
    for page in [question, factor] {
        let form = browser.get(&stage, &way_out(&page)).await;
        assert_eq!(
            (form.status.as_u16(), asked_by(&form).as_ref()),
            (200, Some(&demande)),
            "{}",
            page.text()
        );
    }
}

#[tokio::test]
async fn a_link_to_another_sign_in_ends_nothing() {
    let (stage, mut browser, _) = signed_in().await;
    let pushed = push(&stage, &Application::portal(), &[]).await.json();
    let reference = pushed["request_uri"].as_str().unwrap().rsplit(':').next().unwrap().to_owned();
    let session = browser.cookie("__Host-session").unwrap().to_owned();
    for rest in ["", "&suite=https://pirate.exemple", &format!("&demande={reference}"), "&demande=inconnue"] {
        let page = browser.get(&stage, &format!("/login/connexion?autre=1{rest}")).await;
        assert_eq!((page.status.as_u16(), page.header("location")), (200, ""), "{rest}");
        assert_eq!(page.headers.get_all("set-cookie").iter().count(), 0, "{rest}");
        assert!(!page.text().contains("pirate"), "{rest}");
    }
    assert_eq!(browser.cookie("__Host-session"), Some(&*session));
    assert!(is_signed_in(&stage, &mut browser).await);
}

#[tokio::test]
async fn without_that_link_a_session_still_serves() {
    let (stage, mut browser, _) = signed_in().await;
    let portal = Application::portal();
    let pushed = push(&stage, &portal, &[("prompt", "login")]).await;
    browser.authorize(&stage, &portal, &pushed).await;
    let pushed = push(&stage, &portal, &[]).await.json();
    let reference = pushed["request_uri"].as_str().unwrap().rsplit(':').next().unwrap();
    let back = browser.get(&stage, &format!("/login/connexion?demande={reference}")).await;
    assert!(back.location_parameter("code").is_some(), "{back:?}");
}

#[tokio::test]
async fn a_refused_person_can_sign_out() {
    let (stage, mut browser, _) = signed_in().await;
    let page = refused(&stage, &mut browser).await.text();
    assert!(page.contains("<form method=\"post\" action=\"/login/deconnexion\">"), "{page}");
    browser.post(&stage, "/login/deconnexion", &[]).await;
    assert!(!is_signed_in(&stage, &mut browser).await);
    assert_eq!(asked_by(&browser.get(&stage, "/login/connexion").await), None, "nothing waits any more");
}

/// Proves both factors again in this browser, beside the session that it has.
async fn sign_in_beside(stage: &Stage, browser: &mut Browser, secret: &str) {
    stage.advance(30);
    let proof = [("identifiant", CLAIRE), ("mot_de_passe", crate::support::PASSWORD)];
    browser.get(stage, "/login/connexion?autre=1").await;
    browser.post(stage, "/login/connexion", &proof).await;
    let code = totp(secret, stage.now());
    assert_eq!(browser.post(stage, "/login/facteur", &[("code", &code)]).await.location(), "/login/sessions");
}

async fn live_sessions(stage: &Stage) -> u32 {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute("SELECT count(*) FROM sessions WHERE ended_at IS NULL", &[]).await.unwrap();
    rows[0].get(0).unwrap()
}

#[tokio::test]
async fn signing_out_ends_what_was_opened_beside() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, CLAIRE).await;
    for _ in 0..2 {
        sign_in_beside(&stage, &mut browser, &secret).await;
    }
    assert_eq!(live_sessions(&stage).await, 3, "each sign-in has its own");
    browser.post(&stage, "/login/deconnexion", &[]).await;
    assert_eq!(live_sessions(&stage).await, 0);
    let told = stage.recorded().into_iter().filter(|(kind, _)| kind == "SignedOut").count();
    assert_eq!(told, 3, "each end is told");
}

#[tokio::test]
async fn signing_out_ends_those_beside_an_ended_one() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, CLAIRE).await;
    sign_in_beside(&stage, &mut browser, &secret).await;
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let latest = "UPDATE sessions SET ended_at = seen_at WHERE id = (SELECT max(id) FROM sessions)";
    connection.execute(latest, &[]).await.unwrap();
    browser.post(&stage, "/login/deconnexion", &[]).await;
    assert_eq!(live_sessions(&stage).await, 0);
}

#[tokio::test]
async fn a_browser_keeps_eight_sessions_at_once() {
    let stage = Stage::new();
    stage.hash_quickly();
    let mut browser = Browser::default();
    let (secret, _) = browser.activate(&stage, CLAIRE).await;
    for _ in 0..10 {
        sign_in_beside(&stage, &mut browser, &secret).await;
    }
    assert_eq!(live_sessions(&stage).await, 8);
    browser.post(&stage, "/login/deconnexion", &[]).await;
    assert_eq!(live_sessions(&stage).await, 0);
}
