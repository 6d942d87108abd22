use std::fmt;

use serde::{Deserialize, Serialize};

use access::TradeCode;

use super::parsed_from_text;

/// An RSA instruction service: département on 3 characters, type of service, commune on 3 digits, such as `042C218`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct ServiceCode(String);

/// Types of service (typeserins): organisme agréé, CCAS, Caf, MSA, internaute, Pôle emploi, département, CIAS, none.
const TYPES: &str = "ACFGIPST0";

const LENGTH: usize = 7;

impl ServiceCode {
    /// Reads a code as people write and paste it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let code = String::from(TradeCode::parse(text)?);
        let (departement, rest) = code.split_at_checked(3)?;
        let (kind, commune) = rest.split_at_checked(1)?;
        let is_departement = matches!(departement, "02A" | "02B") || is_digits(departement);
        let is_code = is_departement && TYPES.contains(kind) && commune.len() == 3 && is_digits(commune);
        is_code.then_some(Self(code))
    }

    /// The service of an agent, whose code is the service's, then a number of their own of 1 to 6 digits.
    pub(crate) fn of_agent(code: &str) -> Option<Self> {
        let (service, agent) = code.split_at_checked(LENGTH)?;
        ((1..=6).contains(&agent.len()) && is_digits(agent)).then(|| Self::parse(service)).flatten()
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl fmt::Display for ServiceCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

parsed_from_text!(ServiceCode, "the code of an instruction service");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_seven_characters_of_their_kinds() {
        assert_eq!(ServiceCode::parse("042\u{a0}c\u{2011}218").unwrap().to_string(), "042C218");
        for text in ["", "0", "042", "042C21", "042C2181", "042X218", "04AC218", "042C21é", "02AÉ218"] {
            assert_eq!(ServiceCode::parse(text), None, "{text}");
        }
    }

    #[test]
    fn an_agent_is_of_their_whole_service_and_no_other() {
        assert_eq!(ServiceCode::of_agent("042C2187"), ServiceCode::parse("042C218"));
        for code in ["042C218", "042C218X", "042C2181234567", "0", "é42C2187"] {
            assert_eq!(ServiceCode::of_agent(code), None, "{code}");
        }
    }
}
