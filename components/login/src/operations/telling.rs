//! Several events of one act: the journal has them all before it is done, or is told of each that it was not.

use journal::{Event, Outcome, owe};

use crate::{fault::Fault, pages::Visit};

/// Records what is about to be done. When the journal stops half-way, what it has by then is taken back.
pub(super) async fn tell(visit: &Visit, events: &[Event]) -> Result<(), Fault> {
    for (told, event) in events.iter().enumerate() {
        if let Err(fault) = visit.login.record(&visit.context, |id| Event { id, ..event.clone() }).await {
            owe_refusals(visit, events.iter().take(told)).await?;
            return Err(fault);
        }
    }
    Ok(())
}

/// Tells that what was recorded was not done: another request made it impossible meanwhile.
pub(super) async fn take_back(visit: &Visit, events: &[Event]) -> Result<(), Fault> {
    owe_refusals(visit, events.iter()).await?;
    visit.login.settle(&visit.context).await;
    Ok(())
}

async fn owe_refusals(visit: &Visit, events: impl Iterator<Item = &Event>) -> Result<(), Fault> {
    let (login, now) = (&visit.login, visit.now());
    let mut transaction = login.database.begin().await?;
    for event in events {
        let id = platform::new_uuid(now, &*login.platform.random);
        let refused = Event { id, outcome: Outcome::Refused, ..event.clone() };
        owe(&mut transaction, &refused, now).await?;
    }
    Ok(transaction.commit().await?)
}
