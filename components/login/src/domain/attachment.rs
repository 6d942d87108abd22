use std::collections::BTreeSet;

use access::Role;
use jiff::Timestamp;
use journal::Event;
use serde::Deserialize;
use uuid::Uuid;

use super::letter::Letter;

/// An habilitation or a mandate attached to a person's account: for which organisation they act, and as what. A session
/// is under one attachment, and so are its tokens. It is of use once its holder has accepted it with its own secret: the
/// organisations that attach to one account do not answer for each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) id: Uuid,
    pub(crate) account: Uuid,
    /// None for those that the seed makes.
    pub(crate) habilitation: Option<Uuid>,
    pub(crate) organisation: Option<Uuid>,
    pub(crate) roles: BTreeSet<Role>,
    /// The words by which its holder knows it.
    pub(crate) label: Option<String>,
    pub(crate) opened_at: Timestamp,
}

/// What an habilitation or a mandate makes of a person. What the fund's own people and systems are, no other component
/// can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PartnerRole {
    Professionnel,
    Gestionnaire,
    ResponsableLegal,
}

impl From<PartnerRole> for Role {
    fn from(role: PartnerRole) -> Self {
        match role {
            PartnerRole::Professionnel => Self::Professionnel,
            PartnerRole::Gestionnaire => Self::Gestionnaire,
            PartnerRole::ResponsableLegal => Self::ResponsableLegal,
        }
    }
}

/// The secret with which the holder of an attachment accepts it, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Activation {
    pub(crate) hash: [u8; 32],
    pub(crate) expires_at: Timestamp,
}

/// A secret for an attachment, and the letter that brings it to its holder; no letter for one that is handed over
/// otherwise, as those of the seed are.
pub(crate) struct Issue {
    pub(crate) activation: Activation,
    pub(crate) letter: Option<Letter>,
    /// Whether it takes the place of a secret that waits; otherwise that one stays.
    pub(crate) is_reissue: bool,
}

impl Attachment {
    /// An event of its holder, under it.
    pub(crate) fn by_holder(&self, event: Event) -> Event {
        Event {
            agent: Some(self.account),
            organisation: self.organisation,
            habilitation: self.habilitation,
            ..event
        }
    }

    /// What its holder reads: the words given when it was opened or, without any, the roles.
    pub(crate) fn name(&self) -> String {
        let roles = || self.roles.iter().map(|role| role_name(*role)).collect::<Vec<_>>().join(", ");
        self.label.clone().unwrap_or_else(roles)
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Professionnel => "Professionnel",
        Role::Gestionnaire => "Gestionnaire des habilitations",
        Role::ResponsableLegal => "Responsable légal",
        Role::Application => "Application",
        Role::AgentCaf => "Agent de la Caf",
        Role::DelegueProtectionDonnees => "Délégué à la protection des données",
        Role::Auditeur => "Auditeur",
        Role::ResponsableSecurite => "Responsable de la sécurité",
        Role::Allocataire => "Allocataire",
        Role::Ordonnanceur => "Ordonnanceur",
        Role::SystemeCaf => "Système de la Caf",
        Role::Courrier => "Courrier",
    }
}
