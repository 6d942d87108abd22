use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{JoseError, Jwk, Jws, digest, target_uri::normalized};

/// How old a proof may be. A proof is made for one request, so that this covers a slow network and no more.
const OLDEST: SignedDuration = SignedDuration::from_secs(60);

/// How far in the future a client's clock may be (FAPI 2.0 Security Profile §5.3.2.1: at least 10 seconds).
const EARLIEST: SignedDuration = SignedDuration::from_secs(10);

/// How much longer than it is believed a proof is remembered: whoever believes it may have a later clock than whoever
/// remembers it.
const LATEST: SignedDuration = SignedDuration::from_secs(10);

const LONGEST_JTI: usize = 256;

/// What a proof must have been made for.
pub struct Target<'a> {
    /// The request's method.
    pub method: &'a str,
    /// The request's URI without query or fragment, on the public address of the service.
    pub uri: &'a str,
    /// The access token that comes with it.
    pub access_token: Option<&'a str>,
    /// The present instant.
    pub now: Timestamp,
}

/// A proof of possession that verified. It counts once: whoever takes it must still remember its `id` until `expires_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Thumbprint of the key that was proved.
    pub thumbprint: String,
    /// A digest of the key and the proof's `jti`.
    pub id: [u8; 32],
    /// When the proof is too old anyway, for whichever clock.
    pub expires_at: Timestamp,
}

/// Why a proof is refused (RFC 9449 §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofRefusal {
    /// It is not a signed proof.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// It was made for another method or URI.
    #[error("it was made for another request")]
    OtherRequest,
    /// It was made too long ago, or in the future.
    #[error("it was not made just now")]
    OtherTime,
    /// It was made for another access token, or for none.
    #[error("it was made for another access token")]
    OtherToken,
    /// Its `jti` is empty or too long.
    #[error("its jti is empty or too long")]
    Identifier,
}

#[derive(Deserialize)]
struct Claims {
    jti: String,
    htm: String,
    htu: String,
    iat: f64,
    ath: Option<String>,
}

impl Proof {
    /// Verifies `compact`, a proof made for `target`.
    ///
    /// # Errors
    /// See [`ProofRefusal`].
    pub fn verify(compact: &str, target: &Target<'_>) -> Result<Self, ProofRefusal> {
        let jws = Jws::parse(compact)?;
        if !jws.header.is_of_type("dpop+jwt") {
            return Err(JoseError::Type.into());
        }
        let key = Jwk::parse(jws.header.jwk.as_ref().ok_or(JoseError::Key)?)?;
        let claims: Claims = jws.verify(&key)?;
        if claims.htm != target.method || !is_same(&claims.htu, target.uri) {
            return Err(ProofRefusal::OtherRequest);
        }
        if !claims.is_bound_to(target.access_token) {
            return Err(ProofRefusal::OtherToken);
        }
        if claims.jti.is_empty() || claims.jti.len() > LONGEST_JTI {
            return Err(ProofRefusal::Identifier);
        }
        let made_at = claims.made_at().ok_or(ProofRefusal::OtherTime)?;
        let age = target.now.duration_since(made_at);
        if age > OLDEST || age < -EARLIEST {
            return Err(ProofRefusal::OtherTime);
        }
        let thumbprint = key.thumbprint();
        let id = Sha256::digest(format!("dpop {thumbprint} {}", claims.jti)).into();
        let expires_at = made_at.saturating_add(OLDEST + LATEST).unwrap_or(target.now);
        Ok(Self { thumbprint, id, expires_at })
    }
}

impl Claims {
    fn is_bound_to(&self, access_token: Option<&str>) -> bool {
        match (access_token, &self.ath) {
            (None, _) => true,
            (Some(token), Some(ath)) => digest(token).as_bytes().ct_eq(ath.as_bytes()).into(),
            (Some(_), None) => false,
        }
    }

    /// `iat` may have a fraction (RFC 7519 §2, NumericDate).
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the range is checked, and a fraction is of no matter"
    )]
    fn made_at(&self) -> Option<Timestamp> {
        (0.0..1e11).contains(&self.iat).then(|| Timestamp::from_second(self.iat as i64).ok()).flatten()
    }
}

fn is_same(one: &str, other: &str) -> bool {
    normalized(one).is_some_and(|one| normalized(other) == Some(one))
}
