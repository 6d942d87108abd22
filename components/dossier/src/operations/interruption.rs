//! An import that was cut is found as such, and told to the journal: by itself when it can, or else by the next.

use jiff::{SignedDuration, Timestamp};
use journal::{Event, Journal, Kind, owe};
use platform::SqlError;
use uuid::Uuid;
use web::Context;

use crate::{
    Dossier,
    store::imports::{Interrupted, interrupt},
};

/// An import that has stored nothing for so long is not under way any more: its batches are a second apart.
const SILENCE: SignedDuration = SignedDuration::from_hours(1);

/// Ends `own` when it is given, and each import that has been silent for long. That they ended holds; the journal is owed
/// it until it has it.
pub(super) async fn end_interrupted(
    dossier: &Dossier,
    context: &Context,
    own: Option<Uuid>,
) -> Result<(), SqlError> {
    let now = dossier.platform.clock.now();
    let silent_since = now.saturating_sub(SILENCE).unwrap_or(Timestamp::MIN);
    let journal = Journal::new(&dossier.platform, context);
    let mut transaction = dossier.database.begin().await?;
    for Interrupted { id, accepted, agent, client } in
        interrupt(&mut transaction, (own, silent_since), now).await?
    {
        let kind = Kind::ImportInterrupted { import: id, nombre: accepted };
        let event = Event { agent, client, ..Event::done(journal.new_id(), kind) };
        owe(&mut transaction, &event, now).await?;
    }
    transaction.commit().await?;
    journal.settle(&dossier.database).await
}
