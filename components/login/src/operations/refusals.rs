//! Refusals that come back as often as someone likes.

use journal::{Event, Kind, Repeats, Word};
use web::Context;

use crate::{Login, fault::Fault};

/// How many refusals are told one by one in an hour, for each reason, when strangers choose their subjects.
const TOLD: u32 = 100;

/// Counts a refusal of `subject` for this reason, and tells the journal when it is its turn. `of` completes the event.
pub(super) async fn tell(
    asked: (&Login, &Context),
    subject: &str,
    motif: Word,
    of: impl FnOnce(Event) -> Event,
) -> Result<(), Fault> {
    tell_in_turn(asked, subject, motif, of).await.map(drop)
}

/// The same, of a subject that a stranger may have made up: after so many that were told in an hour, only the number of
/// the others is, without a subject. Whether an account exists changes nothing, not even how long it takes.
pub(super) async fn tell_of_stranger(
    asked: (&Login, &Context),
    subject: &str,
    motif: Word,
    of: impl FnOnce(Event) -> Event,
) -> Result<(), Fault> {
    let (login, context) = asked;
    let told = Repeats::of(&format!("refusals told {motif}"));
    if told.number(&login.database, context.now).await? >= TOLD {
        return tell(asked, "other strangers", motif, |event| event).await;
    }
    if tell_in_turn(asked, subject, motif, of).await? {
        told.count(&login.database, context.now).await?;
    }
    Ok(())
}

/// Whether it was its turn.
async fn tell_in_turn(
    (login, context): (&Login, &Context),
    subject: &str,
    motif: Word,
    of: impl FnOnce(Event) -> Event,
) -> Result<bool, Fault> {
    let repeats = Repeats::of(&format!("refusal {motif} {subject}"));
    let kind = match repeats.count(&login.database, context.now).await? {
        None => return Ok(false),
        Some(1) => Kind::SignInRefused { motif },
        Some(nombre) => Kind::SignInsRefused { motif, nombre },
    };
    let told = login.record(context, |id| of(Event::refused(id, kind))).await;
    if told.is_err() {
        repeats.forget(&login.database).await?;
    }
    told.map(|()| true)
}
