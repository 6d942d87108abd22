use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use crate::domain::{opaque, session::later};

/// Seconds by which a client's clock may be ahead (FAPI 2.0 Security Profile §5.3.2.1).
const SKEW: f64 = 10.0;

/// Seconds for which an assertion may be made out, so that its `jti` need not be remembered for long.
const LONGEST_LIFE: f64 = 300.0;

const LONGEST_JTI: usize = 256;

/// The claims of a client's assertion (RFC 7523 §3). `aud` is text: an array is refused, so that an assertion can be
/// meant for one server alone.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Assertion {
    pub(crate) iss: String,
    pub(crate) sub: String,
    pub(crate) aud: String,
    pub(crate) jti: String,
    pub(crate) exp: f64,
    pub(crate) nbf: Option<f64>,
    pub(crate) iat: Option<f64>,
}

/// Why an assertion proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AssertionRefusal {
    #[error("iss and sub must both be the client_id")]
    Party,
    #[error("aud must be the issuer, as a string and nothing else")]
    Audience,
    #[error("the assertion is expired, not yet valid, or made out for more than five minutes")]
    Time,
    #[error("jti must have 1 to 256 characters")]
    Identifier,
}

impl Assertion {
    pub(crate) fn check(&self, client: Uuid, issuer: &str, now: Timestamp) -> Result<(), AssertionRefusal> {
        let client = client.to_string();
        if self.iss != client || self.sub != client {
            return Err(AssertionRefusal::Party);
        }
        if self.aud != issuer {
            return Err(AssertionRefusal::Audience);
        }
        if self.jti.is_empty() || self.jti.len() > LONGEST_JTI {
            return Err(AssertionRefusal::Identifier);
        }
        let now = now.as_duration().as_secs_f64();
        let is_live = self.exp > now && self.exp <= now + LONGEST_LIFE + SKEW;
        let has_begun = [self.nbf, self.iat].into_iter().flatten().all(|instant| instant <= now + SKEW);
        let is_recent = self.iat.is_none_or(|iat| iat >= now - LONGEST_LIFE);
        if is_live && has_begun && is_recent { Ok(()) } else { Err(AssertionRefusal::Time) }
    }

    /// The name under which its use is remembered.
    pub(crate) fn id(&self) -> [u8; 32] {
        opaque::hash(&format!("assertion {} {}", self.sub, self.jti))
    }

    /// Until when its use must be remembered, counted from a moment at which it was accepted: as long as it could be
    /// accepted again, by an instance whose clock is late.
    pub(crate) fn expires_at(now: Timestamp) -> Timestamp {
        later(now, SignedDuration::from_secs_f64(LONGEST_LIFE + SKEW + SKEW))
    }
}
