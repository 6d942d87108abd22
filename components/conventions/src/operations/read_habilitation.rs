use std::sync::Arc;

use access::{ProfileCode, Purpose};
use axum::extract::State;
use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Path, Problem};

use super::admission::admit;
use crate::{
    Conventions,
    domain::{HabilitationState, Refusal, calendar},
    failure::Failure,
    store::{
        acts::{self, Line},
        habilitations::{self as store, Habilitation},
        organisations::{self, Person},
    },
};

/// An habilitation, for people. Its state is that of this instant.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = HabilitationSummary)]
pub(crate) struct Summary {
    id: Uuid,
    organisation: Uuid,
    contrat: Uuid,
    personne: Uuid,
    fonction: String,
    profil: ProfileCode,
    version_profil: u32,
    finalites: Vec<Purpose>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    etat: HabilitationState,
    version: u32,
    debut: Date,
    fin: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    echeance: Option<Timestamp>,
}

/// An habilitation with its person, its training and its history.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = WholeHabilitation)]
pub(crate) struct Whole {
    #[serde(flatten)]
    summary: Summary,
    titulaire: Person,
    #[serde(skip_serializing_if = "Option::is_none")]
    fin_formation: Option<Date>,
    historique: Vec<Line>,
}

/// `GET /v1/habilitations/{id}`.
pub(crate) async fn read_habilitation(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Path(id): Path<Uuid>,
) -> Result<Json<Whole>, Problem> {
    let work = async {
        let mut snapshot = conventions.database.snapshot().await?;
        let caller = admit(&mut snapshot, &principal).await?;
        let found = store::find_habilitation(&mut snapshot, id).await?.ok_or(Refusal::Unknown)?;
        caller.authorise(&conventions, "readHabilitation", Some(found.organisation))?;
        let whole = Whole {
            summary: Summary::new(&found, context.now),
            titulaire: organisations::find_person(&mut snapshot, found.person)
                .await?
                .ok_or(Refusal::Unknown)?,
            fin_formation: store::find_training_end(&mut snapshot, id).await?.map(calendar::last_day),
            historique: acts::list_history(&mut snapshot, id).await?,
        };
        snapshot.commit().await?;
        Ok(Json(whole))
    };
    work.await.map_err(|failure: Failure| failure.into_problem(&context))
}

impl Summary {
    pub(crate) fn new(found: &Habilitation, now: Timestamp) -> Self {
        Self {
            id: found.id,
            organisation: found.organisation,
            contrat: found.contract,
            personne: found.person,
            fonction: found.function.clone(),
            profil: found.profile.clone(),
            version_profil: found.profile_version,
            finalites: found.purposes.clone(),
            code: found.code.as_ref().map(|code| code.text.clone()),
            etat: found.state.as_of(found.ends_at, now),
            version: found.version,
            debut: calendar::day_of(found.starts_at),
            fin: calendar::last_day(found.ends_at),
            echeance: found.due_at,
        }
    }
}
