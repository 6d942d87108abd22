use std::sync::Arc;

use access::Purpose;
use axum::extract::State;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::admission::admit;
use crate::{
    Conventions,
    domain::{ContractState, ConventionState, Limits, Module, Refusal, TextDigest, calendar},
    failure::Failure,
    store::{
        acts::{self, Line},
        contracts::{self, Contract},
        conventions::{self as store, Convention, Signature},
    },
};

/// A convention, for people. Its state is that of this instant.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = ConventionSummary)]
pub(crate) struct Summary {
    id: Uuid,
    organisation: Uuid,
    #[serde(skip_serializing_if = "Option::is_none")]
    avenant_a: Option<Uuid>,
    etat: ConventionState,
    version: u32,
    finalites: Vec<Purpose>,
    acte_reglementaire: String,
    empreinte_acte: TextDigest,
    empreinte: TextDigest,
    debut: Date,
    fin: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    echeance: Option<Timestamp>,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ContractView {
    id: Uuid,
    module: Module,
    etat: ContractState,
    version: u32,
    limites: Limits,
    debut: Date,
    fin: Date,
}

/// A convention with all that hangs on it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = WholeConvention)]
pub(crate) struct Whole {
    #[serde(flatten)]
    summary: Summary,
    texte: String,
    signatures: Vec<Signature>,
    contrats: Vec<ContractView>,
    historique: Vec<Line>,
}

/// `GET /v1/conventions/{id}`.
pub(crate) async fn read_convention(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<Whole>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let found = store::find_convention(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "readConvention", Some(found.organisation))?;
        let whole = Whole {
            summary: Summary::new(&found, context.now),
            texte: found.text,
            signatures: store::list_signatures(&mut snapshot, id).await?,
            contrats: contracts::list_contracts(&mut snapshot, id).await?.into_iter().map(view).collect(),
            historique: acts::list_history(&mut snapshot, id).await?,
        };
        snapshot.commit().await?;
        Ok(Json(whole))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}

impl Summary {
    pub(crate) fn new(found: &Convention, now: Timestamp) -> Self {
        Self {
            id: found.id,
            organisation: found.organisation,
            avenant_a: found.amends,
            etat: found.state.as_of(found.ends_at, now),
            version: found.version,
            finalites: found.purposes.clone(),
            acte_reglementaire: found.regulatory_act.clone(),
            empreinte_acte: found.regulatory_act_digest,
            empreinte: TextDigest::of(&found.text),
            debut: calendar::day_of(found.starts_at),
            fin: calendar::last_day(found.ends_at),
            echeance: found.due_at,
        }
    }
}

fn view(contract: Contract) -> ContractView {
    ContractView {
        id: contract.id,
        module: contract.module,
        etat: contract.state,
        version: contract.version,
        limites: contract.limits,
        debut: calendar::day_of(contract.starts_at),
        fin: calendar::last_day(contract.ends_at),
    }
}
