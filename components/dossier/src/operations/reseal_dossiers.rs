use std::sync::Arc;

use access::{Category, Principal};
use axum::extract::State;
use journal::{Event, Journal, Kind, owe};
use platform::{SqlError, log_fault};
use sealing::SealError;
use serde::Serialize;
use web::{Caller, Context, Json, Problem};

use super::owed::tell_owed;
use crate::{
    Dossier, Keys,
    domain::FACTS,
    store::resealing::{self, Outdated, Sealed},
};

/// As many dossiers as one request seals again, each transaction a part of them.
const LIMIT: u32 = 2_000;
const BATCH: u32 = 100;

#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Resealing {
    rechiffres: u32,
    restants: u32,
    /// Dossiers that their key does not open: they were passed over, and are to be imported again.
    illisibles: u32,
    cle: String,
}

/// `POST /v1/dossiers/rechiffrement`: seals dossiers again with the current key, some at a time; call it until nothing
/// is left. Where it stands is in the rows themselves, so that it goes on after a crash where it was. A dossier that does not
/// open is passed over.
pub(crate) async fn reseal_dossiers(
    State(dossier): State<Arc<Dossier>>,
    Caller(principal): Caller,
    context: Context,
) -> Result<Json<Resealing>, Problem> {
    dossier.permit(&principal, "resealDossiers", &context)?;
    let keys = dossier.keys(&context).await?;
    let act = Act { dossier: &dossier, principal: &principal, context: &context, keys: &keys };
    let resealed = act.reseal_some().await;
    resealed.map(Json).map_err(|error| Problem::fault(&context, "database", &error))
}

/// One resealing under way.
struct Act<'a> {
    dossier: &'a Dossier,
    principal: &'a Principal,
    context: &'a Context,
    keys: &'a Keys,
}

impl Act<'_> {
    async fn reseal_some(&self) -> Result<Resealing, SqlError> {
        let database = &self.dossier.database;
        let (mut rechiffres, mut illisibles) = (0, 0);
        for keys in [Outdated::before(self.keys.current()), Outdated::after(self.keys.current())] {
            let mut next = Some(keys);
            while let Some(from) = next.take().filter(|_| rechiffres < LIMIT) {
                let (resealed, unreadable);
                (resealed, unreadable, next) = self.reseal_batch(&from).await?;
                (rechiffres, illisibles) = (rechiffres + resealed, illisibles + unreadable);
            }
        }
        if rechiffres == 0 {
            self.tell_none().await?;
        }
        tell_owed(self.dossier, self.context).await?;
        let restants = resealing::count_outdated(database, self.keys.current()).await?;
        Ok(Resealing { rechiffres, restants, illisibles, cle: self.keys.current().to_string() })
    }

    /// Seals some dossiers anew, and owes the journal their number in the same transaction. Gives how many those were, how
    /// many did not open, and where the next ones begin.
    async fn reseal_batch(&self, from: &Outdated) -> Result<(u32, u32, Option<Outdated>), SqlError> {
        let mut transaction = self.dossier.database.begin().await?;
        let outdated = resealing::list_outdated(&mut transaction, from, BATCH).await?;
        let (mut resealed, mut unreadable) = (0, 0);
        for sealed in &outdated {
            match reseal(self.dossier, self.keys, sealed) {
                Ok(sealed) => {
                    resealing::update(&mut transaction, &sealed).await?;
                    resealed += 1;
                }
                Err(error) => {
                    log_fault(&self.context.request_id.to_string(), "sealing", &error);
                    unreadable += 1;
                }
            }
        }
        if resealed > 0 {
            owe(&mut transaction, &self.event(resealed), self.context.now).await?;
        }
        transaction.commit().await?;
        Ok((resealed, unreadable, outdated.last().map(|last| from.following(last))))
    }

    async fn tell_none(&self) -> Result<(), SqlError> {
        let mut transaction = self.dossier.database.begin().await?;
        owe(&mut transaction, &self.event(0), self.context.now).await?;
        transaction.commit().await
    }

    fn event(&self, nombre: u32) -> Event {
        Event::done(self.journal().new_id(), Kind::DossiersResealed { nombre }).by(self.principal)
    }

    fn journal(&self) -> Journal<'_> {
        Journal::new(&self.dossier.platform, self.context)
    }
}

fn reseal(dossier: &Dossier, keys: &Keys, sealed: &Sealed) -> Result<Sealed, SealError> {
    let fields = std::iter::once(FACTS).chain(Category::ALL.iter().map(|category| category.as_str()));
    let random = &*dossier.platform.random;
    let texts = fields
        .zip(&sealed.texts)
        .map(|(field, text)| keys.reseal(random, (sealed.id, &sealed.key), field, text));
    Ok(Sealed { id: sealed.id, key: keys.current().clone(), texts: texts.collect::<Result<_, _>>()? })
}
