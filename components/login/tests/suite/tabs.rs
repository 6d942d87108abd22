//! Several tabs, a page loaded again, a form sent twice: each form ends its own request, and nobody is left without a way
//! on.

use crate::support::{Answer, Application, Browser, PASSWORD, RETURN, Stage, asked_by, exchange, push, totp};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

/// A stage on which Claire has activated her account, and the secret of her second factor.
async fn stage_with_claire() -> (Stage, String) {
    let stage = Stage::new();
    let (secret, _) = Browser::default().activate(&stage, CLAIRE).await;
    stage.advance(30);
    (stage, secret)
}

/// A tab comes from the portal with this state: what its form says that it is for.
async fn open_tab(stage: &Stage, browser: &mut Browser, state: &str) -> String {
    let portal = Application::portal();
    let pushed = push(stage, &portal, &[("state", state)]).await;
    assert_eq!(browser.authorize(stage, &portal, &pushed).await.location(), "/login/connexion");
    asked_by(&browser.get(stage, "/login/connexion").await).unwrap()
}

async fn prove_password(stage: &Stage, browser: &mut Browser, tab: &str) -> String {
    let form = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD), ("demande", tab)];
    assert_eq!(browser.post(stage, "/login/connexion", &form).await.location(), "/login/facteur");
    asked_by(&browser.get(stage, "/login/facteur").await).unwrap()
}

async fn prove_factor(stage: &Stage, browser: &mut Browser, tab: &str, secret: &str) -> Answer {
    stage.advance(30);
    let code = totp(secret, stage.now());
    browser.post(stage, "/login/facteur", &[("code", &code), ("demande", tab)]).await
}

fn state_of(answer: &Answer) -> String {
    assert!(answer.location().starts_with(RETURN), "{answer:?}");
    assert!(answer.location_parameter("code").is_some(), "{answer:?}");
    answer.location_parameter("state").unwrap()
}

#[tokio::test]
async fn each_tab_ends_its_own_request() {
    for order in [["un", "deux"], ["deux", "un"]] {
        let (stage, secret) = stage_with_claire().await;
        let mut browser = Browser::default();
        let one = open_tab(&stage, &mut browser, "un").await;
        let two = open_tab(&stage, &mut browser, "deux").await;
        assert_ne!(one, two);
        for state in order {
            let tab = if state == "un" { &one } else { &two };
            let shown = prove_password(&stage, &mut browser, tab).await;
            assert_eq!(&shown, tab, "the next page is of the same tab");
            assert_eq!(state_of(&prove_factor(&stage, &mut browser, tab, &secret).await), state);
        }
    }
}

#[tokio::test]
async fn tabs_that_take_turns_end_their_own() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    let one = open_tab(&stage, &mut browser, "un").await;
    let two = open_tab(&stage, &mut browser, "deux").await;
    prove_password(&stage, &mut browser, &one).await;
    prove_password(&stage, &mut browser, &two).await;
    assert_eq!(state_of(&prove_factor(&stage, &mut browser, &one, &secret).await), "un");
    let other = prove_factor(&stage, &mut browser, &two, &secret).await;
    assert_eq!(state_of(&other), "deux", "signed in meanwhile, the person goes on");
}

#[tokio::test]
async fn a_form_that_names_no_request_ends_the_oldest() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    for state in ["un", "deux"] {
        let pushed = push(&stage, &portal, &[("state", state)]).await;
        browser.authorize(&stage, &portal, &pushed).await;
    }
    let form = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD)];
    browser.post(&stage, "/login/connexion", &form).await;
    let back = browser.post(&stage, "/login/facteur", &[("code", &totp(&secret, stage.now()))]).await;
    assert_eq!(state_of(&back), "un");
    assert_eq!(state_of(&browser.get(&stage, "/login/connexion").await), "deux", "and then the other");
}

#[tokio::test]
async fn a_link_between_the_forms_keeps_the_request() {
    let (stage, _) = stage_with_claire().await;
    let mut browser = Browser::default();
    let one = open_tab(&stage, &mut browser, "un").await;
    let two = open_tab(&stage, &mut browser, "deux").await;
    for tab in [&one, &two] {
        let page = browser.get(&stage, &format!("/login/connexion?demande={tab}")).await;
        let link = page
            .text()
            .split("href=\"/login/activation")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let page = browser.get(&stage, &format!("/login/activation{link}")).await;
        assert_eq!(asked_by(&page).as_ref(), Some(tab));
        assert!(page.text().contains(&format!("href=\"/login/connexion?demande={tab}\"")));
    }
}

#[tokio::test]
async fn a_request_waits_until_its_code_is_given() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    let pushed = push(&stage, &portal, &[]).await;
    for _ in 0..3 {
        assert_eq!(browser.authorize(&stage, &portal, &pushed).await.location(), "/login/connexion");
    }
    stage.advance(500);
    let back = browser.sign_in(&stage, CLAIRE, &secret).await;
    let code = back.location_parameter("code").unwrap();
    assert_eq!(exchange(&stage, &portal, &code, &[]).await.status, 200);
    for mut later in [browser, Browser::default()] {
        let answer = later.authorize(&stage, &portal, &pushed).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (400, ""), "used up");
    }
}

