//! Refusals that come back as often as someone likes. The journal, which keeps everything, has the first of an hour, then
//! the tenth, the hundredth and so on with their number, so that a stranger cannot make it grow.

use journal::{Event, Kind, Word};
use web::Context;

use crate::{Login, domain::opaque, fault::Fault, store::refusals};

/// Counts a refusal of `subject` for this reason, and tells the journal when it is its turn. `of` completes the event.
pub(super) async fn tell(
    (login, context): (&Login, &Context),
    subject: &str,
    motif: Word,
    of: impl FnOnce(Event) -> Event,
) -> Result<(), Fault> {
    let subject = opaque::hash(&format!("refusal {motif} {subject}"));
    let number = refusals::count(&login.database, subject, context.now).await?;
    let Some(kind) = kind(motif, number) else { return Ok(()) };
    let told = login.record(context, |id| of(Event::refused(id, kind))).await;
    if told.is_err() {
        refusals::forget(&login.database, subject).await?;
    }
    told
}

fn kind(motif: Word, nombre: u32) -> Option<Kind> {
    let is_told = nombre == 10_u32.pow(nombre.checked_ilog10()?);
    let is_first = nombre == 1;
    is_told.then_some(if is_first {
        Kind::SignInRefused { motif }
    } else {
        Kind::SignInsRefused { motif, nombre }
    })
}
