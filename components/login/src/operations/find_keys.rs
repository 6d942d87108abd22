//! The keys of a client that publishes them. Whoever names a client makes us ask its publisher, so that it is asked by one
//! request at a time over all instances, within a deadline, and rests the longer the more often it was asked in vain.

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use http::{Request, StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use jose::{Header, Jwk};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    Login,
    domain::{client::Client, registration::MOST_KEYS, session::later},
    fault::Fault,
    store::client_keys::{self, Publication},
};

/// How long a key set that a client publishes is used: a key it withdraws is refused within this delay.
const LIVE: SignedDuration = SignedDuration::from_mins(5);

/// How long a publisher rests after it was asked; twice as long each time it was asked in vain, up to [`LIVE`].
const REST: SignedDuration = SignedDuration::from_secs(10);

/// How long an answer is waited for, by who asks and by who shares it.
const PATIENCE: SignedDuration = SignedDuration::from_secs(3);

/// The largest set that is read, in bytes.
const LARGEST: usize = 64 * 1024;

/// The keys of a client: those registered or, when it publishes them, those at its address. None when it does not
/// answer: a withdrawn key must not live on because its owner is out of reach.
pub(super) async fn find_keys(login: &Login, client: &Client, header: &Header) -> Result<Vec<Jwk>, Fault> {
    let Some(uri) = &client.registration.jwks_uri else { return Ok(client.registration.keys()) };
    let (database, clock) = (&login.database, &login.platform.clock);
    let began = clock.now();
    loop {
        let now = clock.now();
        let known = client_keys::find_publication(database, client.id).await?;
        let keys = known.as_ref().map(|known| keys_at(known, now)).unwrap_or_default();
        let is_resting = known.as_ref().is_some_and(|known| known.rests_until > now);
        if has_named(&keys, header) || is_resting || now.duration_since(began) >= PATIENCE {
            return Ok(keys);
        }
        if client_keys::take_turn(database, client.id, later(now, PATIENCE), now).await? {
            return ask(login, (client.id, uri), known, header).await;
        }
        clock.sleep(Duration::from_millis(100)).await;
    }
}

fn has_named(keys: &[Jwk], header: &Header) -> bool {
    keys.iter().any(|key| header.may_name(key))
}

/// The keys that are still good.
fn keys_at(known: &Publication, now: Timestamp) -> Vec<Jwk> {
    let live = known.set.as_ref().filter(|(_, fetched_at)| now.duration_since(*fetched_at) < LIVE);
    live.and_then(|(set, _)| Jwk::parse_set(set).ok()).unwrap_or_default()
}

/// Asks the publisher, and remembers what came of it.
async fn ask(
    login: &Login,
    (client, uri): (Uuid, &str),
    known: Option<Publication>,
    header: &Header,
) -> Result<Vec<Jwk>, Fault> {
    let fetched = fetch(login, uri).await;
    let now = login.platform.clock.now();
    let (fruitless, former) = known.map_or((0, None), |known| (known.fruitless, known.set));
    let set = fetched.map(|set| (set, now)).or(former);
    let mut publication = Publication { set, fruitless: 0, rests_until: later(now, REST) };
    let keys = keys_at(&publication, now);
    if !has_named(&keys, header) {
        publication.fruitless = fruitless.saturating_add(1);
        publication.rests_until = later(now, rest_after(fruitless));
    }
    client_keys::put_publication(&login.database, client, &publication).await?;
    Ok(keys)
}

fn rest_after(fruitless: u32) -> SignedDuration {
    REST.saturating_mul(1 << fruitless.min(5)).min(LIVE)
}

/// The key set at `uri`; the manifest says which hosts may be asked.
async fn fetch(login: &Login, uri: &str) -> Option<Value> {
    let request = Request::get(uri).header(header::ACCEPT, "application/json").body(Bytes::new()).ok()?;
    let patience = login.platform.clock.sleep(PATIENCE.unsigned_abs());
    let answer = match select(login.platform.outbound.send(request), patience).await {
        Either::Left((answer, _)) => answer.ok()?,
        Either::Right(((), _)) => return None,
    };
    if answer.status() != StatusCode::OK || answer.body().len() > LARGEST {
        return None;
    }
    let set = serde_json::from_slice(answer.body()).ok()?;
    Jwk::parse_set(&set).is_ok_and(|keys| keys.len() <= MOST_KEYS).then_some(set)
}
