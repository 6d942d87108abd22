//! The fund's own people: two persons let someone in or give a role, one suffices to take it or to refuse.

use anyhow::{Context as _, Result};
use client::{Person, Session};
use demo::fund::PASSWORD;
use serde_json::{Value, json};

use crate::stage::{Stage, done, refused, text};

const AGENTS: &str = "/login/agents";
const PROPOSALS: &str = "/login/propositions";

/// Someone who comes in, and whom nothing else needs.
pub const NEWCOMER: &str = "nouvel.agent@caf.exemple.invalid";

/// Lets the newcomer in, who connects for the first time: the id of their account.
pub async fn play(stage: &mut Stage<'_>) -> Result<String> {
    let security = stage.sign_in("securite@caf.exemple.invalid").await?;
    let officer = stage.officer().await?;
    refuse(&officer, &security).await?;
    let newcomer = let_in(&officer, &security).await?;
    change_roles(&officer, &security, &newcomer).await?;
    done(security.get(AGENTS).await)?;
    let secret = stage.fund.letter_to(NEWCOMER).await?;
    let mut person = Person::new(NEWCOMER, PASSWORD);
    stage.fund.portal().first_connection(&mut person, &secret).await?;
    stage.people.insert(NEWCOMER.to_owned(), person);
    Ok(newcomer)
}

/// The newcomer lost their telephone: two others give them a way back, and a letter the secret of it.
pub async fn start_over(stage: &mut Stage<'_>, newcomer: &str) -> Result<()> {
    let security = stage.sign_in("securite@caf.exemple.invalid").await?;
    let officer = stage.officer().await?;
    let path = format!("/login/comptes/{newcomer}/reinitialisation");
    let proposed = done(officer.post(&path, &json!({"motif": "Téléphone perdu"})).await)?;
    let waiting = officer.post(&path, &json!({"motif": "Téléphone perdu"})).await;
    refused(waiting, "reinitialisation-en-attente")?;
    confirm(&officer, &security, &proposed).await?;
    let secret = stage.fund.letter_to(NEWCOMER).await?;
    let mut person = Person::new(NEWCOMER, PASSWORD);
    stage.fund.portal().first_connection(&mut person, &secret).await?;
    stage.people.insert(NEWCOMER.to_owned(), person);
    Ok(())
}

/// Who leaves is sent out at once.
pub async fn leave(stage: &mut Stage<'_>, newcomer: &str) -> Result<()> {
    let security = stage.sign_in("securite@caf.exemple.invalid").await?;
    done(security.delete(&format!("{AGENTS}/{newcomer}")).await)?;
    Ok(())
}

fn future(identifier: &str) -> Value {
    json!({"identifiant": identifier, "nom": "Mélèze", "prenoms": "Lucette", "roles": ["agent_caf"]})
}

async fn refuse(officer: &Session, security: &Session) -> Result<()> {
    let proposed = done(officer.post(AGENTS, &future("autre.agent@caf.exemple.invalid")).await)?;
    done(security.get(PROPOSALS).await)?;
    done(security.delete(&format!("{PROPOSALS}/{}", text(&proposed, "proposition")?)).await)?;
    Ok(())
}

async fn let_in(officer: &Session, security: &Session) -> Result<String> {
    let proposed = done(officer.post(AGENTS, &future(NEWCOMER)).await)?;
    let confirmed = confirm(officer, security, &proposed).await?;
    text(&confirmed, "compte").map(str::to_owned).context(NEWCOMER)
}

async fn change_roles(officer: &Session, security: &Session, newcomer: &str) -> Result<()> {
    let path = format!("{AGENTS}/{newcomer}/roles");
    let proposed = done(officer.post(&path, &json!({"role": "responsable_securite"})).await)?;
    confirm(officer, security, &proposed).await?;
    done(security.delete(&format!("{path}/responsable_securite")).await)?;
    Ok(())
}

/// What one proposed, another confirms, and never themselves.
pub async fn confirm(author: &Session, other: &Session, proposed: &Value) -> Result<Value> {
    let path = format!("{PROPOSALS}/{}/confirmation", text(proposed, "proposition")?);
    refused(author.post(&path, &json!({})).await, "seconde-personne-requise")?;
    done(other.post(&path, &json!({})).await)
}
