//! What a person changes of their own: password, second factor, recovery codes.

use anyhow::{Context as _, Result, ensure};
use client::Browser;
use jiff::SignedDuration;

use crate::stage::{Stage, done};

/// Someone who did all that was asked of them.
const MANAGER: &str = "gestionnaire7@exemple.invalid";
const CHOSEN: &str = "grenier pinceau comète";

const PASSWORD: &str = "/login/mot-de-passe";
const FACTOR: &str = "/login/facteur/renouvellement";
const CODES: &str = "/login/codes-de-secours";

pub async fn play(stage: &mut Stage<'_>) -> Result<()> {
    let mut browser = sign_in(stage).await?;
    for path in ["/login/securite", PASSWORD, FACTOR, CODES] {
        done(browser.get(path).await)?;
    }
    change_password(stage, &mut browser).await?;
    renew_factor(stage, &mut browser).await?;
    prove_both(stage, &mut browser, CODES).await?;
    Ok(())
}

/// Without an application to go back to.
async fn sign_in(stage: &mut Stage<'_>) -> Result<Browser> {
    stage.host.clock().advance(SignedDuration::from_mins(1));
    let service = stage.fund.service();
    let manager = stage.people.get_mut(MANAGER).context(MANAGER)?;
    let mut browser = Browser::new(service.clone());
    done(browser.get("/login/connexion").await)?;
    manager.prove_password(&mut browser).await?;
    let answer = manager.prove_factor(&mut browser, service).await?;
    ensure!(answer.location()? == "/login/sessions", "sent to {}", answer.location()?);
    Ok(browser)
}

async fn change_password(stage: &mut Stage<'_>, browser: &mut Browser) -> Result<()> {
    let manager = stage.people.get_mut(MANAGER).context(MANAGER)?;
    let present = manager.mot_de_passe.as_str();
    let form = [("mot_de_passe", present), ("nouveau_mot_de_passe", CHOSEN), ("confirmation", CHOSEN)];
    done(browser.post(PASSWORD, &form).await)?;
    CHOSEN.clone_into(&mut manager.mot_de_passe);
    Ok(())
}

/// The new factor takes the place of the former once its code is proved.
async fn renew_factor(stage: &mut Stage<'_>, browser: &mut Browser) -> Result<()> {
    let page = prove_both(stage, browser, FACTOR).await?;
    let shown = page.split("<code id=\"cle\">").nth(1).and_then(|rest| rest.split('<').next());
    let secret = shown.context("the page shows no secret")?.replace(' ', "");
    let manager = stage.people.get_mut(MANAGER).context(MANAGER)?;
    manager.cle = Some(secret);
    stage.host.clock().advance(SignedDuration::from_mins(1));
    let code = manager.code(stage.fund.service())?;
    let answer = browser.post("/login/facteur/nouveau", &[("code", &code)]).await?;
    ensure!(answer.location()? == "/login/securite", "sent to {}", answer.location()?);
    Ok(())
}

/// Sends both factors again, and gives the page that they open.
async fn prove_both(stage: &mut Stage<'_>, browser: &mut Browser, path: &str) -> Result<String> {
    stage.host.clock().advance(SignedDuration::from_mins(1));
    let manager = stage.people.get_mut(MANAGER).context(MANAGER)?;
    let code = manager.code(stage.fund.service())?;
    let form = [("mot_de_passe", manager.mot_de_passe.as_str()), ("code", &code)];
    let answer = browser.post(path, &form).await?;
    ensure!(answer.status.is_success(), "status {}: {}", answer.status, answer.text());
    Ok(answer.text())
}
