//! Organisations that attach to the account of one e-mail do not answer for each other: what one handed over opens
//! nothing of another.

use serde_json::json;

use crate::support::{
    Browser, PASSWORD, Stage,
    contest::{COUNTY, OF_COUNTY, OF_TOWN, TOWN, VICTIM, contested, open, reopen, secret, signed_in, usable},
    totp,
};

const OTHER_PASSWORD: &str = "girafe tambour lavande";

#[tokio::test]
async fn an_attachment_is_not_usable_by_whoever_holds_the_account_of_another_organisation() {
    let stage = Stage::new();
    let of_town = open(&stage, TOWN, OF_TOWN).await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN]);
    let of_county = open(&stage, COUNTY, OF_COUNTY).await;
    assert_eq!(of_county["compte"], of_town["compte"]);
    assert_eq!(of_county["est_active"], true);
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN], "the county handed nothing over yet");
    let (mut browser, _) = signed_in(&stage, &factor).await;
    let page = browser.get(&stage, "/login/habilitation").await.text();
    assert!(page.contains(OF_TOWN) && !page.contains(OF_COUNTY), "{page}");
    assert_eq!(browser.accept(&stage, secret(&of_county)).await.location(), "/login/habilitation");
    assert_eq!(usable(&stage, &factor).await, [OF_TOWN, OF_COUNTY], "with what the county handed over");
}

#[tokio::test]
async fn a_secret_of_one_organisation_opens_nothing_of_another() {
    for first in [0, 1] {
        let (stage, of_town, of_county) = contested().await;
        let (own, other) = if first == 0 { (of_town, of_county) } else { (of_county, of_town) };
        let habilitations = if first == 0 { [OF_TOWN, OF_COUNTY] } else { [OF_COUNTY, OF_TOWN] };
        let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&own)).await;
        assert_eq!(usable(&stage, &factor).await, [habilitations[0]]);
        let taken = Browser::default().first_password(&stage, VICTIM, secret(&other), OTHER_PASSWORD).await;
        assert_eq!(taken.status, 403, "the password is the holder's");
        assert_eq!(usable(&stage, &factor).await, [habilitations[0]]);
        let (mut browser, _) = signed_in(&stage, &factor).await;
        assert_eq!(browser.accept(&stage, secret(&other)).await.status, 303, "it was not used up");
        let mut both = usable(&stage, &factor).await;
        both.sort_by_key(ToString::to_string);
        assert_eq!(both, [OF_TOWN, OF_COUNTY]);
    }
}

#[tokio::test]
async fn renewing_the_secret_of_one_leaves_that_of_the_others() {
    let (stage, of_town, of_county) = contested().await;
    let renewed = reopen(&stage, TOWN, OF_TOWN).await;
    assert_ne!(renewed["secret"], of_town["secret"]);
    let answer = Browser::default().first_password(&stage, VICTIM, secret(&of_town), PASSWORD).await;
    assert_eq!(answer.status, 403, "the former one");
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_county)).await;
    let again = open(&stage, COUNTY, OF_COUNTY).await;
    assert_eq!(again["courrier"], "inutile", "it is accepted");
    let last = reopen(&stage, TOWN, OF_TOWN).await;
    assert_eq!(last["est_active"], true);
    let (mut browser, _) = signed_in(&stage, &factor).await;
    assert_eq!(browser.accept(&stage, secret(&renewed)).await.status, 403);
    assert_eq!(browser.accept(&stage, secret(&last)).await.status, 303);
}

