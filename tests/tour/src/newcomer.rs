use anyhow::{Context as _, Result};
use client::{Person, Session};
use serde_json::Value;

use crate::guide::Guide;

/// Someone who was handed an activation secret chooses a password and enrols a second factor.
pub(crate) async fn connect(guide: &mut Guide<'_>, opening: &Value, mut person: Person) -> Result<Session> {
    let secret = opening.get("secret_activation").and_then(Value::as_str);
    let secret = secret.context("the answer has no activation secret")?;
    let session = guide.fund.portal().first_connection(&mut person, secret).await?;
    guide.say(&format!(
        "   {} chooses a password and enrols a second factor, before anything else",
        person.identifiant
    ));
    Ok(session)
}
