//! One account for a person, and a session under one of their habilitations.

use http::Request;
use serde_json::{Value, json};

use crate::support::{
    Answer, Application, Browser, CLAIRE, ORGANISATION, PASSWORD, Stage, claims_of, exchange, push,
};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";
const TOWN: &str = "00000000-0000-7000-8000-0000000000fe";
const HABILITATION: &str = "00000000-0000-7000-8000-0000000000aa";
const MANDATE: &str = "00000000-0000-7000-8000-0000000000ab";

fn opening(habilitation: &str, role: &str, label: Value) -> Value {
    json!({
        "habilitation": habilitation, "organisation": TOWN, "roles": [role], "libelle": label,
        "personne": {"identifiant": IDENTIFIER, "nom": "LEFEBVRE", "prenoms": "Claire"},
    })
}

async fn attach(stage: &Stage, habilitation: &str, role: &str) -> Value {
    let label = json!(format!("Mairie de Sainte-Foy, {role}"));
    stage.opened(opening(habilitation, role, label)).await
}

async fn end(stage: &Stage, habilitation: &str) -> Value {
    let path = format!("/prive/comptes/{CLAIRE}/fermeture");
    stage.ask("POST", &path, json!({"habilitation": habilitation})).await.json()
}

/// Claire, who holds what the seed gives and, at the town hall, an habilitation and a mandate.
async fn stage_with_three() -> (Stage, String) {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
    let mut browser = Browser::default();
    for (habilitation, role) in [(HABILITATION, "professionnel"), (MANDATE, "gestionnaire")] {
        let attached = attach(&stage, habilitation, role).await;
        assert_eq!((&attached["compte"], &attached["est_active"]), (&json!(CLAIRE), &json!(true)));
        stage.advance(30);
        browser.sign_in(&stage, IDENTIFIER, &secret).await;
        let accepted = browser.accept(&stage, attached["secret"].as_str().unwrap()).await;
        assert_eq!(accepted.location(), "/login/habilitation");
    }
    stage.advance(30);
    (stage, secret)
}

/// The choices of the page, by their label.
fn choices(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("type=\"radio\" value=\"").skip(1);
    inputs
        .map(|rest| {
            let (id, rest) = rest.split_once('"').unwrap();
            let label = rest.split("<label").nth(1).unwrap().split_once('>').unwrap().1;
            (label.split('<').next().unwrap().to_owned(), id.to_owned())
        })
        .collect()
}

/// Proves both factors for the portal, and chooses what has this word in its label.
async fn choose(browser: &mut Browser, stage: &Stage, secret: &str, word: &str) -> Answer {
    stage.advance(30);
    let pushed = push(stage, &Application::portal(), &[]).await;
    browser.authorize(stage, &Application::portal(), &pushed).await;
    assert_eq!(browser.sign_in(stage, IDENTIFIER, secret).await.location(), "/login/habilitation");
    assert!(browser.cookie("__Host-session").is_none(), "no session before the choice");
    let page = browser.get(stage, "/login/habilitation").await.text();
    let choices = choices(&page);
    assert_eq!(choices.len(), 3, "{page}");
    let (_, id) = choices.iter().find(|(label, _)| label.contains(word)).unwrap();
    browser.post(stage, "/login/habilitation", &[("rattachement", id)]).await
}

async fn token_of(stage: &Stage, back: &Answer) -> String {
    let code = back.location_parameter("code").unwrap();
    let tokens = exchange(stage, &Application::portal(), &code, &[]).await.json();
    tokens["access_token"].as_str().unwrap().to_owned()
}

async fn is_believed(stage: &Stage, token: &str) -> bool {
    let request = Request::get("/login/clients").header("authorization", format!("Bearer {token}"));
    let status = stage.send(request, "").await.status;
    assert!(status == 403 || status == 401, "{status}");
    status == 403
}

