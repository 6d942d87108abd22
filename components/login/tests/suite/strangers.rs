//! Nothing is written for whoever proved nothing, and nothing that a stranger chose is taken for a proof.

use http::Request;

use crate::support::{Application, Browser, PASSWORD, Stage, form, push, totp};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

/// Every page that is read, with a pushed request of a client for the one that needs it.
async fn read_pages(stage: &Stage) -> Vec<String> {
    let pushed = push(stage, &Application::portal(), &[]).await.json();
    let query = form(&[
        ("client_id", crate::support::PORTAL),
        ("request_uri", pushed["request_uri"].as_str().unwrap()),
    ]);
    let routes = login::routes();
    let pages = routes.table().iter().filter(|route| route.method == "GET" && !route.path.contains('{'));
    let pages = pages.filter(|route| !route.path.starts_with("/prive/"));
    pages.map(|route| format!("{}?{query}", route.path)).collect()
}

#[tokio::test]
async fn reading_pages_writes_nothing() {
    let stage = Stage::new();
    let pages = read_pages(&stage).await;
    assert!(pages.len() > 12, "{pages:?}");
    let (app, statements) = stage.watched_instance();
    let begun = "A".repeat(43);
    for page in pages {
        for cookie in [
            String::new(),
            format!("__Host-connexion={begun}; __Host-session={begun}; __Host-demandes={begun}"),
        ] {
            let request = Request::get(&page).header("spin-client-addr", "203.0.113.7:40000");
            let request = request.header("cookie", cookie).body(Default::default()).unwrap();
            crate::support::send(&app, request).await;
        }
    }
    let written: Vec<_> =
        statements.lock().unwrap().iter().filter(|text| !is_reading(text)).cloned().collect();
    assert!(written.is_empty(), "{written:#?}");
}

fn is_reading(statement: &str) -> bool {
    ["SELECT", "PRAGMA"].iter().any(|verb| statement.trim_start().starts_with(verb))
}

#[tokio::test]
async fn a_secret_from_before_proves_no_sign_in() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, CLAIRE).await;
    stage.advance(30);
    let planted = "B".repeat(43);
    let mut victim = Browser::with_cookie("__Host-connexion", &planted);
    let password = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)];
    assert_eq!(victim.post(&stage, "/login/connexion", &password).await.location(), "/login/facteur");
    assert_ne!(victim.cookie("__Host-connexion"), Some(planted.as_str()));
    let mut stranger = Browser::with_cookie("__Host-connexion", &planted);
    let code = totp(&secret, stage.now());
    let answer = stranger.post(&stage, "/login/facteur", &[("code", &code)]).await;
    assert_eq!(answer.location(), "/login/connexion");
}

#[tokio::test]
async fn a_browser_has_one_sign_in_under_way() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    let mut browser = Browser::default();
    let password = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)];
    browser.post(&stage, "/login/connexion", &password).await;
    let former = browser.cookie("__Host-connexion").unwrap().to_owned();
    browser.post(&stage, "/login/connexion", &password).await;
    let mut replayed = Browser::with_cookie("__Host-connexion", &former);
    assert_eq!(replayed.get(&stage, "/login/facteur").await.location(), "/login/connexion");
    assert_eq!(browser.get(&stage, "/login/facteur").await.status, 200);
}
