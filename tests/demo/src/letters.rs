//! What the fund's dispatcher does: it reads the letters that wait, and hands each over to its holder.

use anyhow::{Context as _, Result};
use client::Session;
use serde_json::{Value, json};

use crate::Fund;

const LETTERS: &str = "/login/courriers";

impl Fund {
    /// Hands over the letter that waits for `identifier`, and gives the activation secret that was in it.
    ///
    /// # Errors
    /// When the service does not answer, or refuses, or no letter waits.
    pub async fn letter_to(&self, identifier: &str) -> Result<String> {
        let session = self.dispatcher().session().await?;
        let letters = self.pending_letters(&session).await?;
        let is_theirs = |letter: &&Value| text(letter, "identifiant") == Some(identifier);
        let letter = letters.iter().rfind(is_theirs).context("no letter waits for them")?;
        let id = text(letter, "id").context("a letter without its id")?;
        let path = format!("{LETTERS}/{id}/remise");
        session.post(&path, &json!({"voie": "courriel"})).await?.success()?;
        text(letter, "secret").map(str::to_owned).context("a letter without a secret")
    }

    /// The letters that wait, oldest first.
    ///
    /// # Errors
    /// When the service does not answer, or refuses.
    pub async fn pending_letters(&self, session: &Session) -> Result<Vec<Value>> {
        let (mut letters, mut path) = (Vec::new(), LETTERS.to_owned());
        loop {
            let page = session.get(&path).await?.success()?;
            let page = page.get("elements").and_then(Value::as_array).cloned().unwrap_or_default();
            let Some(last) = page.last().and_then(|letter| text(letter, "id")) else { return Ok(letters) };
            path = format!("{LETTERS}?apres={last}");
            letters.extend(page);
        }
    }
}

fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member).and_then(Value::as_str)
}
