use access::{Module, ProfileCode, Purpose};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::{
    CodeKind, ContractState, ConventionState, HabilitationState, Limits, Obstacle, OrganisationCategory,
    Origin, Remedy, Verification,
};

/// What one read tells of an habilitation and of all above it.
#[derive(Debug, Clone)]
pub struct StandingFacts {
    /// Stored state, first and last instants of the habilitation.
    pub habilitation: (HabilitationState, Timestamp, Timestamp),
    /// The profile it has, in the version it was given.
    pub profile: (ProfileCode, u32),
    /// Its purposes.
    pub purposes: Vec<Purpose>,
    /// Its extra code.
    pub code: Option<(CodeKind, String)>,
    /// Until when it is certified by the training whose trace is in the journal.
    pub trained_until: Option<Timestamp>,
    /// Stored state, first and last instants of the contract.
    pub contract: (ContractState, Timestamp, Timestamp),
    /// The module that the contract opens.
    pub module: Module,
    /// What the contract allows.
    pub limits: Limits,
    /// Stored state, first and last instants of the convention.
    pub convention: (ConventionState, Timestamp, Timestamp),
    /// The purposes signed in the convention.
    pub convention_purposes: Vec<Purpose>,
    /// The organisation.
    pub organisation: (Uuid, OrganisationCategory),
    /// Whether an act that opened any of this still waits for its trace.
    pub awaits_trace: bool,
    /// The distinct dossiers read under the contract in the month of the question.
    pub consumed: u32,
}

/// Whether an habilitation is in force at an instant, and what it then allows; if not, why, and who can mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    en_vigueur: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    motif: Option<Obstacle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qui_peut_agir: Option<Remedy>,
    #[serde(flatten)]
    scope: Option<Scope>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Scope {
    #[serde(skip_serializing_if = "Option::is_none")]
    profil: Option<Profile>,
    finalites: Vec<Purpose>,
    codes: Codes,
    organismes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verification: Option<Verification>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_mensuel: Option<u32>,
    budget_epuise: bool,
    organisation: Organisation,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Profile {
    code: ProfileCode,
    version: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Codes {
    #[serde(skip_serializing_if = "Option::is_none")]
    bailleur: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructeur: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Organisation {
    id: Uuid,
    categorie: OrganisationCategory,
}

impl Standing {
    /// Not in force.
    #[must_use]
    pub fn refused(obstacle: Obstacle) -> Self {
        Self { en_vigueur: false, motif: Some(obstacle), qui_peut_agir: Some(obstacle.remedy()), scope: None }
    }

    /// The mandate of a manager or legal representative, in force: it opens the portal and no dossier.
    #[must_use]
    pub fn of_mandate((id, categorie): (Uuid, OrganisationCategory)) -> Self {
        let scope = Scope {
            profil: None,
            finalites: Vec::new(),
            codes: Codes::default(),
            organismes: Vec::new(),
            verification: None,
            budget_mensuel: None,
            budget_epuise: false,
            organisation: Organisation { id, categorie },
        };
        Self { en_vigueur: true, motif: None, qui_peut_agir: None, scope: Some(scope) }
    }

    /// Whether it is in force.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        self.en_vigueur
    }

    /// Why it is not.
    #[must_use]
    pub fn obstacle(&self) -> Option<Obstacle> {
        self.motif
    }
}

impl StandingFacts {
    /// What holds at `at` in `module` for who comes from `origin`: dates are judged here, so that nothing depends on a pass that
    /// would have recorded them.
    #[must_use]
    pub fn judge(self, at: Timestamp, module: Module, origin: Origin) -> Standing {
        let purposes = self.purposes();
        let obstacle = (self.own_obstacle(at))
            .or_else(|| self.contract_obstacle(at))
            .or_else(|| self.convention_obstacle(at))
            .or((self.module != module).then_some(Obstacle::Module))
            .or(purposes.is_empty().then_some(Obstacle::NoPurpose))
            .or_else(|| self.limits.obstacle(origin))
            .or(self.awaits_trace.then_some(Obstacle::Untraced));
        match obstacle {
            Some(obstacle) => Standing::refused(obstacle),
            None => Standing {
                en_vigueur: true,
                motif: None,
                qui_peut_agir: None,
                scope: Some(self.scope(purposes)),
            },
        }
    }

    /// An habilitation never allows more than its contract, nor a contract more than what was signed.
    fn purposes(&self) -> Vec<Purpose> {
        let is_agreed = |purpose: &&Purpose| {
            self.limits.finalites.contains(purpose) && self.convention_purposes.contains(purpose)
        };
        self.purposes.iter().filter(is_agreed).cloned().collect()
    }

    fn own_obstacle(&self, at: Timestamp) -> Option<Obstacle> {
        use HabilitationState as State;
        let (state, starts_at, ends_at) = self.habilitation;
        match state.as_of(ends_at, at) {
            State::Requested | State::Countersigned | State::Accepted | State::Training => {
                Some(Obstacle::NotActivated)
            }
            State::Suspended => Some(Obstacle::Suspended),
            State::Withdrawn => Some(Obstacle::Withdrawn),
            State::Expired => Some(Obstacle::Expired),
            State::Active if at < starts_at => Some(Obstacle::NotBegun),
            State::Active if self.trained_until.is_none_or(|until| at >= until) => Some(Obstacle::Training),
            State::Active => None,
        }
    }

    fn contract_obstacle(&self, at: Timestamp) -> Option<Obstacle> {
        let (state, starts_at, ends_at) = self.contract;
        match state {
            ContractState::Suspended => Some(Obstacle::ContractSuspended),
            _ if state.is_in_force(starts_at, ends_at, at) => None,
            ContractState::Proposed | ContractState::Active | ContractState::Terminated => {
                Some(Obstacle::ContractEnded)
            }
        }
    }

    fn convention_obstacle(&self, at: Timestamp) -> Option<Obstacle> {
        let (state, starts_at, ends_at) = self.convention;
        match state.as_of(ends_at, at) {
            ConventionState::Active if at >= starts_at => None,
            ConventionState::Suspended => Some(Obstacle::ConventionSuspended),
            _ => Some(Obstacle::ConventionEnded),
        }
    }

    fn scope(self, finalites: Vec<Purpose>) -> Scope {
        let (code, version) = self.profile;
        let (id, categorie) = self.organisation;
        let codes = match self.code {
            Some((CodeKind::Landlord, text)) => Codes { bailleur: Some(text), instructeur: None },
            Some((CodeKind::Instructor, text)) => Codes { bailleur: None, instructeur: Some(text) },
            None => Codes::default(),
        };
        Scope {
            profil: Some(Profile { code, version }),
            finalites,
            codes,
            organismes: self.limits.organismes,
            verification: Some(self.limits.verification),
            budget_mensuel: self.limits.budget_mensuel,
            budget_epuise: self.limits.budget_mensuel.is_some_and(|cap| self.consumed >= cap),
            organisation: Organisation { id, categorie },
        }
    }
}
