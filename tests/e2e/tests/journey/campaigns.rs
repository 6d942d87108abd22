//! Campaigns that renew passwords: one that ends before its deadline, and one for a single person, at once.

use anyhow::{Context as _, Result, ensure};
use client::Browser;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    agents::{self, NEWCOMER},
    stage::{Stage, done, text},
};

const CAMPAIGNS: &str = "/login/campagnes";
const CHOSEN: &str = "grenier pinceau comète";

/// An organisation is told fifteen days before, one of its people is given more time, and nobody has to any more.
pub async fn play(stage: &mut Stage<'_>) -> Result<()> {
    let officer = stage.officer().await?;
    let security = stage.sign_in("securite@caf.exemple.invalid").await?;
    let target = json!({"portee": "organisation", "organisation": stage.id("organisation-7")?});
    let order = json!({"cible": target, "delai_jours": 15});
    let proposed = done(security.post(CAMPAIGNS, &order).await)?;
    let confirmed = agents::confirm(&security, &officer, &proposed).await?;
    let campaign = format!("{CAMPAIGNS}/{}", text(&confirmed, "campagne")?);
    done(security.get(CAMPAIGNS).await)?;
    let followed = done(security.get(&campaign).await)?;
    let account =
        followed.pointer("/comptes_restants/0").and_then(Value::as_str).context("nobody is told")?;
    let deadline: Timestamp = text(&followed, "echeance")?.parse()?;
    let until = deadline.checked_add(SignedDuration::from_hours(10 * 24))?.to_string();
    let exception = json!({"compte": account, "jusqu_au": until, "motif": "absence"});
    done(security.post(&format!("{campaign}/exceptions"), &exception).await)?;
    done(security.post(&format!("{campaign}/cloture"), &json!({})).await)?;
    Ok(())
}

/// The newcomer's password may be known to another: it opens nothing but its own renewal.
pub async fn renew(stage: &mut Stage<'_>, newcomer: &str) -> Result<()> {
    let officer = stage.officer().await?;
    done(officer.post(&format!("/login/comptes/{newcomer}/renouvellement"), &json!({})).await)?;
    stage.host.clock().advance(SignedDuration::from_mins(1));
    let (fund, portal) = (stage.fund, stage.fund.portal());
    let person = stage.people.get_mut(NEWCOMER).context(NEWCOMER)?;
    let mut browser = Browser::new(fund.service().clone());
    let verifier = portal.begin(&mut browser).await?;
    person.prove_password(&mut browser).await?;
    let answer = person.prove_factor(&mut browser, fund.service()).await?;
    ensure!(answer.location()? == "/login/renouvellement", "sent to {}", answer.location()?);
    done(browser.get("/login/renouvellement").await)?;
    let form = [("nouveau_mot_de_passe", CHOSEN), ("confirmation", CHOSEN)];
    let answer = browser.post("/login/renouvellement", &form).await?;
    CHOSEN.clone_into(&mut person.mot_de_passe);
    portal.end(&mut browser, answer, &verifier).await?;
    Ok(())
}
