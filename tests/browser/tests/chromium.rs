//! A person at a real Chromium: what browsers do of their own accord, which no client written beside the service does.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test reports by panicking")]

use access::Role;
use anyhow::{Context as _, Result};
use browser::{Chromium, PASSWORD, Stage};
use client::Person;
use jiff::SignedDuration;

const NEW: &str = "ambre.genet@essai.invalid";

/// The names of the fields of the sign-in.
const IDENTIFIER: &str = "#identifiant";
const PASSWORD_FIELD: &str = "#mot_de_passe";

/// The sessions listed, and not what changed lately.
const SESSIONS: &str = "main > ul:first-of-type > li";

/// The next one-time code is not the one used last.
fn wait(stage: &Stage) {
    stage.host.clock().advance(SignedDuration::from_mins(1));
}

async fn prove_password(browser: &mut Chromium, identifier: &str) -> Result<()> {
    assert_eq!(browser.heading().await?, "Connexion");
    browser.fill(&[(IDENTIFIER, identifier), (PASSWORD_FIELD, PASSWORD)]).await?;
    assert_eq!(browser.heading().await?, "Code à usage unique");
    Ok(())
}

async fn prove_factor(stage: &Stage, browser: &Chromium, person: &mut Person) -> Result<()> {
    wait(stage);
    browser.fill(&[("#code", &person.code(&stage.service)?)]).await
}

/// The browser is at the client, with an answer for this state: what the client was sent.
async fn back_at_client(stage: &Stage, browser: &mut Chromium, state: &str) -> Result<String> {
    assert_eq!(browser.text("h1").await?, "Application du client", "{}", browser.address().await?);
    let address = browser.address().await?;
    let there = stage.site.address("/accueil");
    assert!(address.starts_with(&there) && address.contains(&format!("state={state}")), "{address}");
    Ok(address.replacen("/accueil", "/retour", 1))
}

/// The person whose first connection it is reads the key with the screenshot of a telephone.
async fn enrol(stage: &Stage, browser: &mut Chromium) -> Result<Person> {
    assert_eq!(browser.heading().await?, "Second facteur");
    let link = browser.photograph().await?;
    let key = link.split("secret=").nth(1).and_then(|rest| rest.split('&').next()).context("no key")?;
    assert_eq!(browser.text("#cle").await?.replace(' ', ""), key, "the same as in words");
    let mut person = Person { cle: Some(key.to_owned()), ..Person::new(NEW, PASSWORD) };
    prove_factor(stage, browser, &mut person).await?;
    assert_eq!(browser.heading().await?, "Codes de secours");
    assert_eq!(browser.count("main li code").await?, 10);
    Ok(person)
}

#[tokio::test]
#[ignore = "needs Chromium and its driver: .ci/run installs them and runs it"]
async fn a_person_connects_accepts_chooses_and_signs_out() -> Result<()> {
    let mut stage = Stage::start().await?;
    let mut browser = Chromium::start().await?;
    let secret = stage.mandate("99800000100011", NEW).await?;
    let (path, verifier) = stage.portal.push(&[("state", "premiere")]).await?;
    browser.open(&stage.address(&path)).await?;
    assert_eq!(browser.heading().await?, "Connexion");
    browser.follow("a[href^='/login/activation']").await?;
    assert_eq!(browser.heading().await?, "Première connexion");
    let form =
        [(IDENTIFIER, NEW), ("#code", &*secret), (PASSWORD_FIELD, PASSWORD), ("#confirmation", PASSWORD)];
    browser.fill(&form).await?;
    let mut person = enrol(&stage, &mut browser).await?;
    browser.follow("a.bouton").await?;
    let back = back_at_client(&stage, &mut browser, "premiere").await?;
    stage.portal.exchange(&back, &verifier).await?;

    let secret = stage.mandate("99800000200019", NEW).await?;
    browser.open(&stage.address("/login/sessions")).await?;
    assert_eq!(browser.heading().await?, "Mes sessions");
    browser.follow("a[href='/login/connexion?autre=1']").await?;
    prove_password(&mut browser, NEW).await?;
    prove_factor(&stage, &browser, &mut person).await?;
    assert_eq!(browser.heading().await?, "Choisissez l'habilitation");
    browser.follow("a[href='/login/rattachement']").await?;
    assert_eq!(browser.heading().await?, "Ajouter une habilitation");
    browser.fill(&[("#code", &secret)]).await?;
    assert_eq!(browser.heading().await?, "Choisissez l'habilitation");
    assert_eq!(browser.count("input[type=radio]").await?, 2);
    browser.choose("p:last-of-type input[type=radio]").await?;
    browser.follow("button").await?;

    assert_eq!(browser.heading().await?, "Mes sessions");
    assert_eq!(browser.count(SESSIONS).await?, 2);
    browser.follow("main li form button").await?;
    assert_eq!(browser.count(SESSIONS).await?, 1, "the other is ended");
    browser.follow("form[action='/login/deconnexion'] button").await?;
    assert_eq!(browser.heading().await?, "Vous êtes déconnecté");
    browser.open(&stage.address("/login/sessions")).await?;
    assert_eq!(browser.heading().await?, "Connexion", "nobody is signed in any more");
    assert_eq!(browser.complaints().await?, [""; 0]);
    browser.quit().await
}

