use access::Role::{self, AgentCaf, ResponsableLegal};

use super::{
    Refusal,
    coded::coded,
    transition::{Transition, step},
};

coded! {
    /// What a mandate gives in an organisation.
    MandateRole {
        /// Signs for it.
        LegalRepresentative = "responsable_legal",
        /// Manages its habilitations.
        Manager = "gestionnaire",
    }
}

coded! {
    /// Where a mandate is in its life.
    MandateState {
        /// Opened by an officer; it gives nothing before another confirms it.
        Pending = "en_attente",
        /// In force.
        Open = "ouvert",
        /// Ended by an act.
        Ended = "termine",
    }
}

coded! {
    /// What can be done to a mandate. Each code is the last segment of its route.
    MandateAct {
        /// Another officer of the fund confirms it.
        Confirm = "confirmation",
        /// It ends, by itself or with the departure of its holder.
        End = "fin",
    }
}

impl MandateRole {
    /// The role of its holder.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Self::LegalRepresentative => Role::ResponsableLegal,
            Self::Manager => Role::Gestionnaire,
        }
    }
}

impl MandateState {
    /// Another officer confirms it.
    pub fn confirm(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[AgentCaf], &[Self::Pending], Self::Open)
    }

    /// Ends it, by whichever act: a manager ends no mandate.
    pub fn end(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[ResponsableLegal, AgentCaf], &[Self::Pending, Self::Open], Self::Ended)
    }
}

impl Transition for MandateAct {
    type State = MandateState;

    fn apply(self, state: MandateState, by: Role) -> Result<MandateState, Refusal> {
        match self {
            Self::Confirm => state.confirm(by),
            Self::End => state.end(by),
        }
    }

    fn is_granting(self) -> bool {
        self == Self::Confirm
    }

    fn needs_reason(self) -> bool {
        self == Self::End
    }
}
