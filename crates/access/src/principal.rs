use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Scopes;

/// Who asks, as a verified access token says. Never built from anything else in production.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principal {
    /// The account (a person) or the registered application, claim `sub`.
    pub subject: Uuid,
    /// What they may act as, claim `roles`.
    pub roles: BTreeSet<Role>,
    /// The partner organisation they belong to; none for the fund's own officers and for beneficiaries. Claim `org`.
    pub organisation: Option<Uuid>,
    /// The habilitation under which they act, for a professional. Claim `hab`.
    pub habilitation: Option<Uuid>,
    /// The sign-in session, absent for an application. Claim `sid`.
    pub session: Option<Uuid>,
    /// The OAuth client through which they come, claim `client_id`.
    pub client: String,
    /// What their token opens, claim `scope`.
    pub scopes: Scopes,
}

impl Principal {
    /// Whether they act as `role`.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }
}

/// What a principal may act as.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A partner's professional, who reads dossiers under a personal habilitation.
    Professionnel,
    /// A partner's manager of habilitations.
    Gestionnaire,
    /// A partner's legal representative.
    ResponsableLegal,
    /// A partner's application.
    Application,
    /// A fund's officer, who validates conventions and habilitations.
    AgentCaf,
    /// The fund's data-protection officer.
    DelegueProtectionDonnees,
    /// The fund's auditor.
    Auditeur,
    /// The fund's security officer.
    ResponsableSecurite,
    /// A beneficiary, for their own dossier.
    Allocataire,
    /// The operator's scheduler, which starts maintenance.
    Ordonnanceur,
    /// The fund's own information system, which sends dossiers.
    SystemeCaf,
    /// The fund's dispatcher, which hands activation secrets over to their holders.
    Courrier,
}

impl Role {
    /// Its word, in tokens and in the policies.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Professionnel => "professionnel",
            Self::Gestionnaire => "gestionnaire",
            Self::ResponsableLegal => "responsable_legal",
            Self::Application => "application",
            Self::AgentCaf => "agent_caf",
            Self::DelegueProtectionDonnees => "delegue_protection_donnees",
            Self::Auditeur => "auditeur",
            Self::ResponsableSecurite => "responsable_securite",
            Self::Allocataire => "allocataire",
            Self::Ordonnanceur => "ordonnanceur",
            Self::SystemeCaf => "systeme_caf",
            Self::Courrier => "courrier",
        }
    }
}
