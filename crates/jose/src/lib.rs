//! Signed JSON as this application speaks it: public keys (RFC 7517, 7638), compact signatures (RFC 7515) with EdDSA
//! and ES256 and nothing else, access tokens (RFC 9068) and proofs of possession (RFC 9449).

mod access_token;
mod dpop;
mod jwk;
mod jws;
mod key_ring;
mod target_uri;

pub use access_token::{AccessToken, Confirmation, TOKEN_TYPE};
pub use dpop::{Proof, ProofRefusal, Target};
pub use jwk::Jwk;
pub use jws::{Algorithm, Header, JoseError, Jws};
pub use key_ring::{KeyRing, KeyRingError};

use base64ct::{Base64UrlUnpadded, Encoding};
use sha2::{Digest, Sha256};

/// Base64url without padding (RFC 7515 §2).
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The bytes of base64url text without padding, when it is nothing else.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// `BASE64URL(SHA256(text))`: the form of thumbprints, of `ath` and of PKCE challenges.
#[must_use]
pub fn digest(text: &str) -> String {
    encode(&Sha256::digest(text))
}