#[tokio::test]
async fn acts_under_the_one_that_was_chosen_and_no_other() {
    let (stage, secret) = stage_with_three().await;
    let cases = [
        ("gestionnaire", json!(["gestionnaire"]), json!(TOWN), json!(MANDATE)),
        ("professionnel", json!(["professionnel"]), json!(TOWN), json!(HABILITATION)),
        ("Professionnel,", json!(["professionnel"]), json!(ORGANISATION), Value::Null),
    ];
    for (word, roles, organisation, habilitation) in cases {
        let back = choose(&mut Browser::default(), &stage, &secret, word).await;
        let claims = claims_of(&token_of(&stage, &back).await);
        assert_eq!(claims["sub"], CLAIRE, "one person");
        assert_eq!(
            (&claims["roles"], &claims["org"], &claims["hab"]),
            (&roles, &organisation, &habilitation)
        );
        let told = stage.events();
        let [.., signed_in, issued] = told.as_slice() else { panic!("{told:?}") };
        for (event, kind) in [(signed_in, "SignedIn"), (issued, "TokenIssued")] {
            assert_eq!((&event["fait"]["type"], &event["organisation"]), (&json!(kind), &organisation));
            assert_eq!(event["habilitation"], habilitation);
        }
    }
}

#[tokio::test]
async fn keeps_the_choice_when_the_token_is_refreshed() {
    let (stage, secret) = stage_with_three().await;
    let back = choose(&mut Browser::default(), &stage, &secret, "gestionnaire").await;
    let code = back.location_parameter("code").unwrap();
    let portal = Application::portal();
    let tokens = exchange(&stage, &portal, &code, &[]).await.json();
    let refresh =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let next = portal.post(&stage, "/oauth/token", &refresh).await.json();
    assert_eq!(claims_of(next["access_token"].as_str().unwrap())["hab"], MANDATE);
}

#[tokio::test]
async fn ends_one_with_its_sessions_and_leaves_the_others() {
    let (stage, secret) = stage_with_three().await;
    let mut tokens = Vec::new();
    for word in ["gestionnaire", "professionnel"] {
        let back = choose(&mut Browser::default(), &stage, &secret, word).await;
        tokens.push(token_of(&stage, &back).await);
    }
    for _ in 0..2 {
        let ended = end(&stage, MANDATE).await;
        assert_eq!(ended, json!({"compte": CLAIRE, "est_ferme": false}), "again changes nothing");
    }
    assert!(!is_believed(&stage, &tokens[0]).await, "on the very next request");
    assert!(is_believed(&stage, &tokens[1]).await);
    assert!(stage.recorded().contains(&("AccountDetached".to_owned(), "fait".to_owned())));
}

#[tokio::test]
async fn closes_the_account_with_its_last() {
    let stage = Stage::new();
    let opened = stage.opened(paul(HABILITATION)).await;
    stage.open(paul(MANDATE)).await;
    let path = format!("/prive/comptes/{}/fermeture", opened["compte"].as_str().unwrap());
    for (habilitation, closed) in [(HABILITATION, false), (MANDATE, true)] {
        let answer = stage.ask("POST", &path, json!({"habilitation": habilitation})).await.json();
        assert_eq!(answer["est_ferme"], closed);
    }
    let again = stage.opened(paul(HABILITATION)).await;
    assert_eq!(again["compte"], opened["compte"], "whoever comes back has the same account");
    assert!(again["secret"].is_string() && again["secret"] != opened["secret"]);
    assert_eq!(again["est_active"], false);
}

fn paul(habilitation: &str) -> Value {
    json!({
        "habilitation": habilitation, "organisation": TOWN, "roles": ["professionnel"],
        "personne": {"identifiant": "paul@mairie.exemple.fr", "nom": "Moreau", "prenoms": "Paul"},
    })
}

#[tokio::test]
async fn refuses_an_habilitation_that_another_holds() {
    let stage = Stage::new();
    attach(&stage, HABILITATION, "professionnel").await;
    let before = stage.events().len();
    assert_eq!(stage.open(paul(HABILITATION)).await.status, 409);
    assert_eq!(stage.events().len(), before, "the journal has what was done alone");
}

#[tokio::test]
async fn attaches_nothing_that_the_journal_does_not_have() {
    let stage = Stage::new();
    stage.world.network.cut("audit");
    let opening = opening(HABILITATION, "professionnel", Value::Null);
    assert_eq!(stage.open(opening).await.status, 503);
    stage.mend_audit();
    let mut browser = Browser::default();
    browser.activate(&stage, IDENTIFIER).await;
    assert!(browser.cookie("__Host-session").is_some(), "there is nothing to choose from");
}

