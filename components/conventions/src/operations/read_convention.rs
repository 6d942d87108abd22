use std::sync::Arc;

use access::Purpose;
use axum::extract::{Path, Query, State};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use super::admission::{Admitted, admit};
use crate::{
    Conventions,
    domain::{ContractState, ConventionState, Limits, Module, Refusal, TextDigest, calendar},
    failure::Failure,
    store::{
        acts::{self, Line},
        contracts::{self, Contract},
        conventions::{self as store, Convention, Signature},
        organisations::{self, Organisation},
    },
};

/// A convention, for people. Its state is that of this instant.
#[derive(Debug, Serialize)]
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

#[derive(Debug, Serialize)]
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
#[derive(Debug, Serialize)]
pub(crate) struct Whole {
    #[serde(flatten)]
    summary: Summary,
    texte: String,
    signatures: Vec<Signature>,
    contrats: Vec<ContractView>,
    historique: Vec<Line>,
}

/// An organisation.
#[derive(Debug, Serialize)]
pub(crate) struct WholeOrganisation {
    #[serde(flatten)]
    organisation: Organisation,
    historique: Vec<Line>,
}

/// Where a list begins.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// The last id of the page before.
    apres: Option<Uuid>,
    /// For the fund: one organisation alone.
    organisation: Option<Uuid>,
}

impl Page {
    /// The organisation whose things the caller lists, and the id after which.
    pub(crate) fn scope(&self, caller: &Admitted) -> (Option<Uuid>, Uuid) {
        (caller.principal.organisation.or(self.organisation), self.apres.unwrap_or(Uuid::nil()))
    }
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct List<T> {
    pub(crate) elements: Vec<T>,
}

/// `GET /v1/conventions`.
pub(crate) async fn list_conventions(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    page: Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<List<Summary>>, Problem> {
    let work = async {
        let Query(page) = page.map_err(|_| Refusal::Member("/apres"))?;
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let (organisation, after) = page.scope(&caller);
        caller.authorise(&conventions, "listConventions", organisation)?;
        let found = store::list_conventions(&mut snapshot, organisation, after).await?;
        snapshot.commit().await?;
        Ok(Json(List { elements: found.iter().map(|row| Summary::new(row, context.now)).collect() }))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
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

/// `GET /v1/conventions/organisations/{id}`.
pub(crate) async fn read_organisation(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<WholeOrganisation>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let organisation =
            organisations::find_organisation(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "readOrganisation", Some(id))?;
        let historique = acts::list_history(&mut snapshot, id).await?;
        snapshot.commit().await?;
        Ok(Json(WholeOrganisation { organisation, historique }))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}

impl Summary {
    fn new(found: &Convention, now: Timestamp) -> Self {
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
