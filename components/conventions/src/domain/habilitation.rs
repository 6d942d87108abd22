use access::Role::{self, AgentCaf, Gestionnaire, Ordonnanceur, ResponsableLegal, ResponsableSecurite};
use jiff::Timestamp;

use super::{
    Refusal,
    coded::coded,
    transition::{Transition, step},
};

coded! {
    /// Where a personal habilitation (bulletin d'adhésion) is in its life.
    HabilitationState {
        /// Asked by a manager.
        Requested = "demandee",
        /// Countersigned by the legal representative.
        Countersigned = "contresignee",
        /// Accepted by the fund.
        Accepted = "acceptee",
        /// The person has accepted the commitments and is being trained.
        Training = "formation",
        /// In force from its start to its end, while its training certificate runs.
        Active = "active",
        /// In force no more, until reinstated.
        Suspended = "suspendue",
        /// Refused or ended by an act.
        Withdrawn = "retiree",
        /// Ended by its date.
        Expired = "expiree",
    }
}

coded! {
    /// What can be done to an habilitation. Each code is the last segment of its route.
    HabilitationAct {
        /// The legal representative countersigns.
        Countersign = "contresignature",
        /// The fund accepts.
        Accept = "acceptation",
        /// The legal representative or the fund refuses.
        Refuse = "refus",
        /// The commitments signed by the person are recorded.
        Commit = "engagements",
        /// The fund records a training certificate.
        Certify = "certificat",
        /// The account is opened.
        Activate = "activation",
        /// Either side suspends.
        Suspend = "suspension",
        /// The fund lifts the suspension.
        Reinstate = "retablissement",
        /// Either side withdraws it.
        Withdraw = "retrait",
        /// The person leaves: all their habilitations end at once.
        Depart = "depart",
        /// Its end has come.
        Expire = "expiration",
    }
}

use HabilitationState::{
    Accepted, Active, Countersigned, Expired, Requested, Suspended, Training, Withdrawn,
};

const FUND: &[Role] = &[AgentCaf];
const MANAGERS: &[Role] = &[Gestionnaire, AgentCaf];
const ANY_SIDE: &[Role] = &[Gestionnaire, ResponsableLegal, AgentCaf];
const GUARD: &[Role] = &[Gestionnaire, ResponsableLegal, AgentCaf, ResponsableSecurite];
const LIVING: &[HabilitationState] = &[Requested, Countersigned, Accepted, Training, Active, Suspended];

impl HabilitationState {
    /// What it is at `at`, when its last instant is `ends_at`: the date ends it, whether a pass recorded it or not.
    #[must_use]
    pub fn as_of(self, ends_at: Timestamp, at: Timestamp) -> Self {
        if LIVING.contains(&self) && at >= ends_at { Expired } else { self }
    }

    /// The legal representative countersigns.
    pub fn countersign(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[ResponsableLegal], &[Requested], Countersigned)
    }

    /// The fund accepts.
    pub fn accept(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Countersigned], Accepted)
    }

    /// The legal representative or the fund refuses.
    pub fn refuse(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[ResponsableLegal, AgentCaf], &[Requested, Countersigned], Withdrawn)
    }

    /// Records the commitments that the person signed; training may begin.
    pub fn commit(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, MANAGERS, &[Accepted], Training)
    }

    /// Records a training certificate: the first one, or its renewal, which changes no state.
    pub fn certify(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Training, Active, Suspended], self)
    }

    /// Opens the account.
    pub fn activate(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, MANAGERS, &[Training], Active)
    }

    /// Suspends it.
    pub fn suspend(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, GUARD, &[Active], Suspended)
    }

    /// Lifts the suspension.
    pub fn reinstate(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, FUND, &[Suspended], Active)
    }

    /// Withdraws it.
    pub fn withdraw(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, ANY_SIDE, LIVING, Withdrawn)
    }

    /// Ends it because the person leaves.
    pub fn depart(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, ANY_SIDE, LIVING, Withdrawn)
    }

    /// Records that its end has come.
    pub fn expire(self, by: Role) -> Result<Self, Refusal> {
        step(self, by, &[Ordonnanceur], LIVING, Expired)
    }
}

impl HabilitationAct {
    /// Whether the fund or a manager opens a right by it: nobody does to themself.
    #[must_use]
    pub fn opens(self) -> bool {
        matches!(self, Self::Accept | Self::Certify | Self::Activate | Self::Reinstate)
    }

    /// Whether it decides on a request, which nobody does on their own.
    #[must_use]
    pub fn is_decision(self) -> bool {
        matches!(self, Self::Countersign | Self::Accept | Self::Refuse)
    }
}

impl Transition for HabilitationAct {
    type State = HabilitationState;

    fn apply(self, state: HabilitationState, by: Role) -> Result<HabilitationState, Refusal> {
        match self {
            Self::Countersign => state.countersign(by),
            Self::Accept => state.accept(by),
            Self::Refuse => state.refuse(by),
            Self::Commit => state.commit(by),
            Self::Certify => state.certify(by),
            Self::Activate => state.activate(by),
            Self::Suspend => state.suspend(by),
            Self::Reinstate => state.reinstate(by),
            Self::Withdraw => state.withdraw(by),
            Self::Depart => state.depart(by),
            Self::Expire => state.expire(by),
        }
    }

    /// A certificate is held back by itself, so that its renewal never takes away a right that runs.
    fn is_granting(self) -> bool {
        matches!(self, Self::Activate | Self::Reinstate)
    }

    fn needs_reason(self) -> bool {
        matches!(self, Self::Refuse | Self::Suspend | Self::Withdraw | Self::Depart)
    }
}