#[tokio::test]
async fn lets_nobody_choose_who_has_not_proved_both_factors() {
    let (stage, secret) = stage_with_three().await;
    let back = choose(&mut Browser::default(), &stage, &secret, "gestionnaire").await;
    assert_eq!(back.status, 303);
    let mut stranger = Browser::default();
    assert_eq!(stranger.get(&stage, "/login/habilitation").await.location(), "/login/connexion");
    stranger.get(&stage, "/login/connexion").await;
    let password = [("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)];
    stranger.post(&stage, "/login/connexion", &password).await;
    let choice = [("rattachement", CLAIRE)];
    let answer = stranger.post(&stage, "/login/habilitation", &choice).await;
    assert_eq!(answer.location(), "/login/facteur");
    assert!(stranger.cookie("__Host-session").is_none());
}

/// The second factor of one account must not serve another whose password is proved in the same browser after it.
#[tokio::test]
async fn forgets_the_second_factor_when_another_password_is_proved() {
    let (stage, secret) = stage_with_three().await;
    let officer = "odile.garnier@caf.exemple.fr";
    Browser::default().activate(&stage, officer).await;
    stage.advance(30);
    let mut browser = Browser::default();
    assert_eq!(browser.sign_in(&stage, IDENTIFIER, &secret).await.location(), "/login/habilitation");
    let password = [("identifiant", officer), ("mot_de_passe", PASSWORD)];
    browser.post(&stage, "/login/connexion", &password).await;
    assert_eq!(browser.get(&stage, "/login/habilitation").await.location(), "/login/facteur");
}

#[tokio::test]
async fn offers_what_is_ones_own_and_in_force_alone() {
    let (stage, secret) = stage_with_three().await;
    let mut browser = Browser::default();
    browser.sign_in(&stage, IDENTIFIER, &secret).await;
    for wrong in ["", "x", crate::support::OFFICER] {
        let answer = browser.post(&stage, "/login/habilitation", &[("rattachement", wrong)]).await;
        assert_eq!(answer.status, 422, "{wrong}");
        assert!(answer.text().contains("id=\"erreur\""));
    }
    let page = browser.get(&stage, "/login/habilitation").await.text();
    let (_, mandate) = choices(&page).into_iter().find(|(label, _)| label.contains("gestionnaire")).unwrap();
    end(&stage, MANDATE).await;
    let answer = browser.post(&stage, "/login/habilitation", &[("rattachement", &mandate)]).await;
    assert_eq!(answer.status, 422, "it ended in between");
    assert_eq!(choices(&answer.text()).len(), 2);
}

#[tokio::test]
async fn leads_through_the_choice_after_a_first_connection_when_another_waits() {
    let stage = Stage::new();
    let attached = attach(&stage, HABILITATION, "professionnel").await;
    let mut browser = Browser::default();
    let pushed = push(&stage, &Application::portal(), &[]).await;
    browser.authorize(&stage, &Application::portal(), &pushed).await;
    let (_, enrolled) = browser.activate(&stage, IDENTIFIER).await;
    assert!(enrolled.text().contains("Codes de secours"));
    assert!(browser.cookie("__Host-session").is_none());
    assert_eq!(browser.get(&stage, "/login/suite").await.location(), "/login/habilitation");
    assert_eq!(choices(&browser.get(&stage, "/login/habilitation").await.text()).len(), 1);
    browser.accept(&stage, attached["secret"].as_str().unwrap()).await;
    let page = browser.get(&stage, "/login/habilitation").await.text();
    let (_, id) = choices(&page).into_iter().find(|(label, _)| label.starts_with("Mairie")).unwrap();
    let back = browser.post(&stage, "/login/habilitation", &[("rattachement", &id)]).await;
    assert_eq!(claims_of(&token_of(&stage, &back).await)["hab"], HABILITATION);
}

/// A secret that nobody used in time asks nothing of whoever signs in.
#[tokio::test]
async fn opens_the_only_one_at_once_when_nothing_waits_any_more() {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, IDENTIFIER).await;
    attach(&stage, HABILITATION, "professionnel").await;
    for (seconds, expected) in [(30, "/login/habilitation"), (15 * 24 * 3600, "/login/sessions")] {
        stage.advance(seconds);
        let answer = Browser::default().sign_in(&stage, IDENTIFIER, &secret).await;
        assert_eq!(answer.location(), expected);
    }
}
