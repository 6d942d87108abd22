use http::{HeaderMap, header};

use super::challenge::Refusal;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Bearer,
    Dpop,
}

/// A token as a request presents it. A header given twice is refused: two readers might each believe another value.
pub(super) struct Presented<'a> {
    pub(super) scheme: Scheme,
    pub(super) token: &'a str,
    pub(super) proof: Option<&'a str>,
}

impl<'a> Presented<'a> {
    pub(super) fn parse(headers: &'a HeaderMap) -> Result<Self, Refusal> {
        let credentials = only(headers, header::AUTHORIZATION.as_str())?.ok_or(Refusal::Absent)?;
        let (scheme, token) = credentials.split_once(' ').ok_or(Refusal::Malformed)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "bearer" => Scheme::Bearer,
            "dpop" => Scheme::Dpop,
            _ => return Err(Refusal::Absent),
        };
        Ok(Self { scheme, token: token.trim(), proof: only(headers, "dpop").map_err(|_| Refusal::Proof)? })
    }
}

fn only<'a>(headers: &'a HeaderMap, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Refusal::Malformed),
        (Some(_), Some(_)) => Err(Refusal::Malformed),
    }
}
