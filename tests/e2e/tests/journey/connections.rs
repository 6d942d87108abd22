//! What the tour has no need of, among the operations of `login`: applications, metadata, the pages of a browser.

use anyhow::{Context as _, Result, ensure};
use client::{Application, Browser, Portal, Session};
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

use crate::stage::{Stage, done, refused, text};

/// Someone who manages the habilitations of one organisation, and is asked to for another.
const MANAGER: &str = "gestionnaire1@exemple.invalid";

const PUBLIC: [&str; 10] = [
    "/",
    "/login/",
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource",
    "/.well-known/openid-configuration",
    "/oauth/jwks",
    "/login/style.css",
    "/login/activation",
    "/v1/etat",
    "/openapi.json",
];

pub async fn play(stage: &mut Stage<'_>) -> Result<()> {
    for path in PUBLIC {
        done(stage.fund.service().get(path).await)?;
    }
    let security = stage.sign_in("securite@caf.exemple.invalid").await?;
    let officer = stage.officer().await?;
    register(stage, &officer, &security).await?;
    let mandate = mandate(stage, &officer).await?;
    let secret = write_again(stage, &officer, &mandate).await?;
    let (mut browser, session) = accept(stage, &secret).await?;
    consent(stage, [&officer, &security], &mut browser, &session).await?;
    let portal = stage.fund.portal();
    done(portal.introspect(&session).await)?;
    end_sessions(stage, &mut browser).await?;
    done(portal.revoke(&session).await)?;
    done(browser.post("/login/deconnexion", &[]).await)?;
    Ok(())
}

/// The fund registers a partner's application, another of its people approves it; it lists those it knows, and closes it.
async fn register(stage: &Stage<'_>, officer: &Session, security: &Session) -> Result<()> {
    let organisation = Uuid::parse_str(stage.id("organisation-0")?)?;
    let application = Application::new(Uuid::nil(), [7; 32], stage.fund.service().clone());
    let name = "Logiciel fictif de restauration scolaire";
    let (_, registration) = application.registration(name, access::Role::Application, Some(organisation));
    let registered = done(officer.post("/login/clients", &registration).await)?;
    let registered = format!("/login/clients/{}", text(&registered, "client_id")?);
    let approval = format!("{registered}/approbation");
    refused(officer.post(&approval, &json!({})).await, "approbation-par-son-auteur")?;
    done(security.post(&approval, &json!({})).await)?;
    let listed = done(officer.get("/login/clients").await)?;
    let first = listed.pointer("/clients/0").context("no application is listed")?;
    done(officer.get(&format!("/login/clients?apres={}", text(first, "client_id")?)).await)?;
    done(officer.delete(&registered).await)?;
    Ok(())
}

/// A further mandate, which another officer confirms.
async fn mandate(stage: &mut Stage<'_>, officer: &Session) -> Result<String> {
    let colleague = stage.sign_in("agent2@caf.exemple.invalid").await?;
    let path = format!("/v1/conventions/organisations/{}/mandats", stage.id("organisation-12")?);
    let person = json!({"email": MANAGER, "nom": "Genêt", "prenoms": "Ambre"});
    let opened = done(officer.post(&path, &json!({"role": "gestionnaire", "personne": person})).await)?;
    let mandate = text(&opened, "id")?.to_owned();
    done(colleague.post(&format!("{path}/{mandate}/confirmation"), &json!({})).await)?;
    Ok(mandate)
}

/// The letter is lost: another is written, and its secret takes the place of the first.
async fn write_again(stage: &Stage<'_>, officer: &Session, mandate: &str) -> Result<String> {
    let path = format!("/v1/conventions/mandats/{mandate}/courrier");
    done(officer.post(&path, &json!({"motif": "Courrier perdu"})).await)?;
    stage.fund.letter_to(MANAGER).await
}

