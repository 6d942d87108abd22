use std::net::IpAddr;

use access::{
    Module, ProfileCode, Purpose,
    Role::{self, AgentCaf, ResponsableLegal, ResponsableSecurite},
};
use ipnet::IpNet;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    CodeKind, Coded, Obstacle, Origin, Refusal,
    coded::coded,
    transition::{Transition, step},
};

impl Coded for Module {
    const ALL: &'static [Self] = Self::ALL;

    fn code(self) -> &'static str {
        self.as_str()
    }
}

coded! {
    /// What a reader must know of the beneficiary beside the number.
    Verification {
        /// A phone number.
        Phone = "telephone",
        /// The birth date of the person responsible for the dossier.
        BirthDate = "date_naissance",
    }
}

coded! {
    /// Where a contrat de service is in its life. Its dates bound it too.
    ContractState {
        /// Written by an officer; it opens nothing before another confirms it.
        Proposed = "propose",
        /// In force from its start to its end.
        Active = "actif",
        /// In force no more, until reinstated.
        Suspended = "suspendu",
        /// Ended by an act.
        Terminated = "resilie",
    }
}

coded! {
    /// What can be done to a contract. Each code is the last segment of its route.
    ContractAct {
        /// Another officer of the fund confirms it.
        Confirm = "confirmation",
        /// The fund suspends it.
        Suspend = "suspension",
        /// The fund lifts the suspension.
        Reinstate = "retablissement",
        /// Either side ends it.
        Terminate = "resiliation",
    }
}

const LIVING: &[ContractState] = &[ContractState::Proposed, ContractState::Active, ContractState::Suspended];

/// What a contrat de service allows; an habilitation under it never allows more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Why dossiers may be read.
    #[schema(min_items = 1)]
    pub finalites: Vec<Purpose>,
    /// Which profiles its habilitations may have.
    #[schema(min_items = 1)]
    pub profils: Vec<ProfileCode>,
    /// The kind of extra code that its habilitations hold.
    pub code: Option<CodeKind>,
    /// How many distinct dossiers a month, all habilitations together.
    #[schema(minimum = 1)]
    pub budget_mensuel: Option<u32>,
    /// From which addresses; any when empty.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub reseaux: Vec<IpNet>,
    /// Through which registered applications, the portal being one; any when empty.
    #[serde(default)]
    pub applications: Vec<Uuid>,
    /// The dossiers of which funds (three digits each).
    #[schema(min_items = 1)]
    pub organismes: Vec<String>,
    /// What a reader must know of the beneficiary.
    pub verification: Verification,
}

impl Limits {
    /// Checks what the types alone do not.
    pub fn check(&self) -> Result<(), Refusal> {
        let is_fund = |code: &String| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
        if self.finalites.is_empty() {
            return Err(Refusal::Member("/limites/finalites"));
        }
        if self.profils.is_empty() {
            return Err(Refusal::Member("/limites/profils"));
        }
        if self.organismes.is_empty() || !self.organismes.iter().all(is_fund) {
            return Err(Refusal::Member("/limites/organismes"));
        }
        if self.budget_mensuel == Some(0) {
            return Err(Refusal::Member("/limites/budget_mensuel"));
        }
        Ok(())
    }

    /// What of `origin` they do not allow. An origin that cannot be told is none of those allowed.
    #[must_use]
    pub fn obstacle(&self, origin: Origin) -> Option<Obstacle> {
        let is_in = |address: IpAddr| {
            let address = address.to_canonical();
            self.reseaux.iter().any(|network| network.contains(&address))
        };
        let is_listed = |application| self.applications.contains(&application);
        if !self.reseaux.is_empty() && !origin.adresse.is_some_and(is_in) {
            return Some(Obstacle::Network);
        }
        if !self.applications.is_empty() && !origin.application.is_some_and(is_listed) {
            return Some(Obstacle::Application);
        }
        None
    }
}

impl ContractState {
    /// Whether it is in force at `at`.
    #[must_use]
    pub fn is_in_force(self, starts_at: Timestamp, ends_at: Timestamp, at: Timestamp) -> bool {
        self == Self::Active && starts_at <= at && at < ends_at
    }

    /// Another officer confirms it.
    pub fn confirm(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[AgentCaf], &[Self::Proposed], Self::Active)
    }

    /// Suspends it.
    pub fn suspend(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[AgentCaf, ResponsableSecurite], &[Self::Active], Self::Suspended)
    }

    /// Lifts the suspension.
    pub fn reinstate(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[AgentCaf], &[Self::Suspended], Self::Active)
    }

    /// Ends it.
    pub fn terminate(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[AgentCaf, ResponsableLegal], LIVING, Self::Terminated)
    }
}

impl Transition for ContractAct {
    type State = ContractState;

    fn apply(self, state: ContractState, by: Role) -> Result<ContractState, Refusal> {
        match self {
            Self::Confirm => state.confirm(by),
            Self::Suspend => state.suspend(by),
            Self::Reinstate => state.reinstate(by),
            Self::Terminate => state.terminate(by),
        }
    }

    fn is_granting(self) -> bool {
        matches!(self, Self::Confirm | Self::Reinstate)
    }

    fn needs_reason(self) -> bool {
        !self.is_granting()
    }
}
