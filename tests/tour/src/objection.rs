use anyhow::{Context as _, Result, ensure};
use http::StatusCode;
use serde_json::{Value, json};

use crate::{agreement::NAME, consultation::asked, guide::Guide, habilitation::Newcomer};

const DOSSIER: u32 = 64;

/// A beneficiary objects: the very next reading is refused, as if the dossier did not exist.
pub(crate) async fn object(guide: &mut Guide<'_>, newcomer: &Newcomer) -> Result<()> {
    guide.chapter("A beneficiary objects", "an objection binds from the next request on, until it is lifted");
    let (session, officer) = (&newcomer.session, &newcomer.officer);
    let (path, body) = ("/v1/consultations", asked(DOSSIER, "accompagnement_social"));
    guide.post(session, "the dossier is read", path, &body).await?;
    let objection = json!({
        "dossier": {"organisme": demo::FUND, "matricule": demo::matricule(DOSSIER)}, "opposition": {"portee": "tous"},
    });
    let what = "its beneficiary objects to all partners; the fund records it";
    let recorded = guide.post(officer, what, "/v1/dossiers/oppositions", &objection).await?;
    let refused = (StatusCode::NOT_FOUND, "dossier-non-consultable");
    guide.post_refused(session, "the same reading is refused", (path, &body), refused).await?;
    let id = recorded.get("opposition").and_then(Value::as_str).context("the objection has no id")?;
    let lifted = format!("/v1/dossiers/oppositions/{id}/levee");
    guide.post(officer, "the beneficiary has it lifted", &lifted, &json!({})).await?;
    guide.post(session, "the dossier is read again", path, &body).await?;
    Ok(())
}

/// The same beneficiary asks who looked: the organisation and the purpose are told, not the agent.
pub(crate) async fn ask_who_read(guide: &mut Guide<'_>, newcomer: &Newcomer) -> Result<()> {
    guide.chapter("A beneficiary asks who looked", "beneficiaries see who consulted their dossier, and why");
    let body = json!({"dossier": {"organisme": demo::FUND, "matricule": demo::matricule(DOSSIER)}});
    let (what, path) = ("the fund asks for them", "/v1/dossiers/consultations/recherche");
    let view = guide.post(&newcomer.officer, what, path, &body).await?;
    let seen = view.get("data").and_then(Value::as_array).context("the view has no data")?;
    let is_told = |entry: &&Value| entry.pointer("/organisation/nom").and_then(Value::as_str) == Some(NAME);
    let entry = seen.iter().find(is_told).context("the view does not name the organisation that read")?;
    ensure!(!view.to_string().contains("\"agent\""), "the view tells the agent");
    let purpose = entry.get("finalite").and_then(Value::as_str).unwrap_or_default();
    guide.say(&format!("      {} entries; for one: {NAME}, {purpose}; no agent is named", seen.len()));
    Ok(())
}