/// The manager signs in page by page, accepts the further mandate, and chooses under which to act.
async fn accept(stage: &mut Stage<'_>, secret: &str) -> Result<(Browser, Session)> {
    stage.host.clock().advance(SignedDuration::from_mins(1));
    let (fund, portal) = (stage.fund, stage.fund.portal());
    let manager = stage.people.get_mut(MANAGER).context(MANAGER)?;
    let mut browser = Browser::new(fund.service().clone());
    let verifier = portal.begin(&mut browser).await?;
    done(browser.get("/login/connexion").await)?;
    manager.prove_password(&mut browser).await?;
    done(browser.get("/login/facteur").await)?;
    let answer = manager.prove_factor(&mut browser, fund.service()).await?;
    ensure!(answer.location()? == "/login/habilitation", "sent to {}", answer.location()?);
    done(browser.get("/login/rattachement").await)?;
    done(browser.post("/login/rattachement", &[("code", secret)]).await)?;
    let page = browser.get("/login/habilitation").await?.text();
    let chosen = shown(&page, "name=\"rattachement\" type=\"radio\" value=\"")?;
    let answer = browser.post("/login/habilitation", &[("rattachement", chosen)]).await?;
    let session = portal.end(&mut browser, answer, &verifier).await?;
    Ok((browser, session))
}

/// The manager lets an application of their organisation act in their name. The fund takes that back, then they do.
async fn consent(
    stage: &Stage<'_>,
    [officer, security]: [&Session; 2],
    browser: &mut Browser,
    session: &Session,
) -> Result<()> {
    let claims = session.claims();
    let portal = |id| Portal::new(id, [8; 32], stage.fund.service().clone());
    let organisation = claims.get("org").context("the manager is of no organisation")?;
    let registration = portal(Uuid::nil()).registration_of("Portail fictif d'un partenaire", organisation);
    let registered = done(officer.post("/login/clients", &registration).await)?;
    let id = text(&registered, "client_id")?;
    done(security.post(&format!("/login/clients/{id}/approbation"), &json!({})).await)?;
    let portal = portal(Uuid::parse_str(id)?);
    let (answer, verifier) = portal.lead(browser).await?;
    let page = browser.get(answer.location()?).await?.text();
    let reference = shown(&page, "name=\"demande\" value=\"")?;
    let answer = browser.post("/login/accord", &[("demande", reference), ("reponse", "autoriser")]).await?;
    portal.end(browser, answer, &verifier).await?;
    done(browser.get("/login/applications").await)?;
    let account = text(&claims, "sub")?;
    done(officer.delete(&format!("/login/comptes/{account}/applications/{id}")).await)?;
    done(browser.post("/login/applications", &[("application", id)]).await)?;
    Ok(())
}

/// The manager sees a session opened elsewhere, and ends it.
async fn end_sessions(stage: &mut Stage<'_>, browser: &mut Browser) -> Result<()> {
    stage.host.clock().advance(SignedDuration::from_mins(1));
    let (fund, portal) = (stage.fund, stage.fund.portal());
    let mut elsewhere = Browser::new(fund.service().clone());
    let manager = stage.people.get_mut(MANAGER).context(MANAGER)?;
    portal.begin(&mut elsewhere).await?;
    manager.prove_password(&mut elsewhere).await?;
    manager.prove_factor(&mut elsewhere, fund.service()).await?;
    let page = elsewhere.get("/login/habilitation").await?.text();
    let chosen = shown(&page, "name=\"rattachement\" type=\"radio\" value=\"")?;
    done(elsewhere.post("/login/habilitation", &[("rattachement", chosen)]).await)?;
    let page = browser.get("/login/sessions").await?.text();
    let other = shown(&page, "name=\"session\" value=\"")?;
    done(browser.post("/login/sessions", &[("session", other)]).await)?;
    Ok(())
}

/// The first value that a page shows after `mark`.
fn shown<'a>(page: &'a str, mark: &str) -> Result<&'a str> {
    let rest = page.split_once(mark).map(|(_, rest)| rest).with_context(|| page.to_owned())?;
    Ok(rest.split('"').next().unwrap_or_default())
}
