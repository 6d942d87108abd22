//! An import that was cut is found as such, and told to the journal: by itself when it can, or else by the next.

use jiff::{SignedDuration, Timestamp};
use journal::{Event, Journal, Kind, owe};
use platform::{SqlError, Transaction};
use uuid::Uuid;
use web::Context;

use super::owed::tell_owed;
use crate::{
    Dossier,
    store::imports::{Interrupted, interrupt, interrupt_silent},
};

/// An import that has stored nothing for so long is not under way any more: its batches are a second apart.
const SILENCE: SignedDuration = SignedDuration::from_hours(1);

/// Ends each import that has been silent for long.
pub(super) async fn end_silent(dossier: &Dossier, context: &Context) -> Result<(), SqlError> {
    let now = dossier.platform.clock.now();
    let silent_since = now.saturating_sub(SILENCE).unwrap_or(Timestamp::MIN);
    let mut transaction = dossier.database.begin().await?;
    let ended = interrupt_silent(&mut transaction, silent_since, now).await?;
    conclude(dossier, context, transaction, ended).await
}

/// Ends import `id`, which cannot go on.
pub(super) async fn end_interrupted(dossier: &Dossier, context: &Context, id: Uuid) -> Result<(), SqlError> {
    let mut transaction = dossier.database.begin().await?;
    let ended = interrupt(&mut transaction, id, dossier.platform.clock.now()).await?;
    conclude(dossier, context, transaction, ended).await
}

/// That they ended holds; the journal is owed it until it has it.
async fn conclude(
    dossier: &Dossier,
    context: &Context,
    mut transaction: Transaction,
    ended: Vec<Interrupted>,
) -> Result<(), SqlError> {
    let journal = Journal::new(&dossier.platform, context);
    for Interrupted { id, accepted, agent, client } in ended {
        let kind = Kind::ImportInterrupted { import: id, nombre: accepted };
        let event = Event { agent, client, ..Event::done(journal.new_id(), kind) };
        owe(&mut transaction, &event, dossier.platform.clock.now()).await?;
    }
    transaction.commit().await?;
    tell_owed(dossier, context).await
}
