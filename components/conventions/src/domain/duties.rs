//! Separation of duties: what one person, by whichever of their accounts' roles, does not do after having done the rest.
//! No right is opened by one person of the fund alone.

use super::{Coded, ContractAct, ConventionAct, HabilitationAct, MandateAct};

/// The act that makes a contract.
pub(crate) const CREATION: &str = "creation";
/// The act that opens a mandate.
pub(crate) const OPENING: &str = "ouverture";
/// The act that asks for an habilitation.
pub(crate) const REQUEST: &str = "demande";

/// An act of a state machine that may demand another person.
pub(crate) trait Duty: Coded {
    /// The acts on the same subject whose authors may not do this one.
    fn excludes(self) -> &'static [&'static str];
}

impl Duty for MandateAct {
    fn excludes(self) -> &'static [&'static str] {
        match self {
            Self::Confirm => &[OPENING],
            Self::End => &[],
        }
    }
}

impl Duty for ContractAct {
    fn excludes(self) -> &'static [&'static str] {
        match self {
            Self::Confirm => &[CREATION],
            Self::Suspend | Self::Reinstate | Self::Terminate => &[],
        }
    }
}

impl Duty for ConventionAct {
    /// Two sides sign: nobody is both.
    fn excludes(self) -> &'static [&'static str] {
        match self {
            Self::Review | Self::Complete | Self::Countersign => {
                &[CREATION, "redaction", "depot", "signature"]
            }
            _ => &[],
        }
    }
}

impl Duty for HabilitationAct {
    /// Who asks, who countersigns, who accepts and who certifies are four people. Whoever recorded the training does not
    /// open the account.
    fn excludes(self) -> &'static [&'static str] {
        match self {
            Self::Countersign => &[REQUEST],
            Self::Accept => &[REQUEST, "contresignature"],
            Self::Certify => &[REQUEST, "contresignature", "acceptation"],
            Self::Activate => &["certificat"],
            _ => &[],
        }
    }
}
