//! Hashing a password takes a processor for a long moment, on purpose. It is done in `hashing`, where no other request is
//! kept waiting, and a few at once over all instances, so that however many people sign in together, whoever is signed in
//! already is served.

use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use web::{CallError, Client};

use super::tries::give_back;
use crate::{
    domain::{
        password::{self, Question},
        throttle::Subject,
    },
    fault::{Fault, Halt},
    pages::{self, Visit},
    store::hashings,
};

/// How long a person waits for their turn before they are asked to try again.
const PATIENCE: SignedDuration = SignedDuration::from_secs(3);

/// What `hashing` answers.
#[derive(Deserialize)]
struct Hashed {
    empreinte: String,
}

/// The hash to keep of a password that was chosen. When nothing was hashed, the try counted for `subjects` is given back.
pub(super) async fn hash(visit: &Visit, subjects: &[Subject], chosen: &str) -> Result<String, Halt> {
    let question = password::to_keep(chosen, &*visit.login.platform.random).ok_or(Fault::Password)?;
    in_turn(visit, subjects, &question).await
}

/// Whether the password is the one whose hash is kept. The same of the try.
pub(super) async fn verify(
    visit: &Visit,
    subjects: &[Subject],
    typed: &str,
    kept: Option<&str>,
) -> Result<bool, Halt> {
    let question = password::to_verify(typed, kept).ok_or(Fault::Password)?;
    let hashed = in_turn(visit, subjects, &question).await?;
    Ok(password::is_right(&hashed, kept))
}

async fn in_turn(visit: &Visit, subjects: &[Subject], question: &Question) -> Result<String, Halt> {
    let login = &visit.login;
    let holder = platform::new_uuid(visit.now(), &*login.platform.random);
    if !wait(visit, holder).await? {
        give_back(visit, subjects).await?;
        return Err(pages::busy()?.into());
    }
    let client = Client::new(&login.platform, &visit.context);
    let hashed: Result<Hashed, CallError> = client.post("hashing", "/prive/empreintes", question).await;
    hashings::free_slot(&login.database, holder).await?;
    if hashed.is_err() {
        give_back(visit, subjects).await?;
    }
    Ok(hashed?.empreinte)
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
