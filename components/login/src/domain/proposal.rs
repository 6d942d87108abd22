use std::collections::BTreeSet;

use access::Identifier;
use jiff::{SignedDuration, Timestamp};
use journal::{Word, word};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{campaign::CampaignOrder, fund::FundRole, plain_text::is_plain};

/// How long a proposal waits for the second person.
pub(crate) const PROPOSAL_LIFE: SignedDuration = SignedDuration::from_hours(24 * 15);

/// How many wait at once, over the fund: more would be decided unread.
pub(crate) const MOST_PENDING: u32 = 200;

/// An act of the fund that takes two persons: what one proposes, another confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    pub(crate) id: Uuid,
    pub(crate) act: ProposedAct,
    pub(crate) author: Uuid,
    pub(crate) made_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// What is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "acte", rename_all = "snake_case")]
pub(crate) enum ProposedAct {
    /// Someone becomes one of the fund's people.
    OuvertureAgent(FutureAgent),
    /// One of the fund's people takes a role more.
    AjoutRole { compte: Uuid, role: FundRole },
    /// A campaign that renews passwords starts.
    LancementCampagne(CampaignOrder),
    /// Someone who lost what proves who they are starts over.
    ReinitialisationCompte { compte: Uuid, motif: String },
}

/// Someone who is to be one of the fund's people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FutureAgent {
    #[schema(value_type = String)]
    pub(crate) identifiant: Identifier,
    pub(crate) nom: String,
    pub(crate) prenoms: String,
    pub(crate) roles: BTreeSet<FundRole>,
}

/// The longest name, in letters.
const LONGEST_NAME: usize = 100;

impl FutureAgent {
    /// Where it is not what is expected (RFC 6901).
    pub(crate) fn fault(&self) -> Option<&'static str> {
        let is_name =
            |name: &str| !name.trim().is_empty() && name.chars().count() <= LONGEST_NAME && is_plain(name);
        let checks = [(is_name(&self.nom), "/nom"), (is_name(&self.prenoms), "/prenoms")];
        checks.into_iter().find(|(holds, _)| !holds).map(|(_, pointer)| pointer)
    }
}

impl ProposedAct {
    /// Its word in the journal.
    pub(crate) fn word(&self) -> Word {
        match self {
            Self::OuvertureAgent(_) => word!("ouverture_agent"),
            Self::AjoutRole { .. } => word!("ajout_role"),
            Self::LancementCampagne(_) => word!("lancement_campagne"),
            Self::ReinitialisationCompte { .. } => word!("reinitialisation_compte"),
        }
    }

    /// Whether it has the holder of this account start over.
    pub(crate) fn resets(&self, account: Uuid) -> bool {
        matches!(self, Self::ReinitialisationCompte { compte, .. } if *compte == account)
    }

    /// Whether it comes to the same as `other`: once one is done, the other waits no more.
    pub(crate) fn repeats(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::OuvertureAgent(one), Self::OuvertureAgent(other)) => one.identifiant == other.identifiant,
            (Self::ReinitialisationCompte { compte, .. }, other) => other.resets(*compte),
            (Self::AjoutRole { .. }, other) => self == other,
            _ => false,
        }
    }

    /// Whose account it is about, when there is one already.
    pub(crate) fn account(&self) -> Option<Uuid> {
        match self {
            Self::OuvertureAgent(_) | Self::LancementCampagne(_) => None,
            Self::AjoutRole { compte, .. } | Self::ReinitialisationCompte { compte, .. } => Some(*compte),
        }
    }
}

impl Proposal {
    /// Whether `person` made it, or is whom it is about: they do not decide on it.
    pub(crate) fn is_of(&self, person: Uuid) -> bool {
        self.author == person || self.act.account() == Some(person)
    }
}
