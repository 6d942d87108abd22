//! What a person changes of their own: password, second factor, recovery codes.

use crate::support::{Answer, Browser, CLAIRE, PASSWORD, Stage, totp};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";
const CHOSEN: &str = "grenier pinceau comète";

/// Claire, signed in twice: both browsers, and the secret of her second factor.
async fn signed_in() -> (Stage, Browser, Browser, String) {
    let stage = Stage::new();
    let mut first = Browser::default();
    let (secret, _) = first.activate(&stage, IDENTIFIER).await;
    stage.advance(30);
    let mut second = Browser::default();
    assert_eq!(second.sign_in(&stage, IDENTIFIER, &secret).await.status, 303);
    stage.advance(30);
    (stage, first, second, secret)
}

async fn change(stage: &Stage, browser: &mut Browser, present: &str, chosen: &str) -> Answer {
    let fields = [("mot_de_passe", present), ("nouveau_mot_de_passe", chosen), ("confirmation", chosen)];
    browser.post(stage, "/login/mot-de-passe", &fields).await
}

async fn is_signed_in(stage: &Stage, browser: &mut Browser) -> bool {
    browser.get(stage, "/login/sessions").await.status == 200
}

async fn opens(stage: &Stage, password: &str) -> bool {
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    let fields = [("identifiant", IDENTIFIER), ("mot_de_passe", password)];
    browser.post(stage, "/login/connexion", &fields).await.status == 303
}

/// The answer to a code, once the password is proved.
async fn with_code(stage: &Stage, code: &str) -> u16 {
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    browser.post(stage, "/login/connexion", &[("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)]).await;
    browser.post(stage, "/login/facteur", &[("code", code)]).await.status.as_u16()
}

#[tokio::test]
async fn changes_a_password_and_ends_the_other_sessions() {
    let (stage, mut first, mut second, _) = signed_in().await;
    assert_eq!(change(&stage, &mut first, "mauvais mot de passe", CHOSEN).await.status, 403);
    for (refused, why) in [("court", "short"), ("lefebvre tournesol", "a name"), (PASSWORD, "the former")] {
        assert_eq!(change(&stage, &mut first, PASSWORD, refused).await.status, 422, "{why}");
    }
    let apart = [("mot_de_passe", PASSWORD), ("nouveau_mot_de_passe", CHOSEN), ("confirmation", "autre")];
    assert_eq!(first.post(&stage, "/login/mot-de-passe", &apart).await.status, 422);
    assert_eq!(change(&stage, &mut first, PASSWORD, CHOSEN).await.location(), "/login/securite");
    let event = stage.events().pop().unwrap();
    assert_eq!((&event["fait"]["type"], &event["agent"]), (&"PasswordChanged".into(), &CLAIRE.into()));
    assert!(is_signed_in(&stage, &mut first).await);
    assert!(!is_signed_in(&stage, &mut second).await);
    assert!(!opens(&stage, PASSWORD).await);
    assert!(opens(&stage, CHOSEN).await);
}

#[tokio::test]
async fn renews_a_factor_once_the_new_one_is_proved() {
    let (stage, mut first, mut second, secret) = signed_in().await;
    let code = totp(&secret, stage.now());
    let wrong = [("mot_de_passe", PASSWORD), ("code", "000000")];
    assert_eq!(first.post(&stage, "/login/facteur/renouvellement", &wrong).await.status, 403);
    let proofs = [("mot_de_passe", PASSWORD), ("code", code.as_str())];
    let page = first.post(&stage, "/login/facteur/renouvellement", &proofs).await.text();
    let new = page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    stage.advance(30);
    assert_eq!(with_code(&stage, &totp(&secret, stage.now())).await, 303, "the former serves until then");
    let of_new = totp(&new, stage.now());
    let elsewhere = second.post(&stage, "/login/facteur/nouveau", &[("code", &of_new)]).await;
    assert_eq!(elsewhere.location(), "/login/facteur/renouvellement", "another session was shown nothing");
    assert_eq!(first.post(&stage, "/login/facteur/nouveau", &[("code", "000000")]).await.status, 403);
    let answer = first.post(&stage, "/login/facteur/nouveau", &[("code", &of_new)]).await;
    assert_eq!(answer.location(), "/login/securite");
    let told: Vec<_> = stage.recorded().into_iter().rev().take(2).map(|(kind, _)| kind).collect();
    assert_eq!(told, ["FactorEnrolled", "FactorRemoved"]);
    assert!(is_signed_in(&stage, &mut first).await);
    assert!(!is_signed_in(&stage, &mut second).await);
    stage.advance(30);
    assert_eq!(with_code(&stage, &totp(&secret, stage.now())).await, 403);
    assert_eq!(with_code(&stage, &totp(&new, stage.now())).await, 303);
}

#[tokio::test]
async fn a_new_factor_waits_ten_minutes() {
    let (stage, mut first, _, secret) = signed_in().await;
    let code = totp(&secret, stage.now());
    let proofs = [("mot_de_passe", PASSWORD), ("code", code.as_str())];
    let page = first.post(&stage, "/login/facteur/renouvellement", &proofs).await.text();
    let new = page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    stage.advance(10 * 60);
    let late = first.post(&stage, "/login/facteur/nouveau", &[("code", &totp(&new, stage.now()))]).await;
    assert_eq!(late.location(), "/login/facteur/renouvellement");
}

#[tokio::test]
async fn new_recovery_codes_void_the_old_ones() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (secret, page) = browser.activate(&stage, IDENTIFIER).await;
    let codes = |page: &str| -> Vec<String> {
        page.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
    };
    let old = codes(&page.text());
    stage.advance(30);
    let code = totp(&secret, stage.now());
    let proofs = [("mot_de_passe", PASSWORD), ("code", code.as_str())];
    let page = browser.post(&stage, "/login/codes-de-secours", &proofs).await.text();
    assert!(page.contains("href=\"/login/securite\">Continuer"), "{page}");
    let new = codes(&page);
    assert_eq!(new.len(), 10);
    assert_eq!(stage.recorded().pop().unwrap().0, "RecoveryCodesRenewed");
    assert_eq!(with_code(&stage, &old[0]).await, 403);
    assert_eq!(with_code(&stage, &new[0]).await, 303);
    let page = browser.get(&stage, "/login/securite").await.text();
    assert!(page.contains("encore utilisables : 9"), "{page}");
}

#[tokio::test]
async fn says_for_a_minute_what_was_just_changed() {
    let (stage, mut browser, _, secret) = signed_in().await;
    let of_password = "Votre mot de passe est changé.";
    let of_factor = "Votre nouveau second facteur est enregistré.";
    let page = browser.get(&stage, "/login/securite").await.text();
    assert!(!page.contains(of_password) && !page.contains(of_factor), "nothing was: {page}");
    assert_eq!(change(&stage, &mut browser, PASSWORD, CHOSEN).await.location(), "/login/securite");
    let page = browser.get(&stage, "/login/securite").await.text();
    assert!(page.contains("role=\"status\"") && page.contains(of_password), "{page}");
    let code = totp(&secret, stage.now());
    let proofs = [("mot_de_passe", CHOSEN), ("code", code.as_str())];
    let page = browser.post(&stage, "/login/facteur/renouvellement", &proofs).await.text();
    let new = page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    stage.advance(30);
    browser.post(&stage, "/login/facteur/nouveau", &[("code", &totp(&new, stage.now()))]).await;
    let page = browser.get(&stage, "/login/securite").await.text();
    assert!(page.contains(of_factor) && !page.contains(of_password), "{page}");
    stage.advance(60);
    assert!(!browser.get(&stage, "/login/securite").await.text().contains(of_factor));
}

#[tokio::test]
async fn says_how_many_recovery_codes_are_left() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let (_, page) = browser.activate(&stage, IDENTIFIER).await;
    let page = page.text();
    let codes: Vec<_> = page.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap()).collect();
    let used = "de secours : il";
    assert!(!browser.get(&stage, "/login/sessions").await.text().contains(used));
    for (code, notice) in [
        (codes[0], "Vous avez utilisé un code de secours : il en reste 9."),
        (codes[1], "Vous avez utilisé 2 codes de secours : il en reste 8."),
    ] {
        assert_eq!(with_code(&stage, code).await, 303);
        let page = browser.get(&stage, "/login/sessions").await.text();
        assert!(page.contains(notice), "{page}");
        assert!(page.contains("<a href=\"/login/facteur/renouvellement\">"), "{page}");
    }
}

