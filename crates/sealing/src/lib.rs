//! Fields at rest: sealed with XChaCha20-Poly1305 and bound to their place, so that a ciphertext moved elsewhere does
//! not open; found by a keyed hash, so that a stolen file tells no number.

mod index;
mod ring;

pub use index::BlindIndex;
pub use ring::{KeyId, KeyRing, Place, SealError};

use platform::SettingError;
use zeroize::Zeroizing;

/// A key of 32 bytes from its 64 hexadecimal digits.
fn key(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut key = Zeroizing::new([0; 32]);
    let length = base16ct::mixed::decode(text, &mut *key).ok()?.len();
    (length == key.len()).then_some(key)
}

fn invalid(name: &str, expected: &'static str) -> SettingError {
    SettingError::Invalid { name: name.to_owned(), expected }
}
