use super::coded::coded;

coded! {
    /// Why an habilitation is not in force.
    Obstacle {
        /// No habilitation has this id.
        Unknown = "habilitation_inconnue",
        /// Not activated yet.
        NotActivated = "habilitation_non_activee",
        /// Its first day has not come.
        NotBegun = "habilitation_a_venir",
        /// Suspended.
        Suspended = "habilitation_suspendue",
        /// Refused, withdrawn, or the person left.
        Withdrawn = "habilitation_retiree",
        /// Its last day has passed.
        Expired = "habilitation_expiree",
        /// No training certificate runs.
        Training = "formation_expiree",
        /// The contract is suspended.
        ContractSuspended = "contrat_suspendu",
        /// The contract is over, or has not begun.
        ContractEnded = "contrat_termine",
        /// The convention is suspended.
        ConventionSuspended = "convention_suspendue",
        /// The convention is over, or has not begun.
        ConventionEnded = "convention_terminee",
        /// The convention and the contract allow none of its purposes any more.
        NoPurpose = "aucune_finalite",
        /// The contract is of another module than the one that asks.
        Module = "module_non_ouvert",
        /// The contract does not allow the network from which the person comes, or it cannot be told.
        Network = "reseau_non_autorise",
        /// The contract does not allow the application through which the person comes.
        Application = "application_non_autorisee",
        /// What opened the right is not in the journal yet.
        Untraced = "trace_en_attente",
    }
}

coded! {
    /// Who can mend it.
    Remedy {
        /// The organisation's manager of habilitations.
        Manager = "gestionnaire",
        /// The organisation's legal representative.
        LegalRepresentative = "responsable_legal",
        /// The fund's officer.
        Fund = "agent_caf",
        /// The service itself, in a moment.
        Service = "service",
    }
}

impl Obstacle {
    /// Who can mend it.
    #[must_use]
    pub fn remedy(self) -> Remedy {
        match self {
            Self::Unknown
            | Self::NotActivated
            | Self::NotBegun
            | Self::Withdrawn
            | Self::Expired
            | Self::Training
            | Self::Module
            | Self::Network
            | Self::Application => Remedy::Manager,
            Self::Suspended | Self::ContractSuspended | Self::ConventionSuspended => Remedy::Fund,
            Self::ContractEnded | Self::ConventionEnded | Self::NoPurpose => Remedy::LegalRepresentative,
            Self::Untraced => Remedy::Service,
        }
    }
}
