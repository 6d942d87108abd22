//! Refusals that come back as often as someone likes.

use journal::{Event, Kind, Repeats, Word};
use web::Context;

use crate::{Login, fault::Fault};

/// Counts a refusal of `subject` for this reason, and tells the journal when it is its turn. `of` completes the event.
pub(super) async fn tell(
    (login, context): (&Login, &Context),
    subject: &str,
    motif: Word,
    of: impl FnOnce(Event) -> Event,
) -> Result<(), Fault> {
    let repeats = Repeats::of(&format!("refusal {motif} {subject}"));
    let kind = match repeats.count(&login.database, context.now).await? {
        None => return Ok(()),
        Some(1) => Kind::SignInRefused { motif },
        Some(nombre) => Kind::SignInsRefused { motif, nombre },
    };
    let told = login.record(context, |id| of(Event::refused(id, kind))).await;
    if told.is_err() {
        repeats.forget(&login.database).await?;
    }
    told
}
