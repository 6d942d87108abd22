use std::collections::BTreeMap;

use access::Role;
use anyhow::{Context as _, Result};
use client::{Person, Session};
use jiff::ToSpan as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{
    Fund,
    conventions::{Author, Days, Step, TEXT, steps},
    fund::PASSWORD,
};

/// The people of the demo set after their first connection, and how many dossiers were sent.
pub struct Loaded {
    /// By their electronic address.
    pub people: BTreeMap<String, Person>,
    /// Their sessions of the loading, by their electronic address.
    pub sessions: BTreeMap<String, Session>,
    /// The ids that the service gave, by the name that the demo set keeps them under.
    pub ids: BTreeMap<String, String>,
    /// How many dossiers there are.
    pub dossiers: u64,
}

/// Loads the demo set over HTTP, as its people and systems would: dossiers, then the partners with their conventions,
/// contracts and habilitations. Everyone who is given an account connects for the first time.
///
/// # Errors
/// When the service does not answer, or refuses a step; the error names it.
pub async fn load(fund: &Fund) -> Result<Loaded> {
    let dossiers = fund.send_dossiers().await?;
    let mut loading =
        Loading { fund, loaded: Loaded { dossiers, ..Loaded::empty() }, holders: BTreeMap::new() };
    for role in [Role::AgentCaf, Role::DelegueProtectionDonnees, Role::Auditeur, Role::ResponsableSecurite] {
        let (person, session) = fund.first_connection(role).await.with_context(|| role.as_str())?;
        if role == Role::AgentCaf {
            loading.holders.insert(OFFICER.to_owned(), session.clone());
        }
        loading.welcome(person, session);
    }
    let (person, session) = fund.colleague_connection().await.context("a second officer")?;
    loading.holders.insert(COLLEAGUE.to_owned(), session.clone());
    loading.welcome(person, session);
    let today = fund.service().now().to_zoned(jiff::tz::get!("Europe/Paris")).date();
    let (start, end) =
        (today.checked_sub(60.days())?.to_string(), today.checked_add(300.days())?.to_string());
    let (today, digest) = (today.to_string(), digest(TEXT));
    for step in steps(Days { start: &start, today: &today, end: &end, digest: &digest }) {
        let path = step.path.clone();
        loading.play(step).await.with_context(|| path)?;
    }
    Ok(loading.loaded)
}

/// The names under which the fund's officers act.
const OFFICER: &str = "caf";
const COLLEAGUE: &str = "collegue";

struct Loading<'a> {
    fund: &'a Fund,
    loaded: Loaded,
    /// Sessions by the name of the step that opened the account.
    holders: BTreeMap<String, Session>,
}

impl Loaded {
    fn empty() -> Self {
        Self { people: BTreeMap::new(), sessions: BTreeMap::new(), ids: BTreeMap::new(), dossiers: 0 }
    }
}

impl Loading<'_> {
    async fn play(&mut self, step: Step) -> Result<()> {
        let author = match &step.author {
            Author::Officer => OFFICER,
            Author::Colleague => COLLEAGUE,
            Author::Holder(name) => name,
        };
        let session = self.holders.get(author).with_context(|| format!("{author} has no session"))?;
        let path = self.filled(&step.path);
        let body = serde_json::from_str(&self.filled(&step.body.to_string()))?;
        let answer = session.post(&path, &body).await?.success()?;
        if let (Some(name), Some(id)) = (&step.keep, answer.get("id").and_then(Value::as_str)) {
            self.loaded.ids.insert(name.clone(), id.to_owned());
        }
        self.connect(step.keep, &answer).await
    }

    /// Whoever is handed a letter connects for the first time, with the secret that is in it.
    async fn connect(&mut self, kept: Option<String>, opening: &Value) -> Result<()> {
        let member = |name: &str| opening.get(name).and_then(Value::as_str);
        let (Some(identifier), Some("a_envoyer")) = (member("identifiant"), member("courrier")) else {
            return Ok(());
        };
        let secret = self.fund.letter_to(identifier).await?;
        let mut person = Person::new(identifier, PASSWORD);
        let session = self.fund.portal().first_connection(&mut person, &secret).await?;
        if let Some(name) = kept {
            self.holders.insert(name, session.clone());
        }
        self.welcome(person, session);
        Ok(())
    }

    fn welcome(&mut self, person: Person, session: Session) {
        self.loaded.sessions.insert(person.identifiant.clone(), session);
        self.loaded.people.insert(person.identifiant.clone(), person);
    }

    fn filled(&self, text: &str) -> String {
        self.loaded
            .ids
            .iter()
            .fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    }
}

/// The SHA-256 of a text in hexadecimal, by which signatures name it.
#[must_use]
pub fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text))
}
