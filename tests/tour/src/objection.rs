use anyhow::{Context as _, Result};
use http::StatusCode;
use serde_json::{Value, json};

use crate::{consultation::asked, guide::Guide, habilitation::Newcomer};

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
