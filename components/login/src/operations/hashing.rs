//! Hashing a password takes a processor for a long moment, on purpose. A few are hashed at once over all instances, so
//! that however many people sign in together, whoever is signed in already is served; and each once its instance serves
//! nobody else, since those would stand still meanwhile.

use std::time::Duration;

use futures_util::future::select;
use jiff::SignedDuration;

use super::tries::give_back;
use crate::{
    domain::throttle::Subject,
    fault::{Fault, Halt},
    pages::{self, Visit},
    store::hashings,
};

/// How long a person waits for their turn before they are asked to try again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(3);

/// How long the instance's other requests are waited for: many times what most take.
const COURTESY: Duration = Duration::from_millis(200);

/// Does the hashing in its turn. When the turn does not come, the try counted for `subjects` is given back.
pub(super) async fn in_turn<T>(
    visit: &Visit,
    subjects: &[Subject],
    hashing: impl FnOnce() -> T,
) -> Result<T, Halt> {
    let login = &visit.login;
    let _aside = login.platform.instance.step_aside();
    let holder = platform::new_uuid(visit.context.now, &*login.platform.random);
    if !wait(visit, holder).await? {
        give_back(visit, subjects).await?;
        return Err(pages::busy()?.into());
    }
    let result = alone(visit, hashing).await;
    hashings::free_slot(&login.database, holder).await?;
    Ok(result)
}

/// Does the hashing once the instance serves nobody who does not wait for a hashing too.
async fn alone<T>(visit: &Visit, hashing: impl FnOnce() -> T) -> T {
    let platform = &visit.login.platform;
    let _closed = platform.instance.close();
    select(Box::pin(platform.instance.left_alone()), platform.clock.sleep(COURTESY)).await;
    hashing()
}

/// Whether the turn came. Who waits tries again at moments of their own, and not all at once.
async fn wait(visit: &Visit, holder: uuid::Uuid) -> Result<bool, Fault> {
    let login = &visit.login;
    let slots = login.configuration(&visit.context).await?.hashing_slots;
    let clock = &login.platform.clock;
    let began = clock.now();
    while !hashings::take_slot(&login.database, slots, holder, clock.now()).await? {
        if clock.now().duration_since(began) >= PATIENCE {
            return Ok(false);
        }
        let mut jitter = [0];
        login.platform.random.fill(&mut jitter);
        clock.sleep(Duration::from_millis(50 + u64::from(jitter[0]) / 2)).await;
    }
    Ok(true)
}
