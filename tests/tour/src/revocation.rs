use anyhow::Result;
use http::{Method, StatusCode};
use serde_json::json;

use crate::{consultation::asked, guide::Guide, habilitation::Newcomer};

/// The fund suspends the habilitation, then ends the session: each counts from the next request.
pub(crate) async fn revoke(guide: &mut Guide<'_>, newcomer: &Newcomer) -> Result<()> {
    guide.chapter("A revocation", "an end counts from the very next request of every component");
    let (path, body) = ("/v1/consultations", asked(48, "accompagnement_social"));
    guide.post(&newcomer.session, "a reading before", path, &body).await?;
    let suspension = json!({"version": newcomer.version, "motif": "Visite guidée"});
    let act = format!("/v1/habilitations/{}/suspension", newcomer.habilitation);
    guide.post(&newcomer.officer, "the fund suspends the habilitation", &act, &suspension).await?;
    let refused = (StatusCode::FORBIDDEN, "acces-suspendu");
    guide.post_refused(&newcomer.session, "the same token reads no more", (path, &body), refused).await?;
    let account = newcomer.session.claims();
    let account = account.get("sub").and_then(|sub| sub.as_str()).unwrap_or_default();
    let sessions = format!("/login/comptes/{account}/sessions");
    let ended = newcomer.officer.delete(&sessions).await?;
    guide
        .send(
            "the fund ends the person's sessions",
            (Method::DELETE, &sessions),
            ended,
            (StatusCode::NO_CONTENT, None),
        )
        .await?;
    let refused = (StatusCode::UNAUTHORIZED, "identification-requise");
    guide.post_refused(&newcomer.session, "the token is not known any more", (path, &body), refused).await?;
    Ok(())
}
