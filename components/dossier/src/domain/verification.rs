use jiff::civil::Date;
use serde::Deserialize;

use super::{Facts, Phone};

/// What the agent knows of the beneficiary: it shows that they deal with the person whose dossier they ask for.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = BeneficiaryCheck)]
pub(crate) enum Verification {
    /// The beneficiary's phone number.
    Telephone(Phone),
    /// The birth date of the person responsible for the dossier.
    DateNaissance(Date),
}

/// Which element a contract asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum VerificationKind {
    Telephone,
    DateNaissance,
}

impl Verification {
    pub(crate) fn kind(&self) -> VerificationKind {
        match self {
            Self::Telephone(_) => VerificationKind::Telephone,
            Self::DateNaissance(_) => VerificationKind::DateNaissance,
        }
    }

    /// Whether it is right. All known phone numbers are compared, whichever agrees.
    pub(crate) fn is_right(&self, facts: &Facts) -> bool {
        match self {
            Self::Telephone(phone) => {
                facts.telephones.iter().fold(false, |found, known| found | (known == phone))
            }
            Self::DateNaissance(given) => facts.date_naissance.is_some_and(|known| known.agrees_with(*given)),
        }
    }
}
