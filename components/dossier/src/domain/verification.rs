use serde::Deserialize;

use super::{Facts, PartialDate, Phone, throttle::FREE};

/// What the agent knows of the beneficiary: it shows that they deal with the person whose dossier they ask for.
#[derive(Clone, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = BeneficiaryCheck)]
pub(crate) enum Verification {
    /// The beneficiary's phone number.
    Telephone(Phone),
    /// The birth date of the person responsible for the dossier, as their papers give it: with the day and the month that
    /// they have, and no other.
    DateNaissance(PartialDate),
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
            Self::DateNaissance(given) => facts.date_naissance == Some(*given),
        }
    }

    /// How many failures it costs when it is wrong. Some people's papers give no more than a year, which must then do; it
    /// is also what is easiest to guess, so that one wrong year spends all that is free. This depends on what is given and
    /// never on the dossier, so that it tells nothing of it.
    pub(crate) fn cost(&self) -> u32 {
        match self {
            Self::DateNaissance(given) if given.is_year_alone() => FREE,
            _ => 1,
        }
    }
}
