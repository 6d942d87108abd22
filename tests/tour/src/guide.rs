use anyhow::{Context as _, Result, ensure};
use client::{Answer, Session};
use demo::Fund;
use http::{Method, StatusCode};
use serde_json::Value;

use crate::People;

/// Asks, checks, tells.
pub(crate) struct Guide<'a> {
    pub(crate) fund: &'a Fund,
    people: &'a mut People,
    tell: &'a mut (dyn FnMut(&str) + Send),
    chapters: Vec<&'static str>,
    requests: usize,
}

impl<'a> Guide<'a> {
    pub(crate) fn new(
        fund: &'a Fund,
        people: &'a mut People,
        tell: &'a mut (dyn FnMut(&str) + Send),
    ) -> Self {
        Self { fund, people, tell, chapters: Vec::new(), requests: 0 }
    }

    /// Begins a chapter, which shows that `proof` holds.
    pub(crate) fn chapter(&mut self, title: &str, proof: &'static str) {
        self.chapters.push(proof);
        self.say(&format!("\n{}. {title}", self.chapters.len()));
    }

    pub(crate) fn say(&mut self, text: &str) {
        (self.tell)(text);
    }

    /// Signs someone of the demo set in, with both factors.
    pub(crate) async fn sign_in(&mut self, address: &str) -> Result<Session> {
        let person =
            self.people.get_mut(address).with_context(|| format!("{address} is not in the demo set"))?;
        let session = self.fund.portal().sign_in(person).await.with_context(|| address.to_owned())?;
        self.requests += 5;
        self.say(&format!("   {address} signs in with a password and a one-time code"));
        Ok(session)
    }

    /// Posts what is to be accepted, and gives the answer's JSON.
    pub(crate) async fn post(
        &mut self,
        session: &Session,
        what: &str,
        path: &str,
        body: &Value,
    ) -> Result<Value> {
        let answer = session.post(path, body).await?;
        self.expect(what, ("POST", path), &answer, StatusCode::OK, None)?;
        answer.json()
    }

    /// Posts what is to be refused with this problem.
    pub(crate) async fn post_refused(
        &mut self,
        session: &Session,
        what: &str,
        (path, body): (&str, &Value),
        (status, problem): (StatusCode, &str),
    ) -> Result<Value> {
        let answer = session.post(path, body).await?;
        self.expect(what, ("POST", path), &answer, status, Some(problem))?;
        answer.json()
    }

    /// Sends a request as it is, and checks its answer.
    pub(crate) async fn send(
        &mut self,
        what: &str,
        (method, path): (Method, &str),
        answer: Answer,
        (status, problem): (StatusCode, Option<&str>),
    ) -> Result<Answer> {
        self.expect(what, (method.as_str(), path), &answer, status, problem)?;
        Ok(answer)
    }

    fn expect(
        &mut self,
        what: &str,
        (method, path): (&str, &str),
        answer: &Answer,
        status: StatusCode,
        problem: Option<&str>,
    ) -> Result<()> {
        self.requests += 1;
        let kind = answer.problem();
        let outcome = format!("{} {}", answer.status.as_u16(), kind.as_deref().unwrap_or_default());
        self.say(&format!("   {what}\n      {method} {} → {}", shortened(path), outcome.trim_end()));
        let is_expected = answer.status == status && kind.as_deref() == problem;
        let expected =
            || format!("expected {status} {}, got: {}", problem.unwrap_or_default(), answer.text());
        ensure!(is_expected, expected());
        Ok(())
    }

    pub(crate) fn conclude(&mut self) {
        self.say(&format!("\n{} requests, each answered as promised. What they proved:", self.requests));
        for proof in std::mem::take(&mut self.chapters) {
            self.say(&format!(" ✓ {proof}"));
        }
    }
}

/// Ids are long and tell the reader nothing.
fn shortened(path: &str) -> String {
    let shorten = |part: &str| match part.len() {
        36 => part.get(..8).map_or_else(String::new, |start| format!("{start}…")),
        _ => part.to_owned(),
    };
    path.split('/').map(shorten).collect::<Vec<_>>().join("/")
}