#[tokio::test]
#[ignore = "needs Chromium and its driver: .ci/run installs them and runs it"]
async fn each_tab_goes_back_to_its_client() -> Result<()> {
    let stage = Stage::start().await?;
    let mut browser = Chromium::start().await?;
    let mut person = stage.known_person(Role::Auditeur).await?;
    let one = browser.tab().await?;
    let (first, first_verifier) = stage.portal.push(&[("state", "un")]).await?;
    browser.open(&stage.address(&first)).await?;
    let two = browser.open_tab().await?;
    let (second, second_verifier) = stage.portal.push(&[("state", "deux")]).await?;
    browser.open(&stage.address(&second)).await?;
    browser.reload().await?;

    browser.show_tab(&one).await?;
    prove_password(&mut browser, &person.identifiant).await?;
    browser.show_tab(&two).await?;
    prove_password(&mut browser, &person.identifiant).await?;
    browser.show_tab(&one).await?;
    prove_factor(&stage, &browser, &mut person).await?;
    let back = back_at_client(&stage, &mut browser, "un").await?;
    stage.portal.exchange(&back, &first_verifier).await?;

    browser.show_tab(&two).await?;
    prove_factor(&stage, &browser, &mut person).await?;
    let back = back_at_client(&stage, &mut browser, "deux").await?;
    stage.portal.exchange(&back, &second_verifier).await?;
    assert_eq!(browser.complaints().await?, [""; 0]);
    browser.quit().await
}

#[tokio::test]
#[ignore = "needs Chromium and its driver: .ci/run installs them and runs it"]
async fn going_back_or_reloading_leaves_a_way_on() -> Result<()> {
    let stage = Stage::start().await?;
    let mut browser = Chromium::start().await?;
    let mut person = stage.known_person(Role::Auditeur).await?;
    let (path, _) = stage.portal.push(&[("state", "un")]).await?;
    browser.open(&stage.address(&path)).await?;
    browser.reload().await?;
    prove_password(&mut browser, &person.identifiant).await?;
    browser.back().await?;
    prove_password(&mut browser, &person.identifiant).await?;
    browser.reload().await?;
    prove_factor(&stage, &browser, &mut person).await?;
    back_at_client(&stage, &mut browser, "un").await?;

    browser.back().await?;
    assert_eq!(browser.heading().await?, "Mes sessions", "{}", browser.address().await?);
    let tab = browser.open_tab().await?;
    browser.show_tab(&tab).await?;
    let (path, _) = stage.portal.push(&[("state", "deux")]).await?;
    browser.open(&stage.address(&path)).await?;
    back_at_client(&stage, &mut browser, "deux").await?;
    assert_eq!(browser.complaints().await?, [""; 0]);
    browser.quit().await
}

#[tokio::test]
#[ignore = "needs Chromium and its driver: .ci/run installs them and runs it"]
async fn a_form_of_another_site_is_refused() -> Result<()> {
    let stage = Stage::start().await?;
    let mut browser = Chromium::start().await?;
    let mut person = stage.known_person(Role::Auditeur).await?;
    browser.open(&stage.address("/login/connexion")).await?;
    prove_password(&mut browser, &person.identifiant).await?;
    prove_factor(&stage, &browser, &mut person).await?;
    assert_eq!(browser.heading().await?, "Mes sessions");

    browser.open(&stage.site.address("/piege")).await?;
    browser.follow("button").await?;
    assert_eq!(browser.heading().await?, "Envoi refusé");
    browser.open(&stage.address("/login/sessions")).await?;
    assert_eq!(browser.heading().await?, "Mes sessions", "the session lives");
    browser.quit().await
}
