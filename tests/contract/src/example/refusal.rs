use client::Exchange;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{essence, value};

/// How an operation refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    #[serde(rename = "statut")]
    pub(super) status: u16,
    #[serde(rename = "type")]
    pub(super) media_type: String,
    #[serde(rename = "reponse")]
    pub(super) answer: Value,
}

impl Refusal {
    /// What an exchange shows of it, with its kind: the type of the problem, or the code of an OAuth error.
    #[must_use]
    pub fn of(exchange: &Exchange) -> Option<(String, Self)> {
        let answer = &exchange.answer;
        let media_type = essence(answer.header("content-type"));
        let body = value(media_type, &answer.body).filter(|_| answer.status.is_client_error())?;
        let error = || Some(body.get("error")?.as_str()?.to_owned());
        let kind = answer.problem().or_else(error)?;
        let refusal =
            Self { status: answer.status.as_u16(), media_type: media_type.to_owned(), answer: body };
        Some((kind, refusal))
    }
}
