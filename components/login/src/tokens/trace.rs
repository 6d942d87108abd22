use jiff::Timestamp;
use journal::{Event, Journal, Kind};
use uuid::Uuid;
use web::Context;

use super::Person;
use crate::{
    Login,
    domain::{client::Client, opaque},
    fault::Fault,
};

/// Tells the journal through which application a session gets tokens, before they leave. A session is renewed every five
/// minutes, and the journal keeps everything: the first tokens are told each time, the renewals once a day. A renewal gives
/// nothing that the first did not, and each reading names its application too.
pub(super) async fn tell(
    login: &Login,
    context: &Context,
    (client, person): (&Client, &Person),
    is_first: bool,
) -> Result<(), Fault> {
    let (session, journal) = (person.session.id, Journal::new(&login.platform, context));
    let event = if is_first {
        Event::done(journal.new_id(), Kind::TokenIssued { session })
    } else {
        Event::done(id_of_day(session, client.id, context.now), Kind::TokenRefreshed { session })
    };
    journal.record(Event { client: Some(client.id), ..person.attachment.by_holder(event) }).await?;
    Ok(())
}

/// The same all day, so that the journal has the event once, however often it is told, and nothing is kept here.
fn id_of_day(session: Uuid, client: Uuid, now: Timestamp) -> Uuid {
    let day = now.as_millisecond().div_euclid(MILLISECONDS_OF_DAY) * MILLISECONDS_OF_DAY;
    let [a, b, c, d, e, f, g, h, i, j, ..] = opaque::hash(&format!("refresh {session} {client}"));
    let millis = u64::try_from(day).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &[a, b, c, d, e, f, g, h, i, j]).into_uuid()
}

const MILLISECONDS_OF_DAY: i64 = 86_400_000;