#[tokio::test]
async fn choosing_the_former_password_again_waits() {
    let (stage, mut browser, _, _) = signed_in().await;
    for _ in 0..5 {
        assert_eq!(change(&stage, &mut browser, PASSWORD, PASSWORD).await.status, 422);
    }
    assert_eq!(change(&stage, &mut browser, PASSWORD, PASSWORD).await.status, 429);
}

#[tokio::test]
async fn slows_whoever_guesses_in_a_stolen_session() {
    let (stage, mut thief, _, _) = signed_in().await;
    for _ in 0..5 {
        assert_eq!(change(&stage, &mut thief, "mauvais mot de passe", CHOSEN).await.status, 403);
    }
    assert_eq!(change(&stage, &mut thief, PASSWORD, CHOSEN).await.status, 429);
}

#[tokio::test]
async fn changes_nothing_without_the_journal() {
    let (stage, mut browser, _, secret) = signed_in().await;
    let code = totp(&secret, stage.now());
    stage.world.network.cut("audit");
    assert_eq!(change(&stage, &mut browser, PASSWORD, CHOSEN).await.status, 503);
    let proofs = [("mot_de_passe", PASSWORD), ("code", code.as_str())];
    assert_eq!(browser.post(&stage, "/login/codes-de-secours", &proofs).await.status, 503);
    stage.mend_audit();
    assert!(opens(&stage, PASSWORD).await);
    assert!(!opens(&stage, CHOSEN).await);
}

#[tokio::test]
async fn shows_each_change_on_the_page_of_sessions() {
    let (stage, mut browser, _, _) = signed_in().await;
    let page = browser.get(&stage, "/login/sessions").await.text();
    for change in [
        "Mot de passe choisi le 2 mars 2026 à 10 h 00",
        "Second facteur enregistré le",
        "Codes de secours donnés le",
    ] {
        assert!(page.contains(change), "{change}: {page}");
    }
}

#[tokio::test]
async fn no_page_of_secrets_opens_without_a_session() {
    let stage = Stage::new();
    for path in
        ["/login/securite", "/login/mot-de-passe", "/login/facteur/renouvellement", "/login/codes-de-secours"]
    {
        assert_eq!(Browser::default().get(&stage, path).await.location(), "/login/connexion", "{path}");
    }
    for path in [
        "/login/mot-de-passe",
        "/login/facteur/renouvellement",
        "/login/facteur/nouveau",
        "/login/codes-de-secours",
    ] {
        let answer = Browser::default().post(&stage, path, &[("mot_de_passe", PASSWORD)]).await;
        assert_eq!(answer.location(), "/login/connexion", "{path}");
    }
}
