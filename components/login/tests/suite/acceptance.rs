//! The page that takes the activation secret of a further habilitation.

use serde_json::json;

use crate::support::{
    Browser, ORGANISATION, PASSWORD, Stage,
    contest::{COUNTY, OF_COUNTY, OF_TOWN, TOWN, VICTIM, open, secret, signed_in, usable},
};

#[tokio::test]
async fn a_further_secret_serves_once_for_fifteen_days_and_its_own_account_alone() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let attach = async |habilitation: &str| {
        let opening = json!({
            "habilitation": habilitation, "organisation": ORGANISATION, "roles": ["gestionnaire"],
            "personne": {"identifiant": "autre@mairie.exemple.fr", "nom": "Roux", "prenoms": "Anne"},
        });
        stage.opened(opening).await
    };
    let first = attach("00000000-0000-7000-8000-0000000000ad").await;
    let (of_other, _) =
        Browser::default().activate_with(&stage, "autre@mairie.exemple.fr", secret(&first)).await;
    attach("00000000-0000-7000-8000-0000000000ae").await;
    stage.advance(30);
    let mut other = Browser::default();
    let answer = other.sign_in(&stage, "autre@mairie.exemple.fr", &of_other).await;
    assert_eq!(answer.location(), "/login/habilitation");
    assert_eq!(other.accept(&stage, secret(&of_county)).await.status, 403, "it is another's");
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303);
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 403, "once");
    let third = open(&stage, COUNTY, "00000000-0000-7000-8000-0000000000ac").await;
    stage.advance(15 * 24 * 3600);
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&third)).await.status, 403, "too late");
}

#[tokio::test]
async fn nobody_accepts_who_has_not_proved_both_factors_or_comes_from_another_site() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let mut stranger = Browser::default();
    assert_eq!(stranger.get(&stage, "/login/rattachement").await.location(), "/login/connexion");
    assert_eq!(stranger.accept(&stage, secret(&of_county)).await.location(), "/login/connexion");
    stranger.get(&stage, "/login/connexion").await;
    let password = [("identifiant", VICTIM), ("mot_de_passe", PASSWORD)];
    stranger.post(&stage, "/login/connexion", &password).await;
    assert_eq!(stranger.get(&stage, "/login/rattachement").await.location(), "/login/facteur");
    assert_eq!(stranger.accept(&stage, secret(&of_county)).await.location(), "/login/facteur");
    let (mut browser, _) = signed_in(&stage, &factor).await;
    let cookie = format!("__Host-connexion={}", browser.cookie("__Host-connexion").unwrap());
    let forged = http::Request::post("/login/rattachement")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://ailleurs.exemple.fr")
        .header("cookie", cookie);
    let answer = stage.send(forged, format!("code={}", secret(&of_county))).await;
    assert_eq!(answer.status, 403);
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303, "it was not used up");
}

#[tokio::test]
async fn slows_whoever_guesses_the_secret_of_a_further_habilitation() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let (mut browser, _) = signed_in(&stage, &factor).await;
    for _ in 0..5 {
        assert_eq!(browser.accept(&stage, "0000-0000-0000-0000-0000-0000").await.status, 403);
    }
    assert_eq!(browser.accept(&stage, "0000-0000-0000-0000-0000-0000").await.status, 429);
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303, "a right one is judged");
}

#[tokio::test]
async fn tells_the_journal_what_is_accepted_and_accepts_nothing_without_it() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    let is_attached = |event: &serde_json::Value| event["fait"]["type"] == "AccountAttached";
    let attached = stage.events().into_iter().rfind(is_attached).unwrap();
    assert_eq!(attached["habilitation"], OF_COUNTY);
    let (mut browser, _) = signed_in(&stage, &factor).await;
    stage.world.network.cut("audit");
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 503);
    stage.mend_audit();
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN]);
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.status, 303);
    let accepted = stage.events().pop().unwrap();
    assert_eq!(accepted["fait"], json!({"type": "AttachmentAccepted", "compte": of_town["compte"]}));
    assert_eq!((&accepted["agent"], &accepted["organisation"]), (&of_town["compte"], &json!(COUNTY)));
    assert_eq!(accepted["habilitation"], OF_COUNTY);
}

#[tokio::test]
async fn accepts_wholly_or_not_at_all_when_any_statement_fails() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    let mut failures = 0;
    for statement in 1.. {
        stage.advance(30 * 60);
        let of_county = open(&stage, COUNTY, OF_COUNTY).await;
        let (mut browser, _) = signed_in(&stage, &factor).await;
        stage.world.faults.fail_statement(statement);
        let answer = browser.accept(&stage, secret(&of_county)).await;
        stage.world.faults.clear();
        if answer.status == 303 {
            break;
        }
        failures += 1;
        assert_eq!(answer.status, 503, "statement {statement}");
        assert_eq!(usable(&stage, &factor).await, [OF_TOWN], "statement {statement}");
    }
    assert!(failures >= 5, "the faults reached {failures} statements");
}
