use anyhow::{Context as _, Result};
use client::Answer;
use http::{Method, StatusCode};

use crate::guide::Guide;

const PATH: &str = "/v1/dossiers/imports";

/// The fund's system reads under a token that is bound to its key: whoever steals the token, or the request, has nothing.
pub(crate) async fn prove(guide: &mut Guide<'_>) -> Result<()> {
    guide.chapter(
        "An application",
        "a token that is stolen works nowhere, and a request that is replayed neither",
    );
    let session = guide.fund.system().session().await?;
    guide.say(
        "   the fund's system signs an assertion and a proof with its key, and gets a token bound to it",
    );
    let request = session.request(Method::GET, PATH);
    let replay = request.try_clone().context("the request cannot be copied")?;
    let accepted = (StatusCode::OK, None);
    let refused = (StatusCode::UNAUTHORIZED, Some("identification-requise"));
    let answer = Answer::to(request).await?;
    guide
        .send("it lists its imports, with a proof for this request", (Method::GET, PATH), answer, accepted)
        .await?;
    let answer = Answer::to(replay).await?;
    guide.send("the same request again, byte for byte", (Method::GET, PATH), answer, refused).await?;
    let answer = session.without_its_key().get(PATH).await?;
    guide.send("the token alone, without its key", (Method::GET, PATH), answer, refused).await?;
    Ok(())
}