#[tokio::test]
async fn a_password_without_a_second_factor_is_not_taken_with_the_secret_of_another() {
    let (stage, of_town, of_county) = contested().await;
    let set = Browser::default().first_password(&stage, VICTIM, secret(&of_town), PASSWORD).await;
    assert_eq!(set.location(), "/login/enrolement");
    let mut thief = Browser::default();
    for (code, password) in [(&of_county, OTHER_PASSWORD), (&of_county, PASSWORD), (&of_town, OTHER_PASSWORD)]
    {
        let answer = thief.first_password(&stage, VICTIM, secret(code), password).await;
        assert_eq!(answer.status, 403);
    }
    assert_eq!(thief.get(&stage, "/login/enrolement").await.location(), "/login/connexion");
    for (password, expected) in [(OTHER_PASSWORD, 403), (PASSWORD, 303)] {
        stage.advance(60);
        let mut browser = Browser::default();
        browser.get(&stage, "/login/connexion").await;
        let factors = [("identifiant", VICTIM), ("mot_de_passe", password)];
        assert_eq!(browser.post(&stage, "/login/connexion", &factors).await.status, expected);
    }
}

#[tokio::test]
async fn a_stranger_learns_nothing_from_the_page_of_the_first_connection() {
    const WRONG: &str = "0000-0000-0000-0000-0000-0000";
    let (stage, of_town, of_county) = contested().await;
    let mut answers = Vec::new();
    answers.push(Browser::default().first_password(&stage, VICTIM, WRONG, PASSWORD).await);
    answers.push(Browser::default().first_password(&stage, "personne@exemple.fr", WRONG, PASSWORD).await);
    Browser::default().activate_with(&stage, VICTIM, secret(&of_town)).await;
    for code in [WRONG, secret(&of_town), secret(&of_county)] {
        answers.push(Browser::default().first_password(&stage, VICTIM, code, PASSWORD).await);
    }
    for answer in &answers {
        let typed = [VICTIM, "personne@exemple.fr", WRONG, secret(&of_town), secret(&of_county)];
        assert_eq!((answer.status.as_u16(), answer.without(&typed)), (403, answers[0].without(&typed)));
    }
}

/// Whoever activated an account under an habilitation that has ended holds nothing of the one that waits.
#[tokio::test]
async fn an_account_of_which_nothing_accepted_is_left_belongs_to_whoever_activates_it_next() {
    let (stage, of_town, of_county) = contested().await;
    let (factor, _) = Browser::default().activate_with(&stage, VICTIM, secret(&of_county)).await;
    let (mut under_way, _) = signed_in(&stage, &factor).await;
    assert_eq!(under_way.get(&stage, "/login/habilitation").await.status, 200);
    let path = format!("/prive/comptes/{}/fermeture", of_county["compte"].as_str().unwrap());
    let ended = stage.ask("POST", &path, json!({"habilitation": OF_COUNTY})).await.json();
    assert_eq!(ended["est_ferme"], false, "the town's waits");
    let renewed = reopen(&stage, TOWN, OF_TOWN).await;
    assert_eq!(renewed["est_active"], false);
    let former = Browser::default().first_password(&stage, VICTIM, secret(&of_town), PASSWORD).await;
    assert_eq!(former.status, 403, "a new letter was asked for");
    let mut owner = Browser::default();
    let answer = owner.first_password(&stage, VICTIM, secret(&renewed), OTHER_PASSWORD).await;
    assert_eq!(answer.location(), "/login/enrolement");
    for path in ["/login/habilitation", "/login/enrolement", "/login/facteur"] {
        assert_eq!(under_way.get(&stage, path).await.location(), "/login/connexion", "{path}");
    }
    let page = owner.get(&stage, "/login/enrolement").await.text();
    let own = page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    assert_ne!(own, factor);
    let enrolled = owner.post(&stage, "/login/enrolement", &[("code", &totp(&own, stage.now()))]).await;
    assert!(enrolled.text().contains("Codes de secours"));
    assert!(owner.cookie("__Host-session").is_some());
    let mut former = Browser::default();
    former.get(&stage, "/login/connexion").await;
    let password = [("identifiant", VICTIM), ("mot_de_passe", PASSWORD)];
    assert_eq!(former.post(&stage, "/login/connexion", &password).await.status, 403);
}
