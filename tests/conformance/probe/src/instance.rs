//! Which instance answers, and how many requests it has seen.

use crate::reply::{self, Reply};
use serde_json::{Value, json};
use spin_sdk::http::body::IncomingBodyExt;
use spin_sdk::http::{Error, Request};
use spin_sdk::key_value::Store;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

static NAME: LazyLock<String> =
    LazyLock::new(|| format!("{:016x}", RandomState::new().build_hasher().finish()));
static REQUESTS: AtomicU32 = AtomicU32::new(0);

pub(crate) fn count_request() {
    REQUESTS.fetch_add(1, Ordering::Relaxed);
}

fn state() -> Value {
    json!({ "instance": NAME.as_str(), "requests": REQUESTS.load(Ordering::Relaxed) })
}

/// Tells this instance's random name and its count of requests.
pub(crate) fn tell() -> Result<Reply, Error> {
    reply::json(&state())
}

/// Leaves this instance's name in the register, under the key that the query gives.
async fn sign_in(request: &Request) -> Result<(), Error> {
    let told = |refusal| Error::other(format!("{refusal:?}"));
    let Some(key) = request.uri().query() else { return Ok(()) };
    let register = Store::open("register").await.map_err(told)?;
    register.set(key, NAME.as_bytes()).await.map_err(told)
}

/// Keeps new requests out of this instance.
struct Closed(());

impl Closed {
    fn new() -> Self {
        spin_sdk::wit_bindgen::backpressure_inc();
        Self(())
    }
}

impl Drop for Closed {
    fn drop(&mut self) {
        spin_sdk::wit_bindgen::backpressure_dec();
    }
}

/// Signs in, then answers only once the client has ended the body. Under a key that begins with `closed`, no other
/// request is let in meanwhile.
pub(crate) async fn hold(request: Request) -> Result<Reply, Error> {
    let is_closing = request.uri().query().is_some_and(|key| key.starts_with("closed"));
    let _closed = is_closing.then(Closed::new);
    sign_in(&request).await?;
    request.into_body().bytes().await?;
    tell()
}

/// Signs in, then traps.
pub(crate) async fn trap(request: Request) -> Result<Reply, Error> {
    sign_in(&request).await?;
    core::arch::wasm32::unreachable()
}