#[tokio::test]
async fn whoever_signed_in_elsewhere_reloads_and_goes_on() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    let one = open_tab(&stage, &mut browser, "un").await;
    open_tab(&stage, &mut browser, "deux").await;
    prove_password(&stage, &mut browser, &one).await;
    prove_factor(&stage, &mut browser, &one, &secret).await;
    assert_eq!(state_of(&browser.get(&stage, "/login/connexion").await), "deux");
    assert_eq!(browser.get(&stage, "/login/facteur").await.location(), "/login/sessions");
}

/// `prompt=login` demands a sign-in since the request, in whichever tab.
#[tokio::test]
async fn a_new_sign_in_in_one_tab_serves_the_other() {
    let (stage, secret) = stage_with_claire().await;
    let portal = Application::portal();
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let one = push(&stage, &portal, &[("state", "un"), ("prompt", "login")]).await;
    let two = push(&stage, &portal, &[("state", "deux"), ("prompt", "login")]).await;
    for pushed in [&one, &two] {
        assert_eq!(browser.authorize(&stage, &portal, pushed).await.location(), "/login/connexion");
    }
    let tab = asked_by(&browser.get(&stage, "/login/connexion").await).unwrap();
    prove_password(&stage, &mut browser, &tab).await;
    assert_eq!(state_of(&prove_factor(&stage, &mut browser, &tab, &secret).await), "deux");
    assert_eq!(state_of(&browser.get(&stage, "/login/connexion").await), "un");
}

#[tokio::test]
async fn a_form_sent_twice_leaves_the_person_signed_in() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    let tab = open_tab(&stage, &mut browser, "un").await;
    prove_password(&stage, &mut browser, &tab).await;
    state_of(&prove_factor(&stage, &mut browser, &tab, &secret).await);
    let again = prove_factor(&stage, &mut browser, &tab, &secret).await;
    assert_eq!(again.status, 200);
    assert!(again.text().contains("Vous êtes connecté"), "{}", again.text());
    assert_eq!(
        stage.recorded().iter().filter(|(kind, _)| kind == "SignedIn").count(),
        2,
        "activation and it"
    );
}

#[tokio::test]
async fn a_request_that_expired_is_told_after_the_sign_in() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    let tab = open_tab(&stage, &mut browser, "un").await;
    stage.advance(599);
    let form = [("identifiant", CLAIRE), ("mot_de_passe", PASSWORD), ("demande", &tab)];
    browser.post(&stage, "/login/connexion", &form).await;
    let answer = prove_factor(&stage, &mut browser, &tab, &secret).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("Revenez à l&#39;application"), "{}", answer.text());
}

#[tokio::test]
async fn a_sign_in_left_too_long_says_to_begin_again() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    let tab = open_tab(&stage, &mut browser, "un").await;
    prove_password(&stage, &mut browser, &tab).await;
    stage.advance(600);
    let answer = prove_factor(&stage, &mut browser, &tab, &secret).await;
    assert_eq!(answer.status, 410);
    assert!(answer.text().contains("recommencez"), "{}", answer.text());
}

#[tokio::test]
async fn signing_out_forgets_the_requests_of_the_browser() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    browser.sign_in(&stage, CLAIRE, &secret).await;
    let pushed = push(&stage, &Application::portal(), &[("prompt", "login")]).await;
    browser.authorize(&stage, &Application::portal(), &pushed).await;
    browser.post(&stage, "/login/deconnexion", &[]).await;
    assert_eq!(asked_by(&browser.get(&stage, "/login/connexion").await), None);
}

#[tokio::test]
async fn every_page_of_a_request_names_its_client_alone() {
    let (stage, secret) = stage_with_claire().await;
    let mut browser = Browser::default();
    let policy = |page: &Answer| page.header("content-security-policy").to_owned();
    let own =
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    assert_eq!(policy(&browser.get(&stage, "/login/connexion").await), own);
    let tab = open_tab(&stage, &mut browser, "un").await;
    let led = own.replace("form-action 'self'", "form-action 'self' https://portail.exemple.fr");
    for path in ["/login/connexion", "/login/activation"] {
        assert_eq!(policy(&browser.get(&stage, path).await), led, "{path}");
    }
    let wrong = [("identifiant", CLAIRE), ("mot_de_passe", "faux"), ("demande", &tab)];
    assert_eq!(policy(&browser.post(&stage, "/login/connexion", &wrong).await), led, "after an error");
    prove_password(&stage, &mut browser, &tab).await;
    assert_eq!(policy(&browser.get(&stage, "/login/facteur").await), led);
    prove_factor(&stage, &mut browser, &tab, &secret).await;
    assert_eq!(policy(&browser.get(&stage, "/login/connexion").await), own, "the request is ended");
}
