use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{parsed_from_text, pasted};

/// A phone number in its international form, such as `+33199000001`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// The codes that share the French numbering plan.
const CODES: [&str; 5] = ["33", "262", "590", "594", "596"];

/// The overseas numbers of the French plan and the code under which each is reached (ARCEP, décision 2018-0881).
const OVERSEAS: [(&str, &[&str]); 4] = [
    ("262", &["262", "263", "269", "639", "692", "693"]),
    ("590", &["590", "690", "691"]),
    ("594", &["594", "694"]),
    ("596", &["596", "696", "697"]),
];

impl Phone {
    /// Reads a number as people write and paste it: `06…`, `+33…`, `0033…`, `+33 (0)…`, `+33 06…`, `tel:…` (RFC 3966), with
    /// any grouping. A line overseas is one number under its own code, under +33 and with its zero.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let plain = pasted::plain(text).to_ascii_lowercase();
        let dialled = match plain.strip_prefix("tel:") {
            Some(uri) => uri.split(';').next()?.replace("%20", ""),
            None => plain,
        };
        let dialled = pasted::compact(&without_trunk(&dialled));
        let number = match dialled.strip_prefix('+').or_else(|| dialled.strip_prefix("00")) {
            Some(international) => international.to_owned(),
            None => format!("33{}", dialled.strip_prefix('0').filter(|number| number.len() == 9)?),
        };
        let is_number = (8..=16).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        let number = if is_number { in_plan(number) } else { None }?;
        ((8..=15).contains(&number.len()) && !number.starts_with('0')).then(|| Self(format!("+{number}")))
    }
}

/// The zero that is not dialled after an international code, `+49 (0)30…`, goes.
fn without_trunk(dialled: &str) -> String {
    match dialled.split_once("(0)") {
        Some((code, number)) if !code.is_empty() => format!("{code}{number}"),
        _ => dialled.to_owned(),
    }
}

/// The number under the one code by which the French plan reaches it; nothing when the plan has no such number.
fn in_plan(number: String) -> Option<String> {
    let split = CODES.iter().find_map(|code| Some((*code, number.strip_prefix(code)?)));
    let Some((code, national)) = split else { return Some(number) };
    let national = national.strip_prefix('0').unwrap_or(national);
    if national.len() != 9 || national.starts_with('0') {
        return None;
    }
    let is_there = |prefixes: &[&str]| prefixes.iter().any(|prefix| national.starts_with(prefix));
    let own = OVERSEAS.iter().find(|(_, prefixes)| is_there(prefixes)).map(|(code, _)| *code);
    Some(format!("{}{national}", if code == "33" { own.unwrap_or(code) } else { code }))
}

impl fmt::Display for Phone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

parsed_from_text!(Phone, "a phone number");
