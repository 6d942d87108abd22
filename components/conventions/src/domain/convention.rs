use access::Role::{self, AgentCaf, Gestionnaire, Ordonnanceur, ResponsableLegal, ResponsableSecurite};
use jiff::Timestamp;

use super::{
    Refusal,
    coded::coded,
    transition::{Transition, step},
};

coded! {
    /// Where a convention d'accès is in its life.
    ConventionState {
        /// Being written by the partner.
        Draft = "brouillon",
        /// Handed to the fund.
        Submitted = "deposee",
        /// The fund checks that nothing is missing.
        UnderReview = "completude",
        /// Both sides sign.
        Signing = "signature",
        /// In force from its start to its end.
        Active = "active",
        /// In force no more, until reinstated.
        Suspended = "suspendue",
        /// Ended by an act.
        Terminated = "resiliee",
        /// Ended by its date.
        Expired = "expiree",
    }
}

coded! {
    /// What can be done to a convention. Each code is the last segment of its route.
    ConventionAct {
        /// The partner hands it to the fund.
        Submit = "depot",
        /// The fund takes it in hand.
        Review = "prise-en-charge",
        /// The fund gives it back to be completed.
        Return = "renvoi",
        /// The fund finds it complete.
        Complete = "completude",
        /// The partner signs.
        Sign = "signature",
        /// The fund signs.
        Countersign = "contresignature",
        /// The fund suspends it.
        Suspend = "suspension",
        /// The fund lifts the suspension.
        Reinstate = "retablissement",
        /// Either side ends it.
        Terminate = "resiliation",
        /// An accepted amendment takes its place.
        Replace = "remplacement",
        /// Its end has come.
        Expire = "expiration",
    }
}

use ConventionState::{Active, Draft, Expired, Signing, Submitted, Suspended, Terminated, UnderReview};

const PARTNER: &[Role] = &[Gestionnaire, ResponsableLegal];
const FUND: &[Role] = &[AgentCaf];
const GUARD: &[Role] = &[AgentCaf, ResponsableSecurite];
const SIGNATORIES: &[Role] = &[ResponsableLegal, AgentCaf];
const LIVING: &[ConventionState] = &[Draft, Submitted, UnderReview, Signing, Active, Suspended];

impl ConventionState {
    /// What it is at `at`, when its last instant is `ends_at`: the date ends it, whether a pass recorded it or not.
    #[must_use]
    pub fn as_of(self, ends_at: Timestamp, at: Timestamp) -> Self {
        if matches!(self, Active | Suspended) && at >= ends_at { Expired } else { self }
    }

    /// The partner hands it to the fund.
    pub fn submit(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, PARTNER, &[Draft], Submitted)
    }

    /// The fund takes it in hand.
    pub fn review(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Submitted], UnderReview)
    }

    /// The fund gives it back to be completed.
    pub fn give_back(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Submitted, UnderReview], Draft)
    }

    /// The fund finds it complete; its text is frozen.
    pub fn complete(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[UnderReview], Signing)
    }

    /// The partner signs.
    pub fn sign(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[ResponsableLegal], &[Signing], Signing)
    }

    /// The fund signs after the partner.
    pub fn countersign(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Signing], Active)
    }

    /// Suspends it.
    pub fn suspend(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, GUARD, &[Active], Suspended)
    }

    /// Lifts the suspension.
    pub fn reinstate(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Suspended], Active)
    }

    /// Ends it.
    pub fn terminate(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, SIGNATORIES, LIVING, Terminated)
    }

    /// Gives way to its amendment. A suspended convention does not: an amendment lifts no suspension.
    pub fn replace(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Active], Terminated)
    }

    /// Records that its end has come.
    pub fn expire(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[Ordonnanceur], &[Active, Suspended], Expired)
    }
}

impl Transition for ConventionAct {
    type State = ConventionState;

    fn apply(self, state: ConventionState, by: Role) -> Result<ConventionState, Refusal> {
        match self {
            Self::Submit => state.submit(by),
            Self::Review => state.review(by),
            Self::Return => state.give_back(by),
            Self::Complete => state.complete(by),
            Self::Sign => state.sign(by),
            Self::Countersign => state.countersign(by),
            Self::Suspend => state.suspend(by),
            Self::Reinstate => state.reinstate(by),
            Self::Terminate => state.terminate(by),
            Self::Replace => state.replace(by),
            Self::Expire => state.expire(by),
        }
    }

    fn is_granting(self) -> bool {
        matches!(self, Self::Countersign | Self::Reinstate)
    }

    fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Suspend | Self::Terminate)
    }
}
