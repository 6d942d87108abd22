use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use anyhow::{Context as _, Result, ensure};
use client::Answer;
use serde_json::{Value, json};

/// What every canary begins with.
pub(crate) const CANARY: &str = "canari-";

/// What a request is to be answered.
pub(crate) struct Expected<'a> {
    /// What it is answered when nobody else asks.
    pub(crate) alone: &'a Value,
    /// The purpose and the profile of the reading that it is.
    pub(crate) reading: Option<(&'a str, &'a str)>,
}

/// What answers gave that no other answer may give.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<BTreeSet<String>>);

impl Ledger {
    /// Holds an answer against what its request is to be answered.
    pub(crate) fn check(&self, expected: &Expected<'_>, answer: &Answer) -> Result<()> {
        for text in [format!("{:?}", answer.headers), answer.text()] {
            ensure!(!text.contains(CANARY), "a canary is in {text}");
        }
        let given = essence(answer);
        ensure!(given == *expected.alone, "{given} is not {}", expected.alone);
        self.is_new("x-request-id", answer.header("x-request-id"))?;
        match expected.reading {
            Some(reading) if answer.status.is_success() => self.check_receipt(reading, &answer.json()?),
            _ => Ok(()),
        }
    }

    fn check_receipt(&self, (purpose, profile): (&str, &str), answer: &Value) -> Result<()> {
        let member = |place: &str| answer.pointer(place).with_context(|| format!("no {place}"));
        ensure!(member("/meta/finalite")? == purpose, "the purpose is another's: {answer}");
        ensure!(member("/meta/profil")? == profile, "the profile is another's: {answer}");
        let event = member("/meta/consultation")?;
        ensure!(event == member("/meta/recepisse/evenement")?, "the receipt is another's: {answer}");
        for name in ["evenement", "rang", "empreinte", "signature"] {
            self.is_new(name, &member(&format!("/meta/recepisse/{name}"))?.to_string())?;
        }
        Ok(())
    }

    fn is_new(&self, name: &str, value: &str) -> Result<()> {
        ensure!(!value.is_empty(), "no {name}");
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(seen.insert(format!("{name} {value}")), "{name} {value} was given twice");
        Ok(())
    }
}

/// What of an answer is the same each time that the same is asked.
pub(crate) fn essence(answer: &Answer) -> Value {
    let text = answer.text();
    let mut body: Value = serde_json::from_str(&text).unwrap_or_else(|_| text.into());
    if let Some(members) = body.as_object_mut() {
        members.remove("meta");
    }
    json!({
        "status": answer.status.as_u16(), "media_type": answer.header("content-type"), "body": body,
        "challenge": answer.header("www-authenticate"), "cookie": answer.header("set-cookie"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(data: &str, request: &str, (consultation, event): (&str, &str)) -> Answer {
        let receipt =
            json!({"evenement": event, "rang": event, "empreinte": event, "signature": event.to_owned()});
        let meta = json!({
            "finalite": "aide", "profil": "T1", "consultation": consultation, "recepisse": receipt,
        });
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("x-request-id", request.parse().unwrap());
        let body = json!({"data": data, "meta": meta}).to_string().into();
        Answer { status: reqwest::StatusCode::OK, headers, body }
    }

    fn judged(ledger: &Ledger, given: &Answer, reading: (&str, &str)) -> bool {
        let alone = essence(&answer("mine", "x", ("x", "x")));
        let expected = Expected { alone: &alone, reading: Some(reading) };
        ledger.check(&expected, given).is_ok()
    }

    #[test]
    fn an_answer_that_is_another_ones_in_any_part_is_caught() {
        let (ledger, own) = (Ledger::default(), ("aide", "T1"));
        assert!(judged(&ledger, &answer("mine", "1", ("a", "a")), own));
        for (what, given, reading) in [
            ("data", answer("yours", "2", ("b", "b")), own),
            ("canary", answer("mine", "canari-02-00001", ("c", "c")), own),
            ("request", answer("mine", "1", ("d", "d")), own),
            ("receipt given twice", answer("mine", "3", ("a", "a")), own),
            ("receipt of another event", answer("mine", "4", ("e", "f")), own),
            ("purpose", answer("mine", "5", ("g", "g")), ("other", "T1")),
            ("profile", answer("mine", "6", ("h", "h")), ("aide", "T2")),
        ] {
            assert!(!judged(&ledger, &given, reading), "{what}");
        }
        assert!(judged(&ledger, &answer("mine", "7", ("i", "i")), own));
    }
}
