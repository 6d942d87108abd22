use bytes::Bytes;
use http::{Request, StatusCode, header};
use jiff::SignedDuration;
use jose::Jwk;
use serde_json::Value;
use web::Context;

use crate::{Login, domain::client::Client, fault::Fault, store::client_keys};

/// How long a key set that a client publishes is used: a key it withdraws is refused within this delay.
const LIVE: SignedDuration = SignedDuration::from_mins(5);

/// A set without the key that an assertion names is fetched again at most this often.
const REST: SignedDuration = SignedDuration::from_secs(10);

/// The keys of a client: those registered or, when it publishes them, those at its address. None when it does not
/// answer: a withdrawn key must not live on because its owner is out of reach.
pub(super) async fn find_keys(
    login: &Login,
    context: &Context,
    client: &Client,
    kid: Option<&str>,
) -> Result<Vec<Jwk>, Fault> {
    let Some(uri) = &client.registration.jwks_uri else { return Ok(client.registration.keys()) };
    if let Some((set, fetched_at)) = client_keys::find_keys(&login.database, client.id).await? {
        let keys = Jwk::parse_set(&set).unwrap_or_default();
        let has_it = kid.is_none() || keys.iter().any(|key| key.kid() == kid);
        if context.now.duration_since(fetched_at) < if has_it { LIVE } else { REST } {
            return Ok(keys);
        }
    }
    let Some(set) = fetch(login, uri).await else { return Ok(Vec::new()) };
    let Ok(keys) = Jwk::parse_set(&set) else { return Ok(Vec::new()) };
    client_keys::put_keys(&login.database, client.id, &set, context.now).await?;
    Ok(keys)
}

/// The document at `uri`; the manifest says which hosts may be asked.
async fn fetch(login: &Login, uri: &str) -> Option<Value> {
    let request = Request::get(uri).header(header::ACCEPT, "application/json").body(Bytes::new()).ok()?;
    let answer = login.platform.outbound.send(request).await.ok()?;
    if answer.status() != StatusCode::OK { None } else { serde_json::from_slice(answer.body()).ok() }
}
