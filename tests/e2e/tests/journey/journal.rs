//! What the tour has no need of, among the journal's operations: what anyone may verify, what is kept, what is purged.

use anyhow::{Context as _, Result};
use client::Session;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use crate::stage::{Stage, done, refused, text};

pub async fn play(stage: &mut Stage<'_>) -> Result<()> {
    let scheduler = stage.fund.scheduler().session().await?;
    let former = done(scheduler.post("/v1/journal/maintenance", &json!({})).await)?;
    let delegate = stage.sign_in("delegue@caf.exemple.invalid").await?;
    hold(&delegate).await?;
    read(&delegate).await?;
    let scheduler = stage.fund.scheduler().session().await?;
    let published = done(scheduler.post("/v1/journal/maintenance", &json!({})).await)?;
    prove(stage, (size(&former)?, size(&published)?)).await?;
    at_night(stage).await
}

fn size(published: &Value) -> Result<u64> {
    published.get("taille").and_then(Value::as_u64).context("the checkpoint has no size")
}

/// Nothing of a dossier is purged while it matters to a claim.
async fn hold(delegate: &Session) -> Result<()> {
    let dossier = json!({"organisme": demo::FUND, "matricule": demo::matricule(48)});
    let hold = json!({"dossier": dossier, "motif": "Réclamation en cours"});
    let held = done(delegate.post("/v1/journal/gels", &hold).await)?;
    done(delegate.get("/v1/journal/gels").await)?;
    let lifted = format!("/v1/journal/gels/{}/levee", text(&held, "id")?);
    done(delegate.post(&lifted, &json!({})).await)?;
    Ok(())
}

async fn read(delegate: &Session) -> Result<()> {
    let criteria = json!({"dossier": {"organisme": demo::FUND, "matricule": demo::matricule(64)}});
    done(delegate.post("/v1/journal/recherches", &json!({"criteres": criteria, "limite": 1})).await)?;
    done(delegate.post("/v1/journal/exports", &json!({"criteres": criteria})).await)?;
    done(delegate.post("/v1/journal/verifications", &json!({})).await)?;
    let unbounded = json!({"criteres": {"finalite": "accompagnement_social"}});
    refused(delegate.post("/v1/journal/recherches", &unbounded).await, "criteres-insuffisants")?;
    Ok(())
}

/// What anyone may ask, once it is published.
async fn prove(stage: &Stage<'_>, (former, size): (u64, u64)) -> Result<()> {
    let anyone = stage.fund.service();
    for path in [
        "/log/checkpoint".to_owned(),
        "/log/tile/0/000".to_owned(),
        format!("/log/proofs/inclusion?rang=0&taille={size}"),
        format!("/log/proofs/consistency?de={former}&a={size}"),
    ] {
        done(anyone.get(&path).await)?;
    }
    let beyond = format!("/log/proofs/inclusion?rang=0&taille={}", size + 1_000);
    refused(anyone.get(&beyond).await, "preuve-impossible")?;
    Ok(())
}

/// What the scheduler starts when few work: the ends that came are recorded, what is kept no longer is erased.
async fn at_night(stage: &mut Stage<'_>) -> Result<()> {
    let clock = stage.host.clock();
    clock.advance(clock.now().duration_until(two_o_clock_after(clock.now())?));
    let scheduler = stage.fund.scheduler().session().await?;
    done(scheduler.post("/v1/conventions/echeances", &json!({})).await)?;
    done(scheduler.post("/v1/journal/purges", &json!({})).await)?;
    for path in ["/login/purges", "/v1/dossiers/purges"] {
        done(scheduler.post(path, &json!({})).await)?;
    }
    let officer = stage.sign_in("securite@caf.exemple.invalid").await?;
    let confirmation = json!({"instant": stage.host.clock().now().to_string()});
    done(officer.post("/v1/journal/horloge", &confirmation).await)?;
    Ok(())
}

fn two_o_clock_after(now: Timestamp) -> Result<Timestamp> {
    let tomorrow = now.to_zoned(jiff::tz::get!("Europe/Paris")).date().checked_add(1.day())?;
    Ok(tomorrow.at(2, 0, 0, 0).to_zoned(jiff::tz::get!("Europe/Paris"))?.timestamp())
}
