//! What this component asks of `conventions` and of `audit`.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use access::{Module, Principal, ProfileCode, Purpose, TradeCode};
use http::HeaderMap;
use journal::DossierPseudonym;
use policies::Standing;
use serde::{Deserialize, Serialize, de::IgnoredAny};
use uuid::Uuid;
use web::{CallError, Client, UnreadableAddress, client_address};

use crate::domain::{Month, VerificationKind};

/// Whether an habilitation is in force at this instant and, if so, what it allows.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Habilitation {
    en_vigueur: bool,
    motif: Option<String>,
    pub(crate) qui_peut_agir: Option<String>,
    pub(crate) profil: Option<ProfileVersion>,
    #[serde(default)]
    pub(crate) finalites: Vec<Purpose>,
    #[serde(default)]
    pub(crate) codes: Codes,
    #[serde(default)]
    pub(crate) organismes: Vec<String>,
    pub(crate) verification: Option<VerificationKind>,
    pub(crate) budget_mensuel: Option<u32>,
    /// Whether it allows no further dossier this month.
    #[serde(default)]
    pub(crate) budget_epuise: bool,
    pub(crate) organisation: Option<Organisation>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ProfileVersion {
    pub(crate) code: ProfileCode,
    pub(crate) version: u32,
}

/// The extra codes of the agent.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Codes {
    pub(crate) bailleur: Option<TradeCode>,
    pub(crate) instructeur: Option<TradeCode>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Organisation {
    pub(crate) id: Uuid,
    pub(crate) categorie: String,
}

impl Habilitation {
    pub(crate) fn standing(&self) -> Standing {
        match self.motif.as_deref() {
            None if self.en_vigueur => Standing::EnVigueur,
            Some("formation_expiree") => Standing::Formation,
            Some("habilitation_suspendue" | "contrat_suspendu" | "convention_suspendue") => {
                Standing::Suspendue
            }
            _ => Standing::HorsVigueur,
        }
    }

    /// Why it is not in force, in conventions' own word.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.motif.as_deref()
    }
}

/// Whether an habilitation opens the consultation of dossiers to an agent who comes from there, through that: a contract
/// is of one module, and may restrict both.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Origin {
    module: Module,
    adresse: Option<IpAddr>,
    application: Option<Uuid>,
    /// Of whose budget it would read.
    mois: Month,
}

impl Origin {
    pub(crate) fn of(
        principal: &Principal,
        headers: &HeaderMap,
        proxy_header: Option<&str>,
        mois: Month,
    ) -> Result<Self, UnreadableAddress> {
        let adresse = client_address(headers, proxy_header)?;
        Ok(Self { module: Module::Cdap, adresse, application: principal.client.parse().ok(), mois })
    }
}

/// What a consultation leaves of the monthly budget.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Budget {
    pub(crate) est_accorde: bool,
}

#[derive(Serialize)]
struct Consumption {
    habilitation: Uuid,
    dossier: DossierPseudonym,
    mois: Month,
}

pub(crate) async fn find_habilitation(
    client: &Client<'_>,
    id: Uuid,
    origin: Origin,
) -> Result<Habilitation, CallError> {
    client.post("conventions", &format!("/prive/habilitations/{id}/situation"), &origin).await
}

/// Counts a dossier of the month once, however often it is read.
pub(crate) async fn consume_budget(
    client: &Client<'_>,
    habilitation: Uuid,
    dossier: DossierPseudonym,
    mois: Month,
) -> Result<Budget, CallError> {
    let body = Consumption { habilitation, dossier, mois };
    client.post("conventions", "/prive/budgets/consommation", &body).await
}

/// As many organisations as one question names: each takes 39 bytes of a body of 64 KiB.
const ORGANISATIONS: usize = 1_000;

/// Those of these organisations that are registered.
pub(crate) async fn find_organisations(
    client: &Client<'_>,
    organisations: &BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>, CallError> {
    #[derive(Deserialize)]
    struct Names {
        noms: BTreeMap<Uuid, IgnoredAny>,
    }
    let organisations: Vec<_> = organisations.iter().collect();
    let mut registered = BTreeSet::new();
    for some in organisations.chunks(ORGANISATIONS) {
        let body = serde_json::json!({ "organisations": some });
        let names: Names = client.post("conventions", "/prive/organisations/noms", &body).await?;
        registered.extend(names.noms.into_keys());
    }
    Ok(registered)
}

#[derive(Serialize)]
struct ViewQuestion<'a> {
    dossiers: &'a [DossierPseudonym],
    #[serde(skip_serializing_if = "Option::is_none")]
    suite: Option<u64>,
}

/// What the journal owes the beneficiary of the dossier that has all these names, in its own words; `suite` is where the former page ended.
pub(crate) async fn find_beneficiary_view(
    client: &Client<'_>,
    dossiers: &[DossierPseudonym],
    suite: Option<u64>,
) -> Result<serde_json::Value, CallError> {
    client.post("audit", "/prive/consultations-du-dossier", &ViewQuestion { dossiers, suite }).await
}
