//! What the fund's own people are.

use std::collections::BTreeSet;

use access::Role;
use journal::Word;
use serde::{Deserialize, Serialize};

/// What one of the fund's people may act as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FundRole {
    AgentCaf,
    DelegueProtectionDonnees,
    Auditeur,
    ResponsableSecurite,
}

impl FundRole {
    const ALL: [Self; 4] =
        [Self::AgentCaf, Self::DelegueProtectionDonnees, Self::Auditeur, Self::ResponsableSecurite];

    /// Those among `roles`.
    pub(crate) fn among(roles: &BTreeSet<Role>) -> BTreeSet<Self> {
        Self::ALL.into_iter().filter(|role| roles.contains(&Role::from(*role))).collect()
    }

    /// Its word in the journal.
    pub(crate) fn word(self) -> Word {
        match self {
            Self::AgentCaf => journal::word!("agent_caf"),
            Self::DelegueProtectionDonnees => journal::word!("delegue_protection_donnees"),
            Self::Auditeur => journal::word!("auditeur"),
            Self::ResponsableSecurite => journal::word!("responsable_securite"),
        }
    }

    /// Whether who has it supervises the others.
    fn supervises(self) -> bool {
        matches!(self, Self::DelegueProtectionDonnees | Self::Auditeur)
    }
}

impl From<FundRole> for Role {
    fn from(role: FundRole) -> Self {
        match role {
            FundRole::AgentCaf => Self::AgentCaf,
            FundRole::DelegueProtectionDonnees => Self::DelegueProtectionDonnees,
            FundRole::Auditeur => Self::Auditeur,
            FundRole::ResponsableSecurite => Self::ResponsableSecurite,
        }
    }
}

/// Whether one person may have all of these: some, and nobody supervises what they decide (RGPD art. 38(6)).
pub(crate) fn may_be_held_together(roles: &BTreeSet<FundRole>) -> bool {
    let supervising = roles.iter().filter(|role| role.supervises()).count();
    !roles.is_empty() && (supervising == 0 || supervising == roles.len())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "a test")]

    use super::{FundRole::*, *};

    #[test]
    fn nobody_supervises_what_they_decide() {
        for (roles, expected) in [
            (&[][..], false),
            (&[AgentCaf][..], true),
            (&[AgentCaf, ResponsableSecurite], true),
            (&[DelegueProtectionDonnees, Auditeur], true),
            (&[AgentCaf, Auditeur], false),
            (&[ResponsableSecurite, DelegueProtectionDonnees], false),
        ] {
            assert_eq!(may_be_held_together(&roles.iter().copied().collect()), expected, "{roles:?}");
        }
    }
}
