use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use client::{Answer, Person, Session};
use demo::Fund;
use host::Host;
use jiff::SignedDuration;
use serde_json::Value;

/// The application once the demo set is loaded: who is there, and the ids that it gave.
pub struct Stage<'a> {
    pub fund: &'a Fund,
    pub host: &'a Host,
    pub people: &'a mut BTreeMap<String, Person>,
    pub ids: &'a BTreeMap<String, String>,
}

impl Stage<'_> {
    /// Someone signs in, a minute after whatever was last done, so that their last one-time code is not the present one.
    pub async fn sign_in(&mut self, address: &str) -> Result<Session> {
        self.host.clock().advance(SignedDuration::from_mins(1));
        let person = self.people.get_mut(address).with_context(|| address.to_owned())?;
        self.fund.portal().sign_in(person).await.with_context(|| address.to_owned())
    }

    pub async fn officer(&mut self) -> Result<Session> {
        self.sign_in("agent@caf.exemple.invalid").await
    }

    pub fn id(&self, name: &str) -> Result<&str> {
        self.ids.get(name).map(String::as_str).with_context(|| format!("the demo set has no {name}"))
    }
}

/// What was done, as JSON; nothing when the answer has none.
pub fn done(answer: Result<Answer>) -> Result<Value> {
    let answer = answer?;
    let is_done = answer.status.is_success() || answer.status == 303;
    ensure!(is_done, "status {}: {}", answer.status, answer.text());
    Ok(answer.json().unwrap_or_default())
}

/// What was refused, as this type of problem.
pub fn refused(answer: Result<Answer>, kind: &str) -> Result<()> {
    let answer = answer?;
    ensure!(answer.problem().as_deref() == Some(kind), "status {}: {}", answer.status, answer.text());
    Ok(())
}

/// A member that is text.
pub fn text<'a>(value: &'a Value, member: &str) -> Result<&'a str> {
    value.get(member).and_then(Value::as_str).with_context(|| format!("no {member} in {value}"))
}
