use std::sync::Arc;

use access::{Category, Principal};
use axum::extract::State;
use journal::{Event, Journal, Kind, owe};
use platform::SqlError;
use sealing::SealError;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use crate::{
    Dossier, Keys,
    domain::FACTS,
    store::resealing::{self, Sealed},
};

/// As many dossiers as one request seals again, each transaction a part of them.
const BATCHES: usize = 20;
const BATCH: u32 = 100;

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Resealing {
    rechiffres: u32,
    restants: u32,
    cle: String,
}

#[derive(Debug, thiserror::Error)]
enum ResealError {
    #[error(transparent)]
    Sql(#[from] SqlError),
    #[error(transparent)]
    Sealed(#[from] SealError),
}

/// `POST /v1/dossiers/rechiffrement`: seals dossiers again with the current key, some at a time; call it until nothing
/// is left. Where it stands is in the rows themselves, so that it goes on after a crash where it was.
pub(crate) async fn reseal_dossiers(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<Resealing>, Problem> {
    dossier.permit(&principal, "resealDossiers", &context)?;
    let keys = dossier.keys(&context).await?;
    let resealed = reseal_some(&dossier, &keys).await;
    let resealed = resealed.map_err(|error| Problem::fault(&context, "resealing", &error))?;
    let told = tell(&dossier, (&principal, &context), resealed.rechiffres).await;
    told.map_err(|error| Problem::fault(&context, "database", &error))?;
    Ok(Json(resealed))
}

/// What is sealed anew is so whatever the journal does, which is owed it.
async fn tell(
    dossier: &Dossier,
    (principal, context): (&Principal, &Context),
    nombre: u32,
) -> Result<(), SqlError> {
    let journal = Journal::new(&dossier.platform, context);
    let event = Event::done(journal.new_id(), Kind::DossiersResealed { nombre }).by(principal);
    let mut transaction = dossier.database.begin().await?;
    owe(&mut transaction, &event, context.now).await?;
    transaction.commit().await?;
    journal.settle(&dossier.database).await
}

async fn reseal_some(dossier: &Dossier, keys: &Keys) -> Result<Resealing, ResealError> {
    let mut rechiffres = 0;
    for _ in 0..BATCHES {
        let done = reseal_batch(dossier, keys).await?;
        rechiffres += done;
        if done < BATCH {
            break;
        }
    }
    let restants = resealing::count_outdated(&dossier.database, keys.current()).await?;
    Ok(Resealing { rechiffres, restants, cle: keys.current().to_string() })
}

async fn reseal_batch(dossier: &Dossier, keys: &Keys) -> Result<u32, ResealError> {
    let mut transaction = dossier.database.begin().await?;
    let outdated = resealing::list_outdated(&mut transaction, keys.current(), BATCH).await?;
    for sealed in &outdated {
        let resealed = reseal(dossier, keys, sealed)?;
        resealing::update(&mut transaction, &resealed).await?;
    }
    transaction.commit().await?;
    Ok(u32::try_from(outdated.len()).unwrap_or(BATCH))
}

fn reseal(dossier: &Dossier, keys: &Keys, sealed: &Sealed) -> Result<Sealed, SealError> {
    let fields = std::iter::once(FACTS).chain(Category::ALL.iter().map(|category| category.as_str()));
    let random = &*dossier.platform.random;
    let texts = fields
        .zip(&sealed.texts)
        .map(|(field, text)| keys.reseal(random, (sealed.id, &sealed.key), field, text));
    Ok(Sealed { id: sealed.id, key: keys.current().clone(), texts: texts.collect::<Result<_, _>>()? })
}
