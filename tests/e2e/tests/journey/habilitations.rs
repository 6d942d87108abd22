//! What the tour has no need of, among the acts on habilitations and profiles.

use anyhow::{Result, ensure};
use client::Session;
use serde_json::json;

use crate::stage::{Stage, done, refused, text};

const HABILITATIONS: &str = "/v1/habilitations";

pub async fn play(stage: &mut Stage<'_>) -> Result<()> {
    let manager = stage.sign_in("gestionnaire7@exemple.invalid").await?;
    done(manager.get(HABILITATIONS).await)?;
    let officer = stage.officer().await?;
    let colleague = stage.sign_in("agent2@caf.exemple.invalid").await?;
    profiles(&officer, &colleague).await?;
    decide(stage, &officer).await?;
    write_again(stage, &officer).await?;
    let known = format!("{HABILITATIONS}/{}", stage.id("habilitation-vacances")?);
    let known = done(officer.get(&known).await)?;
    let departure = format!("{HABILITATIONS}/personnes/{}/depart", text(&known, "personne")?);
    done(manager.post(&departure, &json!({"motif": "Mutation"})).await)?;
    Ok(())
}

async fn profiles(officer: &Session, colleague: &Session) -> Result<()> {
    let path = "/v1/habilitations/profils";
    done(officer.get(path).await)?;
    let next = json!({
        "code": "T5", "libelle": "Gestionnaire d'aides aux vacances",
        "finalites": [{"finalite": "aide_aux_vacances"}],
    });
    done(officer.post(path, &next).await)?;
    let confirmation = format!("{path}/T5/versions/2/confirmation");
    refused(officer.post(&confirmation, &json!({})).await, "seconde-personne-requise")?;
    done(colleague.post(&confirmation, &json!({})).await)?;
    Ok(())
}

/// Who has used their secret needs no other letter.
async fn write_again(stage: &Stage<'_>, officer: &Session) -> Result<()> {
    let path = format!("{HABILITATIONS}/{}/courrier", stage.id("habilitation-vacances")?);
    let answer = done(officer.post(&path, &json!({"motif": "Courrier perdu"})).await)?;
    ensure!(text(&answer, "courrier")? == "inutile", "{answer}");
    Ok(())
}

async fn decide(stage: &Stage<'_>, officer: &Session) -> Result<()> {
    let refused_at = format!("{HABILITATIONS}/{}/refus", stage.id("habilitation-contresignee")?);
    let reason = "La fonction ne justifie pas ce profil";
    done(officer.post(&refused_at, &json!({"version": 2, "motif": reason})).await)?;
    let again = officer.post(&refused_at, &json!({"version": 3, "motif": reason})).await;
    refused(again, "acte-hors-sequence")?;
    let restored = format!("{HABILITATIONS}/{}/retablissement", stage.id("habilitation-suspendue")?);
    done(officer.post(&restored, &json!({"version": 7, "motif": "Contrôle terminé"})).await)?;
    Ok(())
}
