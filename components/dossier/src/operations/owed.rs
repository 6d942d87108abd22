use journal::Journal;
use platform::SqlError;
use web::Context;

use crate::{Dossier, store::objections::lift_told};

/// Tells the journal what it is owed; the liftings of imports that it has take effect.
pub(super) async fn tell_owed(dossier: &Dossier, context: &Context) -> Result<(), SqlError> {
    Journal::new(&dossier.platform, context).settle_all(&dossier.database).await?;
    lift_told(&dossier.database, dossier.platform.clock.now()).await
}
