use anyhow::Result;
use client::{Person, Session};

use crate::guide::Guide;

/// Someone to whom the fund's dispatcher handed a letter over chooses a password and enrols a second factor.
pub(crate) async fn connect(guide: &mut Guide<'_>, mut person: Person) -> Result<Session> {
    let secret = guide.fund.letter_to(&person.identifiant).await?;
    guide.say("   the fund's dispatcher hands the letter over: nobody who decided has seen the secret in it");
    let session = guide.fund.portal().first_connection(&mut person, &secret).await?;
    guide.say(&format!(
        "   {} chooses a password and enrols a second factor, before anything else",
        person.identifiant
    ));
    Ok(session)
}
