use jiff::Timestamp;
use uuid::Uuid;

/// Randomness, as a parameter.
pub trait Random: Send + Sync {
    /// Fills `bytes` with bytes fit for keys.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's generator (in Wasm, the host's).
pub struct OsRandom;

impl Random for OsRandom {
    #[allow(
        clippy::panic,
        reason = "without randomness no key, salt or identifier may be made: stop at once"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            panic!("the host gives no randomness");
        }
    }
}

/// A new UUIDv7 (RFC 9562 §5.7): sortable by its instant, unguessable in its last 74 bits.
#[must_use]
pub fn new_uuid(now: Timestamp, random: &dyn Random) -> Uuid {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
}
