use access::TradeCode;

use super::{Refusal, coded::coded};

coded! {
    /// What an extra code names.
    CodeKind {
        /// A social landlord: only dossiers with a tenancy in its stock.
        Landlord = "bailleur",
        /// An RSA instructor: only dossiers with an RSA right or request under the service.
        Instructor = "instructeur",
    }
}

/// An extra code, in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtraCode {
    /// What it names.
    pub kind: CodeKind,
    /// Its text, as it is compared: upper-case letters and digits.
    pub text: String,
}

impl ExtraCode {
    /// Reads a code of this kind.
    ///
    /// A landlord's has 3 to 12 letters and digits: no public source gives its syntax, this one is ours. An RSA
    /// instructor's is the service and the agent: département on 3, type of service, commune on 3, agent on 1 to 6 digits.
    pub fn parse(kind: CodeKind, text: &str) -> Result<Self, Refusal> {
        let text = String::from(TradeCode::parse(text).ok_or(Refusal::Member("/code"))?);
        let is_valid = match kind {
            CodeKind::Landlord => (3..=12).contains(&text.len()),
            CodeKind::Instructor => is_instructor(text.as_bytes()),
        };
        if is_valid { Ok(Self { kind, text }) } else { Err(Refusal::Member("/code")) }
    }
}

/// Types of instruction service (typeserins): organisme agréé, CCAS, Caf, MSA, internaute, Pôle emploi, département, CIAS, none.
const SERVICES: &[u8] = b"ACFGIPST0";

fn is_instructor(text: &[u8]) -> bool {
    let Some((departement, rest)) = text.split_at_checked(3) else { return false };
    let Some((service, rest)) = rest.split_at_checked(1) else { return false };
    let Some((commune, agent)) = rest.split_at_checked(3) else { return false };
    is_departement(departement)
        && service.iter().all(|byte| SERVICES.contains(byte))
        && commune.iter().all(u8::is_ascii_digit)
        && (1..=6).contains(&agent.len())
        && agent.iter().all(u8::is_ascii_digit)
}

/// Three characters, digits but for Corsica's letter: `042`, `971`, `02A`.
fn is_departement(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_digit) || text == b"02A" || text == b"02B"
}
