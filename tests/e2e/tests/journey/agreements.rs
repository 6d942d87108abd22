//! What the tour has no need of, among the acts on organisations, conventions and contracts.

use anyhow::{Context as _, Result};
use client::Session;
use serde_json::{Value, json};

use crate::stage::{Stage, done, refused, text};

const CONVENTIONS: &str = "/v1/conventions";

pub async fn play(stage: &mut Stage<'_>) -> Result<()> {
    let officer = stage.officer().await?;
    read(stage, &officer).await?;
    give_back(stage, &officer).await?;
    let manager = stage.sign_in("gestionnaire7@exemple.invalid").await?;
    list(&manager).await?;
    refuse(stage, &manager).await?;
    let representative = stage.sign_in("responsable0@exemple.invalid").await?;
    correct_a_draft(stage, &representative).await
}

async fn read(stage: &Stage<'_>, officer: &Session) -> Result<()> {
    let convention = stage.id("convention-7")?;
    done(officer.get(&format!("{CONVENTIONS}/{convention}")).await)?;
    let organisation = stage.id("organisation-7")?;
    done(officer.get(&format!("{CONVENTIONS}/organisations/{organisation}")).await)?;
    done(officer.get(&format!("{CONVENTIONS}/organisations/{organisation}/mandats")).await)?;
    Ok(())
}

/// A partner lists its own conventions, the second page too.
async fn list(manager: &Session) -> Result<()> {
    let listed = done(manager.get(CONVENTIONS).await)?;
    let first = listed.pointer("/elements/0").context("no convention is listed")?;
    done(manager.get(&format!("{CONVENTIONS}?apres={}", text(first, "id")?)).await)?;
    Ok(())
}

/// What a partner may not do: read another's convention, sign what another signs.
async fn refuse(stage: &Stage<'_>, manager: &Session) -> Result<()> {
    let other = format!("{CONVENTIONS}/{}", stage.id("convention-3")?);
    refused(manager.get(&other).await, "hors-organisation")?;
    let own = format!("{CONVENTIONS}/{}/signature", stage.id("convention-signature")?);
    refused(manager.post(&own, &json!({"version": 4})).await, "action-interdite")
}

/// The fund sends a file back, restores what it had suspended, ends a mandate.
async fn give_back(stage: &Stage<'_>, officer: &Session) -> Result<()> {
    let id = |name| stage.id(name);
    let returned = format!("{CONVENTIONS}/{}/renvoi", id("convention-deposee")?);
    let reason = "L'acte réglementaire n'est pas joint";
    done(officer.post(&returned, &json!({"version": 2, "motif": reason})).await)?;
    let again = officer.post(&returned, &json!({"version": 2, "motif": reason})).await;
    refused(again, "decision-concurrente")?;
    let restored = format!("{CONVENTIONS}/{}/retablissement", id("convention-suspendue")?);
    done(officer.post(&restored, &json!({"version": 7, "motif": "Contrôle terminé"})).await)?;
    let restored = format!("{CONVENTIONS}/contrats/{}/retablissement", id("contrat-3-afas")?);
    done(officer.post(&restored, &json!({"version": 3, "motif": "Contrôle terminé"})).await)?;
    let ended = format!("{CONVENTIONS}/mandats/{}/fin", id("responsable-5")?);
    done(officer.post(&ended, &json!({"motif": "Fin de fonctions"})).await)?;
    Ok(())
}

async fn correct_a_draft(stage: &Stage<'_>, representative: &Session) -> Result<()> {
    let path = format!("{CONVENTIONS}/{}", stage.id("convention-brouillon")?);
    let draft = done(representative.get(&path).await)?;
    let kept = |member: &str| draft.get(member).cloned().unwrap_or(Value::Null);
    let corrected = json!({
        "version": 1, "finalites": kept("finalites"), "acte_reglementaire": "Acte réglementaire fictif, corrigé",
        "empreinte_acte": kept("empreinte_acte"), "texte": kept("texte"), "debut": kept("debut"), "fin": kept("fin"),
    });
    done(representative.put(&path, &corrected).await)?;
    Ok(())
}
