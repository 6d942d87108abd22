//! What the tour has no need of, among the acts on dossiers.

use anyhow::{Context as _, Result};
use serde_json::json;

use crate::stage::{Stage, done};

pub async fn play(stage: &mut Stage<'_>) -> Result<()> {
    done(stage.fund.service().get("/acte-reglementaire").await)?;
    let system = stage.fund.system().session().await?;
    let mut dossier = demo::dossier(1);
    let version = dossier.get_mut("version").context("the dossier has no version")?;
    *version = json!(2);
    done(system.post_as("application/x-ndjson", "/v1/dossiers/imports", format!("{dossier}\n")).await)?;
    let officer = stage.officer().await?;
    let opposed = (1..).find(|n| demo::Kind::of(*n) == demo::Kind::Opposed).unwrap_or_default();
    let number = json!({"organisme": demo::FUND, "matricule": demo::matricule(opposed)});
    done(officer.post("/v1/dossiers/oppositions/recherche", &number).await)?;
    let scheduler = stage.fund.scheduler().session().await?;
    done(scheduler.post("/v1/dossiers/rechiffrement", &json!({})).await)?;
    Ok(())
}
